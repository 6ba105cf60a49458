package io.frontdesk.access.guard;

import io.frontdesk.access.Caller;
import io.frontdesk.access.account.Session;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/// What the guard found out about a request, kept with it.
final class Visit {
  /// A workspace entered by a signed-in person.
  record Inside(Caller caller, String workspaceName, String roleLabel) {}

  private static final String SESSION = Visit.class.getName() + ".session";
  private static final String SECRET = Visit.class.getName() + ".secret";
  private static final String INSIDE = Visit.class.getName() + ".inside";
  private static final String CALLER = Visit.class.getName() + ".caller";
  private static final String PASSED = Visit.class.getName() + ".passed";

  private Visit() {}

  static void pass(HttpServletRequest request) {
    request.setAttribute(PASSED, Boolean.TRUE);
  }

  static boolean passed(HttpServletRequest request) {
    return request.getAttribute(PASSED) != null;
  }

  static void session(HttpServletRequest request, Session session, String secret) {
    request.setAttribute(SESSION, session);
    request.setAttribute(SECRET, secret);
  }

  static @Nullable Session session(HttpServletRequest request) {
    return (Session) request.getAttribute(SESSION);
  }

  static void secret(HttpServletRequest request, String secret) {
    request.setAttribute(SECRET, secret);
  }

  /// What form tokens of this request are bound to.
  static @Nullable String secret(HttpServletRequest request) {
    return (String) request.getAttribute(SECRET);
  }

  static void inside(HttpServletRequest request, Inside inside) {
    request.setAttribute(INSIDE, inside);
    caller(request, inside.caller());
  }

  static @Nullable Inside inside(HttpServletRequest request) {
    return (Inside) request.getAttribute(INSIDE);
  }

  static void caller(HttpServletRequest request, Caller caller) {
    request.setAttribute(CALLER, caller);
  }

  static @Nullable Caller caller(HttpServletRequest request) {
    return (Caller) request.getAttribute(CALLER);
  }
}
