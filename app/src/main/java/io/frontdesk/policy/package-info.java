/// May we contact this address now? Consents, suppressions and the decision, keyed by address.
@ApplicationModule(allowedDependencies = {"tenancy", "access"})
@NullMarked
package io.frontdesk.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
