package io.frontdesk.calendar;

import java.util.List;

/// The palette of services and people: names, each a hue of the style sheet, because pages carry no
/// inline style.
public final class Colours {
  /// In the order of the style sheet's hues.
  public static final List<String> ALL =
      List.of("teal", "blue", "violet", "pink", "amber", "green", "red", "slate");

  private Colours() {}

  /// `wanted` when it is one of the palette, else blue.
  public static String orFirst(String wanted) {
    return ALL.contains(wanted) ? wanted : "blue";
  }

  /// The style sheet's class.
  public static String css(String colour) {
    return "hue-" + Math.max(0, ALL.indexOf(orFirst(colour)));
  }
}
