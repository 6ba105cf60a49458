package io.frontdesk.integrations;

import java.util.UUID;

/// Names one connection. Random, because it stands in the address of its hook.
public record ConnectionId(UUID value) {
  public static ConnectionId parse(String text) {
    return new ConnectionId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
