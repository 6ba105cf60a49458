package io.frontdesk.policy.rules;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import io.frontdesk.policy.WorkspaceRules;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Counts attempts and keeps budgets. What is allowed is counted in the transaction that allows it,
/// behind locks, so that two at once never take the last of anything both.
///
/// Budget rows are locked before attempts are, days before months: no two transactions wait for
/// each other.
@Component
public class Spending {
  /// Something that must wait, and why.
  record Hold(Instant until, Rule rule) {}

  record Cost(long segments, long micros) {
    boolean isFree() {
      return segments == 0 && micros == 0;
    }
  }

  private record Period(String name, LocalDate starts, Instant ends) {}

  private final SpendingStore store;
  private final AddressLocks locks;
  private final AddressKeys keys;
  private final BusinessZone business;

  Spending(SpendingStore store, AddressLocks locks, AddressKeys keys, BusinessZone business) {
    this.store = store;
    this.locks = locks;
    this.keys = keys;
    this.business = business;
  }

  /// What one message costs the budget: texts by their segments, all else nothing.
  static Cost cost(ContactQuestion question, int segments, WorkspaceRules.Choice choice) {
    boolean counts = question.channel() == Channel.SMS && question.purpose() != Purpose.COMPLIANCE;
    return counts
        ? new Cost(segments, Math.multiplyExact(segments, choice.segmentMicros()))
        : new Cost(0, 0);
  }

  /// Whether the budget leaves room.
  ///
  /// @param locking holds the budget until the end of the transaction
  Optional<Hold> budget(
      TenantId tenant,
      ContactQuestion question,
      WorkspaceRules.Choice choice,
      Cost cost,
      boolean locking) {
    if (!choice.hasBudget() || cost.isFree()) {
      return Optional.empty();
    }
    Hold hold = null;
    for (var period : List.of(day(tenant, question.at()), month(tenant, question.at()))) {
      var used =
          locking ? store.lockUse(tenant, period.name(), period.starts()) : used(tenant, period);
      boolean isDay = period.name().equals("day");
      if (isOver(
              used.segments(),
              cost.segments(),
              isDay ? choice.segmentsPerDay() : choice.segmentsPerMonth())
          || isOver(
              used.micros(),
              cost.micros(),
              isDay ? choice.microsPerDay() : choice.microsPerMonth())) {
        hold = new Hold(period.ends(), Rules.overBudget(period.name()));
      }
    }
    return Optional.ofNullable(hold);
  }

  /// Whether the person was tried often enough.
  ///
  /// @param locking counts alone until the end of the transaction
  Optional<Hold> attempts(
      TenantId tenant,
      byte @Nullable [] hash,
      ContactQuestion question,
      List<DatedRule> rules,
      WorkspaceRules.Choice choice,
      boolean locking) {
    var caps = caps(question, rules, choice);
    if (caps.isEmpty()) {
      return Optional.empty();
    }
    if (locking) {
      locks.toCount(tenant, question);
    }
    var longest =
        caps.stream().map(cap -> cap.attempts().within()).max(Duration::compareTo).orElseThrow();
    var past = store.attempts(tenant, hash, question, question.at().minus(longest));
    return caps.stream()
        .flatMap(cap -> hold(cap, past, question).stream())
        .max((one, other) -> one.until().compareTo(other.until()));
  }

  /// Counts one allowed attempt and reserves its cost. Repeatable.
  void take(
      TenantId tenant, ContactQuestion question, UUID id, WorkspaceRules.Choice choice, Cost cost) {
    boolean budgeted = choice.hasBudget() && !cost.isFree();
    if (!budgeted && question.purpose() != Purpose.MARKETING) {
      return;
    }
    var reserved =
        budgeted
            ? new SpendingStore.Reserved(
                cost.segments(),
                cost.micros(),
                day(tenant, question.at()).starts(),
                month(tenant, question.at()).starts())
            : new SpendingStore.Reserved(0, 0, null, null);
    var hash = keys.hash(tenant, question.channel(), question.address());
    if (store.addAttempt(tenant, id, hash, question, reserved)) {
      add(tenant, reserved, cost.segments(), cost.micros());
    }
  }

