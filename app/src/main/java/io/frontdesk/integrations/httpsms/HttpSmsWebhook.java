package io.frontdesk.integrations.httpsms;

import io.frontdesk.conversations.Conversations;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.integrations.sms.HookToken;
import io.frontdesk.integrations.sms.SameText;
import io.frontdesk.integrations.sms.SmsReports;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.Channel;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Takes the calls of a service that the workspace described, JSON or a form: reports on our
/// messages, and messages from people.
@Component
class HttpSmsWebhook implements WebhookAdapter {
  private static final String INBOUND = "inbound";
  private static final String STATUS = "status";
  private static final Duration OLDEST = Duration.ofMinutes(5);
  private static final int MOST_FIELDS = 200;

  private final Conversations conversations;
  private final SmsReports reports;
  private final JsonMapper json;
  private final Clock clock;

  HttpSmsWebhook(Conversations conversations, SmsReports reports, JsonMapper json, Clock clock) {
    this.conversations = conversations;
    this.reports = reports;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public String provider() {
    return HttpSmsConnection.PROVIDER;
  }

  @Override
  public Verdict verify(Connection connection, RawRequest request) {
    var accepted = connection.accepted(HttpSmsConnection.HOOK_SECRET, clock.instant());
    if (connection
        .get(HttpSmsConnection.HOOK_PROOF, HttpSmsConnection.TOKEN)
        .equals(HttpSmsConnection.TOKEN)) {
      return HookToken.isIn(request, accepted) ? Verdict.GENUINE : Verdict.FORGED;
    }
    var timestamp =
        connection.find(HttpSmsConnection.TIMESTAMP_HEADER).map(name -> header(request, name));
    var signed = timestamp.map(time -> time + ".").orElse("").getBytes(StandardCharsets.UTF_8);
    var given = header(request, connection.require(HttpSmsConnection.SIGNATURE_HEADER));
    boolean genuine = false;
    for (var secret : accepted) {
      genuine |= isSigned(given, hmac(secret, signed, request.body()));
    }
    if (!genuine) {
      return Verdict.FORGED;
    }
    return timestamp.isEmpty() || isRecent(timestamp.get(), request.receivedAt())
        ? Verdict.GENUINE
        : Verdict.STALE;
  }

  @Override
  public Parsed parse(Connection connection, RawRequest request) {
    var read = read(request.body());
    if (read.isEmpty()) {
      return new Parsed.Malformed("The body is neither a JSON object nor a form.");
    }
    var tree = read.get();
    var status = at(connection, tree, HttpSmsConnection.STATUS).toLowerCase(Locale.ROOT);
    var id = id(at(connection, tree, HttpSmsConnection.REPORT_ID));
    var attempt = attempt(connection, tree);
    if (state(connection, status).isPresent() && (id.isPresent() || attempt.isPresent())) {
      var message = id.orElseGet(() -> attempt.map(UUID::toString).orElse(""));
      // A service may say "received" of ours and of theirs.
      return new Parsed.Event(
          message + "|" + STATUS + "|" + status, STATUS, "message:" + message, false);
    }
    var from = from(connection, tree);
    if (from.isPresent() && hasText(connection, tree)) {
      return new Parsed.Event(
          id(at(connection, tree, HttpSmsConnection.IN_ID))
                  .orElseGet(() -> SameText.digest(request.body()))
              + "|received",
          INBOUND,
          "from:" + from.get().e164(),
          false);
    }
    return new Parsed.Event(SameText.digest(request.body()) + "|other", "other", "account", true);
  }

  /// A STOP counts before the service has its answer, not when a worker comes to it.
  @Override
  public Reply answer(
      Connection connection, RawRequest request, Parsed.Event event, boolean settled) {
    if (event.type().equals(INBOUND) && !settled) {
      read(request.body())
          .flatMap(tree -> message(connection, tree, event.identity(), request.receivedAt()))
          .ifPresent(message -> conversations.heed(connection.tenant(), message));
    }
    return Reply.EMPTY;
  }

  @Override
  public void handle(Connection connection, StoredEvent event) {
    var tree =
        read(event.body())
            .orElseThrow(() -> new Undeliverable("The body is neither JSON nor a form."));
    if (event.type().equals(INBOUND)) {
      conversations.receive(
          connection.tenant(),
          message(connection, tree, event.identity(), event.receivedAt())
              .orElseThrow(() -> new Undeliverable("The sender is no phone number.")));
      return;
    }
    var status = at(connection, tree, HttpSmsConnection.STATUS).toLowerCase(Locale.ROOT);
    var attempt = attempt(connection, tree);
    var state =
        state(connection, status)
            .orElseThrow(() -> new Undeliverable("Its status is not among the words any more."));
    reports.apply(
        connection.tenant(),
        new DeliveryReports.Report(
            HttpSmsConnection.PROVIDER,
            id(at(connection, tree, HttpSmsConnection.REPORT_ID))
                .orElseGet(() -> attempt.map(UUID::toString).orElse("")),
            attempt.orElse(null),
            state,
            Optional.of(at(connection, tree, HttpSmsConnection.ERROR_POINTER))
                .filter(code -> code.matches("[A-Za-z0-9_.:-]{1,60}"))
                .orElse(null)),
        event);
  }

  private static Optional<InboundMessage> message(
      Connection connection, JsonNode tree, String identity, Instant at) {
    return from(connection, tree)
        .map(
            from ->
                new InboundMessage(
                    Channel.SMS,
                    from.e164(),
                    null,
                    number(connection, at(connection, tree, HttpSmsConnection.IN_TO))
                        .map(PhoneNumber::e164)
                        .orElse(connection.require(HttpSmsConnection.NUMBER)),
                    null,
                    at(connection, tree, HttpSmsConnection.IN_TEXT).replace("\0", ""),
                    HttpSmsConnection.PROVIDER,
                    identity.substring(0, identity.lastIndexOf('|')),
                    null,
                    false,
                    at));
  }

  private static Optional<PhoneNumber> from(Connection connection, JsonNode tree) {
    return number(connection, at(connection, tree, HttpSmsConnection.IN_FROM));
  }

  // Numbers without a country code are of the country of ours.
  private static Optional<PhoneNumber> number(Connection connection, String text) {
    return PhoneNumber.parse(
        text, new PhoneNumber(connection.require(HttpSmsConnection.NUMBER)).region());
  }

  private static boolean hasText(Connection connection, JsonNode tree) {
    return connection
        .find(HttpSmsConnection.IN_TEXT)
        .map(pointer -> tree.at(pointer).isValueNode())
        .orElse(false);
  }

  private static Optional<DeliveryState> state(Connection connection, String status) {
    for (var pair : connection.get(HttpSmsConnection.STATUSES, "").split(",", 50)) {
      var word = pair.split("=", 2);
      if (word.length == 2 && word[0].strip().equalsIgnoreCase(status)) {
        return Optional.of(DeliveryState.valueOf(word[1].strip().toUpperCase(Locale.ROOT)));
      }
    }
    return Optional.empty();
  }

  private static Optional<UUID> attempt(Connection connection, JsonNode tree) {
    var text = at(connection, tree, HttpSmsConnection.REPORT_ATTEMPT);
    return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  private static Optional<String> id(String text) {
    return Optional.of(text).filter(id -> id.matches("[^\\s|]{1,200}"));
  }

  private static String at(Connection connection, JsonNode tree, String field) {
    return connection.find(field).map(pointer -> tree.at(pointer).asString("")).orElse("");
  }

  private Optional<JsonNode> read(byte[] body) {
    var text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{")) {
      try {
        return Optional.of(json.readTree(text)).filter(JsonNode::isObject);
      } catch (JacksonException noJson) {
        return Optional.empty();
      }
    }
    return text.contains("=") ? form(text) : Optional.empty();
  }

  private static Optional<JsonNode> form(String text) {
    var fields = JsonNodeFactory.instance.objectNode();
    try {
      for (var pair : text.split("&", MOST_FIELDS)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          fields.put(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
      return Optional.of(fields);
    } catch (IllegalArgumentException noForm) {
      return Optional.empty();
    }
  }

  private static String header(RawRequest request, String name) {
    return request.header(name).orElse("").strip();
  }

  private static boolean isRecent(String seconds, Instant now) {
    return seconds.matches("[0-9]{9,11}")
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now)
                .abs()
                .compareTo(OLDEST)
            <= 0;
  }

  // In hex or Base64, with or without the method before it.
  private static boolean isSigned(String given, byte[] right) {
    var bare = given.startsWith("sha256=") ? given.substring(7) : given;
    var hex = HexFormat.of().formatHex(right).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(
            bare.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8), hex)
        | MessageDigest.isEqual(
            bare.getBytes(StandardCharsets.UTF_8), Base64.getEncoder().encode(right));
  }

  private static byte[] hmac(String secret, byte[] before, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(before);
      return mac.doFinal(body);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HmacSHA256", missing);
    }
  }
}
