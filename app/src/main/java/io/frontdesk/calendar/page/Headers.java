package io.frontdesk.calendar.page;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;

/// Headers of the pages that clients see.
final class Headers {
  private Headers() {}

  /// @param framers the sites that may show the page in a frame; nobody when empty
  static void set(HttpServletResponse response, List<String> framers) {
    response.setHeader("Cache-Control", "no-store");
    if (framers.isEmpty()) {
      return;
    }
    var policy = String.valueOf(response.getHeader("Content-Security-Policy"));
    response.setHeader(
        "Content-Security-Policy",
        policy.replace("frame-ancestors 'none'", "frame-ancestors " + String.join(" ", framers)));
    // The older header can't name sites; every browser that knows the newer ignores it.
    response.setHeader("X-Frame-Options", null);
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  }

  /// Links that carry a right stay out of other sites' logs and of search engines.
  static void secret(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Robots-Tag", "noindex");
  }
}
