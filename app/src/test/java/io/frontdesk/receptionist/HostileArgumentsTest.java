package io.frontdesk.receptionist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calls.Calls;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a model writes, the caller hears a useful sentence.
@FrontdeskTest
class HostileArgumentsTest {
  @Autowired private TestDesk desks;
  @Autowired private Catalogue catalogue;
  @Autowired private Receptionist receptionist;
  @Autowired private Calls calls;
  @Autowired private JsonMapper json;
  @Autowired private MovableClock clock;

  private static final List<String> KEYS =
      List.of(
          "date",
          "time",
          "service",
          "name",
          "phone",
          "email",
          "query",
          "message",
          "department",
          "summary",
          "searchKey",
          "reason",
          "staff",
          "notes");

  @Test
  void hostile_text_gets_an_answer_and_breaks_nothing() throws IOException {
    clock.set("2026-03-02T15:00:00Z");
    var desk = Desk.open(desks, catalogue, receptionist, calls);
    var call = desk.ring(Desk.ANNA);

    for (var text : naughty()) {
      for (var tool : ToolName.values()) {
        var arguments = new LinkedHashMap<String, Object>();
        KEYS.forEach(key -> arguments.put(key, text));
        check(tool, text, desk.ask(call, Desk.ANNA, tool.spelling(), arguments));
      }
      var names =
          Map.<String, Object>of(
              "date", "tomorrow", "time", "3 pm", "service", "cleaning", "name", text);
      check(ToolName.BOOK_APPOINTMENT, text, desk.ask(call, Desk.ANNA, "bookAppointment", names));
    }
  }

  @Test
  void wrong_types_get_an_answer() {
    clock.set("2026-03-02T15:00:00Z");
    var desk = Desk.open(desks, catalogue, receptionist, calls);
    var call = desk.ring(Desk.ANNA);
    var deep = new ArrayList<Object>();
    deep.add(Map.of("a", List.of(Map.of("b", "c"))));

    for (var value :
        List.of(
            1,
            -1L,
            1e308,
            Double.NaN,
            true,
            List.of(),
            List.of("x"),
            Map.of(),
            Map.of("a", 1),
            deep,
            "x".repeat(1_000_000),
            "\u0000",
            "\ud800",
            "Tuesday\u0000at three")) {
      for (var tool : ToolName.values()) {
        var arguments = new LinkedHashMap<String, Object>();
        KEYS.forEach(key -> arguments.put(key, value));
        check(tool, value, desk.ask(call, Desk.ANNA, tool.spelling(), arguments));
      }
    }
    var nulls = new LinkedHashMap<String, Object>();
    KEYS.forEach(key -> nulls.put(key, "null"));
    check(ToolName.BOOK_APPOINTMENT, "null", desk.ask(call, Desk.ANNA, "bookAppointment", nulls));
    for (var id : List.of("", " ", "\u0000", "x".repeat(100_000), "'; DROP TABLE x; --", "日本")) {
      check(
          ToolName.END_CALL,
          id,
          desk.ask(call, id, Desk.ANNA, "checkAvailability", Map.of("date", "tomorrow")));
    }
  }

  private static void check(ToolName tool, Object value, ToolAnswer answer) {
    assertThat(answer.outcome()).as("%s with %.60s", tool, value).isNotEqualTo("fallback");
    assertThat(answer.say()).isNotBlank().doesNotContain("Exception");
    assertThat(answer.say().length()).isLessThan(1200);
  }

  private List<String> naughty() throws IOException {
    var file =
        Path.of(System.getenv().getOrDefault("FRONTDESK_EVAL_DATA", "../../shared/data"))
            .resolve("naughty-strings/blns.json");
    if (!Files.exists(file)) {
      System.err.println("SKIPPED: no hostile strings at " + file.toAbsolutePath());
    }
    assumeTrue(Files.exists(file), "no hostile strings");
    var texts = new ArrayList<String>();
    json.readTree(Files.readString(file)).forEach(node -> texts.add(node.asString()));
    Collections.addAll(texts, "\u202eevil", "a\u0000b", "{{7*7}}", "${jndi:ldap://x}", "=1+1");
    return texts;
  }
}
