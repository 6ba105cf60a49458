package io.frontdesk.integrations.vapi;

import io.frontdesk.integrations.WebhookAdapter.Reply;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.TransferTo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes answers as the platform wants them.
final class VapiReplies {
  // The platform refuses a longer sentence, and with it the whole answer.
  private static final int MOST_SPOKEN = 1_000;

  private VapiReplies() {}

  /// Today's shape: one string result per tool call, and the sentence to speak.
  static Reply tools(List<VapiTools.Answered> answered) {
    return json(Map.of("results", answered.stream().map(VapiReplies::result).toList()));
  }

  /// The shape that other systems' tools had: one object, with the result as object and as text.
  static Reply oldTool(VapiTools.Answered answered) {
    var answer = answered.answer();
    var facts = facts(answer);
    var reply = new LinkedHashMap<String, Object>();
    reply.put("toolCallId", answered.use().id());
    reply.put("result", facts);
    reply.put("toolResult", Map.of("content", write(facts)));
    reply.put("speech", answer.say());
    var transfer = answer.transfer();
    if (transfer != null) {
      reply.put(
          "transfer", Map.of("destination", number(transfer.number()), "message", answer.say()));
    }
    if (answer.endCall()) {
      reply.put("endCall", true);
    }
    return json(reply);
  }

  static Reply assistant(String id) {
    return json(Map.of("assistantId", id));
  }

  static Reply assistant(Map<String, Object> inline) {
    return json(Map.of("assistant", inline));
  }

  /// The receptionist's description of itself, made the platform's own: with a language model, and
  /// without addresses. Requests then go where this one came from, with the credential that is set
  /// up there; one to an address named here would carry none.
  static Reply assistant(Map<String, Object> described, String modelProvider, String model) {
    var inline = new LinkedHashMap<>(described);
    inline.remove("server");
    var brain = new LinkedHashMap<String, Object>();
    brain.put("provider", modelProvider);
    brain.put("model", model);
    if (described.get("model") instanceof Map<?, ?> known) {
      known.forEach(
          (name, value) ->
              brain.put(
                  String.valueOf(name),
                  "tools".equals(name) && value instanceof List<?> tools
                      ? tools.stream().map(VapiReplies::withoutServer).toList()
                      : value));
    }
    inline.put("model", brain);
    return assistant(inline);
  }

  private static Object withoutServer(Object tool) {
    if (!(tool instanceof Map<?, ?> known)) {
      return tool;
    }
    var kept = new LinkedHashMap<Object, Object>(known);
    kept.remove("server");
    return kept;
  }

  static Reply destination(TransferTo to, String say) {
    return destination(to.number(), say);
  }

  static Reply destination(PhoneNumber number, String say) {
    var reply = new LinkedHashMap<String, Object>();
    reply.put("destination", number(number));
    if (!say.isBlank()) {
      reply.put("message", Map.of("type", "request-start", "content", spoken(say)));
    }
    return json(reply);
  }

  static Reply error(String say) {
    return json(Map.of("error", say));
  }

  static Reply json(Map<String, ?> content) {
    return Reply.json(write(content));
  }

  private static Map<String, Object> result(VapiTools.Answered answered) {
    var answer = answered.answer();
    var result = new LinkedHashMap<String, Object>();
    result.put("toolCallId", answered.use().id());
    result.put("name", answered.use().name());
    result.put("result", write(facts(answer)));
    if (!answer.say().isBlank()) {
      var message = new LinkedHashMap<String, Object>();
      message.put("type", "request-complete");
      message.put("content", spoken(answer.say()));
      if (answer.endCall()) {
        message.put("endCallAfterSpokenEnabled", true);
      }
      result.put("message", message);
    }
    return result;
  }

  private static Map<String, Object> facts(ToolAnswer answer) {
    var facts = new LinkedHashMap<>(answer.result());
    facts.putIfAbsent("say", answer.say());
    if (answer.endCall()) {
      facts.put("endCall", true);
    }
    return facts;
  }

  // Cut at the end of a sentence when there is one, else of a word.
  private static String spoken(String say) {
    if (say.length() <= MOST_SPOKEN) {
      return say;
    }
    var head = say.substring(0, MOST_SPOKEN);
    int sentence = Math.max(head.lastIndexOf(". "), head.lastIndexOf("? "));
    return sentence > MOST_SPOKEN / 2
        ? head.substring(0, sentence + 1)
        : head.substring(0, Math.max(head.lastIndexOf(' '), MOST_SPOKEN / 2));
  }

  private static Map<String, Object> number(PhoneNumber number) {
    return Map.of("type", "number", "number", number.e164());
  }

  private static String write(Object content) {
    return VapiMessage.json().writeValueAsString(content);
  }
}
