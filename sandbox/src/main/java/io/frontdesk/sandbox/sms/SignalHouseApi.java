package io.frontdesk.sandbox.sms;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Hooks;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Request;
import io.frontdesk.sandbox.wire.WebServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// SignalHouse's messaging API as far as Frontdesk uses it: send, log, and webhooks in both shapes.
public final class SignalHouseApi implements AutoCloseable {
  private static final int MOST_MESSAGES = 20_000;
  private static final String ROOT = "/api/v1/message/";

  /// @param hook with its token, as whoever set it up wrote it; empty for nowhere
  /// @param nested whether events have their fields under `data`
  private record Account(String key, String hook, boolean nested) {}

  private record Message(
      String id,
      String key,
      String from,
      String to,
      String body,
      Instant at,
      String status,
      String direction) {
    Message with(String newStatus) {
      return new Message(id, key, from, to, body, at, newStatus, direction);
    }
  }

  private final Clock clock;
  private final Carriage carriage;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, String> owners = new ConcurrentHashMap<>();
  private final Map<String, Message> messages = Collections.synchronizedMap(new LinkedHashMap<>());
  private final WebServer server;

  public SignalHouseApi(
      int port,
      Hooks hooks,
      Faults faults,
      Recorder recorder,
      Clock clock,
      long seed,
      Consumer<TwilioApi.Arrived> people)
      throws IOException {
    this.clock = clock;
    this.carriage = new Carriage(hooks, faults, recorder, seed, people);
    this.server = new WebServer(port, "signalhouse", faults, recorder, this::answer);
  }

  public int port() {
    return server.port();
  }

  /// Opens an account, or changes its hook.
  public void open(String key, String hook, String number, boolean nested) {
    if (!number.isEmpty()) {
      owners.put(number, key);
    }
    accounts.put(key, new Account(key, hook, nested));
  }

  public boolean owns(String number) {
    return owners.containsKey(number);
  }

  /// From now on messages to `number` end as undelivered.
  public void undeliverable(String number, String errorCode) {
    carriage.undeliverable(number, errorCode);
  }

  /// A person writes to one of the numbers.
  public void inbound(String from, String to, String body, String media)
      throws InterruptedException {
    var account = accounts.get(owners.getOrDefault(to, ""));
    if (account == null || account.hook().isEmpty()) {
      throw new IllegalArgumentException("open the account with a hook first");
    }
    var id = carriage.id("msg_");
    keep(new Message(id, account.key(), from, to, body, clock.instant(), "received", "inbound"));
    carriage.inbound(
        account.nested()
            ? post(
                account,
                "sms-inbound",
                id,
                Json.of(
                    "event",
                    "SMS_RECEIVED",
                    "data",
                    Json.of(
                        "messageId",
                        id,
                        "from",
                        from,
                        "to",
                        to,
                        "message",
                        body,
                        "mediaUrl",
                        media.isEmpty() ? null : media,
                        "contentType",
                        media.isEmpty() ? null : "image/jpeg",
                        "direction",
                        "inbound",
                        "timestamp",
                        clock.instant().toString())))
            : post(
                account,
                "sms-inbound",
                id,
                Json.of(
                    "event",
                    "message.received",
                    "message_id",
                    id,
                    "from",
                    from.substring(2),
                    "to",
                    to,
                    "text",
                    body,
                    "media_url",
                    media.isEmpty() ? null : media,
                    "content_type",
                    media.isEmpty() ? null : "image/jpeg",
                    "timestamp",
                    clock.instant().toString())));
  }

  @Override
  public void close() {
    server.close();
  }

  private Reply answer(Request request) {
    var key = request.header("x-api-key").or(() -> request.header("apiKey")).orElse("");
    var account = accounts.get(key);
    if (account == null) {
      return Reply.json(401, Json.of("success", false, "error", "Invalid API key"));
    }
    return switch (request.method() + " " + request.path()) {
      case "POST " + ROOT + "sendSMS", "POST " + ROOT + "sendMMS" ->
          create(account, request.json());
      case "GET " + ROOT + "logs" -> list(account, request.query());
      default -> Reply.json(404, Json.of("success", false, "error", "Not found"));
    };
  }

