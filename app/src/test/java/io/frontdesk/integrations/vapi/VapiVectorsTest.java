package io.frontdesk.integrations.vapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.testing.TestDesk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the vendor published, in both directions.
@FrontdeskTest
class VapiVectorsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String CALL =
      "\"call\":{\"id\":\"v-%s\",\"type\":\"inboundPhoneCall\","
          + "\"customer\":{\"number\":\"+12025550147\"}}";

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private WorkerTransactions worker;

  @BeforeEach
  void data() {
    assumeTrue(
        Files.exists(VendorSchemas.SAMPLES) && Files.exists(VendorSchemas.FILE),
        "SKIPPED: no vendor samples at " + VendorSchemas.SAMPLES.toAbsolutePath());
  }

  @Test
  void every_sample_is_taken_and_none_is_an_error() throws IOException {
    var vapi = new VapiDesk(desk, connections, Map.of());
    int taken = 0;
    int ofCalls = 0;
    for (var sample : JSON.readTree(Files.readString(VendorSchemas.SAMPLES))) {
      var body = sample.path("parsed");
      assertThat(vapi.post(body.toString()).status()).as(body.toString()).isEqualTo(200);
      taken++;
      if (body.path("message") instanceof ObjectNode message) {
        // The same of a call that there is.
        ofCalls++;
        message.putObject("call").put("id", "sample-" + taken);
        assertThat(vapi.post(body.toString()).status()).as(body.toString()).isEqualTo(200);
      }
    }
    assertThat(taken).isEqualTo(36);
    VapiDesk.until(() -> count(vapi, "state IN ('waiting', 'working')") == 0);
    assertThat(count(vapi, "state = 'dead'")).isZero();
    assertThat(count(vapi, "true")).isEqualTo(taken + ofCalls);
  }

  @Test
  void answers_to_tool_calls_are_as_the_vendor_describes_them() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var uses = new StringBuilder();
    var arguments =
        Map.of(
            "lookupCaller", "{}",
            "checkAvailability", "{\"date\":\"tomorrow\",\"service\":\"Cleaning\"}",
            "bookAppointment", "{\"date\":\"yesterday\",\"time\":\"3 pm\"}",
            "queryKnowledge", "{\"query\":\"parking\"}",
            "transferCall", "{\"department\":\"nobody\"}",
            "takeMessage", "{\"message\":\"Call me back\",\"name\":\"Ana\"}",
            "endCall", "{\"reason\":\"completed\"}",
            "launchRocket", "{\"where\":1e999}");
    arguments.forEach(
        (name, value) ->
            uses.append(uses.isEmpty() ? "" : ",")
                .append(
                    "{\"id\":\"%s\",\"name\":\"%s\",\"parameters\":%s}"
                        .formatted(name, name, value)));

    var reply =
        vapi.post(
            "{\"message\":{\"type\":\"tool-calls\",%s,\"toolCallList\":[%s]}}"
                .formatted(CALL.formatted("tools"), uses));

    assertThat(reply.json().path("results").size()).isEqualTo(arguments.size());
    assertThat(faults("ServerMessageResponseToolCalls", reply.json())).isEmpty();
  }

  @Test
  void a_long_sentence_is_cut_to_what_the_platform_speaks() {
    var use = new VapiMessage.ToolUse("t", "queryKnowledge", Map.of());
    for (var say : List.of("A sentence. ".repeat(200), "x".repeat(5_000), "word ".repeat(900))) {
      var reply =
          VapiReplies.tools(
              List.of(new VapiTools.Answered(use, ToolAnswer.of("found", Map.of(), say))));

      var json = JSON.readTree(new String(reply.body(), StandardCharsets.UTF_8));
      assertThat(faults("ServerMessageResponseToolCalls", json)).isEmpty();
      assertThat(json.path("results").get(0).path("message").path("content").asString())
          .hasSizeBetween(400, 1_000);
    }
  }

  @Test
  void answers_to_assistant_requests_are_as_the_vendor_describes_them() {
    var named = new VapiDesk(desk, connections, Map.of("assistant-id", "asst-7"));
    var own = new VapiDesk(desk, connections, Map.of());
    var asked = "{\"message\":{\"type\":\"assistant-request\"," + CALL.formatted("a") + "}}";

    var inline = own.post(asked).json();

    assertThat(faults("ServerMessageResponseAssistantRequest", named.post(asked).json())).isEmpty();
    assertThat(faults("ServerMessageResponseAssistantRequest", inline)).isEmpty();
    var assistant = inline.path("assistant");
    assertThat(assistant.path("model").path("tools").size()).isGreaterThan(5);
    assertThat(assistant.path("model").path("provider").asString()).isEqualTo("openai");
    assertThat(assistant.has("server")).as("an address without a credential").isFalse();
  }

  @Test
  void answers_to_destination_requests_are_as_the_vendor_describes_them() {
    var open = new VapiDesk(desk, connections, Map.of("transfer-number", "+12025550177"));
    var closed = new VapiDesk(desk, connections, Map.of());
    var asked =
        "{\"message\":{\"type\":\"transfer-destination-request\"," + CALL.formatted("d") + "}}";

    var somewhere = open.post(asked).json();
    var nowhere = closed.post(asked).json();

    assertThat(faults("ServerMessageResponseTransferDestinationRequest", somewhere)).isEmpty();
    assertThat(faults("ServerMessageResponseTransferDestinationRequest", nowhere)).isEmpty();
    assertThat(somewhere.path("destination").path("number").asString()).isEqualTo("+12025550177");
    assertThat(nowhere.path("error").asString()).isNotBlank();
  }

  @Test
  void the_check_itself_finds_what_is_wrong() {
    for (var wrong :
        List.of(
            "{\"results\":[{\"name\":\"x\",\"result\":\"y\"}]}",
            "{\"results\":[{\"name\":\"x\",\"toolCallId\":\"y\",\"result\":{}}]}",
            "{\"results\":[{\"name\":\"x\",\"toolCallId\":\"y\",\"mesage\":{}}]}",
            "{\"results\":[{\"name\":\"x\",\"toolCallId\":\"y\",\"message\":{\"type\":\"z\"}}]}")) {
      assertThat(faults("ServerMessageResponseToolCalls", JSON.readTree(wrong)))
          .as(wrong)
          .isNotEmpty();
    }
    assertThat(
            faults(
                "ServerMessageResponseAssistantRequest",
                JSON.readTree("{\"assistant\":{\"model\":{\"messages\":[]}}}")))
        .isNotEmpty();
  }

  private static List<String> faults(String schema, JsonNode value) {
    return VendorSchemas.load().faults(schema, value);
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
