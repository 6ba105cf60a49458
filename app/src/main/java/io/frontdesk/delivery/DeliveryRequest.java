package io.frontdesk.delivery;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import java.time.Instant;

/// One message one person shall get, at most once.
///
/// @param address E.164 for SMS, an e-mail address for EMAIL
/// @param notBefore a past instant means now
/// @param idempotencyKey unique within the tenant, 1 to 200 characters; the same key again gives
///     the first delivery, whatever else is in the request
/// @param refType what it belongs to, e.g. `appointment`, `conversation`; with `refId` the handle
///     for finding and cancelling
public record DeliveryRequest(
    ContactId contact,
    Channel channel,
    String address,
    Purpose purpose,
    Content content,
    Instant notBefore,
    String idempotencyKey,
    String refType,
    String refId) {
  public DeliveryRequest {
    if (idempotencyKey.isBlank() || idempotencyKey.length() > 200) {
      throw new IllegalArgumentException("an idempotency key has 1 to 200 characters");
    }
    boolean fits =
        switch (content) {
          case Content.Sms _ -> channel == Channel.SMS;
          case Content.Email _ -> channel == Channel.EMAIL;
        };
    if (!fits) {
      throw new IllegalArgumentException("this content does not travel over " + channel);
    }
  }

  @Override
  public String toString() {
    return "DeliveryRequest[" + channel + " " + purpose + " " + refType + " " + refId + "]";
  }
}
