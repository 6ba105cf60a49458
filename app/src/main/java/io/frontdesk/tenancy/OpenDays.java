package io.frontdesk.tenancy;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When a business is open on the days of a stretch, local time.
///
/// @param special the days that differ, and how; a holiday has no ranges
public record OpenDays(ZoneId zone, WeekHours week, Map<LocalDate, List<TimeRange>> special) {
  public OpenDays {
    special = Map.copyOf(special);
  }

  /// Holidays and exceptions applied.
  public List<TimeRange> on(LocalDate day) {
    var differs = differs(day);
    return differs == null ? week.on(day.getDayOfWeek()) : differs;
  }

  /// The ranges of a day that differs; null when it is like its weekday.
  public @Nullable List<TimeRange> differs(LocalDate day) {
    return special.get(day);
  }
}
