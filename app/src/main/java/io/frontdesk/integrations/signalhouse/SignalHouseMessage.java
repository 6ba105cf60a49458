package io.frontdesk.integrations.signalhouse;

import io.frontdesk.integrations.sms.Media;
import io.frontdesk.platform.phone.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A message or event as SignalHouse writes it: flat or under `data`, its fields under any of the
/// names it was seen to use. Numbers come with and without a country code.
record SignalHouseMessage(JsonNode outer) {
  private static final String OUR_REGION = "US";

  /// Empty when the body is no JSON object. A byte order mark before it is passed over.
  static Optional<SignalHouseMessage> read(JsonMapper json, byte[] body) {
    var text = new String(body, StandardCharsets.UTF_8);
    try {
      var tree = json.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
      return tree != null && tree.isObject()
          ? Optional.of(new SignalHouseMessage(tree))
          : Optional.empty();
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }

  /// What happened, as `sms.received`: lower case, with dots. Empty when it does not say.
  String event() {
    return find("event", "eventType", "event_type", "type")
        .orElse("")
        .toLowerCase(Locale.ROOT)
        .replace('_', '.');
  }

  /// The message's name in an answer or a list.
  Optional<String> id() {
    return messageId().or(() -> find("id", "sid").filter(SignalHouseMessage::isId));
  }

  /// The message's name in an event, whose own `id` is another thing.
  Optional<String> messageId() {
    return find("message_id", "messageId").filter(SignalHouseMessage::isId);
  }

  Optional<PhoneNumber> from() {
    return find("from").flatMap(text -> PhoneNumber.parse(text, OUR_REGION));
  }

  Optional<PhoneNumber> to() {
    return find("to").flatMap(text -> PhoneNumber.parse(text, OUR_REGION));
  }

  Optional<String> text() {
    return find("text", "body", "message");
  }

  String status() {
    return find("status").orElse("").toLowerCase(Locale.ROOT);
  }

  String direction() {
    return find("direction").orElse("").toLowerCase(Locale.ROOT);
  }

  Optional<String> errorCode() {
    return find("error_code", "errorCode")
        .filter(code -> code.matches("[A-Za-z0-9_.-]{1,60}") && !code.equals("0"));
  }

  /// What it says about an error; not for people, it may hold anything.
  String errorWords() {
    return find("error_message", "errorMessage", "error", "message").orElse("");
  }

  /// When, as far as it says so readably.
  Optional<Instant> at() {
    return find("timestamp", "date_created", "created_at", "createdAt", "date_sent", "sentAt")
        .flatMap(SignalHouseMessage::instant);
  }

  List<Media> media() {
    var types = all("content_type", "contentType");
    var urls = all("media_url", "mediaUrl");
    var media = new ArrayList<Media>();
    for (int i = 0; i < urls.size(); i++) {
      media.add(new Media(urls.get(i), i < types.size() ? types.get(i) : ""));
    }
    return media;
  }

  private Optional<String> find(String... names) {
    return all(names).stream().findFirst();
  }

  // The first of the names that has a value; one level down before this one.
  private List<String> all(String... names) {
    for (var level : List.of(outer.path("data"), outer)) {
      for (var name : names) {
        var node = level.path(name);
        if (node.isArray()) {
          var texts = node.valueStream().filter(JsonNode::isValueNode).map(JsonNode::asString);
          return texts.filter(text -> !text.isEmpty()).toList();
        }
        if (node.isValueNode() && !node.isNull() && !node.asString().isEmpty()) {
          return List.of(node.asString());
        }
      }
    }
    return List.of();
  }

  private static boolean isId(String text) {
    return text.matches("[A-Za-z0-9_.:-]{1,200}");
  }

  private static Optional<Instant> instant(String text) {
    try {
      if (text.matches("[0-9]{9,10}")) {
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
      }
      return text.matches("[0-9]{12,13}")
          ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text)))
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "SignalHouseMessage[" + event() + "]";
  }
}
