package io.frontdesk.policy.rules;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The hours of a week in which one rule lets people be reached. A weekday without a window is
/// barred; a holiday may be.
///
/// @param from first local day on which the rule holds; before it everything is open
/// @param to last local day on which it holds, or null when no end is known
/// @param holidays the days that are barred whatever their weekday; null when none are
record OpenHours(
    Map<DayOfWeek, Window> week,
    LocalDate from,
    @Nullable LocalDate to,
    @Nullable Holidays holidays) {
  OpenHours {
    week = Map.copyOf(week);
  }

  /// @param days hours by day or range of days, e.g. `MON-SAT` to `09:00-21:00`
  /// @throws IllegalArgumentException when a day is unreadable or named twice
  static Map<DayOfWeek, Window> week(Map<String, String> days) {
    var week = new EnumMap<DayOfWeek, Window>(DayOfWeek.class);
    days.forEach(
        (range, hours) -> {
          for (var day : days(range)) {
            if (week.put(day, Window.parse(hours)) != null) {
              throw new IllegalArgumentException(day + " has two windows");
            }
          }
        });
    return week;
  }

  boolean isOpen(Instant at, ZoneId zone) {
    var local = at.atZone(zone);
    var day = local.toLocalDate();
    if (!holdsOn(day)) {
      return true;
    }
    var window = windowOf(day);
    return window != null && window.contains(local.toLocalTime());
  }

  /// The first open instant from `at` on, `at` itself when it is; empty when there is none within
  /// `horizon`.
  Optional<Instant> firstOpen(Instant at, ZoneId zone, Duration horizon) {
    if (isOpen(at, zone)) {
      return Optional.of(at);
    }
    var end = at.plus(horizon).atZone(zone).toLocalDate();
    for (var day = at.atZone(zone).toLocalDate(); !day.isAfter(end); day = day.plusDays(1)) {
      var first =
          beginnings(day, zone).stream()
              .filter(begin -> !begin.isBefore(at) && isOpen(begin, zone))
              .min(Instant::compareTo);
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  private boolean holdsOn(LocalDate day) {
    return !day.isBefore(from) && (to == null || !day.isAfter(to));
  }

  private @Nullable Window windowOf(LocalDate day) {
    return holidays != null && holidays.contains(day) ? null : week.get(day.getDayOfWeek());
  }

  // The only instants at which a day can turn open: its start, its opening (twice when the clock
  // shows that hour twice), and where the clock jumps.
  private List<Instant> beginnings(LocalDate day, ZoneId zone) {
    var rules = zone.getRules();
    var start = day.atStartOfDay(zone).toInstant();
    var found = new ArrayList<>(List.of(start));
    var window = windowOf(day);
    if (window != null) {
      var opening = day.atTime(window.opens());
      rules.getValidOffsets(opening).forEach(offset -> found.add(opening.toInstant(offset)));
    }
    var jump = rules.nextTransition(start);
    if (jump != null
        && jump.getInstant().isBefore(day.plusDays(1).atStartOfDay(zone).toInstant())) {
      found.add(jump.getInstant());
    }
    return found;
  }

  private static List<DayOfWeek> days(String range) {
    var ends = range.split("-", -1);
    if (ends.length > 2) {
      throw new IllegalArgumentException("days are written MON or MON-FRI, not " + range);
    }
    int first = day(ends[0]);
    int last = day(ends[ends.length - 1]);
    var days = new ArrayList<DayOfWeek>();
    for (int number = first; number <= last; number++) {
      days.add(DayOfWeek.of(number));
    }
    if (days.isEmpty()) {
      throw new IllegalArgumentException("days must run forward in the week: " + range);
    }
    return days;
  }

  private static int day(String name) {
    for (var day : DayOfWeek.values()) {
      if (name.length() == 3 && day.name().startsWith(name)) {
        return day.getValue();
      }
    }
    throw new IllegalArgumentException("days are written MON or MON-FRI, not " + name);
  }
}
