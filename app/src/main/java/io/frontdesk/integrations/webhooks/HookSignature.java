package io.frontdesk.integrations.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs as Standard Webhooks says (https://www.standardwebhooks.com): HMAC-SHA256 over
/// `id.timestamp.body`, one `v1,…` per secret.
final class HookSignature {
  private static final String PREFIX = "whsec_";
  private static final SecureRandom RANDOM = new SecureRandom();

  private HookSignature() {}

  /// A new secret of 32 random bytes, as the customer gets it.
  static String newSecret() {
    var key = new byte[32];
    RANDOM.nextBytes(key);
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /// The header `webhook-signature`.
  ///
  /// @param secrets the newest first; during a rotation two
  static String sign(List<String> secrets, String id, Instant at, String body) {
    var signed = id + "." + at.getEpochSecond() + "." + body;
    return secrets.stream()
        .map(secret -> "v1," + mac(secret, signed))
        .collect(Collectors.joining(" "));
  }

  private static String mac(String secret, String signed) {
    try {
      var key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
