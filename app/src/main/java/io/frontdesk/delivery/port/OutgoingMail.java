package io.frontdesk.delivery.port;

import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.Sender;
import io.frontdesk.platform.mail.EmailAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One e-mail on its way out.
///
/// @param messageId ours, with angle brackets; the same for every attempt of a delivery, so that
///     mail programs drop a second copy
/// @param inReplyTo the message it answers, with angle brackets; those before it in its thread may
///     stand before it, with spaces between
/// @param unsubscribe address for one-click unsubscribing (RFC 8058) of what promotes or reminds
public record OutgoingMail(
    DeliveryId delivery,
    UUID attempt,
    Sender from,
    EmailAddress to,
    Content.Email content,
    String messageId,
    @Nullable String inReplyTo,
    @Nullable String unsubscribe) {
  @Override
  public String toString() {
    return "OutgoingMail[" + delivery + "]";
  }
}
