package io.frontdesk.tenancy;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The opening hours of an ordinary week, local time; each day's ranges are ordered and disjoint.
public record WeekHours(Map<DayOfWeek, List<TimeRange>> days) {
  public WeekHours {
    var copy = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    days.forEach((day, ranges) -> copy.put(day, ordered(ranges)));
    days = Map.copyOf(copy);
  }

  /// Monday to Friday 09:00–17:00.
  public static WeekHours standard() {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : List.of(DayOfWeek.values()).subList(0, 5)) {
      days.put(day, List.of(TimeRange.of("09:00", "17:00")));
    }
    return new WeekHours(days);
  }

  /// The ranges of `day`; empty when closed.
  public List<TimeRange> on(DayOfWeek day) {
    return days.getOrDefault(day, List.of());
  }

  /// Sorts ranges.
  ///
  /// @throws IllegalArgumentException when two overlap
  public static List<TimeRange> ordered(List<TimeRange> ranges) {
    var sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparing(TimeRange::from));
    for (int i = 1; i < sorted.size(); i++) {
      var before = sorted.get(i - 1);
      if (before.endsDay() || before.to().isAfter(sorted.get(i).from())) {
        throw new IllegalArgumentException(
            "opening hours overlap: " + before + " and " + sorted.get(i));
      }
    }
    return List.copyOf(sorted);
  }
}
