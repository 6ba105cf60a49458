@NullMarked
package io.frontdesk.calendar.booking;

import org.jspecify.annotations.NullMarked;
