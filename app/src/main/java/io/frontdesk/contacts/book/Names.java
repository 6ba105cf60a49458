package io.frontdesk.contacts.book;

import org.jspecify.annotations.Nullable;

/// Names as people type, speak or paste them, made fit to keep.
public final class Names {
  private Names() {}

  /// Without control and direction-changing characters, runs of space as one, at most 200
  /// characters; null when nothing is left.
  public static @Nullable String clean(String name) {
    var cleaned =
        name.replaceAll(
                "[\\p{Cc}\\p{Zl}\\p{Zp}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]", " ")
            .replaceAll("\\p{Cs}", "")
            .replaceAll("\\s+", " ")
            .strip();
    if (cleaned.isEmpty()) {
      return null;
    }
    return cleaned.codePointCount(0, cleaned.length()) <= 200
        ? cleaned
        : cleaned.substring(0, cleaned.offsetByCodePoints(0, 200)).strip();
  }
}
