package io.frontdesk.sandbox.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The vendors' signatures, from their documentation, so that ours are checked against a second
/// hand.
public final class Signatures {
  private Signatures() {}

  /// Twilio: base64 HMAC-SHA1 over the URL and the sorted form fields, name and value run together.
  public static String twilio(String token, String url, Map<String, String> form) {
    var text = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
    return Base64.getEncoder().encodeToString(hmac("HmacSHA1", token, text.toString()));
  }

  /// Vapi's HMAC credential, and many another's: hex HMAC-SHA256 over `timestamp.body`.
  public static String vapi(String secret, String timestamp, String body) {
    return HexFormat.of().formatHex(hmac("HmacSHA256", secret, timestamp + "." + body));
  }

  private static byte[] hmac(String algorithm, String secret, String text) {
    try {
      var mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has " + algorithm, missing);
    }
  }
}
