package io.frontdesk.integrations.signalhouse;

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
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends texts with SignalHouse's API and looks in its message log for those whose answer never
/// came.
@Component
class SignalHouseGateway implements SmsGateway {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int MOST_LISTED = 200;
  private static final Pattern OPTED_OUT =
      Pattern.compile("opt(ed)?[ _-]?out|unsubscribed", Pattern.CASE_INSENSITIVE);

  private final Connections connections;
  private final OutboundHttp http;
  private final Suppressions suppressions;
  private final JsonMapper json;
  private final Duration limit;

  @Autowired
  SignalHouseGateway(
      Connections connections, OutboundHttp http, Suppressions suppressions, JsonMapper json) {
    this(connections, http, suppressions, json, LIMIT);
  }

  SignalHouseGateway(
      Connections connections,
      OutboundHttp http,
      Suppressions suppressions,
      JsonMapper json,
      Duration limit) {
    this.connections = connections;
    this.http = http;
    this.suppressions = suppressions;
    this.json = json;
    this.limit = limit;
  }

  @Override
  public String provider() {
    return SignalHouseConnection.PROVIDER;
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
          "no-connection", "The connection with SignalHouse is switched off.");
    }
    var body = new LinkedHashMap<String, Object>();
    body.put("to", sms.to().e164());
    body.put("from", sms.from().address());
    if (!sms.body().isEmpty()) {
      body.put("message", sms.body());
    }
    if (!sms.media().isEmpty()) {
      body.put("mediaUrl", sms.media().size() == 1 ? sms.media().getFirst() : sms.media());
    }
    connection
        .get()
        .find(SignalHouseConnection.CAMPAIGN)
        .ifPresent(campaign -> body.put("campaign_id", campaign));
    connection
        .get()
        .find(SignalHouseConnection.SUBGROUP)
        .ifPresent(group -> body.put("subGroupId", group));
    var request =
        SignalHouseConnection.request(
                connection.get(), sms.media().isEmpty() ? "/message/sendSMS" : "/message/sendMMS")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
            .build();
    var outcome = http.send(SignalHouseConnection.call(connection.get()).within(limit), request);
    return SmsAnswers.plain(outcome)
        .orElseGet(() -> outcome(sms, (Outcome.Answered<byte[]>) outcome));
  }

  @Override
  public Reconciliation reconcile(OutgoingSms sms, Instant from, Instant until) {
    var connection = connection(sms);
    if (connection.isEmpty()) {
      return new Reconciliation.Unsupported();
    }
    var query =
        "/message/logs?limit="
            + MOST_LISTED
            + "&from="
            + URLEncoder.encode(sms.from().address(), StandardCharsets.UTF_8)
            + "&to="
            + URLEncoder.encode(sms.to().e164(), StandardCharsets.UTF_8);
    var request = SignalHouseConnection.request(connection.get(), query).GET().build();
    return switch (http.send(SignalHouseConnection.call(connection.get()), request)) {
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
    var said = SignalHouseMessage.read(json, answer.body());
    boolean refused = said.map(SignalHouseGateway::saysNo).orElse(false);
    if (answer.ok() && !refused) {
      return said.flatMap(SignalHouseMessage::id)
          .<GatewayOutcome>map(GatewayOutcome.Accepted::new)
          .orElseGet(() -> new GatewayOutcome.Unclear("unreadable-answer"));
    }
    var code =
        said.flatMap(SignalHouseMessage::errorCode).orElseGet(() -> "http-" + answer.status());
    if (said.map(message -> OPTED_OUT.matcher(message.errorWords()).find()).orElse(false)) {
      suppressions.suppress(
          sms.from().tenant(),
          Channel.SMS,
          sms.to().e164(),
          Suppression.Scope.ALL,
          Suppression.Reason.OPT_OUT,
          "carrier opt-out",
          new Actor.Program("signalhouse"));
      return new GatewayOutcome.Rejected("opted-out", "The person told the carrier STOP.");
    }
    return new GatewayOutcome.Rejected(
        code,
        answer.status() == 401 || answer.status() == 403
            ? "SignalHouse refuses our key."
            : "SignalHouse refused the message (code " + code + ").");
  }

  private static boolean saysNo(SignalHouseMessage answer) {
    var success = answer.outer().path("success");
    return (success.isBoolean() && !success.asBoolean())
        || List.of("failed", "rejected", "error").contains(answer.status());
  }

  private Reconciliation matches(OutgoingSms sms, byte[] body, Instant from, Instant until) {
    var listed = listed(body);
    if (listed.isEmpty()) {
      return new Reconciliation.NotNow();
    }
    var rows = listed.get();
    var found =
        rows.stream()
            .filter(one -> isOurs(sms, one, from, until))
            .sorted(Comparator.comparing(one -> one.at().orElse(Instant.MAX)))
            .flatMap(one -> one.id().stream())
            .map(Reconciliation.Match::new)
            .toList();
    if (found.isEmpty()) {
      // It may stand beyond what was listed: that is no reason to send it again.
      return rows.size() >= MOST_LISTED ? new Reconciliation.NotNow() : new Reconciliation.Absent();
    }
    return new Reconciliation.Found(found);
  }

  // What a row does not say may be as we look for it: the safe side is to take it for ours.
  private static boolean isOurs(
      OutgoingSms sms, SignalHouseMessage one, Instant from, Instant until) {
    return !one.direction().toLowerCase(Locale.ROOT).startsWith("in")
        && one.to().map(sms.to()::equals).orElse(true)
        && one.from().map(number -> number.e164().equals(sms.from().address())).orElse(true)
        && one.at().map(at -> !at.isBefore(from) && !at.isAfter(until)).orElse(true)
        && one.text().map(text -> SameText.is(sms.body(), text)).orElse(true);
  }

  // A list, or a list in an object, or one level deeper.
  private Optional<List<SignalHouseMessage>> listed(byte[] body) {
    try {
      var tree = json.readTree(body);
      for (var level : List.of(tree, tree.path("data"), tree.path("data").path("data"))) {
        if (level.isArray()) {
          return Optional.of(messages(level));
        }
        for (var name : List.of("messages", "logs")) {
          if (level.path(name).isArray()) {
            return Optional.of(messages(level.path(name)));
          }
        }
      }
      return Optional.empty();
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
  }

  private static List<SignalHouseMessage> messages(JsonNode list) {
    return list.valueStream().filter(JsonNode::isObject).map(SignalHouseMessage::new).toList();
  }
}
