package io.frontdesk.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Signatures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CallsTest {
  @Test
  void a_caller_books_the_first_time_that_the_program_offers() throws Exception {
    try (var world = new TestWorld(TestWorld::desk)) {
      begin(world, "new-caller-books", Json.of());

      world.until(() -> !world.messages("end-of-call-report").isEmpty());

      var statuses =
          world.messages("status-update").stream().map(message -> message.get("status")).toList();
      assertThat(statuses).containsExactly("ringing", "in-progress", "ended");
      var tools =
          world.messages("tool-calls").stream()
              .map(message -> Json.map(Json.list(message.get("toolCallList")).getFirst()))
              .toList();
      assertThat(tools)
          .extracting(tool -> tool.get("name"))
          .containsExactly("lookupCaller", "checkAvailability", "bookAppointment", "endCall");
      assertThat(Json.map(tools.get(2).get("parameters")))
          .containsEntry("date", "2026-03-03")
          .containsEntry("time", "09:00");
      var report = world.messages("end-of-call-report").getFirst();
      assertThat(report).containsEntry("endedReason", "assistant-ended-call");
      assertThat(Json.text(Json.map(report.get("artifact")), "transcript", ""))
          .contains("AI: Booked for nine.");
    }
  }

  @Test
  void the_recording_is_a_real_wav() throws Exception {
    try (var world = new TestWorld(TestWorld::desk);
        var client = HttpClient.newHttpClient()) {
      begin(world, "just-a-question", Json.of());
      world.until(() -> !world.messages("end-of-call-report").isEmpty());
      var report = world.messages("end-of-call-report").getFirst();
      var url = Json.text(Json.map(report.get("artifact")), "recordingUrl", "");

      var wav =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(url)).build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .body();

      assertThat(new String(wav, 0, 4, java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("RIFF");
      assertThat(wav.length).isGreaterThan(16_000);
    }
  }

  @Test
  void a_transfer_goes_where_the_program_says() throws Exception {
    try (var world = new TestWorld(TestWorld::desk)) {
      begin(world, "asks-for-a-person", Json.of());

      world.until(() -> !world.messages("end-of-call-report").isEmpty());

      var report = world.messages("end-of-call-report").getFirst();
      assertThat(report).containsEntry("endedReason", "assistant-forwarded-call");
      assertThat(Json.map(report.get("destination"))).containsEntry("number", "+12125550199");
    }
  }

  @Test
  void the_control_address_ends_a_running_call() throws Exception {
    try (var world = new TestWorld(TestWorld::desk)) {
      begin(world, "new-caller-books", Json.of("speed", 20));
      world.until(() -> !world.messages("transcript").isEmpty());
      var call = Json.map(world.messages("transcript").getFirst().get("call"));
      var control = Json.text(Json.map(call.get("monitor")), "controlUrl", "");

      world.send(
          HttpRequest.newBuilder(URI.create(control))
              .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"end-call\"}"))
              .build());

      world.until(() -> !world.messages("end-of-call-report").isEmpty());
      assertThat(world.messages("end-of-call-report").getFirst())
          .containsEntry("endedReason", "assistant-ended-call");
      assertThat(world.messages("tool-calls")).hasSizeLessThan(4);
    }
  }

  @Test
  void duplicates_reorder_and_retries_still_deliver_everything() throws Exception {
    var refusals = new int[] {3};
    try (var world =
        new TestWorld(
            request -> refusals[0]-- > 0 ? Reply.error(503, "later") : TestWorld.desk(request))) {
      world.control(
          "POST", "faults", Json.of("provider", "hooks", "duplicate", 2, "reorder", true));
      begin(world, "just-a-question", Json.of());

      world.until(() -> world.messages("end-of-call-report").size() >= 2);
      world.until(
          () ->
              world.messages("status-update").stream()
                      .filter(message -> "ringing".equals(message.get("status")))
                      .count()
                  >= 2);
      assertThat(world.recorded("hook"))
          .anyMatch(hook -> Integer.valueOf(503).equals(hook.get("status")));
    }
  }

  @Test
  void each_way_to_prove_itself_is_sent() throws Exception {
    for (var mode : List.of("bearer", "x-vapi-secret", "hmac")) {
      try (var world = new TestWorld(TestWorld::desk)) {
        begin(world, "silent", Json.of("auth", Json.of("mode", mode, "secret", "s3cret")));
        world.until(() -> !world.received.isEmpty());
        var request = world.received.getFirst();

        switch (mode) {
          case "bearer" -> assertThat(request.header("Authorization")).contains("Bearer s3cret");
          case "hmac" ->
              assertThat(request.header("X-Vapi-Signature"))
                  .contains(
                      Signatures.vapi(
                          "s3cret",
                          request.header("X-Vapi-Timestamp").orElseThrow(),
                          request.text()));
          default -> assertThat(request.header("X-Vapi-Secret")).contains("s3cret");
        }
      }
    }
  }

  @Test
  void every_script_plays_to_its_end_in_every_shape() throws Exception {
    try (var world = new TestWorld(TestWorld::desk)) {
      var scripts =
          List.of(
              "known-caller-asks-then-books",
              "wants-closed-day",
              "slot-gets-taken",
              "leaves-a-message",
              "hangs-up-midway",
              "angry-stop",
              "two-things-at-once",
              "silent",
              "tools-only");
      var shapes = List.of("documented", "openai", "legacy");
      var ids = new ArrayList<String>();
      for (int i = 0; i < scripts.size(); i++) {
        ids.add(
            begin(
                world,
                scripts.get(i),
                Json.of(
                    "shape", shapes.get(i % 3), "argumentsAs", i % 2 == 0 ? "text" : "object")));
      }

      world.until(() -> world.messages("end-of-call-report").size() == ids.size());

      assertThat(world.messages("end-of-call-report"))
          .extracting(message -> Json.map(message.get("call")).get("id"))
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  private static String begin(TestWorld world, String script, Map<String, @Nullable Object> more)
      throws Exception {
    var order =
        Json.of(
            "serverUrl",
            world.hook(),
            "auth",
            Json.of("mode", "bearer", "secret", "x"),
            "phoneNumber",
            "+12125550100",
            "customer",
            Json.of("number", "+12125550142"),
            "script",
            script,
            "speed",
            2000);
    order.putAll(more);
    return Json.text(world.control("POST", "calls", order), "id", "");
  }
}
