package io.frontdesk.integrations;

import java.time.Instant;
import java.util.UUID;

/// A row of the inbox that the worker hands to its adapter.
///
/// @param body as the provider sent it
/// @param attempt 1 for the first
public record StoredEvent(
    UUID id,
    String identity,
    String type,
    String orderingKey,
    byte[] body,
    Instant receivedAt,
    int attempt) {
  @Override
  public String toString() {
    return "StoredEvent[" + id + " " + type + "]";
  }
}
