@NullMarked
package io.frontdesk.calendar.availability;

import org.jspecify.annotations.NullMarked;
