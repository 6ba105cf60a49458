package io.frontdesk.access.guard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Form tokens bound to a session (or visitor) secret: an HMAC of it, masked anew for each page so
/// that compression can't be used to guess it.
final class Csrf {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private Csrf() {}

  static String token(String secret) {
    var mask = new byte[BYTES];
    RANDOM.nextBytes(mask);
    var both = Arrays.copyOf(mask, 2 * BYTES);
    System.arraycopy(xor(mask, mac(secret)), 0, both, BYTES, BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(both);
  }

  static boolean matches(String secret, String presented) {
    if (presented.length() > 4 * BYTES) {
      return false;
    }
    try {
      var both = Base64.getUrlDecoder().decode(presented);
      return both.length == 2 * BYTES
          && MessageDigest.isEqual(
              xor(Arrays.copyOf(both, BYTES), Arrays.copyOfRange(both, BYTES, 2 * BYTES)),
              mac(secret));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static byte[] mac(String secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal("frontdesk form".getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] xor(byte[] a, byte[] b) {
    var out = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = (byte) (a[i] ^ b[i]);
    }
    return out;
  }
}
