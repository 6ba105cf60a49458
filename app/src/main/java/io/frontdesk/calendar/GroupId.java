package io.frontdesk.calendar;

import java.util.UUID;

/// Names one group of appointments booked together.
public record GroupId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static GroupId parse(String text) {
    return new GroupId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
