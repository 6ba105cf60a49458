package io.frontdesk.platform.page;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/// Times as pages write them, in the zone of the workspace.
public final class When {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE, MMM d", Locale.US);
  private static final DateTimeFormatter DAY_YEAR =
      DateTimeFormatter.ofPattern("MMM d, yyyy", Locale.US);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("h:mm a", Locale.US);

  private When() {}

  /// `3:30 PM`.
  public static String time(Instant at, ZoneId zone) {
    return TIME.format(at.atZone(zone));
  }

  /// `Mon, Mar 2`.
  public static String day(LocalDate day) {
    return DAY.format(day);
  }

  /// `Mar 2, 2026`.
  public static String date(Instant at, ZoneId zone) {
    return date(LocalDate.ofInstant(at, zone));
  }

  /// `Mar 2, 2026`.
  public static String date(LocalDate day) {
    return DAY_YEAR.format(day);
  }

  /// `3:30 PM` of whatever day.
  public static String time(LocalTime time) {
    return TIME.format(time);
  }

  /// `Eastern Time (New York)`; a zone that is no place keeps its short name.
  public static String zone(ZoneId zone) {
    var id = zone.getId();
    var name = zone.getDisplayName(TextStyle.FULL, Locale.US);
    int slash = id.lastIndexOf('/');
    return slash < 0 ? name : name + " (" + id.substring(slash + 1).replace('_', ' ') + ")";
  }

  /// `Mon, Mar 2, 3:30 PM`.
  public static String dayTime(Instant at, ZoneId zone) {
    return DAY.format(at.atZone(zone)) + ", " + time(at, zone);
  }

  /// `Mar 2, 2026, 3:30 PM`: whole, for titles and histories.
  public static String full(Instant at, ZoneId zone) {
    return date(at, zone) + ", " + time(at, zone);
  }
}
