package io.frontdesk.platform.tenant;

import java.util.UUID;

/// Names one tenant: one business with its own data. The first parameter of everything that reads
/// or writes a tenant's rows.
public record TenantId(UUID value) {

  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException when `text` is no UUID
  public static TenantId parse(String text) {
    return new TenantId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
