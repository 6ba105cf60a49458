package io.frontdesk.sandbox.voice;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Hooks;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Request;
import io.frontdesk.sandbox.wire.WebServer;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The voice platform: calls under way, their control addresses, the call list, recordings.
public final class VapiPlatform implements AutoCloseable {
  private static final int MOST_CALLS = 5_000;

  private final Hooks hooks;
  private final Faults faults;
  private final Recorder recorder;
  private final Clock clock;
  private final Random random;
  private final Map<String, VoiceCall> calls = new ConcurrentHashMap<>();
  private final Map<String, Map<String, @Nullable Object>> lines = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> oldestFirst = new ConcurrentLinkedQueue<>();
  private final AtomicReference<String> key = new AtomicReference<>("");
  private final WebServer server;

  public VapiPlatform(
      int port, Hooks hooks, Faults faults, Recorder recorder, Clock clock, long seed)
      throws IOException {
    this.hooks = hooks;
    this.faults = faults;
    this.recorder = recorder;
    this.clock = clock;
    this.random = new Random(seed);
    this.server = new WebServer(port, "vapi", faults, recorder, this::answer);
  }

  public int port() {
    return server.port();
  }

  /// Asks callers of the platform's own API for this key; empty asks for none.
  public void requireKey(String apiKey) {
    key.set(apiKey);
  }

  /// Remembers how a business's number is answered, so that orders need to name only the number.
  ///
  /// @param json fields of an order with `phoneNumber`
  public void line(Map<String, @Nullable Object> json) {
    lines.put(Json.text(json, "phoneNumber", ""), json);
  }

  public Map<String, Map<String, @Nullable Object>> lines() {
    return Map.copyOf(lines);
  }

  /// Begins a call and returns its id at once. What the order leaves out is taken from its line.
  public String begin(Map<String, @Nullable Object> order) {
    var known = lines.get(Json.text(order, "phoneNumber", ""));
    var json = new LinkedHashMap<String, @Nullable Object>();
    if (known != null) {
      json.putAll(known);
    }
    json.putAll(order);
    var call =
        new VoiceCall(
            CallOrder.of(json, random.nextLong()), server.address(), hooks, faults, clock);
    calls.put(call.id(), call);
    oldestFirst.add(call.id());
    while (oldestFirst.size() > MOST_CALLS) {
      var oldest = oldestFirst.poll();
      if (oldest != null) {
        calls.remove(oldest);
      }
    }
    Thread.ofVirtual().name("caller-" + call.id()).start(call);
    return call.id();
  }

  /// What is known of a call.
  ///
  /// @throws IllegalArgumentException for an unknown one
  public Map<String, @Nullable Object> call(String id) {
    return require(id).json();
  }

  /// The caller hangs up.
  public void hangUp(String id) {
    require(id).command("hang-up", Json.of());
  }

  public List<Map<String, @Nullable Object>> all() {
    return calls.values().stream().map(VoiceCall::json).toList();
  }

  /// How many calls have not ended.
  public long underWay() {
    return calls.values().stream().filter(call -> !call.status().equals("ended")).count();
  }

  @Override
  public void close() {
    server.close();
  }

  private Reply answer(Request request) {
    var path = request.segments();
    if (path.size() == 2 && path.getFirst().equals("recordings")) {
      var wav = require(path.get(1).replace(".wav", "")).recording();
      return new Reply(200, "audio/wav", wav, Map.of());
    }
    if (path.size() == 2 && path.get(1).equals("control") && request.method().equals("POST")) {
      var json = request.json();
      require(path.getFirst()).command(Json.text(json, "type", ""), json);
      recorder.add("control", Json.of("subject", path.getFirst(), "command", json));
      return Reply.ok(Json.of("success", true));
    }
    if (!key.get().isEmpty()
        && !request.header("Authorization").orElse("").equals("Bearer " + key.get())) {
      return Reply.json(
          401,
          Json.of(
              "message",
              "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.",
              "error",
              "Unauthorized",
              "statusCode",
              401));
    }
    if (path.equals(List.of("call")) && request.method().equals("GET")) {
      return Reply.ok(all());
    }
    if (path.size() == 2 && path.getFirst().equals("call") && request.method().equals("GET")) {
      return calls.containsKey(path.get(1))
          ? Reply.ok(call(path.get(1)))
          : Reply.json(404, Json.of("message", "Not Found", "statusCode", 404));
    }
    if (path.size() == 2 && path.getFirst().equals("assistant")) {
      return Reply.ok(Json.of("id", path.get(1), "name", "Receptionist"));
    }
    return Reply.json(
        404,
        Json.of(
            "message",
            "Cannot " + request.method() + " " + request.path(),
            "error",
            "Not Found",
            "statusCode",
            404));
  }

  private VoiceCall require(String id) {
    var call = calls.get(id);
    if (call == null) {
      throw new IllegalArgumentException("no such call");
    }
    return call;
  }
}
