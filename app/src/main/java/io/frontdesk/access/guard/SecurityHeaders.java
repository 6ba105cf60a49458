package io.frontdesk.access.guard;

import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Headers of every answer: scripts, styles and connections only from here, no frames, nothing
/// guessed, nothing shared with other sites. Providers' programs are answered thousands of times a
/// second and read none of it: what they get is nothing a browser could do anything with.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SecurityHeaders extends HttpFilter {
  private static final long serialVersionUID = 1L;

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
          + " 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; frame-ancestors"
          + " 'none'; base-uri 'none'";

  static final String HOOKS_POLICY = "default-src 'none'; sandbox";

  private final boolean https;

  SecurityHeaders(Settings settings) {
    this.https = "https".equals(settings.get(PlatformSettings.BASE_URL).getScheme());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean hook = request.getRequestURI().startsWith("/hooks/");
    response.setHeader("Content-Security-Policy", hook ? HOOKS_POLICY : POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!hook) {
      forBrowsers(response);
    }
    if (https) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    chain.doFilter(request, response);
  }

  private static void forBrowsers(HttpServletResponse response) {
    response.setHeader("X-Frame-Options", "DENY");
    // Not no-referrer: browsers would then send forms with "Origin: null".
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader(
        "Permissions-Policy",
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(),"
            + " usb=()");
  }
}
