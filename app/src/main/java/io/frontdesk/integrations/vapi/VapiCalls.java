package io.frontdesk.integrations.vapi;

import static io.frontdesk.integrations.vapi.VapiMessage.clean;
import static io.frontdesk.integrations.vapi.VapiMessage.instant;
import static io.frontdesk.integrations.vapi.VapiMessage.text;

import io.frontdesk.calls.CallDirection;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallEvent.Speaker;
import io.frontdesk.calls.CallEvent.Spoken;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.CallStatus;
import io.frontdesk.calls.ToolUse;
import io.frontdesk.platform.phone.PhoneNumber;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads calls and what happened in them out of messages.
final class VapiCalls {
  private static final int MOST_LINES = 5_000;
  private static final Set<String> URGENCIES = Set.of("low", "medium", "high", "critical");
  private static final Set<String> SENTIMENTS = Set.of("positive", "neutral", "negative");
  private static final Pattern TURN =
      Pattern.compile("(?:^|\\s)(AI|Assistant|Bot|Agent|User|Customer|Caller):\\s");

  private VapiCalls() {}

  /// The call a message tells of.
  ///
  /// @param region ISO country that numbers without a country code belong to
  static CallSeen seen(
      VapiMessage message, String callId, UUID connection, String region, Instant receivedAt) {
    var call = message.call();
    var at = message.timestamp().orElse(receivedAt);
    for (var earlier : List.of("createdAt", "startedAt")) {
      var moment = instant(call.path(earlier));
      at = moment != null && moment.isBefore(at) ? moment : at;
    }
    var customer =
        call.path("customer").isObject()
            ? call.path("customer")
            : message.message().path("customer");
    var line = text(message.message().path("phoneNumber"), "number");
    if (line == null) {
      line = text(call.path("phoneNumber"), "number");
    }
    var type = text(call, "type");
    boolean web = "webCall".equals(type);
    boolean outbound =
        "outboundPhoneCall".equals(type) || (web && call.path("assistantOverrides").isObject());
    return new CallSeen(
        callId,
        connection,
        outbound ? CallDirection.OUTBOUND : CallDirection.INBOUND,
        web || isTrue(call.path("metadata").path("is_test_call")),
        phone(text(customer, "number"), region),
        clean(text(customer, "name")),
        phone(line, region),
        clean(text(call, "assistantId")),
        clean(text(call, "phoneNumberId")),
        text(call.path("monitor"), "controlUrl"),
        at);
  }

  /// What a message says happened; nothing when it only proves that the call exists.
  static List<CallEvent> events(VapiMessage message, Instant receivedAt) {
    var at = message.timestamp().orElse(receivedAt);
    return switch (message.type()) {
      case "status-update" -> status(message, at);
      case "call.started" ->
          List.of(new CallEvent.Progress(CallStatus.IN_PROGRESS, startedAt(message).orElse(at)));
      case "call.ended" -> List.of(ended(message, at));
      case "transcript", "call.transcribed" -> said(message, at).stream().toList();
      case "end-of-call-report" -> List.of(report(message, at));
      case "transfer-update" ->
          List.of(
              new CallEvent.Noted(
                  "transfer", clean(text(message.message().path("destination"), "type")), at));
      case "hang" -> List.of(new CallEvent.Noted("hang", null, at));
      default -> List.of();
    };
  }

  private static List<CallEvent> status(VapiMessage message, Instant at) {
    var status = text(message.message(), "status");
    return switch (status == null ? "" : status) {
      case "scheduled" -> progress(CallStatus.SCHEDULED, at);
      case "queued" -> progress(CallStatus.QUEUED, at);
      case "ringing" -> progress(CallStatus.RINGING, at);
      case "in-progress" -> progress(CallStatus.IN_PROGRESS, at);
      case "forwarding" -> progress(CallStatus.FORWARDING, at);
      case "ended" -> List.of(ended(message, at));
      default -> List.of();
    };
  }

  private static List<CallEvent> progress(CallStatus status, Instant at) {
    return List.of(new CallEvent.Progress(status, at));
  }

  private static CallEvent ended(VapiMessage message, Instant at) {
    var reason = reason(message);
    return new CallEvent.Ended(
        reason == null ? null : EndedReason.status(reason), reason, endedAt(message).orElse(at));
  }

