package io.frontdesk.integrations.mail;

import io.frontdesk.access.port.AccountMail;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.integrations.MailSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.mail.EmailAddress;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/// Account mail over the platform's own mail server.
@Component
class PlatformMail implements AccountMail {
  private final SmtpPool pool;
  private final Settings settings;
  private final Pulses pulses;
  private final Clock clock;

  PlatformMail(SmtpPool pool, Settings settings, Pulses pulses, Clock clock) {
    this.pool = pool;
    this.settings = settings;
    this.pulses = pulses;
    this.clock = clock;
  }

  @Override
  public boolean available() {
    return settings.find(MailSettings.HOST).isPresent();
  }

  @Override
  public void send(EmailAddress to, String subject, String text) {
    var server =
        new SmtpServer(
            settings.get(MailSettings.HOST),
            settings.get(MailSettings.PORT),
            settings.get(MailSettings.SECURITY),
            settings.find(MailSettings.USER).orElse(""),
            settings.find(MailSettings.PASSWORD).orElse(""),
            true,
            null);
    var outcome =
        pool.send(
            server,
            new Smtp.Letter(
                settings.get(MailSettings.FROM),
                "Frontdesk",
                to.value(),
                subject,
                text,
                null,
                List.of(),
                null,
                null,
                null,
                clock.instant()));
    MailPulse.note(pulses, outcome);
    if (!(outcome instanceof GatewayOutcome.Accepted)) {
      throw new AccountMailFailed(new IllegalStateException(outcome.toString()));
    }
  }
}
