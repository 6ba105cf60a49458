package io.frontdesk.integrations.twilio;

import io.frontdesk.access.Actor;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.integrations.sms.Media;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Takes Twilio's calls: messages from people, and reports on ours.
@Component
class TwilioWebhook implements WebhookAdapter {
  private static final Pattern ATTEMPT =
      Pattern.compile("(?:^|[?&])attempt=([0-9a-f-]{36})(?:&|$)");
  private static final String INBOUND = "inbound";
  private static final String STATUS = "status";

  private final Conversations conversations;
  private final DeliveryReports reports;
  private final Suppressions suppressions;
  private final Clock clock;

  TwilioWebhook(
      Conversations conversations,
      DeliveryReports reports,
      Suppressions suppressions,
      Clock clock) {
    this.conversations = conversations;
    this.reports = reports;
    this.suppressions = suppressions;
    this.clock = clock;
  }

  @Override
  public String provider() {
    return TwilioConnection.PROVIDER;
  }

  @Override
  public Verdict verify(Connection connection, RawRequest request) {
    var signature = request.header("X-Twilio-Signature");
    if (signature.isEmpty()) {
      return Verdict.FORGED;
    }
    // Twilio tells everything as a form, and only a form is covered by the signature.
    Map<String, java.util.List<String>> fields;
    try {
      fields = TwilioForm.read(request.text()).fields();
    } catch (IllegalArgumentException noForm) {
      return Verdict.FORGED;
    }
    boolean genuine = false;
    for (var token : connection.accepted(TwilioConnection.TOKEN, clock.instant())) {
      genuine |=
          TwilioSignature.isValid(signature.get(), token, request.url(), fields, request.body());
    }
    return genuine ? Verdict.GENUINE : Verdict.FORGED;
  }

  @Override
  public Parsed parse(Connection connection, RawRequest request) {
    TwilioForm form;
    try {
      form = TwilioForm.read(request.text());
    } catch (IllegalArgumentException noForm) {
      return new Parsed.Malformed("The body is not a form.");
    }
    var sid = form.find("MessageSid").or(() -> form.find("SmsSid"));
    if (sid.isEmpty() || !sid.get().matches("[A-Za-z0-9]{2,64}")) {
      return new Parsed.Malformed("There is no MessageSid.");
    }
    var status = status(form);
    if (status.equals("received") || status.equals("receiving")) {
      return form.find("From").isEmpty()
          ? new Parsed.Malformed("There is no From.")
          : new Parsed.Event(
              sid.get() + "|received", INBOUND, "from:" + form.find("From").get(), false);
    }
    // The attempt stands in the address, which is not kept; the identity is.
    var attempt = ATTEMPT.matcher(request.query());
    return new Parsed.Event(
        sid.get() + "|" + status + "|" + (attempt.find() ? attempt.group(1) : ""),
        STATUS,
        "message:" + sid.get(),
        state(status).isEmpty());
  }

  /// A STOP counts before Twilio has its answer, not when a worker comes to it.
  @Override
  public Reply answer(
      Connection connection, RawRequest request, Parsed.Event event, boolean settled) {
    if (event.type().equals(INBOUND) && !settled) {
      message(connection, TwilioForm.read(request.text()), request.receivedAt())
          .ifPresent(message -> conversations.heed(connection.tenant(), message));
    }
    return Reply.xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>");
  }

  @Override
  public void handle(Connection connection, StoredEvent event) {
    var form = TwilioForm.read(new String(event.body(), StandardCharsets.UTF_8));
    if (event.type().equals(INBOUND)) {
      var message = message(connection, form, event.receivedAt());
      if (message.isEmpty()) {
        // Short codes and alphanumeric senders are nobody who can be answered.
        throw new Undeliverable("The sender is no phone number.");
      }
      conversations.receive(connection.tenant(), message.get());
      return;
    }
    if (form.find("ErrorCode").filter(TwilioErrors.OPTED_OUT::equals).isPresent()) {
      form.find("To")
          .flatMap(text -> PhoneNumber.parse(text, "ZZ"))
          .ifPresent(to -> optedOut(connection, to, event.receivedAt()));
    }
    var identity = event.identity().split("\\|", -1);
    // Reports on messages that another program of the same account sent are none of ours.
    var unused =
        reports.apply(
            connection.tenant(),
            new DeliveryReports.Report(
                TwilioConnection.PROVIDER,
                identity[0],
                identity.length > 2 && !identity[2].isEmpty() ? UUID.fromString(identity[2]) : null,
                state(status(form)).orElse(DeliveryState.SENT),
                form.find("ErrorCode").filter(code -> !code.equals("0")).orElse(null)));
  }

  // With a messaging service Twilio finds out only while sending.
  private void optedOut(Connection connection, PhoneNumber person, Instant at) {
    suppressions.suppress(
        connection.tenant(),
        Channel.SMS,
        person.e164(),
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "carrier 21610",
        new Actor.Program("twilio"),
        at);
  }

  private static Optional<InboundMessage> message(
      Connection connection, TwilioForm form, Instant at) {
    var from = form.find("From").flatMap(text -> PhoneNumber.parse(text, "ZZ"));
    var sid = form.find("MessageSid").or(() -> form.find("SmsSid"));
    if (from.isEmpty() || sid.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InboundMessage(
            Channel.SMS,
            from.get().e164(),
            null,
            form.find("To")
                .flatMap(text -> PhoneNumber.parse(text, "ZZ"))
                .map(PhoneNumber::e164)
                .orElse(null),
            null,
            body(form),
            TwilioConnection.PROVIDER,
            sid.get(),
            null,
            form.find("OptOutType").isPresent()
                || connection
                    .get(TwilioConnection.KEYWORDS, TwilioConnection.BY_TWILIO)
                    .equals(TwilioConnection.BY_TWILIO),
            at));
  }

  private static String body(TwilioForm form) {
    var media = new ArrayList<Media>();
    int many =
        form.find("NumMedia")
            .filter(text -> text.matches("[0-9]{1,2}"))
            .map(Integer::parseInt)
            .orElse(0);
    for (int i = 0; i < many; i++) {
      media.add(
          new Media(
              form.find("MediaUrl" + i).orElse(""), form.find("MediaContentType" + i).orElse("")));
    }
    return Media.below(form.find("Body").orElse(""), media);
  }

  private static String status(TwilioForm form) {
    return form.find("MessageStatus")
        .or(() -> form.find("SmsStatus"))
        .orElse("received")
        .toLowerCase(Locale.ROOT);
  }

  /// Empty for steps before the message left Twilio.
  private static Optional<DeliveryState> state(String status) {
    return switch (status) {
      case "sent" -> Optional.of(DeliveryState.SENT);
      case "delivered", "read" -> Optional.of(DeliveryState.DELIVERED);
      case "undelivered" -> Optional.of(DeliveryState.UNDELIVERED);
      case "failed", "canceled" -> Optional.of(DeliveryState.FAILED);
      default -> Optional.empty();
    };
  }
}
