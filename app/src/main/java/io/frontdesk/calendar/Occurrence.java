package io.frontdesk.calendar;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;

/// One time of a series to be.
///
/// @param at where the rule puts it, local time; names it within the series
/// @param start when that is
/// @param say why it can't be booked; empty when it can
public record Occurrence(LocalDateTime at, ZonedDateTime start, String say) {
  public boolean isFree() {
    return say.isEmpty();
  }
}
