/// The call log: live transcript, outcome, recording.
@ApplicationModule(
    allowedDependencies = {
      "tenancy",
      "access",
      "policy",
      "contacts",
      "delivery",
      "conversations",
      "calendar"
    })
@NullMarked
package io.frontdesk.calls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
