package io.frontdesk.conversations;

import java.util.UUID;

/// Names one thread with one person.
public record ConversationId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
