package io.frontdesk.calendar;

import java.util.UUID;

/// Names one room or device.
public record ResourceId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static ResourceId parse(String text) {
    return new ResourceId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
