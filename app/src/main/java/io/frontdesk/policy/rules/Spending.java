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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Counts attempts and keeps budgets. What is allowed is counted in the transaction that allows it,
/// behind locks, so that two at once never take the last of anything both.
///
/// Budget rows are locked before attempts are, days before months, people by number: no two
/// transactions wait for each other.
@Component
public class Spending {
  /// Something that must wait, and why.
  record Hold(Instant until, Rule rule) {}

  record Cost(long segments, long micros) {
    boolean isFree() {
      return segments == 0 && micros == 0;
    }
  }

  /// One question whose attempts and cost count.
  ///
  /// @param hash null when the tenant never kept anything about any address
  /// @param delivery names what is taken for it; null only asks
  record Candidate(
      ContactQuestion question,
      byte @Nullable [] hash,
      List<DatedRule> rules,
      WorkspaceRules.Choice choice,
      @Nullable UUID delivery,
      Cost cost) {
    boolean isBudgeted() {
      return choice.hasBudget() && !cost.isFree();
    }

    boolean spends() {
      return question.purpose() == Purpose.MARKETING || choice.hasBudget();
    }
  }

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

  /// Reads what all of `candidates` count on. With deliveries it is also held until the end of the
  /// transaction.
  Tally tally(TenantId tenant, List<Candidate> candidates) {
    return new Tally(tenant, candidates);
  }

  /// What a batch counts on, kept up while its members are decided on one after the other.
  final class Tally {
    private final TenantId tenant;
    private final Set<UUID> known;
    private final Map<SpendingStore.Period, WorkspaceRules.Used> used = new HashMap<>();
    private final Map<Candidate, List<SpendingStore.Past>> past = new IdentityHashMap<>();
    private final List<Candidate> taken = new ArrayList<>();
    private final BusinessZone.Once zone;

    private Tally(TenantId tenant, List<Candidate> candidates) {
      this.tenant = tenant;
      this.zone = new BusinessZone.Once(business, tenant);
      var spending =
          candidates.stream()
              .filter(one -> one.delivery() != null && one.spends())
              .map(Candidate::delivery)
              .toList();
      this.known = new HashSet<>(spending.isEmpty() ? Set.of() : store.known(tenant, spending));
      var counting = candidates.stream().filter(one -> !isKnown(one)).toList();
      boolean locking = counting.stream().anyMatch(one -> one.delivery() != null);
      readBudgets(counting, locking);
      readAttempts(counting, locking);
    }

    private void readBudgets(List<Candidate> counting, boolean locking) {
      var periods = new TreeSet<SpendingStore.Period>();
      for (var one : counting) {
        if (one.isBudgeted()) {
          periods.add(day(one.question().at()));
          periods.add(month(one.question().at()));
        }
      }
      if (locking && !periods.isEmpty()) {
        used.putAll(store.lockUses(tenant, periods));
      } else {
        periods.forEach(period -> used.put(period, stored(tenant, period)));
      }
    }

    private void readAttempts(List<Candidate> counting, boolean locking) {
      var capped = counting.stream().filter(one -> !caps(one).isEmpty()).toList();
      if (capped.isEmpty()) {
        return;
      }
      if (locking) {
        locks.toCount(tenant, capped.stream().map(Candidate::question).toList());
      }
      var found =
          store.attempts(
              tenant,
              capped.stream()
                  .map(
                      one ->
                          new SpendingStore.Asked(
                              one.hash(), one.question(), one.question().at().minus(longest(one))))
                  .toList());
      for (int i = 0; i < capped.size(); i++) {
        past.put(capped.get(i), found.get(i));
      }
    }

    /// The later of what the budget and the number of attempts demand.
    Optional<Hold> hold(Candidate one) {
      if (isKnown(one)) {
        return Optional.empty();
      }
      var budget = budget(one);
      var attempts = attempts(one);
      if (budget.isPresent() && attempts.isPresent()) {
        return budget.get().until().isAfter(attempts.get().until()) ? budget : attempts;
      }
      return budget.or(() -> attempts);
    }

    /// Counts one that is allowed; written down by [#keep].
    void take(Candidate one) {
      if (isKnown(one) || (!one.isBudgeted() && one.question().purpose() != Purpose.MARKETING)) {
        return;
      }
      taken.add(one);
      known.add(Objects.requireNonNull(one.delivery()));
      if (one.isBudgeted()) {
        use(day(one.question().at()), one.cost());
        use(month(one.question().at()), one.cost());
      }
    }

    /// Writes down what was taken and reserves its cost.
    void keep() {
      if (taken.isEmpty()) {
        return;
      }
      var attempts = taken.stream().map(this::attempt).toList();
      var fresh = store.addAttempts(tenant, attempts);
      add(
          tenant,
          attempts.stream()
              .filter(one -> fresh.contains(one.id()))
              .map(SpendingStore.Attempt::reserved)
              .toList(),
          1);
    }

    private SpendingStore.Attempt attempt(Candidate one) {
      var question = one.question();
      var hash =
          one.hash() == null
              ? keys.hash(tenant, question.channel(), question.address())
              : one.hash();
      return new SpendingStore.Attempt(
          Objects.requireNonNull(one.delivery()),
          hash,
          question,
          one.isBudgeted()
              ? new SpendingStore.Reserved(
                  one.cost().segments(),
                  one.cost().micros(),
                  day(question.at()).starts(),
                  month(question.at()).starts())
              : new SpendingStore.Reserved(0, 0, null, null));
    }

    private boolean isKnown(Candidate one) {
      return one.delivery() != null && known.contains(one.delivery());
    }

