/// The demonstration: an invented clinic with its people and history, and callers who begin to
/// ring. Only when the setting `demo` is on; production refuses it. Nobody imports it.
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
      "receptionist",
      "integrations"
    })
@NullMarked
package io.frontdesk.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
