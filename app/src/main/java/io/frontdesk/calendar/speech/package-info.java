/// Dates and times as people say them.
@NullMarked
package io.frontdesk.calendar.speech;

import org.jspecify.annotations.NullMarked;
