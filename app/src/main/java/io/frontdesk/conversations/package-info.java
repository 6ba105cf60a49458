/// Threads with people over all channels: the inbox.
@ApplicationModule(allowedDependencies = {"tenancy", "access", "policy", "contacts", "delivery"})
@NullMarked
package io.frontdesk.conversations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
