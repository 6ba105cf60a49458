package io.frontdesk.integrations.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.delivery.Attachment;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.http.HostGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class SmtpTest {
  private static final String ID = "<0199-abc@clinic.example.com>";
  private static final MailHosts HOSTS = new MailHosts(new HostGuard(Set.of()), development());

  private final SmtpPool pool = new SmtpPool(HOSTS);

  @AfterEach
  void close() {
    pool.destroy();
  }

  @Test
  void a_letter_leaves_with_our_id_and_its_invitation() throws IOException {
    try (var server = FakeSmtp.with("none", "")) {
      var outcome = pool.send(at(server, "none"), letter("Your appointment", "Tidewater", null));

      assertThat(outcome).isEqualTo(new GatewayOutcome.Accepted(ID));
      assertThat(server.messages)
          .singleElement()
          .asString()
          .contains("Message-ID: " + ID)
          .contains("Subject: Your appointment")
          .contains("text/calendar; method=REQUEST")
          .contains("appointment.ics");
    }
  }

  @Test
  void nothing_a_person_wrote_makes_a_header() throws IOException {
    try (var server = FakeSmtp.with("none", "")) {
      pool.send(
          at(server, "none"),
          letter(
              "Hello\r\nBcc: thief@example.com\r\n\r\nbody",
              "Tide\r\nX-Evil: yes",
              "<a@b>\r\nX-Evil: yes <c@d>"));

      var headers = server.messages.getFirst().split("\r\n\r\n", 2)[0].replace("\r\n ", " ");
      assertThat(headers.lines()).noneMatch(line -> line.startsWith("Bcc:"));
      assertThat(headers.lines()).noneMatch(line -> line.startsWith("X-Evil"));
      assertThat(headers)
          .contains("Subject: Hello Bcc: thief@example.com body")
          .contains("In-Reply-To: <c@d>")
          .containsPattern("References:\\s+<a@b> <c@d>");
    }
  }

  @Test
  void a_refused_recipient_is_rejected_and_a_busy_server_is_not_reached() throws IOException {
    try (var refusing = FakeSmtp.with("RCPT", "550 5.1.1 no such person");
        var busy = FakeSmtp.with("RCPT", "451 4.3.2 later");
        var full = FakeSmtp.with(FakeSmtp.MESSAGE, "552 5.2.2 too large")) {
      assertThat(pool.send(at(refusing, "none"), letter()))
          .isInstanceOfSatisfying(
              GatewayOutcome.Rejected.class,
              rejected -> assertThat(rejected.code()).isEqualTo("5.1.1"));
      assertThat(pool.send(at(busy, "none"), letter()))
          .isEqualTo(new GatewayOutcome.NotReached("smtp-451", null));
      assertThat(pool.send(at(full, "none"), letter()))
          .isInstanceOfSatisfying(
              GatewayOutcome.Rejected.class,
              rejected -> assertThat(rejected.code()).isEqualTo("smtp-552"));
      assertThat(refusing.messages).isEmpty();
    }
  }

  @Test
  void a_server_that_is_down_or_not_secure_was_not_reached() throws IOException {
    int nobody;
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = door.getLocalPort();
    }
    assertThat(pool.send(new SmtpServer("127.0.0.1", nobody, "none", "", ""), letter()))
        .isInstanceOf(GatewayOutcome.NotReached.class);
    try (var open = FakeSmtp.with("none", "")) {
      assertThat(pool.send(at(open, "starttls"), letter()))
          .isInstanceOf(GatewayOutcome.NotReached.class);
      assertThat(open.messages).isEmpty();
    }
  }

  @Test
  void a_line_that_breaks_behind_the_message_leaves_it_unclear_and_before_it_does_not()
      throws IOException {
    try (var behind = FakeSmtp.with(FakeSmtp.MESSAGE, "");
        var before = FakeSmtp.with("EHLO", "")) {
      assertThat(pool.send(at(behind, "none"), letter()))
          .isInstanceOf(GatewayOutcome.Unclear.class);
      assertThat(behind.messages).hasSize(1);
      assertThat(pool.send(at(before, "none"), letter()))
          .isInstanceOf(GatewayOutcome.NotReached.class);
    }
  }

  @Test
  void inside_a_transaction_no_mail_server_is_called() throws IOException {
    try (var server = FakeSmtp.with("none", "")) {
      TransactionSynchronizationManager.setActualTransactionActive(true);
      try {
        assertThatThrownBy(() -> pool.send(at(server, "none"), letter()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("inside a transaction");
        assertThatThrownBy(
                () ->
                    Imap.open(
                        new ImapServer(
                            "127.0.0.1", server.port(), "none", "desk", "secret", "INBOX"),
                        HOSTS))
            .isInstanceOf(IllegalStateException.class);
      } finally {
        TransactionSynchronizationManager.setActualTransactionActive(false);
      }
      assertThat(server.messages).isEmpty();
    }
  }

  static Settings development() {
    var file = new Properties();
    file.setProperty("profile", "development");
    return Settings.of(io.frontdesk.FrontdeskSettings.all(), file, Map.of());
  }

  private static SmtpServer at(FakeSmtp server, String security) {
    return new SmtpServer("127.0.0.1", server.port(), security, "", "");
  }

  static Smtp.Letter letter() {
    return letter("Your appointment", "Tidewater", null);
  }

  private static Smtp.Letter letter(String subject, String fromName, @Nullable String inReplyTo) {
    return new Smtp.Letter(
        "desk@clinic.example.com",
        fromName,
        "client@example.org",
        subject,
        "See you on Tuesday.",
        null,
        List.of(
            new Attachment(
                "appointment.ics",
                "text/calendar; method=REQUEST; charset=UTF-8",
                "BEGIN:VCALENDAR".getBytes(StandardCharsets.UTF_8))),
        ID,
        inReplyTo,
        null,
        Instant.parse("2026-03-02T15:00:00Z"));
  }
}
