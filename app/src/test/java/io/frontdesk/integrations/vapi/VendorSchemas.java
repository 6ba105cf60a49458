package io.frontdesk.integrations.vapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The vendor's published schemas, and as much of JSON Schema as they use. Stricter in one thing: a
/// field that a schema does not name is an error, so that a misspelt one is found.
final class VendorSchemas {
  static final Path DATA =
      Path.of(
          Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA")).orElse("../../shared/data"));
  static final Path FILE = DATA.resolve("webhooks-vapi/server-message-schemas.json.gz");
  static final Path SAMPLES = DATA.resolve("webhooks-vapi/event-samples.json");
  private static final String REF = "#/components/schemas/";

  private final JsonNode schemas;

  private VendorSchemas(JsonNode schemas) {
    this.schemas = schemas;
  }

  static VendorSchemas load() {
    try (var in = new GZIPInputStream(Files.newInputStream(FILE))) {
      return new VendorSchemas(
          JsonMapper.builder().build().readTree(in).path("components").path("schemas"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is wrong with `value`; empty when it is as the schema says.
  List<String> faults(String schema, JsonNode value) {
    if (!schemas.has(schema)) {
      throw new IllegalArgumentException("no schema " + schema);
    }
    return check(schemas.path(schema), value, "$");
  }

  private List<String> check(JsonNode schema, JsonNode value, String at) {
    var ref = schema.path("$ref");
    if (ref.isString()) {
      return check(schemas.path(ref.stringValue().substring(REF.length())), value, at);
    }
    if (value.isNull()) {
      return schema.path("nullable").asBoolean(false) ? List.of() : List.of(at + " is null");
    }
    var faults = new ArrayList<String>();
    schema.path("allOf").forEach(part -> faults.addAll(check(part, value, at)));
    if (schema.path("oneOf").isArray()) {
      faults.addAll(oneOf(schema.path("oneOf"), value, at));
      return faults;
    }
    var type = schema.path("type").asString("");
    switch (type) {
      case "object" -> object(schema, value, at, faults);
      case "array" -> {
        if (!value.isArray()) {
          faults.add(at + " is no array");
        }
        // The vendor writes the words an array may hold beside its type.
        for (int i = 0; i < value.size(); i++) {
          var item = at + "[" + i + "]";
          allowed(schema, value.get(i), item, faults);
          if (schema.has("items") && !schema.has("enum")) {
            faults.addAll(check(schema.path("items"), value.get(i), item));
          }
        }
      }
      case "string" -> {
        if (!value.isString()) {
          faults.add(at + " is no string");
        } else {
          string(schema, value.stringValue(), at, faults);
          allowed(schema, value, at, faults);
        }
      }
      case "number", "integer" -> {
        if (!value.isNumber()
            || value.doubleValue() < schema.path("minimum").asDouble(-Double.MAX_VALUE)
            || value.doubleValue() > schema.path("maximum").asDouble(Double.MAX_VALUE)) {
          faults.add(at + " is no number in range");
        }
      }
      case "boolean" -> {
        if (!value.isBoolean()) {
          faults.add(at + " is no boolean");
        }
      }
      default -> {}
    }
    return faults;
  }

  private List<String> oneOf(JsonNode choices, JsonNode value, String at) {
    var best = List.of(at + " fits nothing");
    for (var choice : choices) {
      var faults = check(choice, value, at);
      if (faults.isEmpty()) {
        return faults;
      }
      if (best.getFirst().endsWith("fits nothing") || faults.size() < best.size()) {
        best = faults;
      }
    }
    return best;
  }

  private void object(JsonNode schema, JsonNode value, String at, List<String> faults) {
    if (!value.isObject()) {
      faults.add(at + " is no object");
      return;
    }
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.stringValue())) {
                faults.add(at + "." + name.stringValue() + " is missing");
              }
            });
    var known = schema.path("properties");
    var others = schema.path("additionalProperties");
    value
        .properties()
        .forEach(
            field -> {
              var place = at + "." + field.getKey();
              if (known.has(field.getKey())) {
                faults.addAll(check(known.path(field.getKey()), field.getValue(), place));
              } else if (others.isObject()) {
                faults.addAll(check(others, field.getValue(), place));
              } else if (!known.isEmpty()) {
                faults.add(place + " is unknown");
              }
            });
  }

  private static void string(JsonNode schema, String text, String at, List<String> faults) {
    if (text.length() < schema.path("minLength").asInt(0)
        || text.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      faults.add(at + " is too short or too long");
    }
    var pattern = schema.path("pattern").asString("");
    if (!pattern.isEmpty()
        && !Pattern.compile(pattern.replaceAll("^/|/$", "")).matcher(text).find()) {
      faults.add(at + " does not match " + pattern);
    }
  }

  private static void allowed(JsonNode schema, JsonNode value, String at, List<String> faults) {
    if (!schema.has("enum")) {
      return;
    }
    for (var word : schema.path("enum")) {
      if (word.equals(value)) {
        return;
      }
    }
    faults.add(at + " is not one of the allowed words");
  }
}
