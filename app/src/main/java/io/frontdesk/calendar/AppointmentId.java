package io.frontdesk.calendar;

import java.util.UUID;

/// Names one appointment of a tenant.
public record AppointmentId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static AppointmentId parse(String text) {
    return new AppointmentId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
