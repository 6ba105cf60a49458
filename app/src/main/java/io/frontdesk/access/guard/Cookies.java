package io.frontdesk.access.guard;

import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/// The program's cookies. Over HTTPS their names begin with `__Host-`, so that no other host and no
/// plain connection can set them.
@Component
public class Cookies {
  /// Which cookie.
  public enum Kind {
    /// Token of a signed-in session.
    SESSION("desk"),
    /// Secret of a visitor who is not signed in; binds form tokens.
    VISITOR("visit"),
    /// The pause between password and second factor.
    PENDING("pending"),
    /// What the next page says once.
    NOTICE("notice");

    private final String stem;

    Kind(String stem) {
      this.stem = stem;
    }
  }

  private final boolean https;

  Cookies(Settings settings) {
    this.https = "https".equals(settings.get(PlatformSettings.BASE_URL).getScheme());
  }

  public String name(Kind kind) {
    return (https ? "__Host-" : "") + kind.stem;
  }

  public Optional<String> read(HttpServletRequest request, Kind kind) {
    var cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    var name = name(kind);
    return Arrays.stream(cookies)
        .filter(cookie -> cookie.getName().equals(name))
        .map(cookie -> cookie.getValue())
        .filter(value -> !value.isEmpty() && value.length() <= 600)
        .findFirst();
  }

  /// Sets a cookie that ends with the browser.
  public void set(HttpServletResponse response, Kind kind, String value) {
    write(response, kind, value, Duration.ofSeconds(-1));
  }

  public void clear(HttpServletResponse response, Kind kind) {
    write(response, kind, "", Duration.ZERO);
  }

  private void write(HttpServletResponse response, Kind kind, String value, Duration age) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(name(kind), value)
            .httpOnly(true)
            .secure(https)
            .sameSite("Lax")
            .path("/")
            .maxAge(age)
            .build()
            .toString());
  }
}
