package io.frontdesk.delivery;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One intended message as it stands now, without attachments.
///
/// @param subject of an e-mail
/// @param body the text as sent; the plain part of an e-mail
/// @param segments parts a text message is cut into and paid for; 1 for an e-mail
/// @param costMicros what sending it is expected to cost, in millionths of a dollar, known when it
///     was requested
/// @param dueAt when it is tried next
/// @param reason why it is held, refused, failed or unknown, for people; null when all is well
/// @param reasonCode the same for programs: a rule's id, a carrier's code, `no-sender`
/// @param providerId the provider's name for it once it took it
public record Delivery(
    DeliveryId id,
    ContactId contact,
    Channel channel,
    String address,
    Purpose purpose,
    DeliveryState state,
    @Nullable String subject,
    String body,
    int segments,
    long costMicros,
    Instant notBefore,
    Instant dueAt,
    int attempts,
    @Nullable String reason,
    @Nullable String reasonCode,
    @Nullable String provider,
    @Nullable String providerId,
    String refType,
    String refId,
    Instant createdAt,
    Instant changedAt) {

  /// The same in another state.
  public Delivery in(DeliveryState state) {
    return new Delivery(
        id,
        contact,
        channel,
        address,
        purpose,
        state,
        subject,
        body,
        segments,
        costMicros,
        notBefore,
        dueAt,
        attempts,
        reason,
        reasonCode,
        provider,
        providerId,
        refType,
        refId,
        createdAt,
        changedAt);
  }

  @Override
  public String toString() {
    return "Delivery[" + id + " " + channel + " " + state + "]";
  }
}
