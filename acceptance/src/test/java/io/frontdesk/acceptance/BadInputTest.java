package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.world.Json;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What strangers and broken programs send.
final class BadInputTest {
  @Test
  void a_wrong_secret_is_401() throws Exception {
    var world = Shared.world();

    assertThat(
            post(world, hook(world), "wrong-secret-wrong-secret", "{\"message\":{}}").statusCode())
        .isEqualTo(401);
    assertThat(
            post(world, world.base() + "/hooks/vapi/" + java.util.UUID.randomUUID(), "x", "{}")
                .statusCode())
        .isIn(401, 404);
    assertThat(
            world
                .http(
                    HttpRequest.newBuilder(URI.create(hook(world)))
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void malformed_bodies_get_a_clear_answer_and_no_stack_trace() throws Exception {
    var world = Shared.world();
    var bodies =
        List.of(
            "",
            "{",
            "[]",
            "null",
            "\"text\"",
            "{\"message\":null}",
            "{\"message\":\"x\"}",
            "{\"message\":{\"type\":17}}",
            "{\"message\":{\"type\":\"tool-calls\"}}",
            "{\"message\":{\"type\":\"tool-calls\",\"call\":{\"id\":5},\"toolCallList\":{}}}",
            "{\"message\":{\"type\":\"tool-calls\",\"call\":{\"id\":\"bad-1\"},\"toolCallList\":[null,1,{}]}}",
            "{\"message\":{\"type\":\"end-of-call-report\",\"call\":{\"id\":\"bad-2\"},\"cost\":\"free\",\"startedAt\":\"yesterday\"}}",
            "{\"message\":{\"type\":\"status-update\",\"call\":{\"id\":\""
                + "x".repeat(5_000)
                + "\"},\"status\":\"?\"}}",
            "{\"message\":".repeat(2_000));

    for (var body : bodies) {
      var answer = post(world, hook(world), secret(world), body);
      assertThat(answer.statusCode()).as(cut(body)).isBetween(200, 422);
      assertThat(answer.body()).as(cut(body)).doesNotContain("Exception").doesNotContain("\tat ");
    }
  }

  @Test
  void ten_megabytes_are_refused() throws Exception {
    var world = Shared.world();
    var body = "{\"message\":{\"type\":\"transcript\",\"x\":\"" + "a".repeat(10 << 20) + "\"}}";

    int status;
    try {
      status =
          java.net.http.HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(hook(world)))
                      .header("Authorization", "Bearer " + secret(world))
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .statusCode();
    } catch (java.io.IOException cut) {
      status = 413; // the program hung up while we were still sending
    }

    assertThat(status).isEqualTo(413);
    assertThat(world.get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void impossible_dates_and_hostile_words_get_a_sentence() throws Exception {
    var world = Shared.world();
    var arguments =
        List.of(
            Json.of("service", "Massage therapy", "date", "2026-02-30"),
            Json.of("service", "Massage therapy", "date", "1999-01-01", "time", "25:99"),
            Json.of("service", "'; DROP TABLE calendar.appointment; --", "date", "tomorrow"),
            Json.of("service", "<script>alert(1)</script>", "date", "\u0000\u202e"),
            Json.of("service", "x".repeat(100_000), "date", "tomorrow"),
            Json.of("service", List.of(1, 2), "date", Json.of("a", "b"), "tenantId", "other"));
    int number = 0;
    for (var one : arguments) {
      var body =
          Json.write(
              Json.of(
                  "message",
                  Json.of(
                      "type", "tool-calls",
                      "call", Json.of("id", "hostile-call"),
                      "customer", Json.of("number", "+13475550155"),
                      "phoneNumber", Json.of("number", World.LINE),
                      "toolCallList",
                          List.of(
                              Json.of(
                                  "id",
                                  "hostile-" + number++,
                                  "name",
                                  "checkAvailability",
                                  "parameters",
                                  one)))));

      var answer = post(world, hook(world), secret(world), body);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("toolCallId").doesNotContain("Exception");
    }
  }

  @Test
  void pages_and_api_answer_strangers_clearly() throws Exception {
    var world = Shared.world();

    assertThat(world.get(World.page("/today")).statusCode()).isIn(302, 303, 401, 403);
    assertThat(world.get("/api/v1/contacts").statusCode()).isIn(401, 404);
    var missing = world.get("/w/nowhere/calls");
    assertThat(missing.statusCode()).isIn(302, 303, 401, 403, 404);
    assertThat(missing.body()).doesNotContain("Exception");
  }

  private static String hook(World world) {
    return Json.text(world.line(), "serverUrl");
  }

  private static String secret(World world) {
    return Json.text(Json.map(world.line().get("auth")), "secret");
  }

  private static HttpResponse<String> post(World world, String url, String secret, String body) {
    return world.http(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + secret)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(200, text.length()));
  }
}
