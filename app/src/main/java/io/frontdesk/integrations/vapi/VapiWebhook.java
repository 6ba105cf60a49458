package io.frontdesk.integrations.vapi;

import io.frontdesk.calls.Attention;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.Calls;
import io.frontdesk.calls.ToolUse;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.receptionist.Receptionist;
import io.frontdesk.tenancy.Workspaces;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Vapi's side of the webhook inbox.
@Component
class VapiWebhook implements WebhookAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(VapiWebhook.class);

  // Everything else is stored for the record only.
  private static final Set<String> EFFECTIVE =
      Set.of(
          "status-update",
          "call.started",
          "call.ended",
          "transcript",
          "call.transcribed",
          "end-of-call-report",
          "transfer-update",
          "hang",
          "tool-calls",
          "function-call");
  // Nothing else is read a second time for its answer.
  private static final Set<String> ANSWERED =
      Set.of(
          "tool-calls",
          "function-call",
          "assistant-request",
          "transfer-destination-request",
          "status-check",
          "knowledge-base-request");
  private static final Set<String> TOOLS = Set.of("tool-calls", "function-call");

  private final Calls calls;
  private final VapiTools tools;
  private final Receptionist receptionist;
  private final Connections connections;
  private final Workspaces workspaces;

  VapiWebhook(
      Calls calls,
      VapiTools tools,
      Receptionist receptionist,
      Connections connections,
      Workspaces workspaces) {
    this.calls = calls;
    this.tools = tools;
    this.receptionist = receptionist;
    this.connections = connections;
    this.workspaces = workspaces;
  }

  @Override
  public String provider() {
    return VapiConnection.PROVIDER;
  }

  @Override
  public Verdict verify(Connection connection, RawRequest request) {
    return VapiSignature.verify(connection, request);
  }

  @Override
  public Parsed parse(Connection connection, RawRequest request) {
    var read = VapiMessage.read(request.body());
    if (read.isEmpty()) {
      return new Parsed.Malformed("The body is not a JSON object");
    }
    var message = read.get();
    var identity = message.identity(request.body());
    var call = message.callId();
    boolean effective =
        EFFECTIVE.contains(message.type()) && call != null && belongs(connection, message);
    return new Parsed.Event(
        identity, message.type(), call == null ? "-" + identity : "call:" + call, !effective);
  }

  @Override
  public Reply answer(
      Connection connection, RawRequest request, Parsed.Event event, boolean settled) {
    if (!ANSWERED.contains(event.type()) && !request.path().endsWith("/status-check")) {
      return Reply.EMPTY;
    }
    var message = VapiMessage.read(request.body()).orElseThrow();
    try {
      return switch (message.type()) {
        case "tool-calls", "function-call" -> answerTools(connection, request, message);
        case "assistant-request" -> answerAssistant(connection);
        case "transfer-destination-request" -> answerDestination(connection, request, message);
        case "status-check" -> VapiReplies.json(Map.of("endCall", false));
        case "knowledge-base-request" -> VapiReplies.json(Map.of("documents", List.of()));
        default ->
            request.path().endsWith("/status-check")
                ? VapiReplies.json(Map.of("endCall", false))
                : Reply.EMPTY;
      };
    } catch (RuntimeException failed) {
      // The row is stored; the caller must still hear something.
      LOG.error("a {} of tenant {} was not answered", message.type(), connection.tenant(), failed);
      return VapiReplies.error(SORRY);
    }
  }

  private static final String SORRY =
      "I'm sorry, I'm having trouble right now. I'll have someone call you back.";

  @Override
  public void handle(Connection connection, StoredEvent event) {
    var message =
        VapiMessage.read(event.body()).orElseThrow(() -> new Undeliverable("no JSON object"));
    var callId = message.callId();
    if (callId == null) {
      throw new Undeliverable("names no call");
    }
    var tenant = connection.tenant();
    var seen = seen(connection, message, callId, event.receivedAt());
    var id = calls.ensure(tenant, seen);
    for (var happened : VapiCalls.events(message, event.receivedAt())) {
      calls.apply(tenant, id, happened);
      if (happened instanceof CallEvent.Report report
          && report.reason() != null
          && EndedReason.lostInTransfer(report.reason())) {
        calls.attention(tenant, id, Attention.CALL_BACK, "Nobody answered the transfer.");
      }
    }
    if (TOOLS.contains(message.type())) {
      for (var use : message.toolUses()) {
        calls.noteTool(
            tenant,
            id,
            new ToolUse(use.id(), use.name(), ToolUse.Outcome.ASKED, null, event.receivedAt()));
      }
    }
  }

  private Reply answerTools(Connection connection, RawRequest request, VapiMessage message) {
    var uses = message.toolUses();
    var callId = message.callId();
    if (uses.isEmpty()) {
      return VapiReplies.json(Map.of("results", List.of()));
    }
    if (callId == null || !belongs(connection, message)) {
      return VapiReplies.error(SORRY);
    }
    var answered =
        tools.answer(
            connection,
            () -> seen(connection, message, callId, request.receivedAt()),
            uses,
            request.receivedAt(),
            VapiTools.Transfer.BY_US);
    return message.oldTools()
        ? VapiReplies.oldTool(answered.getFirst())
        : VapiReplies.tools(answered);
  }

  private Reply answerAssistant(Connection connection) {
    return connection
        .find(VapiConnection.ASSISTANT)
        .map(VapiReplies::assistant)
        .orElseGet(
            () ->
                VapiReplies.assistant(
                    receptionist.assistant(connection.tenant(), connections.hookUrl(connection)),
                    connection.get(
                        VapiConnection.MODEL_PROVIDER, VapiConnection.STANDARD_MODEL_PROVIDER),
                    connection.get(VapiConnection.MODEL, VapiConnection.STANDARD_MODEL)));
  }

  // The receptionist knows the departments and guards against loops.
  private Reply answerDestination(Connection connection, RawRequest request, VapiMessage message) {
    var callId = message.callId();
    if (callId != null && belongs(connection, message)) {
      var use =
          new VapiMessage.ToolUse(
              "destination-" + message.identity(request.body()).hashCode(),
              "transferCall",
              Map.of());
      var answer =
          tools
              .answer(
                  connection,
                  () -> seen(connection, message, callId, request.receivedAt()),
                  List.of(use),
                  request.receivedAt(),
                  VapiTools.Transfer.BY_PLATFORM)
              .getFirst()
              .answer();
      var transfer = answer.transfer();
      if (transfer != null) {
        return VapiReplies.destination(transfer, answer.say());
      }
    }
    return connection
        .find(VapiConnection.TRANSFER)
        .map(number -> VapiReplies.destination(new PhoneNumber(number), ""))
        .orElseGet(() -> VapiReplies.error(SORRY));
  }

  private CallSeen seen(
      Connection connection, VapiMessage message, String callId, Instant receivedAt) {
    return VapiCalls.seen(
        message,
        callId,
        connection.id().value(),
        workspaces.require(connection.tenant()).region(),
        receivedAt);
  }

  // A platform account may serve several workspaces; this connection only takes its own numbers.
  private static boolean belongs(Connection connection, VapiMessage message) {
    var own =
        Arrays.stream(connection.get(VapiConnection.NUMBERS, "").split(","))
            .map(String::strip)
            .filter(number -> !number.isEmpty())
            .collect(Collectors.toSet());
    if (own.isEmpty()) {
      return true;
    }
    var call = message.call();
    var told =
        java.util.stream.Stream.of(
                VapiMessage.text(call, "phoneNumberId"),
                VapiMessage.text(call.path("phoneNumber"), "number"),
                VapiMessage.text(message.message().path("phoneNumber"), "number"),
                VapiMessage.text(message.message().path("phoneNumber"), "id"))
            .filter(java.util.Objects::nonNull)
            .toList();
    // A browser call has no number; the connection vouches for it.
    return told.isEmpty() || told.stream().anyMatch(own::contains);
  }
}
