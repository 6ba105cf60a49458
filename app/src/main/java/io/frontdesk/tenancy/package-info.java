/// Workspaces, agencies, their settings, zone and opening hours.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.frontdesk.tenancy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
