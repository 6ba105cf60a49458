package io.frontdesk.access.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where to go after signing in: only places of our own.
final class Places {
  private Places() {}

  /// `next` when it is a path of this program, else the start page.
  static String safe(@Nullable String next) {
    return next != null && next.matches("/(?![/\\\\])[!-\\[\\]-~]*") && next.length() <= 500
        ? next
        : "/";
  }

  static String with(String path, @Nullable String next) {
    var safe = safe(next);
    return safe.equals("/")
        ? path
        : path + "?next=" + URLEncoder.encode(safe, StandardCharsets.UTF_8);
  }
}
