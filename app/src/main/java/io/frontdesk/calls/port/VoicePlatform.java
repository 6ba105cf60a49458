package io.frontdesk.calls.port;

import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the call log needs from a voice platform while a call lives. Call it outside transactions.
public interface VoicePlatform {

  /// A call that lives now.
  ///
  /// @param connection the connection it came through
  record LiveCall(UUID connection, String providerCallId, @Nullable String controlUrl) {
    @Override
    public String toString() {
      return "LiveCall[" + providerCallId + "]";
    }
  }

  /// What became of a command.
  sealed interface Answer {
    record Accepted() implements Answer {}

    /// @param reason for the person at the screen
    record Refused(String reason) implements Answer {}
  }

  /// Connects the caller with a person.
  Answer transfer(TenantId tenant, LiveCall call, PhoneNumber to);

  /// Lets the receptionist say something now.
  Answer say(TenantId tenant, LiveCall call, String text);

  /// Hangs up.
  Answer endCall(TenantId tenant, LiveCall call);
}
