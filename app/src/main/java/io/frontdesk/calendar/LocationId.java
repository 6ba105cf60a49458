package io.frontdesk.calendar;

import java.util.UUID;

/// Names one place of business of a tenant.
public record LocationId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static LocationId parse(String text) {
    return new LocationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
