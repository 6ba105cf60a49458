/// The guard, attacked.
@NullMarked
package io.frontdesk.access.guard;

import org.jspecify.annotations.NullMarked;
