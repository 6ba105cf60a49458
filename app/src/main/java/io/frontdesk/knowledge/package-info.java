/// Documents the receptionist may answer from, and their search.
@ApplicationModule(allowedDependencies = {"tenancy", "access"})
@NullMarked
package io.frontdesk.knowledge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
