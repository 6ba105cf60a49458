package io.frontdesk.conversations;

import java.util.UUID;

/// Names one message, note or event of a thread.
public record MessageId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
