package io.frontdesk.sandbox.sms;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Hooks;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Request;
import io.frontdesk.sandbox.wire.Signatures;
import io.frontdesk.sandbox.wire.WebServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A carrier as there are many: a JSON post with a bearer key, an id in the answer, signed
/// callbacks that give the sender's reference back, and no list.
public final class HttpSmsApi implements AutoCloseable {
  /// @param skewSeconds by how much its clock is off when it signs
  private record Account(
      String key, String hookSecret, String hook, String number, long skewSeconds) {}

  private static final Map<String, String> WORDS =
      Map.of("sent", "ACCEPTD", "delivered", "DELIVRD", "undelivered", "UNDELIV");

  private final Carriage carriage;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final WebServer server;

  public HttpSmsApi(
      int port,
      Hooks hooks,
      Faults faults,
      Recorder recorder,
      long seed,
      Consumer<TwilioApi.Arrived> people)
      throws IOException {
    this.carriage = new Carriage(hooks, faults, recorder, seed, people);
    this.server = new WebServer(port, "httpsms", faults, recorder, this::answer);
  }

  public int port() {
    return server.port();
  }

  public void open(String key, String hookSecret, String hook, String number, long skewSeconds) {
    accounts.put(key, new Account(key, hookSecret, hook, number, skewSeconds));
  }

  public boolean owns(String number) {
    return accounts.values().stream().anyMatch(account -> account.number().equals(number));
  }

  public void undeliverable(String number, String errorCode) {
    carriage.undeliverable(number, errorCode);
  }

  /// A person writes to one of the numbers.
  public void inbound(String from, String to, String body) throws InterruptedException {
    var account =
        accounts.values().stream()
            .filter(one -> one.number().equals(to) && !one.hook().isEmpty())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("open the account with a hook first"));
    var id = carriage.id("in-");
    carriage.inbound(
        post(
            account.key(),
            account.hook(),
            "sms-inbound",
            id,
            Json.of("id", id, "from", from, "to", to, "text", body)));
  }

  @Override
  public void close() {
    server.close();
  }

  private Reply answer(Request request) {
    var key = request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
    var account = accounts.get(key);
    if (account == null) {
      return Reply.json(
          401, Json.of("status", "error", "error", Json.of("code", "auth", "key", key)));
    }
    if (request.method().equals("GET")) {
      return Reply.ok(Json.of("status", "ok"));
    }
    var json = request.json();
    var to = Json.text(json, "to", "");
    var body = Json.text(json, "text", "");
    if (!to.matches("\\+[1-9][0-9]{6,14}") || to.equals("+15005550001")) {
      return refuse("invalid-number");
    }
    if (to.equals("+15005550004")) {
      return refuse("opted-out");
    }
    if (body.isEmpty() || body.length() > 1600) {
      return refuse("invalid-text");
    }
    var id = carriage.id("ht-");
    var callback = Json.text(json, "callback", "");
    carriage.carry(
        new Carriage.Text(
            id,
            key,
            Json.text(json, "from", ""),
            to,
            body,
            String.join(",", Json.list(json.get("media")).stream().map(String::valueOf).toList())),
        (status, error) ->
            callback.isEmpty()
                ? null
                : post(
                    key,
                    callback,
                    "sms-status",
                    id,
                    Json.of(
                        "message",
                        Json.of("id", id),
                        "reference",
                        json.get("reference"),
                        "status",
                        WORDS.getOrDefault(status, status),
                        "error",
                        error == null ? null : Json.of("code", error))),
        _ -> {});
    return Reply.json(202, Json.of("status", "queued", "message", Json.of("id", id)));
  }

  private Hooks.Post post(
      String key, String url, String label, String subject, Map<String, @Nullable Object> body) {
    var text = Json.write(body);
    return new Hooks.Post(
        url,
        "application/json",
        text,
        now -> {
          var account = accounts.get(key);
          if (account == null) {
            return Map.of();
          }
          var time = Long.toString(now.getEpochSecond() + account.skewSeconds());
          return Map.of(
              "X-Timestamp",
              time,
              "X-Signature",
              Signatures.vapi(account.hookSecret(), time, text));
        },
        label,
        subject);
  }

  // This one answers 200 and says no in the body, as some do.
  private static Reply refuse(String code) {
    return Reply.ok(Json.of("status", "error", "error", Json.of("code", code)));
  }
}
