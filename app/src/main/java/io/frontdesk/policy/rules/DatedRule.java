package io.frontdesk.policy.rules;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One rule of the rule files: where it holds, when, for what, and what it demands.
///
/// @param jurisdiction `US`, a state as `US-FL`, `UNKNOWN` for places whose rules are not known, or
///     `ANY`
/// @param to last day in force, or null when no end is known
/// @param hours null when it says nothing about hours
/// @param attempts null when it does not count attempts
record DatedRule(
    Rule rule,
    String jurisdiction,
    LocalDate from,
    @Nullable LocalDate to,
    Set<Channel> channels,
    Set<Purpose> purposes,
    @Nullable OpenHours hours,
    @Nullable Attempts attempts) {
  /// How often one person may be tried.
  ///
  /// @param sameSubject whether only attempts on the same subject count; what has no subject counts
  ///     for each
  record Attempts(int most, Duration within, boolean sameSubject) {
    Attempts {
      if (most < 1 || within.isNegative() || within.isZero()) {
        throw new IllegalArgumentException("attempts need a positive number and span");
      }
    }
  }

  private static final Rule OWN_HOURS =
      new Rule("outreach.hours", "2026-03-01", "The sender's choice", "The hours of the outreach.");

  /// The sender's own hours as a rule beside the others.
  static DatedRule ownHours(ContactQuestion question, ContactQuestion.Hours hours) {
    var day = new Window(hours.opens(), hours.closes());
    var week = Arrays.stream(DayOfWeek.values()).collect(Collectors.toMap(one -> one, _ -> day));
    return new DatedRule(
        OWN_HOURS,
        "ANY",
        LocalDate.EPOCH,
        null,
        Set.of(question.channel()),
        Set.of(question.purpose()),
        new OpenHours(week, LocalDate.EPOCH, null, null),
        null);
  }

  DatedRule {
    channels = Set.copyOf(channels);
    purposes = Set.copyOf(purposes);
  }

  boolean concerns(Channel channel, Purpose purpose) {
    return channels.contains(channel) && purposes.contains(purpose);
  }

  /// Whether it is in force at `at`, or within the day on either side of it: zones differ.
  boolean isAbout(Instant at) {
    var day = at.atOffset(ZoneOffset.UTC).toLocalDate();
    return !day.plusDays(1).isBefore(from) && (to == null || !day.minusDays(1).isAfter(to));
  }
}
