package io.frontdesk.tenancy;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// A stretch of one local day, `from` included and `to` not. A `to` of 00:00 is the midnight that
/// ends the day, so 00:00–00:00 is the whole day; ranges never cross midnight.
public record TimeRange(LocalTime from, LocalTime to) {
  public TimeRange {
    if (!from.isBefore(to) && !to.equals(LocalTime.MIDNIGHT)) {
      throw new IllegalArgumentException("range must run forward: " + from + " to " + to);
    }
  }

  public static TimeRange of(String from, String to) {
    return new TimeRange(LocalTime.parse(from), LocalTime.parse(to));
  }

  public boolean contains(LocalTime time) {
    return !time.isBefore(from) && (endsDay() || time.isBefore(to));
  }

  /// Whether it lasts until midnight.
  public boolean endsDay() {
    return to.equals(LocalTime.MIDNIGHT);
  }

  /// When it begins on `day`; a time inside a gap of the zone moves forward by the gap.
  public ZonedDateTime startOn(LocalDate day, ZoneId zone) {
    return day.atTime(from).atZone(zone);
  }

  /// When it ends, for a range that began on `day`.
  public ZonedDateTime endOn(LocalDate day, ZoneId zone) {
    return endsDay() ? day.plusDays(1).atStartOfDay(zone) : day.atTime(to).atZone(zone);
  }

  @Override
  public String toString() {
    return from + "–" + (endsDay() ? "24:00" : to.toString());
  }
}
