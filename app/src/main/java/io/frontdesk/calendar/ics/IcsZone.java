package io.frontdesk.calendar.ics;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/// Turns wall-clock times into instants.
interface IcsZone {
  /// A time that the clocks skip is read with the offset before the gap, one that comes twice is
  /// the first (RFC 5545, 3.3.5).
  Instant at(LocalDateTime local);

  static IcsZone of(ZoneId zone) {
    return local -> local.atZone(zone).toInstant();
  }
}
