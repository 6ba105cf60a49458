package io.frontdesk.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the sandbox sends holds against what the vendors publish.
final class VendorShapesTest {
  @Test
  void every_message_fits_the_platforms_schema() throws Exception {
    var schemas = schemas();
    try (var world = new TestWorld(TestWorld::desk)) {
      for (var script : List.of("two-things-at-once", "asks-for-a-person", "new-caller-books")) {
        world.control(
            "POST",
            "calls",
            Json.of(
                "serverUrl",
                world.hook(),
                "customer",
                Json.of("number", "+12125550142"),
                "script",
                script,
                "shape",
                "openai",
                "argumentsAs",
                "text",
                "speed",
                2000));
      }
      world.until(() -> world.messages("end-of-call-report").size() == 3);

      for (var request : world.received) {
        var message = Json.map(Json.object(request.text()).get("message"));
        var type = Json.text(message, "type", "");
        var problems = new ArrayList<String>();
        new Schema(schemas).check(message, schemas.get(schemaOf(type)), type, problems, 0);
        assertThat(problems).as(type).isEmpty();
      }
    }
  }

  @Test
  void the_schema_check_rejects_a_report_without_a_reason() throws Exception {
    var schemas = schemas();
    var problems = new ArrayList<String>();

    new Schema(schemas)
        .check(
            Json.of("type", "end-of-call-report", "artifact", Json.of(), "analysis", Json.of()),
            schemas.get("ServerMessageEndOfCallReport"),
            "report",
            problems,
            0);

    assertThat(problems).singleElement().asString().contains("endedReason");
  }

  @Test
  void documented_tool_calls_look_like_the_guides_sample() throws Exception {
    var sample =
        Json.list(
                Json.findAny(Files.readString(data("webhooks-vapi/event-samples.json")))
                    .orElseThrow())
            .stream()
            .map(Json::map)
            .filter(one -> "tool-calls".equals(one.get("type")))
            .map(one -> Json.map(Json.map(one.get("parsed")).get("message")))
            .findFirst()
            .orElseThrow();
    try (var world = new TestWorld(TestWorld::desk)) {
      world.control(
          "POST",
          "calls",
          Json.of("serverUrl", world.hook(), "script", "tools-only", "speed", 2000));
      world.until(() -> !world.messages("tool-calls").isEmpty());

      var ours = world.messages("tool-calls").getFirst();

      assertThat(ours).containsKeys(sample.keySet().toArray(String[]::new));
      assertThat(Json.map(Json.list(ours.get("toolCallList")).getFirst()).keySet())
          .isEqualTo(Json.map(Json.list(sample.get("toolCallList")).getFirst()).keySet());
      assertThat(Json.map(Json.list(ours.get("toolWithToolCallList")).getFirst()))
          .containsKeys(
              Json.map(Json.list(sample.get("toolWithToolCallList")).getFirst())
                  .keySet()
                  .toArray(String[]::new));
    }
  }

  @Test
  void twilio_signatures_equal_the_published_vectors() throws Exception {
    var vectors =
        Json.list(
            Json.findAny(Files.readString(data("webhook-signatures/vectors.json"))).orElseThrow());
    int checked = 0;
    for (var item : vectors) {
      var vector = Json.map(item);
      if (!"form params ok".equals(vector.get("name"))) {
        continue;
      }
      var form = new LinkedHashMap<String, String>();
      Json.list(vector.get("params"))
          .forEach(
              pair ->
                  form.put(Json.list(pair).get(0).toString(), Json.list(pair).get(1).toString()));
      assertThat(
              Signatures.twilio(
                  Json.text(vector, "secret", ""), Json.text(vector, "url", ""), form))
          .isEqualTo(vector.get("signature"));
      checked++;
    }
    assertThat(checked).isPositive();
  }

  private static String schemaOf(String type) {
    var name = new StringBuilder("ServerMessage");
    for (var part : type.split("-")) {
      name.append(part.substring(0, 1).toUpperCase(java.util.Locale.ROOT))
          .append(part.substring(1));
    }
    return name.toString();
  }

  private static Path data(String file) {
    var folder =
        Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA"))
            .map(Path::of)
            .orElse(Path.of("../../shared/data"));
    var path = folder.resolve(file);
    if (!Files.exists(path)) {
      System.err.println(
          "SKIPPED: " + path.toAbsolutePath().normalize() + " is missing; set FRONTDESK_EVAL_DATA");
    }
    assumeTrue(Files.exists(path), "published vectors are missing: " + path);
    return path;
  }

  private static Map<String, @Nullable Object> schemas() {
    try (var in =
        new GZIPInputStream(
            Files.newInputStream(data("webhooks-vapi/server-message-schemas.json.gz")))) {
      var json = Json.object(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return Json.map(Json.map(json.get("components")).get("schemas"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// The part of JSON Schema that the vendor uses: required, type, enum, `$ref`, one/all/any of.
  private record Schema(Map<String, @Nullable Object> schemas) {
    void check(
        @Nullable Object value,
        @Nullable Object schema,
        String at,
        List<String> problems,
        int depth) {
      var rules = Json.map(schema);
      if (rules.get("$ref") instanceof String reference) {
        check(
            value,
            schemas.get(reference.substring(reference.lastIndexOf('/') + 1)),
            at,
            problems,
            depth);
        return;
      }
      if (value == null || depth > 12) {
        return;
      }
      Json.list(rules.get("allOf")).forEach(part -> check(value, part, at, problems, depth + 1));
      anyOf(value, Json.list(rules.get("oneOf")), at, problems, depth);
      anyOf(value, Json.list(rules.get("anyOf")), at, problems, depth);
      var options = Json.list(rules.get("enum"));
      if (!options.isEmpty() && !options.contains(value)) {
        problems.add(at + ": " + value + " is none of the allowed values");
      }
      switch (Json.text(rules, "type", "")) {
        case "object" -> object(value, rules, at, problems, depth);
        case "array" -> {
          if (!(value instanceof List)) {
            problems.add(at + " must be a list");
          }
          Json.list(value)
              .forEach(item -> check(item, rules.get("items"), at + "[]", problems, depth + 1));
        }
        case "string" -> expect(value instanceof String, at, "text", problems);
        case "number" -> expect(value instanceof Number, at, "a number", problems);
        case "boolean" -> expect(value instanceof Boolean, at, "true or false", problems);
        default -> {} // no type given
      }
    }

    private void object(
        Object value,
        Map<String, @Nullable Object> rules,
        String at,
        List<String> problems,
        int depth) {
      expect(value instanceof Map, at, "an object", problems);
      var map = Json.map(value);
      Json.list(rules.get("required")).stream()
          .filter(name -> !map.containsKey(name.toString()))
          .forEach(name -> problems.add(at + "." + name + " is missing"));
      Json.map(rules.get("properties"))
          .forEach(
              (name, rule) -> check(map.get(name), rule, at + "." + name, problems, depth + 1));
    }

    private void anyOf(
        Object value, List<Object> options, String at, List<String> problems, int depth) {
      if (options.isEmpty()) {
        return;
      }
      List<String> fewest = null;
      for (var option : options) {
        var found = new ArrayList<String>();
        check(value, option, at, found, depth + 1);
        if (fewest == null || found.size() < fewest.size()) {
          fewest = found;
        }
      }
      if (fewest != null) {
        problems.addAll(fewest);
      }
    }

    private static void expect(boolean fits, String at, String what, List<String> problems) {
      if (!fits) {
        problems.add(at + " must be " + what);
      }
    }
  }
}
