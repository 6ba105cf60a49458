package io.frontdesk.integrations.generic;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What another system sent, read once: JSON, or a form as a flat object. What is hostile or means
/// two things at once (a name that stands twice) is no payload.
public record Payload(JsonNode root) {
  private static final int MOST_FIELDS = 1_000;
  private static final int LONGEST_POINTER = 200;
  private static final Pattern SECRETS =
      Pattern.compile(
          "pass(word|wd|phrase)?$|secret|token|auth|api.?key|cookie|signature|card|cvv|cvc|iban"
              + "|ssn|social.?security|^pin$",
          Pattern.CASE_INSENSITIVE);

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(100)
                          .maxNameLength(1_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// A place in the payload with its value, for the screen.
  public record Leaf(String pointer, String value) {}

  /// @return empty when it is neither a JSON object or list nor a form
  static Optional<Payload> read(byte[] body) {
    int first = 0;
    while (first < body.length && body[first] <= ' ' && body[first] >= 0) {
      first++;
    }
    if (first == body.length) {
      return Optional.empty();
    }
    return body[first] == '{' || body[first] == '['
        ? json(body)
        : form(new String(body, StandardCharsets.UTF_8));
  }

  private static Optional<Payload> json(byte[] body) {
    try {
      var root = JSON.readTree(body);
      return root != null && root.isContainer() ? Optional.of(new Payload(root)) : Optional.empty();
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  private static Optional<Payload> form(String text) {
    var parts = text.split("&", -1);
    if (parts.length > MOST_FIELDS) {
      return Optional.empty();
    }
    var root = JSON.createObjectNode();
    try {
      for (var part : parts) {
        int equals = part.indexOf('=');
        if (equals < 1) {
          return Optional.empty();
        }
        add(root, decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
      }
    } catch (IllegalArgumentException badEscape) {
      return Optional.empty();
    }
    return Optional.of(new Payload(root));
  }

  private static void add(ObjectNode root, String name, String value) {
    switch (root.get(name)) {
      case null -> root.put(name, value);
      case ArrayNode many -> many.add(value);
      case JsonNode one -> root.putArray(name).add(one).add(value);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /// What is wrong with a pointer that somebody typed; empty when nothing is.
  static Optional<String> objection(String pointer) {
    if (!pointer.startsWith("/") || pointer.length() > LONGEST_POINTER) {
      return Optional.of("write a JSON pointer such as /customer/phone");
    }
    return pointer.matches("(/([^~/]|~[01])*)+")
        ? Optional.empty()
        : Optional.of("write ~0 for ~ and ~1 for / within a name");
  }

  /// The value at a valid pointer; a missing node when there is none.
  JsonNode at(String pointer) {
    return root.at(JsonPointer.compile(pointer));
  }

  /// A short text without what a database refuses; empty when there is none or it is too long.
  Optional<String> word(String pointer, int longest) {
    var node = at(pointer);
    if (!node.isValueNode() || node.isNull()) {
      return Optional.empty();
    }
    var text = node.asString().strip();
    boolean clean =
        text.codePoints()
            .noneMatch(
                c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    return text.isEmpty() || text.length() > longest || !clean
        ? Optional.empty()
        : Optional.of(text);
  }

  /// What names something: its text however long, which is shortened where it is stored; empty when
  // there is none.
  Optional<String> name(String pointer) {
    return word(pointer, Integer.MAX_VALUE);
  }

  /// As people read it, with what looks like a secret made unreadable.
  String shown() {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(redacted(root));
  }

  /// Up to `most` places with their values, secrets made unreadable.
  List<Leaf> leaves(int most) {
    var leaves = new ArrayList<Leaf>();
    collect(redacted(root), "", leaves, most);
    return leaves;
  }

  private static void collect(JsonNode node, String path, List<Leaf> leaves, int most) {
    if (leaves.size() >= most) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              one -> collect(one.getValue(), path + "/" + escaped(one.getKey()), leaves, most));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), path + "/" + i, leaves, most);
      }
    } else {
      leaves.add(new Leaf(path, shortened(node.asString())));
    }
  }

  private static JsonNode redacted(JsonNode node) {
    if (node.isObject()) {
      var copy = JSON.createObjectNode();
      node.properties()
          .forEach(
              one -> {
                if (SECRETS.matcher(one.getKey()).find()) {
                  copy.put(one.getKey(), "••••");
                } else {
                  copy.set(one.getKey(), redacted(one.getValue()));
                }
              });
      return copy;
    }
    if (node.isArray()) {
      var copy = JSON.createArrayNode();
      node.forEach(one -> copy.add(redacted(one)));
      return copy;
    }
    return node.isString() ? JSON.getNodeFactory().stringNode(shortened(node.stringValue())) : node;
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= 300
        ? text
        : text.substring(0, text.offsetByCodePoints(0, 300)) + "…";
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
