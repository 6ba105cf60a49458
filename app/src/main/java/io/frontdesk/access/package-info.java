/// Accounts, members, roles, sessions, second factors, API keys, the audit log; who may do what.
@ApplicationModule(allowedDependencies = {"tenancy"})
@NullMarked
package io.frontdesk.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
