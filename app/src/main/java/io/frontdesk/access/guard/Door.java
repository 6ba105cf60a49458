package io.frontdesk.access.guard;

import java.util.List;

/// Which way a handler's pattern leads.
enum Door {
  /// `/w/{workspace}/…`: a member's session and [io.frontdesk.access.Needs].
  WORKSPACE,
  /// `/api/v1/…`: an API key and [io.frontdesk.access.Needs].
  API,
  /// `/hooks/…`, checked by their signatures; `/health…`, `/metrics` and `/assets/…`, which hold
  /// nothing of any tenant.
  OUTSIDE,
  /// Everything else: [io.frontdesk.access.SignedIn] or [io.frontdesk.access.Open].
  OTHER;

  private static final List<String> OUTSIDE_PREFIXES =
      List.of("/hooks/", "/health/", "/assets/", "/metrics/");

  static Door of(String pattern) {
    if (pattern.startsWith("/w/")) {
      return WORKSPACE;
    }
    if (pattern.startsWith("/api/")) {
      return API;
    }
    return OUTSIDE_PREFIXES.stream().anyMatch((pattern + "/")::startsWith) ? OUTSIDE : OTHER;
  }
}
