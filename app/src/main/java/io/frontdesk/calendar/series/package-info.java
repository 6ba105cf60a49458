/// Appointments that repeat, and appointments booked together.
@NullMarked
package io.frontdesk.calendar.series;

import org.jspecify.annotations.NullMarked;
