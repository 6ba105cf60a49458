package io.frontdesk.access.guard;

import io.frontdesk.access.Notice;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Carries a notice over one redirect in a cookie; pages show it as text, so a forged one does no
/// harm.
@Component
class Notices {
  private static final int LONGEST = 200;

  private final Cookies cookies;

  Notices(Cookies cookies) {
    this.cookies = cookies;
  }

  Notice on(HttpServletResponse response) {
    return text ->
        cookies.set(
            response,
            Cookies.Kind.NOTICE,
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    text.substring(0, Math.min(LONGEST, text.length()))
                        .getBytes(StandardCharsets.UTF_8)));
  }

  /// The waiting notice, which is then gone.
  @Nullable String take(HttpServletRequest request, HttpServletResponse response) {
    var cookie = cookies.read(request, Cookies.Kind.NOTICE);
    if (cookie.isEmpty()) {
      return null;
    }
    cookies.clear(response, Cookies.Kind.NOTICE);
    try {
      return new String(Base64.getUrlDecoder().decode(cookie.get()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException forged) {
      return null;
    }
  }
}