  private Reply create(Account account, Map<String, @Nullable Object> json) {
    var to = Json.text(json, "to", "");
    var from = Json.text(json, "from", "");
    var body = Json.text(json, "message", "");
    if (!to.matches("\\+1[2-9][0-9]{9}") || to.equals("+15005550001")) {
      return refuse("INVALID_TO", "The recipient is not a valid phone number");
    }
    if (!account.key().equals(owners.get(from))) {
      return refuse("INVALID_FROM", "The sender does not belong to this account");
    }
    var pictures = pictures(json);
    if ((body.isEmpty() && pictures.isEmpty()) || body.length() > 1600) {
      return refuse("INVALID_MESSAGE", "The message must have 1 to 1600 characters");
    }
    if (to.equals("+15005550004")) {
      return refuse("OPT_OUT", "The recipient has opted out");
    }
    var id = carriage.id("msg_");
    keep(new Message(id, account.key(), from, to, body, clock.instant(), "queued", "outbound"));
    carriage.carry(
        new Carriage.Text(id, account.key(), from, to, body, pictures),
        (status, error) -> report(id, status, error),
        status -> messages.computeIfPresent(id, (_, known) -> known.with(status)));
    return Reply.ok(Json.of("messageId", id, "status", "queued", "to", to, "from", from));
  }

  // One address, or a list of them.
  private static String pictures(Map<String, @Nullable Object> json) {
    return json.get("mediaUrl") instanceof List<?> several
        ? String.join(",", several.stream().map(String::valueOf).toList())
        : Json.text(json, "mediaUrl", "");
  }

  private Hooks.@Nullable Post report(String id, String status, @Nullable String error) {
    var message = messages.get(id);
    // As it is now: the account may have been opened anew meanwhile.
    var account = message == null ? null : accounts.get(message.key());
    if (message == null || account == null || account.hook().isEmpty()) {
      return null;
    }
    return account.nested()
        ? post(
            account,
            "sms-status",
            id,
            Json.of(
                "event",
                "SMS_" + (error == null ? status.toUpperCase(Locale.ROOT) : "FAILED"),
                "data",
                Json.of(
                    "messageId",
                    id,
                    "status",
                    status,
                    "errorCode",
                    error,
                    "from",
                    message.from(),
                    "to",
                    message.to(),
                    "timestamp",
                    clock.instant().toString())))
        : post(
            account,
            "sms-status",
            id,
            Json.of(
                "event",
                "message." + status,
                "message_id",
                id,
                "from",
                message.from(),
                "to",
                message.to(),
                "status",
                status,
                "error_code",
                error,
                "timestamp",
                clock.instant().toString()));
  }

  // It begins with a byte order mark, as was seen.
  private static Hooks.Post post(
      Account account, String label, String subject, Map<String, @Nullable Object> body) {
    return new Hooks.Post(
        account.hook(),
        "application/json",
        "\uFEFF" + Json.write(body),
        _ -> Map.of(),
        label,
        subject);
  }

  private Reply list(Account account, Map<String, String> query) {
    var found = new ArrayList<Map<String, @Nullable Object>>();
    int most = Integer.parseInt(query.getOrDefault("limit", "50"));
    synchronized (messages) {
      for (var message : List.copyOf(messages.values()).reversed()) {
        if (found.size() < most
            && message.key().equals(account.key())
            && query.getOrDefault("from", message.from()).equals(message.from())
            && query.getOrDefault("to", message.to()).equals(message.to())) {
          found.add(
              Json.of(
                  "message_id", message.id(),
                  "from", message.from(),
                  "to", message.to(),
                  "body", message.body(),
                  "status", message.status(),
                  "direction", message.direction(),
                  "created_at", message.at().toString()));
        }
      }
    }
    return Reply.ok(Json.of("success", true, "data", found));
  }

  private void keep(Message message) {
    synchronized (messages) {
      messages.put(message.id(), message);
      while (messages.size() > MOST_MESSAGES) {
        messages.remove(messages.keySet().iterator().next());
      }
    }
  }

  private static Reply refuse(String code, String words) {
    return Reply.json(400, Json.of("success", false, "error_code", code, "error", words));
  }
}
