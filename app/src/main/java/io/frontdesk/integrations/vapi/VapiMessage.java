package io.frontdesk.integrations.vapi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// One message of the platform, read leniently: today's `{message:{type…}}` and the older shapes
/// with the type at the root or in `messageType`.
record VapiMessage(JsonNode root, JsonNode message, String type) {
  private static final int MOST_TOOL_CALLS = 20;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  // What a hostile body may cost us is bounded here; sizes are bounded at the door.
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxNumberLength(400)
                          .maxNameLength(1_000)
                          .build())
                  .build())
          .build();

  /// One use of a tool that the platform asks for.
  record ToolUse(String id, String name, Map<String, Object> arguments) {}

  static JsonMapper json() {
    return JSON;
  }

  /// @return empty when the body is no JSON object
  static Optional<VapiMessage> read(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
    if (root == null || !root.isObject()) {
      return Optional.empty();
    }
    var message = root.path("message").isObject() ? root.path("message") : root;
    return Optional.of(new VapiMessage(root, message, type(root, message)));
  }

  private static String type(JsonNode root, JsonNode message) {
    var type = text(message, "type");
    if (type == null) {
      type = text(root, "type");
    }
    if (type == null) {
      type = text(root, "messageType");
    }
    if (type == null || type.isBlank()) {
      return "unknown";
    }
    // transcript[transcriptType="final"]
    int bracket = type.indexOf('[');
    var plain = bracket > 0 ? type.substring(0, bracket) : type;
    var clean = plain.replace("\u0000", "").strip();
    return clean.length() > 100 ? clean.substring(0, 100) : clean;
  }

  /// The call object, missing when there is none.
  JsonNode call() {
    return message.path("call").isObject() ? message.path("call") : root.path("call");
  }

  @Nullable String callId() {
    var id = text(call(), "id");
    return id == null || id.isBlank() || id.length() > 200 || id.indexOf('\u0000') >= 0 ? null : id;
  }

  /// When the platform says it happened.
  Optional<Instant> timestamp() {
    return Optional.ofNullable(instant(message.path("timestamp")));
  }

  /// Whether tool calls came in the shape of other systems, which expect their shape back.
  boolean oldTools() {
    return "tool-calls".equals(text(root, "messageType")) || "function-call".equals(type);
  }

  /// Every tool the message asks for, each once, in all the shapes there are.
  List<ToolUse> toolUses() {
    var uses = new LinkedHashMap<String, ToolUse>();
    for (var list : List.of("toolCallList", "toolCalls", "toolWithToolCallList")) {
      for (var item : message.path(list)) {
        var inner = item.path("toolCall").isObject() ? item.path("toolCall") : item;
        add(uses, inner, item);
      }
    }
    for (var single :
        List.of(
            message.path("toolCall"),
            root.path("toolCall"),
            message.path("functionCall"),
            root.path("functionCall"))) {
      if (single.isObject()) {
        add(uses, single, single);
      }
    }
    return uses.values().stream().limit(MOST_TOOL_CALLS).toList();
  }

  private void add(Map<String, ToolUse> uses, JsonNode call, JsonNode outer) {
    var function = call.path("function");
    var name = first(text(call, "name"), text(function, "name"), text(outer, "name"));
    if (name == null) {
      name = text(outer.path("function"), "name");
    }
    var arguments =
        arguments(
            call.path("parameters"),
            call.path("arguments"),
            function.path("arguments"),
            function.path("parameters"));
    var named = name == null || name.isBlank() ? "unknown" : clean(name, 100);
    var id = first(text(call, "id"), text(call, "toolCallId"), text(message, "toolCallId"));
    var known =
        id == null || id.isBlank()
            ? "derived-"
                + digest(
                    named + canonical(arguments) + timestamp().map(Instant::toString).orElse(""))
            : clean(id, 200);
    uses.putIfAbsent(known, new ToolUse(known, named, arguments));
  }

  private static Map<String, Object> arguments(JsonNode... places) {
    for (var place : places) {
      var node = place;
      if (node.isString()) {
        try {
          node = JSON.readTree(node.stringValue());
        } catch (JacksonException notJson) {
          continue;
        }
      }
      if (node != null && node.isObject()) {
        var map = new LinkedHashMap<String, Object>();
        node.properties()
            .forEach(
                one -> {
                  var value = plain(one.getValue());
                  if (value != null) {
                    map.put(one.getKey(), value);
                  }
                });
        return map;
      }
    }
    return Map.of();
  }

  /// Java's own types; numbers that are none (1e999) are left out.
  static @Nullable Object plain(JsonNode node) {
    if (node.isString()) {
      return clean(node.stringValue(), 20_000);
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }
    if (node.isNumber()) {
      double value = node.doubleValue();
      return Double.isFinite(value) ? value : null;
    }
    if (node.isArray()) {
      var list = new ArrayList<Object>();
      for (var item : node) {
        var value = plain(item);
        if (value != null) {
          list.add(value);
        }
      }
      return list;
    }
    if (node.isObject()) {
      var map = new TreeMap<String, Object>();
      node.properties()
          .forEach(
              one -> {
                var value = plain(one.getValue());
                if (value != null) {
                  map.put(one.getKey(), value);
                }
              });
      return map;
    }
    return null;
  }

  /// What makes this event this event and no other. Vapi names no events, so: type, call and the
  /// fields of its own; without a timestamp the whole body, or repeated speech would look repeated.
  String identity(byte[] body) {
    var call = callId() == null ? "-" : callId();
    var named = first(text(root.path("event"), "id"), message == root ? null : text(message, "id"));
    if (named == null && message != root) {
      named = text(root, "id");
    }
    if (named != null && !named.isBlank() && !named.equals(call) && named.length() <= 200) {
      return type + "/" + call + "/" + clean(named, 200);
    }
    if ("tool-calls".equals(type) || "function-call".equals(type)) {
      var ids = new LinkedHashSet<String>();
      toolUses().forEach(use -> ids.add(use.id()));
      if (!ids.isEmpty()) {
        return type + "/" + call + "/" + digest(String.join("\n", ids.stream().sorted().toList()));
      }
    }
    if (timestamp().isEmpty() || message == root || "end-of-call-report".equals(type)) {
      return type + "/" + call + "/" + digest(body);
    }
    var own = new TreeMap<String, Object>();
    message
        .properties()
        .forEach(
            one -> {
              var value = plain(one.getValue());
              if (value != null && !SHARED.contains(one.getKey())) {
                own.put(one.getKey(), value);
              }
            });
    return type + "/" + call + "/" + digest(canonical(own));
  }

  // Parts that every message carries and that may differ between two sendings of one.
  private static final List<String> SHARED =
      List.of("call", "artifact", "assistant", "phoneNumber", "customer", "chat");

  static @Nullable String text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isString() ? value.stringValue() : null;
  }

  static @Nullable String clean(@Nullable String text) {
    return text == null || text.isBlank() ? null : clean(text, 20_000);
  }

  /// Without what PostgreSQL refuses: NUL and halves of surrogate pairs.
  static String clean(String text, int most) {
    var kept = new StringBuilder(Math.min(text.length(), most));
    text.codePoints()
        .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .limit(most)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /// A moment as milliseconds, seconds or ISO text, within reason.
  static @Nullable Instant instant(JsonNode node) {
    Instant at = null;
    try {
      if (node.isNumber()) {
        double value = node.doubleValue();
        if (value > 0 && value < 1e15) {
          at =
              value > 1e11
                  ? Instant.ofEpochMilli((long) value)
                  : Instant.ofEpochMilli((long) (value * 1000));
        }
      } else if (node.isString()) {
        at = Instant.parse(node.stringValue());
      }
    } catch (DateTimeException unreadable) {
      return null;
    }
    return at == null || at.isBefore(EARLIEST) || at.isAfter(LATEST) ? null : at;
  }

  static JsonNode missing() {
    return MissingNode.getInstance();
  }

  private static @Nullable String first(@Nullable String... texts) {
    for (var text : texts) {
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private static String canonical(Map<String, Object> map) {
    return JSON.writeValueAsString(new TreeMap<>(map));
  }

  private static String digest(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
