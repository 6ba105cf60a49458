package io.frontdesk.integrations.twilio;

import io.frontdesk.access.Actor;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.OutgoingSms;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.sms.MmsPlaces;
import io.frontdesk.integrations.sms.SameText;
import io.frontdesk.integrations.sms.SmsAnswers;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends texts with Twilio's REST API and asks it about those whose answer never came.
@Component
class TwilioGateway implements SmsGateway {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int PAGE = 200;

  private final Connections connections;
  private final OutboundHttp http;
  private final Suppressions suppressions;
  private final JsonMapper json;
  private final Duration limit;

  @Autowired
  TwilioGateway(
      Connections connections, OutboundHttp http, Suppressions suppressions, JsonMapper json) {
    this(connections, http, suppressions, json, LIMIT);
  }

  TwilioGateway(
      Connections connections,
      OutboundHttp http,
      Suppressions suppressions,
      JsonMapper json,
      Duration limit) {
    this.limit = limit;
    this.connections = connections;
    this.http = http;
    this.suppressions = suppressions;
    this.json = json;
  }

  @Override
  public String provider() {
    return TwilioConnection.PROVIDER;
  }

  @Override
  public boolean takesPictures(Sender from, PhoneNumber to) {
    return MmsPlaces.join(from, to);
  }

  @Override
  public GatewayOutcome send(OutgoingSms sms) {
    var connection = connection(sms);
    if (connection.isEmpty()) {
      return new GatewayOutcome.Rejected(
          "no-connection", "The connection with Twilio is switched off.");
    }
    var form = new LinkedHashMap<String, String>();
    form.put("To", sms.to().e164());
    form.put("From", sms.from().address());
    connection
        .get()
        .find(TwilioConnection.SERVICE)
        .ifPresent(service -> form.put("MessagingServiceSid", service));
    if (!sms.body().isEmpty()) {
      form.put("Body", sms.body());
    }
    // The attempt comes back with each report, so it finds its delivery even when our call's answer
    // is lost.
    form.put("StatusCallback", connections.hookUrl(connection.get()) + "?attempt=" + sms.attempt());
    var request =
        TwilioConnection.request(connection.get(), "/Messages.json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(TwilioForm.write(form, "MediaUrl", sms.media())))
            .build();
    var outcome = http.send(TwilioConnection.call(connection.get()).within(limit), request);
    return SmsAnswers.plain(outcome)
        .orElseGet(() -> outcome(sms, (Outcome.Answered<byte[]>) outcome));
  }

  @Override
  public Reconciliation reconcile(OutgoingSms sms, Instant from, Instant until) {
    var connection = connection(sms);
    if (connection.isEmpty()) {
      return new Reconciliation.Unsupported();
    }
    // Without a date: what still waits in Twilio's queue was sent on none and would not be listed.
    var query =
        "/Messages.json?PageSize="
            + PAGE
            + "&To="
            + TwilioForm.encode(sms.to().e164())
            + "&From="
            + TwilioForm.encode(sms.from().address());
    var request = TwilioConnection.request(connection.get(), query).GET().build();
    return switch (http.send(TwilioConnection.call(connection.get()), request)) {
      case Outcome.Answered<byte[]> answer when answer.ok() ->
          matches(sms, answer.body(), from, until);
      case Outcome.Answered<byte[]> _, Outcome.NotReached<byte[]> _, Outcome.Unknown<byte[]> _ ->
          new Reconciliation.NotNow();
    };
  }

  private Optional<Connection> connection(OutgoingSms sms) {
    return connections
        .forCall(sms.from().tenant(), new ConnectionId(sms.from().connection()))
        .filter(Connection::active);
  }

  private GatewayOutcome outcome(OutgoingSms sms, Outcome.Answered<byte[]> answer) {
    var body = read(answer.body());
    if (answer.ok()) {
      var sid = body.map(tree -> tree.path("sid").asString("")).orElse("");
      return sid.isEmpty()
          ? new GatewayOutcome.Unclear("unreadable-answer")
          : new GatewayOutcome.Accepted(sid);
    }
    var code =
        body.map(tree -> tree.path("code").asString(""))
            .filter(text -> text.matches("[0-9]{1,9}"))
            .orElse("http-" + answer.status());
    if (code.equals(TwilioErrors.OPTED_OUT)) {
      suppressions.suppress(
          sms.from().tenant(),
          Channel.SMS,
          sms.to().e164(),
          Suppression.Scope.ALL,
          Suppression.Reason.OPT_OUT,
          "carrier 21610",
          new Actor.Program("twilio"));
    }
    var meaning = TwilioErrors.of(answer.status(), code);
    return switch (meaning.kind()) {
      case PERMANENT -> new GatewayOutcome.Rejected(code, meaning.reason());
      case TEMPORARY -> new GatewayOutcome.NotReached(code, answer.retryAfter().orElse(null));
      case UNKNOWN -> new GatewayOutcome.Unclear(code);
    };
  }

  private Reconciliation matches(OutgoingSms sms, byte[] body, Instant from, Instant until) {
    var tree = read(body);
    if (tree.isEmpty() || !tree.get().path("messages").isArray()) {
      return new Reconciliation.NotNow();
    }
    var found =
        StreamSupport.stream(tree.get().path("messages").spliterator(), false)
            .filter(one -> SameText.is(sms.body(), one.path("body").asString("")))
            .filter(one -> !one.path("direction").asString("outbound-api").startsWith("inbound"))
            .filter(one -> isWithin(one.path("date_created").asString(""), from, until))
            .map(one -> new Reconciliation.Match(one.path("sid").asString("")))
            .filter(match -> !match.providerId().isEmpty())
            .sorted(Comparator.comparing(Reconciliation.Match::providerId))
            .toList();
    if (found.isEmpty()) {
      // It may stand on a page we did not see: that is no reason to send it again.
      return tree.get().path("messages").size() >= PAGE
          ? new Reconciliation.NotNow()
          : new Reconciliation.Absent();
    }
    return new Reconciliation.Found(found);
  }

  // Without a readable date it may be ours: the safe side is to take it for ours.
  private static boolean isWithin(String date, Instant from, Instant until) {
    try {
      var at = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return !at.isBefore(from) && !at.isAfter(until);
    } catch (DateTimeParseException unreadable) {
      return true;
    }
  }

  private Optional<JsonNode> read(byte[] body) {
    try {
      return Optional.of(json.readTree(body));
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
  }
}
