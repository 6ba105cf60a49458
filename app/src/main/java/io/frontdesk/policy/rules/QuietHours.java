package io.frontdesk.policy.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collection;

/// When a person may be reached: from `opens` (inclusive) to `closes` (exclusive), in every zone
/// they may be in.
record QuietHours(LocalTime opens, LocalTime closes) {
  private static final Duration HORIZON = Duration.ofDays(3);

  /// The first instant from `at` on that is allowed in all `zones`; `at` itself when it is. When
  /// the zones have no common hour, the first that suits the first zone and most others in turn is
  /// given up after three days and that day's opening of the first zone returned: asked then, it is
  /// held
  /// again.
  Instant firstAllowed(Instant at, Collection<ZoneId> zones) {
    var candidate = at;
    while (candidate.isBefore(at.plus(HORIZON))) {
      var later = candidate;
      for (var zone : zones) {
        later = firstAllowed(later, zone);
      }
      if (later.equals(candidate)) {
        return candidate;
      }
      candidate = later;
    }
    return candidate;
  }

  private Instant firstAllowed(Instant at, ZoneId zone) {
    var local = at.atZone(zone);
    var time = local.toLocalTime();
    if (time.isBefore(opens)) {
      return local.toLocalDate().atTime(opens).atZone(zone).toInstant();
    }
    if (!time.isBefore(closes)) {
      return local.toLocalDate().plusDays(1).atTime(opens).atZone(zone).toInstant();
    }
    return at;
  }
}
