package io.frontdesk.delivery.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Says of a file that is none of our pictures what it is, as far as that helps whoever chose it.
final class ForeignFile {
  private ForeignFile() {}

  static String why(byte[] file) {
    if (file.length == 0) {
      return "is empty";
    }
    var head =
        new String(Arrays.copyOf(file, Math.min(file.length, 512)), StandardCharsets.ISO_8859_1);
    if (head.startsWith("ftyp", 4)) {
      return "is a HEIC photo or a film, which carriers don't bring to every phone; choose a JPEG,"
          + " PNG or GIF picture";
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return "is a WebP picture; choose a JPEG, PNG or GIF picture";
    }
    return head.toLowerCase(Locale.ROOT).contains("<svg")
        ? "is an SVG drawing; choose a JPEG, PNG or GIF picture"
        : "is no JPEG, PNG or GIF picture";
  }
}
