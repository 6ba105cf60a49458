/// The one way out: due messages, claim, decide, send, record.
@ApplicationModule(allowedDependencies = {"tenancy", "access", "policy", "contacts"})
@NullMarked
package io.frontdesk.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
