package io.frontdesk.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Signatures;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class MessagesTest {
  private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";

  @Test
  void a_message_is_queued_delivered_and_reported_with_a_signature() throws Exception {
    try (var world = new TestWorld(_ -> Reply.ok(Json.of()))) {
      open(world);

      var answer = Json.object(sms(world, "+12125550142", "See you on Tuesday").body());

      assertThat(answer).containsEntry("status", "queued").containsEntry("error_code", null);
      world.until(() -> world.received.size() == 2);
      assertThat(world.received)
          .extracting(request -> request.form().get("MessageStatus"))
          .containsExactly("sent", "delivered");
      var report = world.received.getFirst();
      assertThat(report.header("X-Twilio-Signature"))
          .contains(Signatures.twilio("token", world.hook(), report.form()));
      assertThat(world.recorded("sms"))
          .singleElement()
          .satisfies(sms -> assertThat(sms).containsEntry("body", "See you on Tuesday"));
    }
  }

  @Test
  void wrong_credentials_and_numbers_get_the_documented_codes() throws Exception {
    try (var world = new TestWorld(_ -> Reply.ok(Json.of()))) {
      assertThat(code(sms(world, "+12125550142", "x"))).isEqualTo(20003);
      open(world);
      assertThat(code(sms(world, "12", "x"))).isEqualTo(21211);
      assertThat(code(sms(world, "+15005550004", "x"))).isEqualTo(21610);
      assertThat(world.recorded("sms")).isEmpty();
    }
  }

  @Test
  void a_person_who_says_stop_is_not_reached_again_until_start() throws Exception {
    try (var world = new TestWorld(_ -> Reply.ok(Json.of()))) {
      open(world);
      write(world, "STOP");
      assertThat(code(sms(world, "+12125550142", "x"))).isEqualTo(21610);

      write(world, "START");

      assertThat(sms(world, "+12125550142", "x").statusCode()).isEqualTo(201);
      assertThat(world.received.getFirst().form()).containsEntry("Body", "STOP");
    }
  }

  @Test
  void accept_then_timeout_sends_but_never_answers() throws Exception {
    try (var world = new TestWorld(_ -> Reply.ok(Json.of()))) {
      open(world);
      world.control(
          "POST",
          "faults",
          Json.of(
              "provider", "twilio", "kind", "accept-then-timeout", "times", 1, "path", "Messages"));

      try {
        sms(world, "+12125550142", "Once");
        throw new AssertionError("an answer came");
      } catch (java.net.http.HttpTimeoutException expected) {
        assertThat(expected).isNotNull();
      }

      var list =
          world.send(
              HttpRequest.newBuilder(URI.create(messages(world) + "?To=%2B12125550142"))
                  .header("Authorization", basic())
                  .build());
      assertThat(Json.list(Json.object(list.body()).get("messages"))).hasSize(1);
    }
  }

  @Test
  void told_failures_answer_their_status_as_often_as_told() throws Exception {
    try (var world = new TestWorld(_ -> Reply.ok(Json.of()))) {
      open(world);
      world.control(
          "POST",
          "faults",
          Json.of("provider", "twilio", "kind", "status", "status", 503, "times", 2));

      assertThat(sms(world, "+12125550142", "x").statusCode()).isEqualTo(503);
      assertThat(sms(world, "+12125550142", "x").statusCode()).isEqualTo(503);
      assertThat(sms(world, "+12125550142", "x").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void a_letter_reaches_its_reader_who_answers() throws Exception {
    try (var world = new TestWorld(_ -> Reply.ok(Json.of()))) {
      world.control(
          "POST",
          "mail/accounts",
          Json.of("address", "desk@clinic.test", "login", "desk", "password", "pw"));
      world.control(
          "POST",
          "people",
          Json.of("address", "ann@people.test", "reply", "Thank you!", "afterMillis", 1));
      var properties = new Properties();
      properties.setProperty("mail.smtp.host", "127.0.0.1");
      properties.setProperty("mail.smtp.port", Integer.toString(world.port("smtp")));
      properties.setProperty("mail.imap.host", "127.0.0.1");
      var session = Session.getInstance(properties);
      var letter = new MimeMessage(session);
      letter.setFrom(new InternetAddress("desk@clinic.test"));
      letter.setRecipient(Message.RecipientType.TO, new InternetAddress("ann@people.test"));
      letter.setSubject("Your appointment");
      letter.setText("Tuesday at nine");

      Transport.send(letter);

      try (var store = session.getStore("imap")) {
        store.connect("127.0.0.1", world.port("imap"), "desk", "pw");
        var answered = new Message[1];
        world.until(
            () -> {
              try (var inbox = store.getFolder("INBOX")) {
                inbox.open(jakarta.mail.Folder.READ_ONLY);
                if (inbox.getMessageCount() > 0) {
                  answered[0] = new MimeMessage((MimeMessage) inbox.getMessage(1));
                }
                return answered[0] != null;
              } catch (jakarta.mail.MessagingException broken) {
                throw new AssertionError(broken);
              }
            });
        assertThat(answered[0].getHeader("In-Reply-To")).containsExactly(letter.getMessageID());
      }
      assertThat(world.recorded("mail"))
          .singleElement()
          .satisfies(mail -> assertThat(mail).containsEntry("to", "ann@people.test"));
    }
  }

  private static void open(TestWorld world) throws Exception {
    world.control(
        "POST", "twilio/accounts", Json.of("sid", ACCOUNT, "token", "token", "hook", world.hook()));
  }

  private static void write(TestWorld world, String body) throws Exception {
    world.control(
        "POST",
        "sms",
        Json.of("account", ACCOUNT, "from", "+12125550142", "to", "+12125550100", "body", body));
  }

  private static HttpResponse<String> sms(TestWorld world, String to, String body)
      throws Exception {
    var form =
        "To="
            + encode(to)
            + "&From="
            + encode("+12125550100")
            + "&Body="
            + encode(body)
            + "&StatusCallback="
            + encode(world.hook());
    return world.send(
        HttpRequest.newBuilder(URI.create(messages(world)))
            .timeout(java.time.Duration.ofSeconds(2))
            .header("Authorization", basic())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  private static String messages(TestWorld world) {
    return world.address("twilio") + "/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json";
  }

  private static String basic() {
    return "Basic "
        + Base64.getEncoder().encodeToString((ACCOUNT + ":token").getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static int code(HttpResponse<String> answer) {
    Map<String, ?> json = Json.object(answer.body());
    return json.get("code") instanceof Integer code ? code : -1;
  }
}
