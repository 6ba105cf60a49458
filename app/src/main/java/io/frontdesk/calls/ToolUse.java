package io.frontdesk.calls;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One tool the receptionist used in a call, without arguments or answers.
///
/// @param toolCallId the platform's name of this use; the same one again updates it
public record ToolUse(
    String toolCallId, String name, Outcome outcome, @Nullable Duration took, Instant at) {

  /// How it went. `LATE`: the deadline passed and the caller heard the fallback.
  public enum Outcome {
    ASKED,
    ANSWERED,
    REFUSED,
    FAILED,
    LATE;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Outcome of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
