package io.frontdesk.sandbox.voice;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Faults.Fault;
import io.frontdesk.sandbox.wire.Hooks;
import io.frontdesk.sandbox.wire.Hooks.Answer;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Signatures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One running call: plays its script, tells the program everything, obeys its control commands.
final class VoiceCall implements Phone, Runnable {
  private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration ASSISTANT_TIMEOUT = Duration.ofMillis(7_500);
  private static final double SECONDS_PER_WORD = 0.32;

  private record Command(String type, Map<String, @Nullable Object> json) {}

  private record Letter(
      Hooks.Post post, Duration timeout, CompletableFuture<Optional<Answer>> answered) {}

  private final CallOrder order;
  private final String id;
  private final Payloads payloads;
  private final Hooks hooks;
  private final Faults faults;
  private final Clock clock;
  private final Random random;
  private final Instant created;
  private final LinkedBlockingQueue<Letter> outbox = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private final List<Map<String, @Nullable Object>> messages = new ArrayList<>();
  private final List<Boolean> heard = new ArrayList<>();
  private final Phaser underWay = new Phaser(1);
  private volatile String status = "queued";
  private volatile String endedReason = "";
  private volatile Verdict verdict =
      new Verdict(
          "The caller hung up before saying what they wanted.", "abandoned", 0.5, "low", false);
  private volatile @Nullable Map<String, @Nullable Object> destination;
  private int turn;

  VoiceCall(CallOrder order, String address, Hooks hooks, Faults faults, Clock clock) {
    this.order = order;
    this.random = new Random(order.seed());
    this.id = UUID.randomUUID().toString();
    this.created = clock.instant();
    this.payloads = new Payloads(order, id, address, created);
    this.hooks = hooks;
    this.faults = faults;
    this.clock = clock;
  }

  String id() {
    return id;
  }

  String status() {
    return status;
  }

  byte[] recording() {
    synchronized (messages) {
      return Wav.of(List.copyOf(heard));
    }
  }

  /// What the platform's call list and the control API show.
  Map<String, @Nullable Object> json() {
    var json = payloads.call(status, clock.instant());
    json.put("endedReason", endedReason.isEmpty() ? null : endedReason);
    json.put("script", order.script());
    json.put("destination", destination);
    synchronized (messages) {
      json.put("transcript", Payloads.transcript(messages));
      json.put("messages", List.copyOf(messages));
    }
    return json;
  }

  /// A command from the program through the control address.
  void command(String type, Map<String, @Nullable Object> json) {
    commands.add(new Command(type, json));
  }

  @Override
  public void run() {
    var sender = Thread.ofVirtual().name("call-" + id).start(this::send);
    try {
      play();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      status = "ended";
      sender.interrupt();
    }
  }

  private void play() throws InterruptedException {
    Instant started = created;
    boolean answered = false;
    try {
      if (order.assistantRequest()) {
        requestAssistant();
      }
      move("ringing");
      pause(1.5);
      started = clock.instant();
      move("in-progress");
      answered = true;
      Scripts.find(order.script()).orElseThrow().play(this);
      endedReason = endedReason.isEmpty() ? "customer-ended-call" : endedReason;
    } catch (HungUp ended) {
      endedReason = endedReason.isEmpty() ? "customer-ended-call" : endedReason;
    }
    finish(started, answered);
  }

  private void finish(Instant started, boolean answered) throws InterruptedException {
    var now = clock.instant();
    List<Map<String, @Nullable Object>> all;
    synchronized (messages) {
      all = List.copyOf(messages);
    }
    status = "ended";
    if (endedReason.startsWith("customer-ended")) {
      tell("hang", Json.of());
    }
    tell(
        "status-update",
        Json.of("status", "ended", "endedReason", endedReason, "destination", destination));
    tell(
        "end-of-call-report",
        payloads.report(started, now, endedReason, all, verdict, destination, answered));
    underWay.arriveAndAwaitAdvance();
  }

  private void requestAssistant() throws InterruptedException {
    var answer = await("assistant-request", Json.of(), ASSISTANT_TIMEOUT);
    var body =
        answer.filter(Answer::ok).flatMap(ok -> Json.findObject(ok.body())).orElseGet(Json::of);
    if (body.get("destination") != null) {
      destination = Json.map(body.get("destination"));
      verdict = new Verdict("Forwarded without an assistant.", "forwarded", 0.5, "low", false);
      throw hangUp("assistant-request-returned-forwarding-phone-number");
    }
    if (body.get("assistantId") == null && body.get("assistant") == null) {
      verdict = new Verdict("The call could not be answered.", "failed", 0.2, "high", false);
      throw hangUp(
          answer.isEmpty() || !answer.get().ok()
              ? "assistant-request-failed"
              : "assistant-request-returned-error");
    }
  }

