package io.frontdesk.calendar;

import java.util.UUID;

/// Names one series of appointments of a tenant.
public record SeriesId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static SeriesId parse(String text) {
    return new SeriesId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
