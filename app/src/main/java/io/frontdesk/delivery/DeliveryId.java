package io.frontdesk.delivery;

import java.util.UUID;

/// Names one intended message to one person.
public record DeliveryId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
