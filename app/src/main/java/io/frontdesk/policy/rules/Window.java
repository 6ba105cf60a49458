package io.frontdesk.policy.rules;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;

/// Hours of one day, by the wall clock: from `opens` (inclusive) to `closes` (exclusive).
record Window(LocalTime opens, LocalTime closes) {
  Window {
    if (!opens.isBefore(closes)) {
      throw new IllegalArgumentException("hours must run forward: " + opens + " to " + closes);
    }
  }

  /// @param text as `08:00-21:00`
  /// @throws IllegalArgumentException when it is not such a range
  static Window parse(String text) {
    var parts = text.split("-", -1);
    try {
      if (parts.length == 2) {
        return new Window(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
      }
    } catch (DateTimeParseException unreadable) {
      // said below
    }
    throw new IllegalArgumentException("hours are written 08:00-21:00, not " + text);
  }

  boolean contains(LocalTime time) {
    return !time.isBefore(opens) && time.isBefore(closes);
  }
}
