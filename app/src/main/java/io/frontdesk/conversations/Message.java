package io.frontdesk.conversations;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.policy.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of a thread.
///
/// @param channel null for notes and events
/// @param state of an outgoing message, as the delivery has it
/// @param reason why it is held, refused or failed
/// @param author who wrote a note; null for the person themselves
/// @param refType what an event is about, e.g. `call`
public record Message(
    MessageId id,
    ConversationId conversation,
    Direction direction,
    @Nullable Channel channel,
    @Nullable String subject,
    String body,
    @Nullable DeliveryState state,
    @Nullable String reason,
    @Nullable DeliveryId delivery,
    @Nullable String author,
    @Nullable String refType,
    @Nullable String refId,
    Instant at) {
  /// Which way it went.
  public enum Direction {
    IN,
    OUT,
    /// Written by staff for staff.
    NOTE,
    /// Something that happened elsewhere: a call, a booking.
    EVENT
  }

  @Override
  public String toString() {
    return "Message[" + id + " " + direction + "]";
  }
}
