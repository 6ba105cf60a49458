package io.frontdesk.integrations.webhooks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What customers can be told, and which event of the log becomes which of these. Public: names and
/// fields stay as they are, new ones may come. Data are ids and small facts; who wants more asks
/// the API, with its permissions.
final class HookCatalogue {
  /// Sent when a person presses “Send a test”; nobody subscribes to it.
  static final String TEST = "webhook.test";

  static final List<HookType> TYPES =
      List.of(
          type("call.started", "A call began.", "call_id", "direction"),
          type("call.updated", "Something about a call changed.", "call_id", "status"),
          type("call.ended", "A call ended.", "call_id", "status"),
          type("call.recording_ready", "A call's recording was stored.", "call_id"),
          type(
              "appointment.booked",
              "An appointment was booked, or set back to booked.",
              "appointment_id",
              "contact_id",
              "starts_at"),
          type(
              "appointment.moved",
              "An appointment was moved; its new begin is told.",
              "appointment_id",
              "contact_id",
              "starts_at"),
          type(
              "appointment.cancelled",
              "An appointment was cancelled.",
              "appointment_id",
              "contact_id",
              "starts_at"),
          type(
              "appointment.updated",
              "An appointment was confirmed, checked in, completed, missed or noted upon.",
              "appointment_id",
              "contact_id",
              "starts_at",
              "change"),
          type(
              "contact.updated",
              "A person was added, or something about them changed.",
              "contact_id"),
          type(
              "conversation.updated",
              "A message came or went, or a conversation's state changed.",
              "conversation_id"),
          type(
              "message.updated",
              "A message that we send was sent, delivered, refused or failed.",
              "message_id",
              "status",
              "contact_id"));

  private static final Set<String> PASSING = Set.of("claimed", "sending");

  private HookCatalogue() {}

  /// What is told of an event.
  record Fact(String type, Map<String, Object> data) {}

  static boolean knows(String type) {
    return TYPES.stream().anyMatch(known -> known.name().equals(type));
  }

  /// @return empty when the event is nothing for customers
  static Optional<Fact> of(String topic, String subject, JsonNode data) {
    return switch (topic) {
      case "calls.started" ->
          Optional.of(fact("call.started", "call_id", subject, data, "direction"));
      case "calls.ended" -> Optional.of(fact("call.ended", "call_id", subject, data, "status"));
      case "calls.changed" -> call(subject, data);
      case "calendar.changed" ->
          data.has("contact") ? appointment(subject, data) : Optional.empty();
      case "contacts.changed" -> Optional.of(fact("contact.updated", "contact_id", subject, data));
      case "inbox.changed" ->
          Optional.of(fact("conversation.updated", "conversation_id", subject, data));
      case "delivery.changed" -> message(subject, data);
      default -> Optional.empty();
    };
  }

  private static Optional<Fact> call(String subject, JsonNode data) {
    if (data.has("recording")) {
      return data.path("recording").asString("").equals("stored")
          ? Optional.of(fact("call.recording_ready", "call_id", subject, data))
          : Optional.empty();
    }
    return Optional.of(fact("call.updated", "call_id", subject, data, "status"));
  }

  private static Optional<Fact> appointment(String subject, JsonNode data) {
    var what = data.path("what").asString("");
    var type =
        switch (what) {
          case "booked", "moved", "cancelled" -> "appointment." + what;
          default -> "appointment.updated";
        };
    var fact = fact(type, "appointment_id", subject, data);
    fact.data().put("contact_id", data.path("contact").asString(""));
    fact.data().put("starts_at", data.path("startsAt").asString(""));
    if (type.equals("appointment.updated")) {
      fact.data().put("change", what);
    }
    return Optional.of(fact);
  }

  private static Optional<Fact> message(String subject, JsonNode data) {
    var state = data.path("state").asString("");
    if (PASSING.contains(state)) {
      return Optional.empty();
    }
    var fact = fact("message.updated", "message_id", subject, data);
    fact.data().put("status", state);
    fact.data().put("contact_id", data.path("contact").asString(""));
    return Optional.of(fact);
  }

  private static Fact fact(
      String type, String id, String subject, JsonNode data, String... copied) {
    var told = new LinkedHashMap<String, Object>();
    told.put(id, subject);
    for (var name : copied) {
      if (data.hasNonNull(name)) {
        told.put(name, data.path(name).asString(""));
      }
    }
    return new Fact(type, told);
  }

  private static HookType type(String name, String meaning, String... fields) {
    return new HookType(name, meaning, List.of(fields));
  }
}
