package io.frontdesk.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/// Asks again who makes a request that lasts: a session may have been revoked or a role changed
/// since it began. Does not count as use of the session.
public interface Presence {
  /// The caller as of now; empty when the session ended or the person has left the workspace.
  Optional<Caller> again(HttpServletRequest request);
}
