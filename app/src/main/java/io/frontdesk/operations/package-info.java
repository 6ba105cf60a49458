/// What happens now and how the program fares: Today, health, jobs.
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
      "calls",
      "outreach",
      "receptionist"
    })
@NullMarked
package io.frontdesk.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
