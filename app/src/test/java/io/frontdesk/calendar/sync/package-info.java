@NullMarked
package io.frontdesk.calendar.sync;

import org.jspecify.annotations.NullMarked;
