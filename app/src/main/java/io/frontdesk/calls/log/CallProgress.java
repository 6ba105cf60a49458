package io.frontdesk.calls.log;

import io.frontdesk.calls.Attention;
import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallDirection;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a call moves on: a pure rule from what is known and what happened to what is known then.
///
/// Events come late, twice and in any order, so each field keeps the earliest or the best-founded
/// value, never the latest to arrive: any order of the same events gives the same call.
public record CallProgress(
    CallStatus status,
    Instant startedAt,
    @Nullable Instant answeredAt,
    boolean answeredExact,
    @Nullable Instant endedAt,
    boolean endedExact,
    @Nullable String endedReason,
    @Nullable Instant reportedAt,
    @Nullable Duration reportedDuration,
    @Nullable Attention attention) {

  public static CallProgress of(Call call) {
    return new CallProgress(
        call.status(),
        call.startedAt(),
        call.answeredAt(),
        call.answeredExact(),
        call.endedAt(),
        call.endedExact(),
        call.endedReason(),
        call.reportedAt(),
        call.reportedDuration(),
        call.attention());
  }

  /// What is known once `event` is known too.
  public CallProgress after(CallEvent event, CallDirection direction) {
    var next =
        switch (event) {
          case CallEvent.Progress(var status, var at) -> progress(status, at);
          case CallEvent.Said said -> spoken(said.at());
          case CallEvent.Ended(var status, var reason, var at) -> ended(status, reason, at);
          case CallEvent.Noted noted -> since(noted.at());
          case CallEvent.Report report -> reported(report);
        };
    return next.settled(direction);
  }

  /// Whether `report` is news: the first one, or a later correction.
  public boolean accepts(CallEvent.Report report) {
    return reportedAt == null || report.at().isAfter(reportedAt);
  }

  private CallProgress since(Instant at) {
    return with(status, earliest(startedAt, at), answeredAt, endedAt, endedReason);
  }

  private CallProgress progress(CallStatus to, Instant at) {
    boolean answered = to == CallStatus.IN_PROGRESS || to == CallStatus.FORWARDING;
    return with(
        endedAt == null && to.compareTo(status) > 0 ? to : status,
        earliest(startedAt, at),
        answered && !answeredExact ? earliest(answeredAt, at) : answeredAt,
        endedAt,
        endedReason);
  }

  private CallProgress spoken(Instant at) {
    return progress(CallStatus.IN_PROGRESS, at);
  }

  private CallProgress ended(@Nullable CallStatus to, @Nullable String reason, Instant at) {
    boolean better = reportedAt == null && to != null;
    return with(
        better && to != null ? to : status,
        earliest(startedAt, at),
        answeredAt,
        endedExact ? endedAt : earliest(endedAt, at),
        better ? reason : endedReason);
  }

  private CallProgress reported(CallEvent.Report report) {
    if (!accepts(report)) {
      return since(report.at());
    }
    var answered = report.answeredAt();
    var ended = report.endedAt();
    return new CallProgress(
        report.status(),
        earliest(startedAt, answered == null ? report.at() : earliest(answered, report.at())),
        answered == null ? answeredAt : answered,
        answered != null || answeredExact,
        ended == null ? (endedExact ? endedAt : earliest(endedAt, report.at())) : ended,
        ended != null || endedExact,
        report.reason() == null ? endedReason : report.reason(),
        report.at(),
        report.duration(),
        attention);
  }

  // An end without a reason means: completed when somebody answered, else nobody did. Late events
  // may still tell that somebody answered.
  private CallProgress settled(CallDirection direction) {
    var settled = status;
    if (endedAt != null && reportedAt == null && endedReason == null) {
      settled = answeredAt != null ? CallStatus.COMPLETED : CallStatus.NO_ANSWER;
    }
    return new CallProgress(
        settled,
        startedAt,
        answeredAt,
        answeredExact,
        endedAt,
        endedExact,
        endedReason,
        reportedAt,
        reportedDuration,
        attention(settled, direction));
  }

  // What tools and people marked stays; what the status alone says follows the status.
  private @Nullable Attention attention(CallStatus settled, CallDirection direction) {
    if (attention != null && attention.compareTo(Attention.TROUBLE) >= 0) {
      return attention;
    }
    return switch (settled) {
      case NO_ANSWER, CANCELLED -> direction == CallDirection.INBOUND ? Attention.MISSED : null;
      case VOICEMAIL -> direction == CallDirection.INBOUND ? Attention.VOICEMAIL : null;
      case FAILED -> Attention.FAILED;
      case SCHEDULED, QUEUED, RINGING, IN_PROGRESS, FORWARDING, COMPLETED, TRANSFERRED -> null;
    };
  }

  private CallProgress with(
      CallStatus status,
      Instant startedAt,
      @Nullable Instant answeredAt,
      @Nullable Instant endedAt,
      @Nullable String endedReason) {
    return new CallProgress(
        status,
        startedAt,
        answeredAt,
        answeredExact,
        endedAt,
        endedExact,
        endedReason,
        reportedAt,
        reportedDuration,
        attention);
  }

  private static Instant earliest(@Nullable Instant a, Instant b) {
    return a == null || b.isBefore(a) ? b : a;
  }
}
