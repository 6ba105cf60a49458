package io.frontdesk.integrations.vapi;

import io.frontdesk.calls.CallStatus;
import java.util.List;
import java.util.Set;

/// What Vapi's more than six hundred reasons for the end of a call come to.
final class EndedReason {
  private static final Set<String> NO_ANSWER =
      Set.of(
          "customer-busy",
          "customer-did-not-answer",
          "customer-did-not-give-microphone-permission",
          "call.ringing.sip-inbound-caller-hungup-before-call-connect",
          "twilio-reported-customer-misdialed");
  private static final Set<String> TRANSFERRED =
      Set.of(
          "assistant-forwarded-call",
          "assistant-request-returned-forwarding-phone-number",
          "call.ringing.hook-executed-transfer",
          "call.ending.hook-executed-transfer");
  private static final Set<String> CANCELLED =
      Set.of("manually-canceled", "scheduled-call-deleted");
  private static final Set<String> FAILED =
      Set.of(
          "assistant-error",
          "assistant-not-found",
          "assistant-not-valid",
          "assistant-join-timed-out",
          "assistant-request-failed",
          "assistant-request-returned-error",
          "assistant-request-returned-unspeakable-error",
          "assistant-request-returned-invalid-assistant",
          "assistant-request-returned-no-assistant",
          "database-error",
          "phone-call-provider-closed-websocket",
          "twilio-failed-to-connect-call",
          "unknown-error",
          "vonage-failed-to-connect-call",
          "vonage-rejected",
          "worker-shutdown");
  private static final List<String> FAILED_PREFIXES =
      List.of(
          "call.in-progress.error-",
          "call.ringing.error-",
          "call.start.error-",
          "call-start-error-",
          "pipeline-error-",
          "pipeline-no-");

  private EndedReason() {}

  static CallStatus status(String reason) {
    if (NO_ANSWER.contains(reason)) {
      return CallStatus.NO_ANSWER;
    }
    if ("voicemail".equals(reason)) {
      return CallStatus.VOICEMAIL;
    }
    if (TRANSFERRED.contains(reason)) {
      return CallStatus.TRANSFERRED;
    }
    if (CANCELLED.contains(reason)) {
      return CallStatus.CANCELLED;
    }
    if (FAILED.contains(reason) || FAILED_PREFIXES.stream().anyMatch(reason::startsWith)) {
      return CallStatus.FAILED;
    }
    return CallStatus.COMPLETED;
  }

  /// Whether the caller was being put through and reached nobody.
  static boolean lostInTransfer(String reason) {
    return reason.startsWith("call.forwarding.")
        || reason.equals("customer-ended-call-during-transfer")
        || reason.equals("customer-ended-call-before-warm-transfer");
  }
}
