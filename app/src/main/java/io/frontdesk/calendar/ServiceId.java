package io.frontdesk.calendar;

import java.util.UUID;

/// Names one service of a tenant.
public record ServiceId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static ServiceId parse(String text) {
    return new ServiceId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
