package io.frontdesk.integrations.mail;

import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.MailGateway;
import io.frontdesk.delivery.port.OutgoingMail;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.health.Pulses;
import java.time.Clock;
import org.springframework.stereotype.Component;

/// Sends e-mail through the workspace's own mail server.
@Component
class SmtpGateway implements MailGateway {
  private final Connections connections;
  private final SmtpPool pool;
  private final Pulses pulses;
  private final Clock clock;

  SmtpGateway(Connections connections, SmtpPool pool, Pulses pulses, Clock clock) {
    this.connections = connections;
    this.pool = pool;
    this.pulses = pulses;
    this.clock = clock;
  }

  @Override
  public String provider() {
    return SmtpConnection.PROVIDER;
  }

  @Override
  public GatewayOutcome send(OutgoingMail mail) {
    var connection =
        connections
            .forCall(mail.from().tenant(), new ConnectionId(mail.from().connection()))
            .filter(Connection::active);
    if (connection.isEmpty()) {
      return new GatewayOutcome.Rejected(
          "no-connection", "The connection with the mail server is switched off.");
    }
    var outcome =
        pool.send(
            SmtpConnection.server(connection.get()),
            new Smtp.Letter(
                mail.from().address(),
                mail.from().name(),
                mail.to().value(),
                mail.content().subject(),
                mail.content().text(),
                mail.content().html(),
                mail.content().attachments(),
                mail.messageId(),
                mail.inReplyTo(),
                mail.unsubscribe(),
                clock.instant()));
    MailPulse.note(pulses, outcome);
    return outcome;
  }
}
