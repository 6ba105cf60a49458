package io.frontdesk.delivery;

import java.util.UUID;

/// Names one picture of a tenant.
public record PictureId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
