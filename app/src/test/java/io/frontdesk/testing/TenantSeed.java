package io.frontdesk.testing;

import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Map;

/// Fills tables of a workspace so that the cross-tenant suite has something to protect. Each module
/// has one as a bean (`@Component`) in its test package.
public interface TenantSeed {
  /// Makes at least one row in every tenant table of the module.
  ///
  /// @return values of path variables that name these rows, e.g. `contact` → its id; the suite
  ///     tries them in another workspace
  Map<String, String> seed(TestTenant tenant);
}
