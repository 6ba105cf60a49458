@NullMarked
package io.frontdesk.calendar.ics;

import org.jspecify.annotations.NullMarked;
