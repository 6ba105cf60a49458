package io.frontdesk.calls;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened in a call. Events may come late, twice and in any order: the call ends
/// up the same.
public sealed interface CallEvent {
  /// When it happened, by the platform's clock when it told the time.
  Instant at();

  /// The platform reports a status while the call lives.
  record Progress(CallStatus status, Instant at) implements CallEvent {}

  /// The call is over.
  ///
  /// @param status what it came to; null when the platform gave no reason
  /// @param reason the platform's word for it
  record Ended(@Nullable CallStatus status, @Nullable String reason, Instant at)
      implements CallEvent {}

  /// Somebody said something.
  ///
  /// @param whole false while the transcriber may still change it; each such guess replaces the one
  ///     before
  record Said(Speaker role, String text, boolean whole, @Nullable Duration offset, Instant at)
      implements CallEvent {}

  /// Anything else worth a line in the call's history.
  ///
  /// @param kind stable word, e.g. `transfer`, `hang`
  /// @param detail no personal data
  record Noted(String kind, @Nullable String detail, Instant at) implements CallEvent {}

  /// The platform's closing report: what it says wins over what was pieced together live.
  ///
  /// @param cost minor units of `costCurrency`, with fractions of a cent
  /// @param lines the whole conversation in order; empty leaves the live transcript
  /// @param tools tools the report tells of, also those that no event of their own told of
  record Report(
      CallStatus status,
      @Nullable String reason,
      @Nullable Instant answeredAt,
      @Nullable Instant endedAt,
      @Nullable Duration duration,
      @Nullable BigDecimal cost,
      @Nullable String costCurrency,
      @Nullable String summary,
      @Nullable String outcome,
      @Nullable String sentiment,
      @Nullable BigDecimal sentimentScore,
      @Nullable String urgency,
      @Nullable String success,
      @Nullable String recordingUrl,
      List<Spoken> lines,
      List<ToolUse> tools,
      Instant at)
      implements CallEvent {
    public Report {
      lines = List.copyOf(lines);
      tools = List.copyOf(tools);
    }
  }

  /// One line of a report.
  record Spoken(Speaker role, String text, @Nullable Duration offset, @Nullable Instant at) {}

  /// Who speaks.
  enum Speaker {
    CALLER("Caller"),
    ASSISTANT("Receptionist"),
    PERSON("Colleague"),
    SYSTEM("System");

    private final String label;

    Speaker(String label) {
      this.label = label;
    }

    /// As screens show it.
    public String label() {
      return label;
    }

    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Speaker of(String code) {
      return valueOf(code.toUpperCase(java.util.Locale.ROOT));
    }
  }
}
