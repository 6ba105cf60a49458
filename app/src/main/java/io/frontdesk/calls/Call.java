package io.frontdesk.calls;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.phone.PhoneNumber;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One phone call as it stands now, without its transcript.
///
/// @param caller the other side's number, also of an outbound call
/// @param startedAt the earliest moment anything told of the call
/// @param reportedDuration as the platform reported; [#duration] also knows calls without a report
/// @param cost minor units of `costCurrency`, with fractions of a cent
public record Call(
    CallId id,
    String providerCallId,
    @Nullable UUID connection,
    CallDirection direction,
    CallStatus status,
    boolean test,
    @Nullable PhoneNumber caller,
    @Nullable String callerName,
    @Nullable PhoneNumber line,
    @Nullable String assistantRef,
    @Nullable String numberRef,
    @Nullable String controlUrl,
    Instant startedAt,
    @Nullable Instant answeredAt,
    boolean answeredExact,
    @Nullable Instant endedAt,
    boolean endedExact,
    @Nullable Instant reportedAt,
    @Nullable Duration reportedDuration,
    @Nullable BigDecimal cost,
    @Nullable String costCurrency,
    @Nullable String endedReason,
    @Nullable String summary,
    @Nullable String outcome,
    @Nullable String sentiment,
    @Nullable BigDecimal sentimentScore,
    @Nullable String urgency,
    @Nullable String success,
    @Nullable ContactId contact,
    @Nullable AppointmentId appointment,
    @Nullable Attention attention,
    @Nullable String attentionReason,
    @Nullable Instant resolvedAt,
    @Nullable String resolvedBy,
    @Nullable String note) {

  public boolean live() {
    return status.live();
  }

  /// Whether a person should still look at it.
  public boolean needsAttention() {
    return attention != null && resolvedAt == null;
  }

  /// How long people spoke; zero while or when nobody answered.
  public Duration duration() {
    if (reportedDuration != null) {
      return reportedDuration;
    }
    if (answeredAt == null || endedAt == null || endedAt.isBefore(answeredAt)) {
      return Duration.ZERO;
    }
    return Duration.between(answeredAt, endedAt);
  }
}
