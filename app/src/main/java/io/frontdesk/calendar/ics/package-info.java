/// Reads calendars that others wrote (RFC 5545) within fixed bounds, and writes ours.
@NullMarked
package io.frontdesk.calendar.ics;

import org.jspecify.annotations.NullMarked;
