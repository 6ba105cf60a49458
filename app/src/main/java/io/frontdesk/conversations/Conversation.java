package io.frontdesk.conversations;

import io.frontdesk.access.AccountId;
import io.frontdesk.contacts.ContactId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The thread with one person over all channels.
///
/// @param snoozedUntil set while SNOOZED; from then on the thread counts as open
/// @param unread messages that came in since someone looked
/// @param trouble whether something sent did not arrive since the thread was settled
public record Conversation(
    ConversationId id,
    ContactId contact,
    ConversationStatus status,
    @Nullable Instant snoozedUntil,
    @Nullable AccountId assignee,
    @Nullable String assigneeName,
    int unread,
    boolean trouble,
    Instant lastAt) {
  /// Whether it waits for someone at `now`.
  public boolean isOpen(Instant now) {
    return switch (status) {
      case OPEN -> true;
      case DONE -> false;
      case SNOOZED -> snoozedUntil == null || !snoozedUntil.isAfter(now);
    };
  }
}
