/// The AI receptionist's tools: what a caller can have done, decided by code.
@ApplicationModule(
    allowedDependencies = {
      "tenancy",
      "access",
      "policy",
      "contacts",
      "knowledge",
      "delivery",
      "conversations",
      "calendar",
      "calls"
    })
@NullMarked
package io.frontdesk.receptionist;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
