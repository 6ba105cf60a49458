package io.frontdesk.calls;

import java.util.UUID;

/// Names one phone call.
public record CallId(UUID value) {

  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static CallId parse(String text) {
    return new CallId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
