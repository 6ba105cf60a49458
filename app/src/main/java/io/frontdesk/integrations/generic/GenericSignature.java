package io.frontdesk.integrations.generic;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.WebhookAdapter.Verdict;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whether a request is the other system's: an HMAC over the raw body, or a secret token.
final class GenericSignature {
  private GenericSignature() {}

  static Verdict verify(Connection connection, RawRequest request) {
    return connection.require(GenericConnection.PROOF).equals(GenericConnection.BY_SIGNATURE)
        ? signed(connection, request)
        : token(connection, request);
  }

  private static Verdict signed(Connection connection, RawRequest request) {
    boolean timed =
        connection.get(GenericConnection.SIGNED, "body").equals(GenericConnection.TIMED);
    var stamp =
        timed
            ? request.header(connection.require(GenericConnection.TIMESTAMP_HEADER)).orElse("")
            : "";
    if (timed && !stamp.matches("[0-9]{9,14}")) {
      return Verdict.FORGED;
    }
    var given =
        request
            .header(connection.require(GenericConnection.HEADER))
            .flatMap(text -> bytes(connection, text.strip()));
    if (given.isEmpty()) {
      return Verdict.FORGED;
    }
    boolean genuine = false;
    for (var secret : connection.accepted(GenericConnection.SECRET, request.receivedAt())) {
      genuine |=
          MessageDigest.isEqual(
              given.get(), hmac(connection, secret, timed ? stamp + "." : "", request.body()));
    }
    if (!genuine) {
      return Verdict.FORGED;
    }
    return !timed || fresh(connection, stamp, request.receivedAt())
        ? Verdict.GENUINE
        : Verdict.STALE;
  }

  private static Verdict token(Connection connection, RawRequest request) {
    var given =
        connection
            .find(GenericConnection.HEADER)
            .flatMap(request::header)
            .map(GenericSignature::bare)
            .or(
                () ->
                    connection
                        .find(GenericConnection.QUERY)
                        .flatMap(name -> parameter(request.query(), name)));
    boolean genuine = false;
    for (var secret : connection.accepted(GenericConnection.SECRET, request.receivedAt())) {
      genuine |=
          given.isPresent()
              && MessageDigest.isEqual(
                  secret.getBytes(StandardCharsets.UTF_8),
                  given.get().getBytes(StandardCharsets.UTF_8));
    }
    return genuine ? Verdict.GENUINE : Verdict.FORGED;
  }

  private static String bare(String text) {
    return text.regionMatches(true, 0, "Bearer ", 0, 7) ? text.substring(7).strip() : text;
  }

  // Two of one name are none: nobody can tell which was meant.
  private static Optional<String> parameter(String query, String name) {
    Optional<String> found = Optional.empty();
    for (var part : query.split("&", -1)) {
      if (part.startsWith(name + "=")) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        try {
          found =
              Optional.of(
                  URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException badEscape) {
          return Optional.empty();
        }
      }
    }
    return found;
  }

  private static Optional<byte[]> bytes(Connection connection, String text) {
    var prefix = connection.get(GenericConnection.PREFIX, "");
    if (!text.regionMatches(true, 0, prefix, 0, prefix.length())) {
      return Optional.empty();
    }
    var value = text.substring(prefix.length());
    try {
      return Optional.of(
          connection.get(GenericConnection.ENCODING, "hex").equals(GenericConnection.BASE64)
              ? Base64.getDecoder().decode(value)
              : HexFormat.of().parseHex(value.toLowerCase(java.util.Locale.ROOT)));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  // Seconds until the year 5138, milliseconds from 1973 on.
  private static boolean fresh(Connection connection, String stamp, Instant now) {
    long value = Long.parseLong(stamp);
    var at = value > 100_000_000_000L ? Instant.ofEpochMilli(value) : Instant.ofEpochSecond(value);
    var most =
        Duration.ofSeconds(Long.parseLong(connection.get(GenericConnection.TOLERANCE, "300")));
    return Duration.between(at, now).abs().compareTo(most) <= 0;
  }

  private static byte[] hmac(Connection connection, String secret, String prefix, byte[] body) {
    var name =
        connection.get(GenericConnection.ALGORITHM, "sha256").equals(GenericConnection.SHA1)
            ? "HmacSHA1"
            : "HmacSHA256";
    try {
      var mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), name));
      mac.update(prefix.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
