package io.frontdesk.integrations.httpsms;

import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.OutgoingSms;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.sms.SmsAnswers;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import io.frontdesk.platform.phone.PhoneNumber;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Sends texts as the connection describes. Such a service can't be asked what became of a message,
/// so one in doubt is a person's to decide, unless its report comes.
@Component
class HttpSmsGateway implements SmsGateway {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Connections connections;
  private final OutboundHttp http;
  private final JsonMapper json;
  private final Duration limit;

  @Autowired
  HttpSmsGateway(Connections connections, OutboundHttp http, JsonMapper json) {
    this(connections, http, json, LIMIT);
  }

  HttpSmsGateway(Connections connections, OutboundHttp http, JsonMapper json, Duration limit) {
    this.connections = connections;
    this.http = http;
    this.json = json;
    this.limit = limit;
  }

  @Override
  public String provider() {
    return HttpSmsConnection.PROVIDER;
  }

  /// Where the service's form has a place for them.
  @Override
  public boolean takesPictures(Sender from, PhoneNumber to) {
    return connections
        .forCall(from.tenant(), new ConnectionId(from.connection()))
        .map(HttpSmsTemplate::hasPlaceForMedia)
        .orElse(false);
  }

  @Override
  public GatewayOutcome send(OutgoingSms sms) {
    var found =
        connections
            .forCall(sms.from().tenant(), new ConnectionId(sms.from().connection()))
            .filter(Connection::active);
    if (found.isEmpty()) {
      return new GatewayOutcome.Rejected(
          "no-connection", "The connection with the SMS service is switched off.");
    }
    var connection = found.get();
    var template =
        HttpSmsTemplate.of(
            sms.to().e164(),
            sms.from().address(),
            sms.body(),
            sms.attempt().toString(),
            connections.hookUrl(connection),
            connection.get(HttpSmsConnection.SECRET, ""),
            sms.media());
    var url = template.encoded(connection.require(HttpSmsConnection.URL));
    var request = HttpSmsConnection.headed(connection, URI.create(url), template);
    var method = connection.get(HttpSmsConnection.METHOD, "POST");
    var body = connection.get(HttpSmsConnection.BODY, "");
    switch (connection.get(HttpSmsConnection.BODY_TYPE, "json")) {
      case "json" ->
          request
              .setHeader("Content-Type", "application/json")
              .method(
                  method,
                  BodyPublishers.ofString(
                      template
                          .json(json, body)
                          .orElseThrow(() -> new IllegalStateException("checked when saved"))));
      case "form" ->
          request
              .setHeader("Content-Type", "application/x-www-form-urlencoded")
              .method(
                  method,
                  BodyPublishers.ofString(template.encoded(body.replaceAll("[\\r\\n]+", ""))));
      default -> request.method(method, BodyPublishers.noBody());
    }
    var outcome = http.send(HttpSmsConnection.call(connection, url).within(limit), request.build());
    return notNow(connection, outcome)
        .or(() -> SmsAnswers.plain(outcome))
        .orElseGet(() -> outcome(sms, connection, (Outcome.Answered<byte[]>) outcome));
  }

  @Override
  public Reconciliation reconcile(OutgoingSms sms, Instant from, Instant until) {
    return new Reconciliation.Unsupported();
  }

  private static Optional<GatewayOutcome> notNow(Connection connection, Outcome<byte[]> outcome) {
    return outcome instanceof Outcome.Answered<byte[]> answer
            && HttpSmsConnection.isAmong(
                answer.status(), connection.get(HttpSmsConnection.RETRY_STATUS, ""))
        ? Optional.of(
            new GatewayOutcome.NotReached(
                Integer.toString(answer.status()), answer.retryAfter().orElse(null)))
        : Optional.empty();
  }

  private GatewayOutcome outcome(
      OutgoingSms sms, Connection connection, Outcome.Answered<byte[]> answer) {
    var tree = read(answer.body());
    boolean taken =
        HttpSmsConnection.isAmong(
            answer.status(), connection.get(HttpSmsConnection.SUCCESS_STATUS, "200-299"));
    if (taken && saysTaken(connection, tree)) {
      var pointer = connection.find(HttpSmsConnection.ID_POINTER);
      if (pointer.isEmpty()) {
        // Its reports give our own name back.
        return new GatewayOutcome.Accepted(sms.attempt().toString());
      }
      var id = tree.at(pointer.get()).asString("");
      return id.matches("\\S{1,200}")
          ? new GatewayOutcome.Accepted(id)
          : new GatewayOutcome.Unclear("unreadable-answer");
    }
    if (taken && tree.isMissingNode()) {
      return new GatewayOutcome.Unclear("unreadable-answer");
    }
    var secret = connection.get(HttpSmsConnection.SECRET, "");
    var code =
        connection
            .find(HttpSmsConnection.ERROR_POINTER)
            .map(pointer -> tree.at(pointer).asString(""))
            .filter(text -> text.matches("[A-Za-z0-9_.:-]{1,60}"))
            // A service may send back what it was sent.
            .filter(text -> secret.isEmpty() || !text.contains(secret))
            .orElse("http-" + answer.status());
    return new GatewayOutcome.Rejected(
        code,
        answer.status() == 401 || answer.status() == 403
            ? "The SMS service refuses our credentials."
            : "The SMS service refused the message (code " + code + ").");
  }

  private static boolean saysTaken(Connection connection, JsonNode tree) {
    var pointer = connection.find(HttpSmsConnection.SUCCESS_POINTER);
    if (pointer.isEmpty()) {
      return true;
    }
    var said = tree.at(pointer.get()).asString("");
    var wanted = connection.find(HttpSmsConnection.SUCCESS_VALUE);
    return wanted.isEmpty()
        ? !said.isEmpty()
        : Arrays.stream(wanted.get().split(",", 50))
            .anyMatch(one -> one.strip().equalsIgnoreCase(said));
  }

  private JsonNode read(byte[] body) {
    try {
      var tree = json.readTree(body);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JacksonException noJson) {
      return MissingNode.getInstance();
    }
  }
}
