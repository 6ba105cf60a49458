package io.frontdesk.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Asks again who is behind something that lasts: a session may have been revoked or a role changed
/// since it began. Asking does not count as use of the session.
public interface Presence {
  /// Topic of the live event that a person's rights in the workspace are others from here on; its
  /// subject is the account.
  String CHANGED = "access.changed";

  /// A signed-in person in a workspace.
  record Stay(UUID session, String workspace) {}

  /// The stay that a request is part of; empty when no person made it inside a workspace.
  Optional<Stay> of(HttpServletRequest request);

  /// What those who are still there may do as of now; the others' sessions ended, or they have left
  /// the workspace. One question for all, and one more for each workspace and agency. Call it
  /// outside a transaction.
  Map<Stay, Set<Permission>> still(Collection<Stay> stays);
}
