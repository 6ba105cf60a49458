/// Keeps our people's other calendars and ours in step.
@NullMarked
package io.frontdesk.calendar.sync;

import org.jspecify.annotations.NullMarked;