  private static Optional<CallEvent> said(VapiMessage message, Instant at) {
    var node = message.message();
    var text = text(node, "transcript");
    if (text == null) {
      text = text(message.root(), "transcript");
    }
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    var role = text(node, "role");
    boolean partial =
        "partial".equals(text(node, "transcriptType")) || isFalse(node.path("isFinal"));
    var offset = seconds(node.path("secondsFromStart"));
    return Optional.of(
        new CallEvent.Said(speaker(role), clean(text, 20_000), !partial, offset, at));
  }

  private static CallEvent report(VapiMessage message, Instant at) {
    var node = message.message();
    var call = message.call();
    var artifact =
        node.path("artifact").isObject() ? node.path("artifact") : message.root().path("artifact");
    var analysis = node.path("analysis").isObject() ? node.path("analysis") : call.path("analysis");
    var data = analysis.path("structuredData");
    var reason = reason(message);
    var lines = lines(artifact, call, message);
    var score = number(data.path("sentimentScore"));
    return new CallEvent.Report(
        reason == null ? CallStatus.COMPLETED : EndedReason.status(reason),
        reason,
        startedAt(message).orElse(null),
        endedAt(message).orElse(null),
        duration(node, call),
        cost(node, call),
        cost(node, call) == null ? null : "USD",
        firstText(analysis, "summary", node, "summary"),
        firstText(data, "shortOutcome", analysis, "outcome"),
        sentiment(text(analysis, "sentiment"), score),
        score == null ? null : BigDecimal.valueOf(score).setScale(4, RoundingMode.HALF_UP),
        oneOf(text(data, "sentimentUrgency"), URGENCIES),
        success(analysis.path("successEvaluation")),
        recording(node, artifact, call),
        lines,
        tools(artifact, analysis, call, at),
        at);
  }

  private static List<Spoken> lines(JsonNode artifact, JsonNode call, VapiMessage message) {
    var messages =
        artifact.path("messages").isArray() && !artifact.path("messages").isEmpty()
            ? artifact.path("messages")
            : call.path("messages");
    var lines = new ArrayList<Spoken>();
    for (var one : messages) {
      var role = text(one, "role");
      var said = text(one, "message");
      if (said == null) {
        said = text(one, "content");
      }
      boolean spoken = "user".equals(role) || "bot".equals(role) || "assistant".equals(role);
      if (spoken && said != null && !said.isBlank() && lines.size() < MOST_LINES) {
        lines.add(
            new Spoken(
                speaker(role),
                clean(said, 20_000),
                seconds(one.path("secondsFromStart")),
                instant(one.path("time"))));
      }
    }
    if (lines.isEmpty()) {
      var whole = firstText(artifact, "transcript", message.message(), "transcript");
      return whole == null ? List.of() : turns(whole);
    }
    return lines;
  }

  // "AI: How can I help? User: …", with or without line breaks.
  private static List<Spoken> turns(String transcript) {
    var lines = new ArrayList<Spoken>();
    var turn = TURN.matcher(transcript);
    int from = -1;
    String role = "";
    while (turn.find()) {
      addTurn(lines, role, from, turn.start(), transcript);
      role = turn.group(1);
      from = turn.end();
    }
    addTurn(lines, role, from, transcript.length(), transcript);
    return lines;
  }

  private static void addTurn(
      List<Spoken> lines, String role, int from, int to, String transcript) {
    if (from >= 0 && from < to && lines.size() < MOST_LINES) {
      var said = transcript.substring(from, to).strip();
      if (!said.isEmpty()) {
        lines.add(new Spoken(speaker(role), said, null, null));
      }
    }
  }

  private static List<ToolUse> tools(
      JsonNode artifact, JsonNode analysis, JsonNode call, Instant at) {
    var tools = new ArrayList<ToolUse>();
    var messages =
        artifact.path("messages").isArray() ? artifact.path("messages") : call.path("messages");
    for (var one : messages) {
      for (var use : one.path("toolCalls")) {
        addTool(tools, use, Optional.ofNullable(instant(one.path("time"))).orElse(at));
      }
    }
    for (var use : analysis.path("toolCalls")) {
      addTool(tools, use, at);
    }
    return tools;
  }

  private static void addTool(List<ToolUse> tools, JsonNode use, Instant at) {
    var id = text(use, "id");
    var name = firstText(use.path("function"), "name", use, "name");
    if (id != null && !id.isBlank() && name != null && tools.size() < 500) {
      tools.add(new ToolUse(clean(id, 200), clean(name, 100), ToolUse.Outcome.ASKED, null, at));
    }
  }

