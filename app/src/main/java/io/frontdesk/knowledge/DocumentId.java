package io.frontdesk.knowledge;

import java.util.UUID;

/// Names one document the receptionist may answer from.
public record DocumentId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
