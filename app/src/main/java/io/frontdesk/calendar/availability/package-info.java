/// Which starts are free: interval algebra without I/O, and the planner that feeds it.
@NullMarked
package io.frontdesk.calendar.availability;

import org.jspecify.annotations.NullMarked;
