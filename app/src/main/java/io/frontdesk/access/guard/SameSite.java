package io.frontdesk.access.guard;

import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/// Tells whether a browser sent a request from one of our own pages, by the two headers that a page
/// can't forge. Clients that send neither are not browsers; the form token decides alone.
@Component
class SameSite {
  private final String ours;

  SameSite(Settings settings) {
    this.ours = origin(settings.get(PlatformSettings.BASE_URL));
  }

  boolean isOurs(HttpServletRequest request) {
    var site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return false;
    }
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null
        || origin.equals(ours)
        || origin.equals("http://" + request.getHeader(HttpHeaders.HOST))
        || origin.equals("https://" + request.getHeader(HttpHeaders.HOST));
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }
}
