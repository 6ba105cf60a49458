package io.frontdesk.calendar;

import io.frontdesk.tenancy.TimeRange;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Days on which a person's hours differ.
///
/// @param last included
/// @param hours of each day; null for the whole day, only when away
/// @param works true: these hours replace the week's; false: away then
public record StaffException(
    UUID id,
    LocalDate first,
    LocalDate last,
    @Nullable TimeRange hours,
    boolean works,
    String note) {
  public StaffException {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException("the last day comes before the first");
    }
    if (works && hours == null) {
      throw new IllegalArgumentException("extra work needs its hours");
    }
  }

  public boolean covers(LocalDate day) {
    return !day.isBefore(first) && !day.isAfter(last);
  }
}