  /// Whether `id` is counted already, so that asking again for it takes nothing.
  boolean isTaken(TenantId tenant, UUID id) {
    return store.hasAttempt(tenant, id);
  }

  /// Gives everything back that `id` took. Repeatable.
  public void release(TenantId tenant, UUID id) {
    store
        .removeAttempt(tenant, id)
        .ifPresent(was -> add(tenant, was, -was.segments(), -was.micros()));
  }

  /// Keeps what `id` took under another name, so that it can take again.
  public void spent(TenantId tenant, UUID id) {
    store.rename(tenant, id, Uuid7.next());
  }

  /// Replaces what was reserved for `id` by what it cost.
  public void settle(TenantId tenant, UUID id, long segments, long micros) {
    store
        .settle(tenant, id, segments, micros)
        .ifPresent(was -> add(tenant, was, segments - was.segments(), micros - was.micros()));
  }

  public WorkspaceRules.Used usedToday(TenantId tenant, Instant at) {
    return used(tenant, day(tenant, at));
  }

  public WorkspaceRules.Used usedThisMonth(TenantId tenant, Instant at) {
    return used(tenant, month(tenant, at));
  }

  private record Cap(Rule rule, DatedRule.Attempts attempts) {}

  private static List<Cap> caps(
      ContactQuestion question, List<DatedRule> rules, WorkspaceRules.Choice choice) {
    var caps = new ArrayList<Cap>();
    for (var rule : rules) {
      var attempts = rule.attempts();
      if (attempts != null && rule.isAbout(question.at())) {
        caps.add(new Cap(rule.rule(), attempts));
      }
    }
    var own = choice.marketingPerDay();
    if (own != null && question.purpose() == Purpose.MARKETING) {
      caps.add(
          new Cap(
              Rules.marketingPerDay(own),
              new DatedRule.Attempts(own, Duration.ofHours(24), false)));
    }
    return caps;
  }

  private static Optional<Hold> hold(
      Cap cap, List<SpendingStore.Past> past, ContactQuestion question) {
    var attempts = cap.attempts();
    var since = question.at().minus(attempts.within());
    var counted =
        past.stream()
            .filter(one -> one.at().isAfter(since))
            .filter(one -> !attempts.sameSubject() || isSame(one.subject(), question.subject()))
            .toList();
    // Newest first: when the last one too many leaves the span, there is room again.
    return counted.size() < attempts.most()
        ? Optional.empty()
        : Optional.of(
            new Hold(counted.get(attempts.most() - 1).at().plus(attempts.within()), cap.rule()));
  }

  private static boolean isSame(@Nullable String one, @Nullable String other) {
    return one == null || other == null || one.equals(other);
  }

  private static boolean isOver(long used, long cost, @Nullable Long limit) {
    return limit != null && used + cost > limit;
  }

  private void add(TenantId tenant, SpendingStore.Reserved was, long segments, long micros) {
    if (was.day() != null) {
      store.addUse(tenant, "day", was.day(), segments, micros);
    }
    if (was.month() != null) {
      store.addUse(tenant, "month", was.month(), segments, micros);
    }
  }

  private WorkspaceRules.Used used(TenantId tenant, Period period) {
    return store.use(tenant, period.name(), period.starts()).orElse(new WorkspaceRules.Used(0, 0));
  }

  private Period day(TenantId tenant, Instant at) {
    var zone = business.of(tenant);
    var starts = at.atZone(zone).toLocalDate();
    return new Period("day", starts, starts.plusDays(1).atStartOfDay(zone).toInstant());
  }

  private Period month(TenantId tenant, Instant at) {
    var zone = business.of(tenant);
    var starts = at.atZone(zone).toLocalDate().withDayOfMonth(1);
    return new Period("month", starts, starts.plusMonths(1).atStartOfDay(zone).toInstant());
  }
}
