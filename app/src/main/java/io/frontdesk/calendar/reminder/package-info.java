/// Reminders of appointments, and what clients answer to them.
@NullMarked
package io.frontdesk.calendar.reminder;

import org.jspecify.annotations.NullMarked;