  private void move(String to) {
    status = to;
    tell("status-update", Json.of("status", to));
  }

  @Override
  public void assistant(String text) {
    speak(true, text);
  }

  @Override
  public void caller(String text) {
    speak(false, text);
  }

  private void speak(boolean assistant, String text) {
    obey();
    var role = assistant ? "assistant" : "user";
    turn++;
    if (order.partials()) {
      tell("speech-update", Json.of("status", "started", "role", role, "turn", turn));
    }
    var words = text.split(" ");
    double seconds = words.length * SECONDS_PER_WORD;
    long began = clock.millis();
    if (order.partials() && words.length > 3 && !assistant) {
      for (int part = 1; part <= 2; part++) {
        pause(seconds / 3);
        var soFar = String.join(" ", List.of(words).subList(0, words.length * part / 3));
        tell("transcript", transcript(role, "partial", soFar));
      }
      pause(seconds / 3);
    } else {
      pause(seconds);
    }
    hear(assistant, text, began, seconds);
    tell("transcript", transcript(role, "final", text));
    if (order.partials()) {
      tell("speech-update", Json.of("status", "stopped", "role", role, "turn", turn));
    }
    synchronized (messages) {
      tell(
          "conversation-update",
          Json.of(
              "messages", List.copyOf(messages),
              "messagesOpenAIFormatted", Payloads.openAi(messages),
              "conversation", Payloads.openAi(messages)));
    }
    pause(0.4 + random.nextDouble() * 0.5);
    obey();
  }

  private void hear(boolean assistant, String text, long began, double seconds) {
    synchronized (messages) {
      messages.add(
          Json.of(
              "role",
              assistant ? "bot" : "user",
              "message",
              text,
              "time",
              began,
              "endTime",
              clock.millis(),
              "secondsFromStart",
              (began - created.toEpochMilli()) / 1000.0,
              "duration",
              clock.millis() - began,
              "source",
              assistant ? "" : null));
      for (int second = 0; second < Math.max(1, (int) seconds); second++) {
        heard.add(assistant);
      }
    }
  }

  private Map<String, @Nullable Object> transcript(String role, String type, String text) {
    return Json.of(
        "role", role,
        "transcriptType", type,
        "transcript", text,
        "isFiltered", false,
        "detectedThreats", List.of(),
        "originalTranscript", text);
  }

  @Override
  public ToolReply tool(String name, Map<String, @Nullable Object> arguments) {
    return tools(List.of(new Use(name, arguments))).getFirst();
  }

