package io.frontdesk.calendar.page;

import io.frontdesk.platform.error.Refusal;
import java.util.Arrays;
import java.util.HexFormat;

/// A picture for the head of the page.
///
/// @param type told by its first bytes, never by its name or by who sent it
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Logo(String type, byte[] bytes) {
  private static final int MOST = 256 * 1024;

  /// @throws Refusal naming `logo` when it is none of PNG, JPEG, WebP, or over 256 KB. SVG is none:
  ///     it may carry scripts.
  static Logo of(byte[] bytes) {
    if (bytes.length > MOST) {
      throw Refusal.field("logo", "At most 256 KB.");
    }
    var type = type(bytes);
    if (type.isEmpty()) {
      throw Refusal.field("logo", "Choose a PNG, JPEG or WebP picture.");
    }
    return new Logo(type, bytes);
  }

  private static String type(byte[] bytes) {
    if (begins(bytes, 0, "89504e470d0a1a0a")) {
      return "image/png";
    }
    if (begins(bytes, 0, "ffd8ff")) {
      return "image/jpeg";
    }
    return begins(bytes, 0, "52494646") && begins(bytes, 8, "57454250") ? "image/webp" : "";
  }

  private static boolean begins(byte[] bytes, int at, String hex) {
    var wanted = HexFormat.of().parseHex(hex);
    return bytes.length >= at + wanted.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
