/// The client book: people, their addresses, notes and timeline.
@ApplicationModule(allowedDependencies = {"tenancy", "access"})
@NullMarked
package io.frontdesk.contacts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
