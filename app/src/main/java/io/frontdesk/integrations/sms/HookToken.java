package io.frontdesk.integrations.sms;

import io.frontdesk.integrations.RawRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A shared token by which a carrier without signatures shows who it is: in the address as
/// `?token=`, as `Authorization: Bearer`, or as `X-Webhook-Token`.
public final class HookToken {
  private static final String BEARER = "Bearer ";

  private HookToken() {}

  /// Whether the request carries one of the accepted tokens, compared in constant time.
  public static boolean isIn(RawRequest request, Collection<String> accepted) {
    boolean found = false;
    for (var given : given(request)) {
      for (var token : accepted) {
        found |=
            MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  private static List<String> given(RawRequest request) {
    var given = new ArrayList<String>();
    request
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .ifPresent(value -> given.add(value.substring(BEARER.length()).strip()));
    request.header("X-Webhook-Token").ifPresent(given::add);
    for (var pair : request.query().split("&", 50)) {
      if (pair.startsWith("token=")) {
        try {
          given.add(URLDecoder.decode(pair.substring(6), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException badlyWritten) {
          // Then it is no token.
        }
      }
    }
    return given;
  }
}
