package io.frontdesk.access.account;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, steps of 30 seconds, as every phone app
/// reads them.
final class Totp {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SECRET_BYTES = 20;
  private static final int STEP_SECONDS = 30;
  private static final int DIGITS = 6;

  private Totp() {}

  static byte[] newSecret() {
    var secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /// The step whose code this is, one step of clock error to either side allowed; empty when wrong.
  static OptionalLong step(byte[] secret, String code, Instant now) {
    if (!code.matches("[0-9]{6}")) {
      return OptionalLong.empty();
    }
    long current = now.getEpochSecond() / STEP_SECONDS;
    for (long step = current - 1; step <= current + 1; step++) {
      if (java.security.MessageDigest.isEqual(ascii(code(secret, step, DIGITS)), ascii(code))) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  static String code(byte[] secret, Instant now) {
    return code(secret, now.getEpochSecond() / STEP_SECONDS, DIGITS);
  }

  static String code(byte[] secret, long step, int digits) {
    var counter = new byte[8];
    for (int i = 7; i >= 0; i--) {
      counter[i] = (byte) step;
      step >>>= 8;
    }
    var hash = hmac(secret, counter);
    int offset = hash[hash.length - 1] & 0xF;
    int number =
        (hash[offset] & 0x7F) << 24
            | (hash[offset + 1] & 0xFF) << 16
            | (hash[offset + 2] & 0xFF) << 8
            | (hash[offset + 3] & 0xFF);
    return String.format(Locale.ROOT, "%0" + digits + "d", number % (int) Math.pow(10, digits));
  }

  /// As phone apps take it by hand.
  static String base32(byte[] secret) {
    var text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte b : secret) {
      buffer = buffer << 8 | b & 0xFF;
      bits += 8;
      while (bits >= 5) {
        text.append(BASE32.charAt(buffer >> bits - 5 & 31));
        bits -= 5;
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt(buffer << 5 - bits & 31));
    }
    return text.toString();
  }

  private static byte[] hmac(byte[] secret, byte[] message) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
