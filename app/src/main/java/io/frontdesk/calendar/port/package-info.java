/// What the calendar needs from outside.
@NamedInterface("port")
@NullMarked
package io.frontdesk.calendar.port;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
