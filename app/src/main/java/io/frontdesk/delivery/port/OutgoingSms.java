package io.frontdesk.delivery.port;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.Sender;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.List;
import java.util.UUID;

/// One text message on its way out.
///
/// @param attempt names this one try
/// @param media https addresses of pictures or files that go with it
public record OutgoingSms(
    DeliveryId delivery,
    UUID attempt,
    Sender from,
    PhoneNumber to,
    String body,
    List<String> media) {
  public OutgoingSms {
    media = List.copyOf(media);
  }

  @Override
  public String toString() {
    return "OutgoingSms[" + delivery + "]";
  }
}
