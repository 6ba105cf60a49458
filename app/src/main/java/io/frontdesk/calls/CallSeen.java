package io.frontdesk.calls;

import io.frontdesk.platform.phone.PhoneNumber;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What any event of the voice platform tells about its call. Facts that are missing here leave
/// what is known already.
///
/// @param providerCallId the platform's name of the call, 1 to 200 characters
/// @param connection the connection it came through; the live controls go back through it
/// @param caller the other side's number, also of an outbound call
/// @param line our number
/// @param controlUrl where the platform takes live commands for this call
/// @param at the earliest moment this event proves the call existed
public record CallSeen(
    String providerCallId,
    @Nullable UUID connection,
    CallDirection direction,
    boolean test,
    @Nullable PhoneNumber caller,
    @Nullable String callerName,
    @Nullable PhoneNumber line,
    @Nullable String assistantRef,
    @Nullable String numberRef,
    @Nullable String controlUrl,
    Instant at) {

  public CallSeen {
    if (providerCallId.isBlank() || providerCallId.length() > 200) {
      throw new IllegalArgumentException("a provider's call id has 1 to 200 characters");
    }
  }

  /// An inbound call of which little is known.
  public static CallSeen inbound(
      String providerCallId, @Nullable PhoneNumber caller, @Nullable PhoneNumber line, Instant at) {
    return new CallSeen(
        providerCallId,
        null,
        CallDirection.INBOUND,
        false,
        caller,
        null,
        line,
        null,
        null,
        null,
        at);
  }
}
