package io.frontdesk.delivery.port;

import io.frontdesk.delivery.Sender;
import io.frontdesk.platform.phone.PhoneNumber;
import java.time.Instant;

/// Carries text messages for one provider.
public interface SmsGateway {
  /// The provider's name as senders carry it, e.g. `twilio`.
  String provider();

  /// Whether pictures and files can go from this number to that one.
  boolean takesPictures(Sender from, PhoneNumber to);

  /// Hands over one message. Never called inside a transaction; returns within 20 s and does not
  /// throw for anything the world does.
  GatewayOutcome send(OutgoingSms sms);

  /// Looks for a message that may have been handed over between `from` and `until`.
  Reconciliation reconcile(OutgoingSms sms, Instant from, Instant until);
}
