package io.frontdesk.calendar;

import java.util.UUID;

/// Names one hold of a tenant. Whoever knows it may book with it.
public record HoldId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static HoldId parse(String text) {
    return new HoldId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
