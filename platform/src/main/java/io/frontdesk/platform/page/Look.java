package io.frontdesk.platform.page;

import jakarta.servlet.http.Cookie;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// How the reader wants pages to look, kept in a cookie that the theme button writes, so that the
/// first paint is right without a script.
public final class Look {
  private static final String COOKIE = "frontdesk_theme";

  private Look() {}

  /// `light`, `dark`, or `auto` for the system's choice.
  public static String theme() {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes now) {
      Cookie[] cookies = now.getRequest().getCookies();
      for (var cookie : cookies == null ? new Cookie[0] : cookies) {
        if (cookie.getName().equals(COOKIE)
            && (cookie.getValue().equals("light") || cookie.getValue().equals("dark"))) {
          return cookie.getValue();
        }
      }
    }
    return "auto";
  }
}
