/// Services, staff, availability and appointments.
@ApplicationModule(allowedDependencies = {"tenancy", "access", "policy", "contacts", "delivery"})
@NullMarked
package io.frontdesk.calendar;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