  private static @Nullable String recording(JsonNode node, JsonNode artifact, JsonNode call) {
    var recording = artifact.path("recording");
    return java.util.stream.Stream.of(
            text(artifact, "recordingUrl"),
            text(node, "recordingUrl"),
            text(artifact, "recording"),
            text(recording.path("mono"), "combinedUrl"),
            text(recording, "stereoUrl"),
            text(artifact, "presignedMonoUrl"),
            text(artifact, "stereoRecordingUrl"),
            text(call, "recordingUrl"))
        .filter(url -> url != null && url.startsWith("http") && url.length() <= 4_000)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Duration duration(JsonNode node, JsonNode call) {
    var millis = number(node.path("durationMs"));
    if (millis != null && millis >= 0 && millis < 1e9) {
      return Duration.ofMillis(Math.round(millis));
    }
    for (var place : List.of(node.path("durationSeconds"), call.path("duration"))) {
      var duration = seconds(place);
      if (duration != null) {
        return duration;
      }
    }
    return null;
  }

  // Dollars with fractions of a cent → cents.
  private static @Nullable BigDecimal cost(JsonNode node, JsonNode call) {
    for (var place :
        List.of(node.path("cost"), call.path("cost"), call.path("costs").path("total"))) {
      var dollars = number(place);
      if (dollars != null && dollars >= 0 && dollars < 1e6) {
        return BigDecimal.valueOf(dollars).movePointRight(2).setScale(6, RoundingMode.HALF_UP);
      }
    }
    return null;
  }

  private static @Nullable String sentiment(@Nullable String label, @Nullable Double score) {
    var named = oneOf(label, SENTIMENTS);
    if (named != null || score == null) {
      return named;
    }
    return score >= 0.6 ? "positive" : score < 0.4 ? "negative" : "neutral";
  }

  private static @Nullable String success(JsonNode node) {
    return node.isString()
        ? clean(node.stringValue(), 200)
        : node.isBoolean() ? Boolean.toString(node.booleanValue()) : null;
  }

  private static @Nullable String reason(VapiMessage message) {
    var reason = text(message.message(), "endedReason");
    if (reason == null || reason.isBlank()) {
      reason = text(message.call(), "endedReason");
    }
    return reason == null || reason.isBlank() ? null : clean(reason, 200);
  }

  private static Optional<Instant> startedAt(VapiMessage message) {
    return Optional.ofNullable(instant(message.message().path("startedAt")))
        .or(() -> Optional.ofNullable(instant(message.call().path("startedAt"))));
  }

  private static Optional<Instant> endedAt(VapiMessage message) {
    return Optional.ofNullable(instant(message.message().path("endedAt")))
        .or(() -> Optional.ofNullable(instant(message.call().path("endedAt"))));
  }

  private static Speaker speaker(@Nullable String role) {
    return switch (role == null ? "" : role.toLowerCase(Locale.ROOT)) {
      case "assistant", "bot", "ai", "agent" -> Speaker.ASSISTANT;
      case "system" -> Speaker.SYSTEM;
      default -> Speaker.CALLER;
    };
  }

  private static @Nullable PhoneNumber phone(@Nullable String text, String region) {
    return text == null ? null : PhoneNumber.parse(text, region).orElse(null);
  }

  private static @Nullable Duration seconds(JsonNode node) {
    var value = number(node);
    return value == null || value < 0 || value > 1e6
        ? null
        : Duration.ofMillis(Math.round(value * 1000));
  }

  private static @Nullable Double number(JsonNode node) {
    if (!node.isNumber()) {
      return null;
    }
    double value = node.doubleValue();
    return Double.isFinite(value) && Math.abs(value) < 1e12 ? value : null;
  }

  private static @Nullable String oneOf(@Nullable String text, Set<String> allowed) {
    var plain = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    return allowed.contains(plain) ? plain : null;
  }

  private static @Nullable String firstText(JsonNode a, String first, JsonNode b, String second) {
    var text = clean(text(a, first));
    return text == null ? clean(text(b, second)) : text;
  }

  private static boolean isTrue(JsonNode node) {
    return node.isBoolean() && node.booleanValue();
  }

  private static boolean isFalse(JsonNode node) {
    return node.isBoolean() && !node.booleanValue();
  }
}
