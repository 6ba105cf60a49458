package io.frontdesk.integrations.vapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallLine;
import io.frontdesk.calls.CallStatus;
import io.frontdesk.calls.Calls;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.testing.TestDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class VapiHookTest {
  private static final String STAMP = "2026-03-02T15:00:";

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Calls calls;
  @Autowired private Clock clock;
  @Autowired private WorkerTransactions worker;

  @Test
  void a_whole_call_becomes_one_row_with_everything_in_it() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    script("call-1").forEach(event -> assertThat(vapi.post(event).status()).isEqualTo(200));
    settle(vapi);

    var call = calls.findByProviderId(vapi.shop.id(), "call-1").orElseThrow();
    assertThat(call.status()).isEqualTo(CallStatus.COMPLETED);
    assertThat(call.endedReason()).isEqualTo("customer-ended-call");
    assertThat(call.duration()).isEqualTo(Duration.ofMillis(42_500));
    assertThat(call.cost()).isEqualByComparingTo("8.125");
    assertThat(call.costCurrency()).isEqualTo("USD");
    assertThat(call.summary()).isEqualTo("Asked for the price and booked.");
    assertThat(call.outcome()).isEqualTo("booked");
    assertThat(call.sentiment()).isEqualTo("positive");
    assertThat(call.urgency()).isEqualTo("low");
    assertThat(call.contact()).isNotNull();
    assertThat(call.controlUrl()).isNull();
    assertThat(calls.lines(vapi.shop.id(), call.id(), 100))
        .extracting(CallLine::text)
        .containsExactly(
            "Good morning, Bright Smile.",
            "Yes.",
            "Yes.",
            "What does a cleaning cost?",
            "Eighty dollars.",
            "Thank you, bye.");
  }

  @Test
  void any_order_with_repeats_ends_in_the_same_call() {
    var ordered = new VapiDesk(desk, connections, Map.of());
    script("call-2").forEach(ordered::post);
    settle(ordered);
    var expected = facts(ordered.shop.id(), "call-2");
    for (long seed = 1; seed <= 12; seed++) {
      var vapi = new VapiDesk(desk, connections, Map.of());
      var events = new ArrayList<>(script("call-2"));
      events.addAll(script("call-2"));
      Collections.shuffle(events, new Random(seed));
      events.forEach(event -> assertThat(vapi.post(event).status()).isEqualTo(200));
      settle(vapi);
      assertThat(facts(vapi.shop.id(), "call-2")).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void wrong_missing_and_stale_signatures_are_refused_and_store_nothing() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var body = script("call-3").getFirst();
    var now = clock.instant();
    assertThat(vapi.send(body, Map.of()).status()).isEqualTo(401);
    assertThat(vapi.send(body, Map.of("Authorization", "Bearer wrong")).status()).isEqualTo(401);
    assertThat(vapi.send(body, Map.of("X-Vapi-Secret", "wrong")).status()).isEqualTo(401);
    assertThat(vapi.send(body, VapiDesk.signed(body, "wrong", now)).status()).isEqualTo(401);
    assertThat(vapi.send(body + " ", VapiDesk.signed(body, VapiDesk.SECRET, now)).status())
        .isEqualTo(401);
    var stale = VapiDesk.signed(body, VapiDesk.SECRET, now.minus(Duration.ofMinutes(6)));
    var refused = vapi.send(body, stale);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.json().path("code").asString()).isEqualTo("hook.signature");
    assertThat(rows(vapi)).isZero();

    assertThat(vapi.send(body, VapiDesk.signed(body, VapiDesk.SECRET, now)).status())
        .isEqualTo(200);
    assertThat(vapi.send(body, Map.of("X-Vapi-Secret", VapiDesk.SECRET)).status()).isEqualTo(200);
    assertThat(rows(vapi)).isEqualTo(1);
  }

  @Test
  void a_rotated_secret_is_accepted_beside_the_new_one() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var old = connections.require(vapi.shop.id(), vapi.connection);
    var values = new java.util.HashMap<>(old.config().values());
    values.put("secret", "another-long-secret-9Z");
    connections.change(
        vapi.shop.id(),
        vapi.shop.ownerCaller().actor(),
        vapi.connection,
        old.version(),
        "Line",
        values);
    var events = script("call-4");
    assertThat(vapi.post(events.get(0)).status()).isEqualTo(200);
    assertThat(
            vapi.send(events.get(1), Map.of("Authorization", "Bearer another-long-secret-9Z"))
                .status())
        .isEqualTo(200);
    connections.endRotation(vapi.shop.id(), vapi.shop.ownerCaller().actor(), vapi.connection);
    assertThat(vapi.post(events.get(2)).status()).isEqualTo(401);
  }

  @Test
  void bad_bodies_get_a_clear_refusal() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    assertThat(vapi.post("{\"message\":").status()).isEqualTo(400);
    assertThat(vapi.post("[1,2]").status()).isEqualTo(400);
    assertThat(vapi.post("").status()).isEqualTo(400);
    assertThat(vapi.post("[".repeat(100_000)).status()).isEqualTo(400);
    assertThat(vapi.post("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)).status())
        .isEqualTo(400);
    assertThat(vapi.post("{\"message\":{\"timestamp\":" + "9".repeat(5_000) + "}}").status())
        .isEqualTo(400);
    assertThat(vapi.post("{\"x\":\"" + "a".repeat(10_000_000) + "\"}").status()).isEqualTo(413);
    assertThat(
            vapi.post(
                    "{\"message\":{\"type\":\"status-update\",\"status\":7,\"timestamp\":1e999,"
                        + "\"call\":{\"id\":\"odd\",\"customer\":{\"number\":\"\\u0000\\ud800\"}}}}")
                .status())
        .isEqualTo(200);
    settle(vapi);
    assertThat(calls.findByProviderId(vapi.shop.id(), "odd")).isPresent();
  }

  @Test
  void the_hook_of_another_provider_or_of_nobody_is_not_there() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var client = desk.client("");
    for (var path :
        List.of(
            "/hooks/vapi/" + java.util.UUID.randomUUID(),
            "/hooks/vapi/not-a-uuid",
            "/hooks/nobody/" + vapi.connection)) {
      assertThat(
              client
                  .send("POST", path, "{}", Map.of("Authorization", "Bearer " + VapiDesk.SECRET))
                  .status())
          .as(path)
          .isEqualTo(404);
    }
  }

  @Test
  void a_hook_takes_posts_only_and_knows_its_address_in_any_spelling() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var client = desk.client("");
    for (var method : List.of("GET", "PUT", "DELETE", "OPTIONS")) {
      var refused = client.send(method, vapi.path(), "", Map.of());
      assertThat(refused.status()).as(method).isEqualTo(405);
      assertThat(refused.header("Allow")).contains("POST");
    }
    var key = Map.of("Authorization", "Bearer " + VapiDesk.SECRET);
    var body = script("call-spelt").getFirst();
    for (var path :
        List.of(vapi.path() + "/status", vapi.path().replace("vapi", "%76api"), vapi.path())) {
      assertThat(client.send("POST", path, body, key).status()).as(path).isEqualTo(200);
    }
    assertThat(rows(vapi)).isEqualTo(1);
    for (var path : List.of("/hooks", "/hooks/", "/hooks/vapi", "/hooks/vapi/", "/hooks//")) {
      assertThat(client.send("POST", path, body, key).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void tool_calls_of_all_shapes_are_answered_and_repeated_ones_alike() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var call = "\"call\":{\"id\":\"call-5\",\"type\":\"inboundPhoneCall\"}";
    var today =
        "{\"message\":{\"type\":\"tool-calls\","
            + call
            + ",\"toolCallList\":[{\"id\":\"t1\",\"name\":\"lookupCaller\",\"parameters\":{}},"
            + "{\"id\":\"t2\",\"type\":\"function\",\"function\":{\"name\":\"queryKnowledge\","
            + "\"arguments\":\"{\\\"query\\\":\\\"parking\\\"}\"}}]}}";
    var first = vapi.post(today);
    assertThat(first.status()).isEqualTo(200);
    var results = first.json().path("results");
    assertThat(results.size()).isEqualTo(2);
    assertThat(results.get(0).path("toolCallId").asString()).isEqualTo("t1");
    assertThat(results.get(0).path("name").asString()).isEqualTo("lookupCaller");
    assertThat(results.get(1).path("result").isString()).isTrue();
    assertThat(vapi.post(today).json()).isEqualTo(first.json());

    var old =
        "{\"messageType\":\"tool-calls\",\"toolCall\":{\"id\":\"t3\",\"function\":{\"name\":"
            + "\"lookupCaller\",\"arguments\":{\"searchKey\":\"x\"}}},\"message\":{"
            + call
            + "}}";
    var answered = vapi.post(old).json();
    assertThat(answered.path("toolCallId").asString()).isEqualTo("t3");
    assertThat(answered.path("result").isObject()).isTrue();
    assertThat(answered.path("toolResult").path("content").isString()).isTrue();

    var function =
        "{\"type\":\"function-call\","
            + call
            + ",\"functionCall\":{\"name\":\"lookupCaller\",\"parameters\":{}}}";
    assertThat(vapi.post(function).json().path("result").isObject()).isTrue();
  }

  @Test
  void the_platform_is_told_its_assistant() {
    var vapi = new VapiDesk(desk, connections, Map.of("assistant-id", "asst-7"));
    var reply = vapi.post("{\"message\":{\"type\":\"assistant-request\",\"call\":{\"id\":\"c\"}}}");
    assertThat(reply.json().path("assistantId").asString()).isEqualTo("asst-7");
  }

  @Test
  void events_of_foreign_numbers_are_kept_and_ignored() {
    var vapi = new VapiDesk(desk, connections, Map.of("numbers", "+12025550100, num-1"));
    vapi.post(
        "{\"message\":{\"type\":\"status-update\",\"status\":\"ringing\",\"call\":{\"id\":\"f1\","
            + "\"phoneNumberId\":\"num-2\"}}}");
    vapi.post(
        "{\"message\":{\"type\":\"status-update\",\"status\":\"ringing\",\"call\":{\"id\":\"f2\","
            + "\"phoneNumberId\":\"num-1\"}}}");
    settle(vapi);
    assertThat(calls.findByProviderId(vapi.shop.id(), "f1")).isEmpty();
    assertThat(calls.findByProviderId(vapi.shop.id(), "f2")).isPresent();
    assertThat(rows(vapi)).isEqualTo(2);
  }

  // ── a scripted call ──

  private static List<String> script(String call) {
    var events = new ArrayList<String>();
    events.add(message(call, "status-update", "01", "\"status\":\"ringing\""));
    events.add(message(call, "status-update", "02", "\"status\":\"in-progress\""));
    events.add(said(call, "03", "assistant", "final", "Good morning, Bright Smile."));
    events.add(said(call, "05", "user", "partial", "What does"));
    events.add(said(call, "06", "user", "final", "Yes."));
    events.add(said(call, "07", "user", "final", "Yes."));
    events.add(said(call, "09", "user", "final", "What does a cleaning cost?"));
    events.add(said(call, "11", "assistant", "final", "Eighty dollars."));
    events.add(message(call, "speech-update", "12", "\"status\":\"stopped\""));
    events.add(message(call, "hang", "13", "\"x\":1"));
    events.add(said(call, "43", "user", "final", "Thank you, bye."));
    events.add(
        message(
            call,
            "end-of-call-report",
            "46",
            "\"endedReason\":\"customer-ended-call\",\"cost\":0.08125,\"durationSeconds\":42.5,"
                + "\"startedAt\":\"2026-03-02T15:00:02.000Z\",\"endedAt\":\"2026-03-02T15:00:44.500Z\",\"artifact\":{\"messages\":[{\"role\":\"system\",\"message\":\"secret"
                + " prompt\"},"
                + line("bot", "Good morning, Bright Smile.", 3)
                + ","
                + line("user", "Yes.", 6)
                + ","
                + line("user", "Yes.", 7)
                + ","
                + line("user", "What does a cleaning cost?", 9)
                + ","
                + line("bot", "Eighty dollars.", 11)
                + "]},\"analysis\":{\"summary\":\"Asked for the price and"
                + " booked.\",\"structuredData\":"
                + "{\"sentimentScore\":0.9,\"sentimentUrgency\":\"low\",\"shortOutcome\":\"booked\"}}"));
    events.add(
        message(
            call,
            "status-update",
            "45",
            "\"status\":\"ended\",\"endedReason\":\"customer-ended-call\""));
    return events;
  }

  private static String line(String role, String text, int second) {
    return "{\"role\":\"%s\",\"message\":\"%s\",\"time\":%d,\"secondsFromStart\":%d}"
        .formatted(role, text, at(String.format("%02d", second)), second - 2);
  }

  private static String said(String call, String second, String role, String kind, String text) {
    return message(
        call,
        "transcript",
        second,
        "\"role\":\"%s\",\"transcriptType\":\"%s\",\"transcript\":\"%s\""
            .formatted(role, kind, text));
  }

  private static String message(String call, String type, String second, String fields) {
    return ("{\"message\":{\"timestamp\":%d,\"type\":\"%s\",%s,\"call\":{\"id\":\"%s\","
            + "\"type\":\"inboundPhoneCall\",\"createdAt\":\"2026-03-02T15:00:00.500Z\","
            + "\"monitor\":{\"controlUrl\":\"https://phone.vapi.ai/x/control\"},"
            + "\"customer\":{\"number\":\"+12025550147\",\"name\":\"Ana Vela\"}},"
            + "\"phoneNumber\":{\"number\":\"+12025550100\"}}}")
        .formatted(at(second), type, fields, call);
  }

  private static long at(String second) {
    return Instant.parse(STAMP + second + "Z").toEpochMilli();
  }

  private record Facts(Call call, List<String> lines) {}

  // Ids differ between tenants; everything else must not.
  private Facts facts(TenantId tenant, String providerId) {
    var call = calls.findByProviderId(tenant, providerId).orElseThrow();
    var lines =
        calls.lines(tenant, call.id(), 100).stream()
            .map(line -> line.at() + " " + line.role() + " " + line.text() + " " + line.whole())
            .toList();
    assertThat(call.contact()).isNotNull();
    return new Facts(
        new Call(
            new io.frontdesk.calls.CallId(new java.util.UUID(0, 0)),
            call.providerCallId(),
            null,
            call.direction(),
            call.status(),
            call.test(),
            call.caller(),
            call.callerName(),
            call.line(),
            call.assistantRef(),
            call.numberRef(),
            call.controlUrl(),
            call.startedAt(),
            call.answeredAt(),
            call.answeredExact(),
            call.endedAt(),
            call.endedExact(),
            call.reportedAt(),
            call.reportedDuration(),
            call.cost(),
            call.costCurrency(),
            call.endedReason(),
            call.summary(),
            call.outcome(),
            call.sentiment(),
            call.sentimentScore(),
            call.urgency(),
            call.success(),
            null,
            null,
            call.attention(),
            call.attentionReason(),
            call.resolvedAt(),
            call.resolvedBy(),
            call.note()),
        lines);
  }

  private void settle(VapiDesk vapi) {
    VapiDesk.until(() -> count(vapi, "state IN ('waiting', 'working')") == 0);
    assertThat(count(vapi, "state = 'dead'")).isZero();
  }

  private long rows(VapiDesk vapi) {
    return count(vapi, "true");
  }

  private long count(VapiDesk vapi, String condition) {
    return worker
        .db()
        .sql("SELECT count(*) FROM integrations.webhook WHERE tenant_id = :tenant AND " + condition)
        .param("tenant", vapi.shop.id().value())
        .query(Long.class)
        .single();
  }
}
