package io.frontdesk.tenancy;

import java.time.LocalDate;
import java.util.List;

/// A day that differs from its weekday: a holiday (no ranges) or other hours.
public record SpecialDay(LocalDate day, String label, List<TimeRange> ranges) {
  public SpecialDay {
    ranges = WeekHours.ordered(ranges);
  }
}
