package io.frontdesk.integrations.signalhouse;

import io.frontdesk.conversations.Conversations;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.integrations.sms.HookToken;
import io.frontdesk.integrations.sms.Media;
import io.frontdesk.integrations.sms.SameText;
import io.frontdesk.integrations.sms.SmsReports;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.Channel;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Takes SignalHouse's calls, flat or nested: messages from people, and reports on ours. Events
/// about numbers, brands and campaigns are kept for the record.
///
/// Its token does not cover the time, and it repeats what was not acknowledged, so an old event is
/// no forgery: it counts, and cannot move a delivery back.
@Component
class SignalHouseWebhook implements WebhookAdapter {
  private static final String INBOUND = "inbound";
  private static final String STATUS = "status";
  private static final Set<String> RECEIVED =
      Set.of("message.received", "sms.received", "mms.received", "inbound", "received");

  private final Conversations conversations;
  private final SmsReports reports;
  private final JsonMapper json;
  private final Clock clock;

  SignalHouseWebhook(
      Conversations conversations, SmsReports reports, JsonMapper json, Clock clock) {
    this.conversations = conversations;
    this.reports = reports;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public String provider() {
    return SignalHouseConnection.PROVIDER;
  }

  @Override
  public Verdict verify(Connection connection, RawRequest request) {
    var accepted = connection.accepted(SignalHouseConnection.HOOK_TOKEN, clock.instant());
    return HookToken.isIn(request, accepted) ? Verdict.GENUINE : Verdict.FORGED;
  }

  @Override
  public Parsed parse(Connection connection, RawRequest request) {
    var read = SignalHouseMessage.read(json, request.body());
    if (read.isEmpty()) {
      return new Parsed.Malformed("The body is no JSON object.");
    }
    var event = read.get();
    var id = event.messageId();
    if (isReceived(event)) {
      return event.from().isEmpty()
          ? new Parsed.Malformed("There is no sender.")
          : new Parsed.Event(
              id.orElseGet(() -> SameText.digest(request.body())) + "|received",
              INBOUND,
              "from:" + event.from().get().e164(),
              false);
    }
    var status = status(event);
    if (id.isPresent() && !status.isEmpty()) {
      return new Parsed.Event(
          id.get() + "|" + STATUS + "|" + status,
          STATUS,
          "message:" + id.get(),
          state(status).isEmpty());
    }
    return new Parsed.Event(
        SameText.digest(request.body()) + "|" + event.event(),
        event.event().isEmpty() ? "other" : event.event(),
        "account",
        true);
  }

  /// A STOP counts before SignalHouse has its answer, not when a worker comes to it.
  @Override
  public Reply answer(
      Connection connection, RawRequest request, Parsed.Event event, boolean settled) {
    if (event.type().equals(INBOUND) && !settled) {
      SignalHouseMessage.read(json, request.body())
          .flatMap(read -> message(connection, read, event.identity(), request.receivedAt()))
          .ifPresent(message -> conversations.heed(connection.tenant(), message));
    }
    return Reply.EMPTY;
  }

  @Override
  public void handle(Connection connection, StoredEvent event) {
    var read =
        SignalHouseMessage.read(json, event.body())
            .orElseThrow(() -> new Undeliverable("The body is no JSON object."));
    if (event.type().equals(INBOUND)) {
      var message =
          message(connection, read, event.identity(), event.receivedAt())
              .orElseThrow(() -> new Undeliverable("The sender is no phone number."));
      conversations.receive(connection.tenant(), message);
      return;
    }
    var id = read.messageId();
    var state = state(status(read));
    if (id.isPresent() && state.isPresent()) {
      reports.apply(
          connection.tenant(),
          new DeliveryReports.Report(
              SignalHouseConnection.PROVIDER,
              id.get(),
              null,
              state.get(),
              read.errorCode().orElse(null)),
          event);
    }
  }

  private static Optional<InboundMessage> message(
      Connection connection, SignalHouseMessage read, String identity, Instant at) {
    return read.from()
        .map(
            from ->
                new InboundMessage(
                    Channel.SMS,
                    from.e164(),
                    null,
                    read.to().map(PhoneNumber::e164).orElse(null),
                    null,
                    Media.below(read.text().orElse(""), read.media()),
                    SignalHouseConnection.PROVIDER,
                    identity.substring(0, identity.indexOf('|')),
                    null,
                    connection
                        .get(SignalHouseConnection.KEYWORDS, "frontdesk")
                        .equals(SignalHouseConnection.BY_SIGNALHOUSE),
                    at));
  }

  private static boolean isReceived(SignalHouseMessage event) {
    return RECEIVED.contains(event.event())
        || (event.event().isEmpty()
            && (event.status().equals("received") || event.direction().startsWith("in")));
  }

  // The event's own word, e.g. the end of `sms.delivered`; else the field.
  private static String status(SignalHouseMessage event) {
    var name = event.event();
    if (name.startsWith("sms.") || name.startsWith("mms.") || name.startsWith("message.")) {
      var word = name.substring(name.lastIndexOf('.') + 1);
      return state(word).isPresent() || event.status().isEmpty() ? word : event.status();
    }
    return name.isEmpty() ? event.status() : "";
  }

  /// Empty for steps before the message left SignalHouse.
  private static Optional<DeliveryState> state(String status) {
    return switch (status) {
      case "sent" -> Optional.of(DeliveryState.SENT);
      case "delivered" -> Optional.of(DeliveryState.DELIVERED);
      case "undelivered" -> Optional.of(DeliveryState.UNDELIVERED);
      case "failed", "blocked", "rejected" -> Optional.of(DeliveryState.FAILED);
      default -> Optional.empty();
    };
  }
}
