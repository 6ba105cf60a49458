package io.frontdesk.conversations.thread;

import org.jspecify.annotations.Nullable;

/// What an answer to the newest message of a person needs.
///
/// @param to our address they wrote to
/// @param answers of an e-mail: the ids of its thread, its own last
/// @param subject of an e-mail
public record LastWritten(@Nullable String to, @Nullable String answers, @Nullable String subject) {
  @Override
  public String toString() {
    return "LastWritten";
  }
}
