package io.frontdesk.access.settings;

import io.frontdesk.access.account.Forms;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/// Opening hours as a form: each day has room for two ranges; empty fields mean closed. Fields are
/// `from-1-1`, `to-1-1` (Monday, first range) and so on.
public final class HoursForm {
  /// One day of the form.
  public record Day(String key, String label, List<Slot> slots) {}

  /// One range's fields, as texts.
  public record Slot(String fromField, String from, String toField, String to) {}

  private static final int SLOTS = 2;

  private HoursForm() {}

  public static List<Day> of(WeekHours week) {
    return Arrays.stream(DayOfWeek.values())
        .map(
            day ->
                day(
                    String.valueOf(day.getValue()),
                    day.getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                    week.on(day)))
        .toList();
  }

  static Day day(String key, String label, List<TimeRange> ranges) {
    var slots = new ArrayList<Slot>();
    for (int i = 0; i < Math.max(SLOTS, ranges.size()); i++) {
      var end = key + "-" + (i + 1);
      slots.add(
          i < ranges.size()
              ? new Slot(
                  "from-" + end,
                  ranges.get(i).from().toString(),
                  "to-" + end,
                  ranges.get(i).to().toString())
              : new Slot("from-" + end, "", "to-" + end, ""));
    }
    return new Day(key, label, slots);
  }

  public static WeekHours read(Forms form) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      days.put(day, ranges(form, String.valueOf(day.getValue())));
    }
    return new WeekHours(days);
  }

  static List<TimeRange> ranges(Forms form, String key) {
    var ranges = new ArrayList<TimeRange>();
    for (int i = 1; i <= 6; i++) {
      var from = form.text("from-" + key + "-" + i);
      var to = form.text("to-" + key + "-" + i);
      if (from.isEmpty() && to.isEmpty()) {
        continue;
      }
      try {
        ranges.add(new TimeRange(LocalTime.parse(from), LocalTime.parse(to)));
        new WeekHours(java.util.Map.of(DayOfWeek.MONDAY, ranges));
      } catch (DateTimeParseException notATime) {
        form.wrong("day-" + key, "Write both times, e.g. 09:00 and 17:00.");
        return List.of();
      } catch (IllegalArgumentException wrongOrder) {
        form.wrong("day-" + key, "Ranges must run forward and may not overlap.");
        return List.of();
      }
    }
    return ranges;
  }
}
