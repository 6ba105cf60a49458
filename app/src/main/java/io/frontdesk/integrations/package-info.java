/// Adapters for the owners' ports, connections with their credentials, the webhook inbox.
@ApplicationModule(
    allowedDependencies = {
      "tenancy",
      "access",
      "access :: port",
      "policy",
      "contacts",
      "knowledge",
      "delivery",
      "delivery :: port",
      "conversations",
      "calendar",
      "calendar :: port",
      "calls",
      "calls :: port",
      "receptionist"
    })
@NullMarked
package io.frontdesk.integrations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