    private Optional<Hold> budget(Candidate one) {
      if (!one.isBudgeted()) {
        return Optional.empty();
      }
      var at = one.question().at();
      var choice = one.choice();
      Hold hold = null;
      if (isOver(day(at), one.cost(), choice.segmentsPerDay(), choice.microsPerDay())) {
        hold = new Hold(ends(day(at).starts().plusDays(1)), Rules.overBudget("day"));
      }
      if (isOver(month(at), one.cost(), choice.segmentsPerMonth(), choice.microsPerMonth())) {
        hold = new Hold(ends(month(at).starts().plusMonths(1)), Rules.overBudget("month"));
      }
      return Optional.ofNullable(hold);
    }

    private boolean isOver(
        SpendingStore.Period period,
        Cost cost,
        @Nullable Long segmentLimit,
        @Nullable Long microsLimit) {
      var now = Objects.requireNonNull(used.get(period));
      return Spending.isOver(now.segments(), cost.segments(), segmentLimit)
          || Spending.isOver(now.micros(), cost.micros(), microsLimit);
    }

    private void use(SpendingStore.Period period, Cost cost) {
      used.computeIfPresent(
          period,
          (_, now) ->
              new WorkspaceRules.Used(
                  now.segments() + cost.segments(), now.micros() + cost.micros()));
    }

    private Optional<Hold> attempts(Candidate one) {
      var caps = caps(one);
      if (caps.isEmpty()) {
        return Optional.empty();
      }
      var counted =
          Stream.concat(
                  taken.stream()
                      .filter(other -> countsFor(one, other))
                      .map(Candidate::question)
                      .map(other -> new SpendingStore.Past(other.at(), other.subject())),
                  Objects.requireNonNull(past.get(one)).stream())
              .sorted(Comparator.comparing(SpendingStore.Past::at).reversed())
              .toList();
      return caps.stream()
          .flatMap(cap -> Spending.hold(cap, counted, one.question()).stream())
          .max(Comparator.comparing(Hold::until));
    }

    private SpendingStore.Period day(Instant at) {
      return Spending.day(at, zone.get());
    }

    private SpendingStore.Period month(Instant at) {
      return Spending.month(at, zone.get());
    }

    private Instant ends(LocalDate next) {
      return next.atStartOfDay(zone.get()).toInstant();
    }
  }

  // Whether an attempt on one is an attempt on the other.
  private static boolean countsFor(Candidate one, Candidate other) {
    if (one.question().purpose() != other.question().purpose()) {
      return false;
    }
    var person = one.question().person();
    return (person != null && person.equals(other.question().person()))
        || (one.hash() == null || other.hash() == null
            ? one.question().address().equals(other.question().address())
            : Arrays.equals(one.hash(), other.hash()));
  }

  /// Gives everything back that `ids` took. Repeatable.
  public void releaseAll(TenantId tenant, List<UUID> ids) {
    if (!ids.isEmpty()) {
      add(tenant, store.removeAttempts(tenant, ids), -1);
    }
  }

  /// Keeps what `id` took under another name, so that it can take again.
  public void spent(TenantId tenant, UUID id) {
    store.rename(tenant, id, Uuid7.next());
  }

  /// Replaces what was reserved for `id` by what it cost.
  public void settle(TenantId tenant, UUID id, long segments, long micros) {
    store
        .settle(tenant, id, segments, micros)
        .ifPresent(
            was ->
                add(
                    tenant,
                    List.of(
                        new SpendingStore.Reserved(
                            segments - was.segments(),
                            micros - was.micros(),
                            was.day(),
                            was.month())),
                    1));
  }

  public WorkspaceRules.Used usedToday(TenantId tenant, Instant at) {
    return stored(tenant, day(at, business.of(tenant)));
  }

  public WorkspaceRules.Used usedThisMonth(TenantId tenant, Instant at) {
    return stored(tenant, month(at, business.of(tenant)));
  }

  private record Cap(Rule rule, DatedRule.Attempts attempts) {}

  private static Duration longest(Candidate one) {
    return caps(one).stream()
        .map(cap -> cap.attempts().within())
        .max(Duration::compareTo)
        .orElseThrow();
  }

  private static List<Cap> caps(Candidate one) {
    var question = one.question();
    var caps = new ArrayList<Cap>();
    for (var rule : one.rules()) {
      var attempts = rule.attempts();
      if (attempts != null && rule.isAbout(question.at())) {
        caps.add(new Cap(rule.rule(), attempts));
      }
    }
    var own = one.choice().marketingPerDay();
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

  // One statement per day and month, days first.
  private void add(TenantId tenant, List<SpendingStore.Reserved> all, int sign) {
    var sums = new TreeMap<SpendingStore.Period, Cost>();
    for (var one : all) {
      if (one.day() != null) {
        sums.merge(new SpendingStore.Period("day", one.day()), cost(one, sign), Spending::sum);
      }
      if (one.month() != null) {
        sums.merge(new SpendingStore.Period("month", one.month()), cost(one, sign), Spending::sum);
      }
    }
    sums.forEach((period, sum) -> store.addUse(tenant, period, sum.segments(), sum.micros()));
  }

  private static Cost cost(SpendingStore.Reserved one, int sign) {
    return new Cost(sign * one.segments(), sign * one.micros());
  }

  private static Cost sum(Cost one, Cost other) {
    return new Cost(one.segments() + other.segments(), one.micros() + other.micros());
  }

  private WorkspaceRules.Used stored(TenantId tenant, SpendingStore.Period period) {
    return store.use(tenant, period).orElse(new WorkspaceRules.Used(0, 0));
  }

  private static SpendingStore.Period day(Instant at, ZoneId zone) {
    return new SpendingStore.Period("day", at.atZone(zone).toLocalDate());
  }

  private static SpendingStore.Period month(Instant at, ZoneId zone) {
    return new SpendingStore.Period("month", at.atZone(zone).toLocalDate().withDayOfMonth(1));
  }
}
