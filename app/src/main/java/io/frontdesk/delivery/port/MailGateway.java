package io.frontdesk.delivery.port;

/// Carries e-mail for one provider.
public interface MailGateway {
  /// The provider's name as senders carry it, e.g. `smtp`.
  String provider();

  /// Hands over one e-mail. Never called inside a transaction; returns within 60 s and does not
  /// throw for anything the world does.
  GatewayOutcome send(OutgoingMail mail);
}
