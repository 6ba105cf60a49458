package io.frontdesk.sandbox.voice;

import io.frontdesk.sandbox.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The platform's messages, shaped as its published schemas say.
final class Payloads {
  private static final String ORGANISATION = "5a9d8f00-0000-4000-8000-0000000000aa";

  private final CallOrder order;
  private final String callId;
  private final String address;
  private final Instant created;

  /// @param address where the platform itself can be reached, for control and recordings
  Payloads(CallOrder order, String callId, String address, Instant created) {
    this.order = order;
    this.callId = callId;
    this.address = address;
    this.created = created;
  }

  /// Wraps `fields` as a message of `type` with what the platform adds to every one.
  Map<String, @Nullable Object> message(
      String type, String status, Instant now, Map<String, @Nullable Object> fields) {
    var message = Json.of("timestamp", now.toEpochMilli(), "type", type);
    message.putAll(fields);
    message.put("call", call(status, now));
    message.put("customer", customer());
    message.put("phoneNumber", phoneNumber());
    if (!order.assistantRequest() || !"assistant-request".equals(type)) {
      message.put("assistant", Json.of("name", "Receptionist"));
    }
    return Json.of("message", message);
  }

  Map<String, @Nullable Object> call(String status, Instant now) {
    return Json.of(
        "id",
        callId,
        "orgId",
        ORGANISATION,
        "createdAt",
        created.toString(),
        "updatedAt",
        now.toString(),
        "type",
        order.outbound() ? "outboundPhoneCall" : "inboundPhoneCall",
        "status",
        status,
        "phoneCallProvider",
        "twilio",
        "phoneCallProviderId",
        "CA" + callId.replace("-", ""),
        "phoneCallTransport",
        "pstn",
        "phoneNumberId",
        order.phoneNumberId(),
        "assistantId",
        order.assistantRequest() ? null : order.assistantId(),
        "customer",
        customer(),
        "monitor",
        Json.of(
            "listenUrl", address.replace("http:", "ws:") + "/" + callId + "/listen",
            "controlUrl", address + "/" + callId + "/control"));
  }

  static Map<String, @Nullable Object> toolCalls(
      CallOrder order, List<String> ids, List<Phone.Use> uses) {
    var calls = new ArrayList<Object>();
    var with = new ArrayList<Object>();
    for (int i = 0; i < uses.size(); i++) {
      var use = uses.get(i);
      Object arguments = order.argumentsAsText() ? Json.write(use.arguments()) : use.arguments();
      if (order.shape() == CallOrder.Shape.DOCUMENTED) {
        calls.add(Json.of("id", ids.get(i), "name", use.tool(), "parameters", arguments));
        with.add(
            Json.of(
                "type", "function",
                "name", use.tool(),
                "toolCall", Json.of("id", ids.get(i), "parameters", arguments)));
      } else {
        var call =
            Json.of(
                "id", ids.get(i),
                "type", "function",
                "function", Json.of("name", use.tool(), "arguments", arguments));
        calls.add(call);
        with.add(
            Json.of(
                "type",
                "function",
                "function",
                Json.of("name", use.tool()),
                "async",
                false,
                "messages",
                List.of(),
                "toolCall",
                call));
      }
    }
    var fields = Json.of("toolCallList", calls, "toolWithToolCallList", with);
    if (order.shape() == CallOrder.Shape.OPENAI) {
      fields.put("toolCalls", calls);
    }
    return fields;
  }

  Map<String, @Nullable Object> report(
      Instant started,
      Instant ended,
      String endedReason,
      List<Map<String, @Nullable Object>> messages,
      Phone.Verdict verdict,
      @Nullable Map<String, @Nullable Object> destination,
      boolean answered) {
    double minutes = Duration.between(started, ended).toMillis() / 60_000.0;
    double transport = round(0.014 * minutes);
    double transcriber = round(0.0103 * minutes);
    double model = round(0.021 * minutes);
    double voice = round(0.036 * minutes);
    double platform = round(0.05 * minutes);
    var recording = address + "/recordings/" + callId + ".wav";
    return Json.of(
        "endedReason", endedReason,
        "startedAt", started.toString(),
        "endedAt", ended.toString(),
        "durationSeconds", round(minutes * 60),
        "durationMs", Duration.between(started, ended).toMillis(),
        "cost", round(transport + transcriber + model + voice + platform),
        "costBreakdown",
            Json.of(
                "transport",
                transport,
                "stt",
                transcriber,
                "llm",
                model,
                "tts",
                voice,
                "vapi",
                platform,
                "total",
                round(transport + transcriber + model + voice + platform)),
        "destination", destination,
        "artifact",
            Json.of(
                "transcript",
                transcript(messages),
                "messages",
                messages,
                "messagesOpenAIFormatted",
                openAi(messages),
                "recordingUrl",
                answered ? recording : null,
                "recording",
                answered ? Json.of("mono", Json.of("combinedUrl", recording)) : null),
        "analysis",
            Json.of(
                "summary", verdict.summary(),
                "successEvaluation", verdict.sentiment() >= 0.4 ? "true" : "false",
                "structuredData",
                    Json.of(
                        "sentimentScore", verdict.sentiment(),
                        "sentimentUrgency", verdict.urgency(),
                        "shortOutcome", verdict.outcome(),
                        "appointmentBooked", verdict.booked(),
                        "serviceDiscussed", order.details().get("service"))));
  }

  static List<Map<String, @Nullable Object>> openAi(List<Map<String, @Nullable Object>> messages) {
    var formatted = new ArrayList<Map<String, @Nullable Object>>();
    for (var message : messages) {
      switch (Json.text(message, "role", "")) {
        case "bot" ->
            formatted.add(Json.of("role", "assistant", "content", message.get("message")));
        case "user" -> formatted.add(Json.of("role", "user", "content", message.get("message")));
        default -> {} // tools stand elsewhere
      }
    }
    return formatted;
  }

  static String transcript(List<Map<String, @Nullable Object>> messages) {
    var text = new StringBuilder();
    for (var message : messages) {
      switch (Json.text(message, "role", "")) {
        case "bot" -> text.append("AI: ").append(message.get("message")).append('\n');
        case "user" -> text.append("User: ").append(message.get("message")).append('\n');
        default -> {} // tools are not heard
      }
    }
    return text.toString();
  }

  private @Nullable Map<String, @Nullable Object> customer() {
    return Json.of(
        "number", order.caller().isEmpty() ? null : order.caller(),
        "name", order.callerName().isEmpty() ? null : order.callerName());
  }

  private Map<String, @Nullable Object> phoneNumber() {
    return Json.of(
        "id",
        order.phoneNumberId(),
        "orgId",
        ORGANISATION,
        "number",
        order.line(),
        "provider",
        "twilio",
        "twilioAccountSid",
        "AC00000000000000000000000000000000",
        "name",
        "Front desk");
  }

  private static double round(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
