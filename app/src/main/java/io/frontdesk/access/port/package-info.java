/// What access needs from outside.
@NamedInterface("port")
@NullMarked
package io.frontdesk.access.port;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
