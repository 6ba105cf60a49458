package io.frontdesk.integrations.vapi;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.WebhookAdapter.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whether a request is Vapi's: a signature over time and body, or the bare secret in a header.
final class VapiSignature {
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);
  private static final String LEGACY_HEADER = "X-Vapi-Secret";

  private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{9,14}");

  private VapiSignature() {}

  static Verdict verify(Connection connection, RawRequest request) {
    var secrets = connection.accepted(VapiConnection.SECRET, request.receivedAt());
    var signature =
        request.header(connection.get(VapiConnection.SIGNATURE_HEADER, "x-vapi-signature"));
    if (signature.isPresent()) {
      return signed(connection, request, signature.get(), secrets);
    }
    if (connection.flag(VapiConnection.HMAC_ONLY)) {
      return Verdict.FORGED;
    }
    var token = token(connection, request);
    return token.isPresent() && secrets.stream().anyMatch(secret -> same(secret, token.get()))
        ? Verdict.GENUINE
        : Verdict.FORGED;
  }

  private static Verdict signed(
      Connection connection, RawRequest request, String signature, List<String> secrets) {
    boolean timed = !"body".equals(connection.get(VapiConnection.SIGNED, "timestamp.body"));
    var timestamp =
        request
            .header(connection.get(VapiConnection.TIMESTAMP_HEADER, "x-vapi-timestamp"))
            .map(String::strip)
            .orElse("");
    if (timed && !TIMESTAMP.matcher(timestamp).matches()) {
      return Verdict.FORGED;
    }
    var given = bytes(signature);
    if (given.isEmpty()
        || secrets.stream()
            .noneMatch(
                secret ->
                    MessageDigest.isEqual(
                        given.get(), hmac(secret, timed ? timestamp + "." : "", request.body())))) {
      return Verdict.FORGED;
    }
    return !timed || fresh(timestamp, request.receivedAt()) ? Verdict.GENUINE : Verdict.STALE;
  }

  private static Optional<String> token(Connection connection, RawRequest request) {
    var header = connection.get(VapiConnection.TOKEN_HEADER, "Authorization");
    return request
        .header(header)
        .map(
            text -> text.regionMatches(true, 0, "Bearer ", 0, 7) ? text.substring(7).strip() : text)
        .or(() -> request.header(LEGACY_HEADER));
  }

  // Seconds until the year 5138, milliseconds from 1973 on.
  private static boolean fresh(String timestamp, Instant now) {
    long value = Long.parseLong(timestamp);
    var at = value > 100_000_000_000L ? Instant.ofEpochMilli(value) : Instant.ofEpochSecond(value);
    return Duration.between(at, now).abs().compareTo(MOST_SKEW) <= 0;
  }

  private static Optional<byte[]> bytes(String signature) {
    var hex = signature.strip().toLowerCase(Locale.ROOT);
    try {
      return Optional.of(
          HexFormat.of().parseHex(hex.startsWith("sha256=") ? hex.substring(7) : hex));
    } catch (IllegalArgumentException notHex) {
      return Optional.empty();
    }
  }

  private static byte[] hmac(String secret, String prefix, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(prefix.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
