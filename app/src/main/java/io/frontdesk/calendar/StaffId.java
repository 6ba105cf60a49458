package io.frontdesk.calendar;

import java.util.UUID;

/// Names one person who can be booked.
public record StaffId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static StaffId parse(String text) {
    return new StaffId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
