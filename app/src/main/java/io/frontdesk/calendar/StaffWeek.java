package io.frontdesk.calendar;

import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A person's own week; each stretch of it at one place or wherever they are needed. Nobody is at
/// two places at once, so stretches of a day never overlap.
public record StaffWeek(List<Hours> hours) {
  /// @param location null: anywhere
  public record Hours(DayOfWeek day, TimeRange range, @Nullable LocationId location) {}

  /// @throws IllegalArgumentException when two stretches overlap
  public StaffWeek {
    hours = List.copyOf(hours);
    week(hours);
  }

  /// The same hours wherever they are needed.
  public static StaffWeek anywhere(WeekHours week) {
    var hours = new ArrayList<Hours>();
    for (var day : DayOfWeek.values()) {
      week.on(day).forEach(range -> hours.add(new Hours(day, range, null)));
    }
    return new StaffWeek(hours);
  }

  /// All of it, wherever.
  public WeekHours whole() {
    return week(hours);
  }

  /// What of it can be spent at a place.
  ///
  /// @param location null: the workspace itself
  public WeekHours at(@Nullable LocationId location) {
    return week(
        hours.stream()
            .filter(one -> one.location() == null || one.location().equals(location))
            .toList());
  }

  private static WeekHours week(List<Hours> hours) {
    Map<DayOfWeek, List<TimeRange>> days = new EnumMap<>(DayOfWeek.class);
    hours.forEach(one -> days.computeIfAbsent(one.day(), _ -> new ArrayList<>()).add(one.range()));
    return new WeekHours(days);
  }
}
