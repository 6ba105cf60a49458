package io.frontdesk.contacts.book;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody wrote down about a person. Prints its id only.
public record Note(
    UUID id, String body, String author, Instant createdAt, @Nullable Instant editedAt) {
  @Override
  public String toString() {
    return "Note[" + id + "]";
  }
}
