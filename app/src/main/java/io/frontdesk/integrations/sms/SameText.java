package io.frontdesk.integrations.sms;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.HexFormat;

/// Tells whether a carrier's copy of a text is the one we sent: by a digest of its words, so that
/// line ends, spaces at the ends and the form of accents, which carriers change, do not matter.
public final class SameText {
  private SameText() {}

  public static boolean is(String ours, String theirs) {
    return digest(ours).equals(digest(theirs));
  }

  /// SHA-256 in hex.
  public static String digest(String text) {
    var words = Normalizer.normalize(text.strip().replace("\r\n", "\n"), Normalizer.Form.NFC);
    return digest(words.getBytes(StandardCharsets.UTF_8));
  }

  /// SHA-256 in hex; stands in for the identity of an event whose sender gives none.
  public static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
