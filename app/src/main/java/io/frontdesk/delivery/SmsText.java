package io.frontdesk.delivery;

import java.util.List;
import java.util.Map;

/// How a text travels over SMS: its encoding and the number of parts it is cut into, which is what
/// carriers charge. GSM 03.38 when every character has a place there, else UCS-2 for the whole
/// text.
///
/// @param units septets for GSM-7, 16-bit units for UCS-2
/// @param left units still free in the last part
public record SmsText(Encoding encoding, int units, int segments, int left) {
  /// The alphabet a text message is sent in.
  public enum Encoding {
    GSM_7("GSM-7", 160, 153),
    UCS_2("UCS-2", 70, 67);

    private final String label;
    private final int alone;
    private final int split;

    Encoding(String label, int alone, int split) {
      this.label = label;
      this.alone = alone;
      this.split = split;
    }

    public String label() {
      return label;
    }
  }

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
          + "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String EXTENSION = "\f^{}\\[~]|€";

  // Typographic characters that phones and word processors put in, and their plain twins.
  private static final Map<Integer, String> PLAIN =
      Map.ofEntries(
          Map.entry(0x2018, "'"),
          Map.entry(0x2019, "'"),
          Map.entry(0x201A, "'"),
          Map.entry(0x201C, "\""),
          Map.entry(0x201D, "\""),
          Map.entry(0x201E, "\""),
          Map.entry(0x2010, "-"),
          Map.entry(0x2011, "-"),
          Map.entry(0x2012, "-"),
          Map.entry(0x2013, "-"),
          Map.entry(0x2014, "-"),
          Map.entry(0x2026, "..."),
          Map.entry(0x00A0, " "),
          Map.entry(0x202F, " "),
          Map.entry(0x2009, " "),
          Map.entry(0x200B, ""));

  /// Measures `text` as it would be sent.
  public static SmsText measure(String text) {
    var encoding = isGsm(text) ? Encoding.GSM_7 : Encoding.UCS_2;
    var widths =
        switch (encoding) {
          case GSM_7 -> text.chars().mapToObj(c -> EXTENSION.indexOf(c) >= 0 ? 2 : 1).toList();
          // A surrogate pair must not be cut.
          case UCS_2 -> text.codePoints().mapToObj(Character::charCount).toList();
        };
    int units = widths.stream().mapToInt(Integer::intValue).sum();
    if (units <= encoding.alone) {
      return new SmsText(encoding, units, units == 0 ? 0 : 1, encoding.alone - units);
    }
    return split(encoding, units, widths);
  }

  /// `text` with typographic quotes, dashes and spaces made plain, which often brings it back to
  /// GSM-7. Nothing else changes.
  public static String plain(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              var twin = PLAIN.get(c);
              if (twin == null) {
                plain.appendCodePoint(c);
              } else {
                plain.append(twin);
              }
            });
    return plain.toString();
  }

  private static boolean isGsm(String text) {
    return text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENSION.indexOf(c) >= 0);
  }

  // Neither an escape sequence nor a surrogate pair is cut in two, so a part may end one unit
  // early.
  private static SmsText split(Encoding encoding, int units, List<Integer> widths) {
    int segments = 1;
    int used = 0;
    for (int width : widths) {
      if (used + width > encoding.split) {
        segments++;
        used = 0;
      }
      used += width;
    }
    return new SmsText(encoding, units, segments, encoding.split - used);
  }
}
