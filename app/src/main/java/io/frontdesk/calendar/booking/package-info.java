/// Rows of appointments, and what clients are told about them.
@NullMarked
package io.frontdesk.calendar.booking;

import org.jspecify.annotations.NullMarked;
