package io.frontdesk.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Asks again who is behind something that lasts: a session may have been revoked or a role changed
/// since it began. Asking does not count as use of the session.
public interface Presence {
  /// A signed-in person in a workspace.
  record Stay(UUID session, String workspace) {}

  /// The stay that a request is part of; empty when no person made it inside a workspace.
  Optional<Stay> of(HttpServletRequest request);

  /// The callers as of now of those who are still there; the others' sessions ended, or they have
  /// left the workspace. Call it outside a transaction.
  Map<Stay, Caller> still(Collection<Stay> stays);
}
