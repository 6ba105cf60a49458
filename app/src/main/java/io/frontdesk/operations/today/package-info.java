/// The first page of the day: what happens now, what needs someone, what comes.
@NullMarked
package io.frontdesk.operations.today;

import org.jspecify.annotations.NullMarked;
