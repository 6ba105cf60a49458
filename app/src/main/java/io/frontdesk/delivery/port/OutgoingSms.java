package io.frontdesk.delivery.port;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.Sender;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.UUID;

/// One text message on its way out.
///
/// @param attempt names this one try
public record OutgoingSms(
    DeliveryId delivery, UUID attempt, Sender from, PhoneNumber to, String body) {
  @Override
  public String toString() {
    return "OutgoingSms[" + delivery + "]";
  }
}