  @Override
  public List<ToolReply> tools(List<Use> uses) {
    obey();
    var ids =
        uses.stream()
            .map(use -> "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24))
            .toList();
    var replies = new ArrayList<ToolReply>();
    try {
      if (order.shape() == CallOrder.Shape.LEGACY) {
        for (int i = 0; i < uses.size(); i++) {
          var use = uses.get(i);
          var fields =
              Json.of(
                  "functionCall",
                  Json.of(
                      "id",
                      ids.get(i),
                      "name",
                      use.tool(),
                      "parameters",
                      order.argumentsAsText() ? Json.write(use.arguments()) : use.arguments()));
          replies.add(ToolReply.read(await("function-call", fields, TOOL_TIMEOUT), ids.get(i)));
        }
      } else {
        var answer = await("tool-calls", Payloads.toolCalls(order, ids, uses), TOOL_TIMEOUT);
        ids.forEach(one -> replies.add(ToolReply.read(answer, one)));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HungUp();
    }
    note(uses, ids, replies);
    obey();
    return replies;
  }

  private void note(List<Use> uses, List<String> ids, List<ToolReply> replies) {
    synchronized (messages) {
      double since = (clock.millis() - created.toEpochMilli()) / 1000.0;
      var calls = new ArrayList<Object>();
      for (int i = 0; i < uses.size(); i++) {
        calls.add(
            Json.of(
                "id",
                ids.get(i),
                "type",
                "function",
                "function",
                Json.of(
                    "name", uses.get(i).tool(), "arguments", Json.write(uses.get(i).arguments()))));
      }
      messages.add(
          Json.of(
              "role",
              "tool_calls",
              "message",
              "",
              "time",
              clock.millis(),
              "secondsFromStart",
              since,
              "toolCalls",
              calls));
      for (int i = 0; i < uses.size(); i++) {
        messages.add(
            Json.of(
                "role",
                "tool_call_result",
                "name",
                uses.get(i).tool(),
                "toolCallId",
                ids.get(i),
                "result",
                replies.get(i).text(),
                "time",
                clock.millis(),
                "secondsFromStart",
                since));
      }
    }
  }

  @Override
  public void transfer() {
    for (int i = 0; i < 10 && destination == null; i++) {
      obey();
      sleep(50);
    }
    try {
      var answer = await("transfer-destination-request", Json.of(), ASSISTANT_TIMEOUT);
      var body =
          answer.filter(Answer::ok).flatMap(ok -> Json.findObject(ok.body())).orElseGet(Json::of);
      if (body.get("destination") != null) {
        connect(Json.map(body.get("destination")));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HungUp();
    }
  }

  private void connect(Map<String, @Nullable Object> to) {
    destination = to;
    status = "forwarding";
    tell("transfer-update", Json.of("destination", to));
    tell("status-update", Json.of("status", "forwarding", "destination", to));
    throw hangUp("assistant-forwarded-call");
  }

  @Override
  public HungUp hangUp(String reason) {
    endedReason = reason;
    return new HungUp();
  }

  @Override
  public void verdict(Verdict known) {
    verdict = known;
  }

  @Override
  public String detail(String key, String standard) {
    return order.details().getOrDefault(key, standard);
  }

  @Override
  public String oneOf(String... options) {
    return options[random.nextInt(options.length)];
  }

  @Override
  public void pause(double seconds) {
    sleep(Math.round(seconds * 1_000 / order.speed()));
  }

  @Override
  public String callerNumber() {
    return order.caller();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HungUp();
    }
  }

  private void obey() {
    Command command;
    while ((command = commands.poll()) != null) {
      switch (command.type()) {
        case "say" -> {
          var text = Json.text(command.json(), "content", Json.text(command.json(), "message", ""));
          hear(true, text, clock.millis(), 1);
          tell("transcript", transcript("assistant", "final", text));
          if (Json.flag(command.json(), "endCallAfterSpoken", false)) {
            throw hangUp("assistant-ended-call-after-message-spoken");
          }
        }
        case "end-call" -> throw hangUp("assistant-ended-call");
        case "hang-up" -> throw hangUp("customer-ended-call");
        case "transfer" -> connect(Json.map(command.json().get("destination")));
        default -> {} // mute and the like change nothing that we can show
      }
    }
  }

  private void tell(String type, Map<String, @Nullable Object> fields) {
    outbox.add(letter(type, fields, TOOL_TIMEOUT));
  }

  private Optional<Answer> await(
      String type, Map<String, @Nullable Object> fields, Duration timeout)
      throws InterruptedException {
    var letter = letter(type, fields, timeout);
    outbox.add(letter);
    try {
      return letter
          .answered()
          .get(timeout.multipliedBy(2).plus(order.patience()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException none) {
      return Optional.empty();
    }
  }

  private Letter letter(String type, Map<String, @Nullable Object> fields, Duration timeout) {
    underWay.register();
    var body = Json.write(payloads.message(type, status, clock.instant(), fields));
    var post =
        new Hooks.Post(
            order.serverUrl(), "application/json", body, now -> headers(now, body), type, id);
    return new Letter(post, timeout, new CompletableFuture<>());
  }

  private void send() {
    try {
      while (true) {
        var letter = outbox.take();
        var fault = faults.meet("hooks", letter.post().label());
        if (fault.reorder()) {
          var delay =
              letter.timeout().equals(TOOL_TIMEOUT) && !letter.post().label().contains("call")
                  ? random.nextInt(400)
                  : 0;
          Thread.ofVirtual().start(() -> deliver(letter, fault, delay));
        } else {
          deliver(letter, fault, 0);
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Letter letter, Fault fault, long delay) {
    try {
      Thread.sleep(delay);
      letter
          .answered()
          .complete(hooks.post(letter.post(), fault, letter.timeout(), order.patience()));
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } finally {
      letter.answered().complete(Optional.empty());
      underWay.arriveAndDeregister();
    }
  }

  private Map<String, String> headers(Instant now, String body) {
    return switch (order.auth()) {
      case BEARER -> Map.of("Authorization", "Bearer " + order.secret());
      case X_VAPI_SECRET -> Map.of("X-Vapi-Secret", order.secret());
      case HMAC -> {
        var timestamp = Long.toString(now.getEpochSecond());
        yield Map.of(
            "X-Vapi-Timestamp",
            timestamp,
            "X-Vapi-Signature",
            Signatures.vapi(order.secret(), timestamp, body));
      }
    };
  }
}
