/// What the call log needs from outside.
@NamedInterface("port")
@NullMarked
package io.frontdesk.calls.port;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
