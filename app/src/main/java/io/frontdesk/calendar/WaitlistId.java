package io.frontdesk.calendar;

import java.util.UUID;

/// Names one wish on a tenant's waitlist.
public record WaitlistId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static WaitlistId parse(String text) {
    return new WaitlistId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
