package io.frontdesk.contacts;

import java.util.UUID;

/// Names one contact of a tenant.
public record ContactId(UUID value) {
  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static ContactId parse(String text) {
    return new ContactId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
