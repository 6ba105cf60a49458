/// What delivery needs from the outside: somebody who carries texts and e-mails.
@NamedInterface("port")
@NullMarked
package io.frontdesk.delivery.port;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
