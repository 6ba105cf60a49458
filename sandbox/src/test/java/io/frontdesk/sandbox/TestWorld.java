package io.frontdesk.sandbox;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Request;
import io.frontdesk.sandbox.wire.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A sandbox and a stand-in for the program that takes its hooks.
final class TestWorld implements AutoCloseable {
  final Sandbox sandbox;
  final List<Request> received = new CopyOnWriteArrayList<>();
  private final WebServer program;
  private final HttpClient client = HttpClient.newHttpClient();

  TestWorld(WebServer.Handler program) throws IOException {
    this.sandbox = new Sandbox(Options.of(new String[0], 7), Clock.systemUTC());
    this.program =
        new WebServer(
            0,
            "",
            new Faults(),
            new Recorder(Clock.systemUTC()),
            request -> {
              received.add(request);
              return program.answer(request);
            });
  }

  String hook() {
    return program.address() + "/hooks/test";
  }

  String address(String player) {
    return "http://127.0.0.1:" + port(player);
  }

  int port(String player) {
    return (int) Json.number(sandbox.ports(), player, 0);
  }

  Map<String, @Nullable Object> control(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address("control") + "/control/" + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build();
    return Json.object(send(request).body());
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  List<Map<String, @Nullable Object>> recorded(String kind)
      throws IOException, InterruptedException {
    var found = new ArrayList<Map<String, @Nullable Object>>();
    for (var entry : Json.list(control("GET", "recorded?kind=" + kind, null).get("recorded"))) {
      found.add(Json.map(entry));
    }
    return found;
  }

  /// Messages of one type that the program received.
  List<Map<String, @Nullable Object>> messages(String type) {
    return received.stream()
        .map(request -> Json.findObject(request.text()).orElseGet(Json::of))
        .map(json -> Json.map(json.get("message")))
        .filter(message -> type.equals(message.get("type")))
        .toList();
  }

  void until(BooleanSupplier done) throws InterruptedException {
    long giveUp = System.nanoTime() + 20_000_000_000L;
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("it did not happen within 20 seconds");
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    sandbox.close();
    program.close();
    client.close();
  }

  /// Answers tool calls as the program does, with two slots and a booking.
  static Reply desk(Request request) {
    var message = Json.map(Json.object(request.text()).get("message"));
    if ("transfer-destination-request".equals(message.get("type"))) {
      return Reply.ok(Json.of("destination", Json.of("type", "number", "number", "+12125550199")));
    }
    var results = new ArrayList<Object>();
    for (var item : Json.list(message.get("toolCallList"))) {
      var call = Json.map(item);
      var function = Json.map(call.get("function"));
      var name = Json.text(call, "name", Json.text(function, "name", ""));
      results.add(
          Json.of("toolCallId", call.get("id"), "name", name, "result", Json.write(result(name))));
    }
    return Reply.ok(results.isEmpty() ? Json.of() : Json.of("results", results));
  }

  private static Map<String, @Nullable Object> result(String tool) {
    return switch (tool) {
      case "checkAvailability" ->
          Json.of(
              "say",
              "I have 9 or 10.",
              "slots",
              List.of(
                  Json.of("date", "2026-03-03", "time", "09:00"),
                  Json.of("date", "2026-03-03", "time", "10:00")));
      case "bookAppointment" -> Json.of("booked", true, "say", "Booked for nine.");
      default -> Json.of("say", "Certainly.");
    };
  }
}
