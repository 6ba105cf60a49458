package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactPolicy;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Decision;
import io.frontdesk.policy.Explanation;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import io.frontdesk.policy.Suppression;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads the facts once, then walks the rules from the strongest to the mildest: suppression,
/// consent, age of the number; then what only waits: switches, attempts and budget, hours.
@Component
public class DecisionEngine {
  private static final Duration CONFIRM_WITHIN = Duration.ofMinutes(5);
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  /// Everything a decision rests on, apart from counts.
  record Facts(
      ContactQuestion question,
      byte @Nullable [] hash,
      List<Suppression> suppressions,
      List<AgencyStore.Bar> agencyBars,
      Optional<String> stopped,
      BackgroundStore.Background background,
      PersonPlace place,
      List<DatedRule> rules) {}

  private final AddressKeys keys;
  private final PolicyStore store;
  private final BackgroundStore background;
  private final AgencyStore agency;
  private final Spending spending;
  private final BusinessZone business;
  private final AddressLocks locks;
  private final RuleBook book;

  DecisionEngine(
      AddressKeys keys,
      AddressLocks locks,
      PolicyStore store,
      BackgroundStore background,
      AgencyStore agency,
      Spending spending,
      BusinessZone business,
      UsRules rules) {
    this.keys = keys;
    this.locks = locks;
    this.store = store;
    this.background = background;
    this.agency = agency;
    this.spending = spending;
    this.business = business;
    this.book = rules.book();
  }

  /// Decides without counting. Inside a transaction of `tenant`.
  public Decision decide(TenantId tenant, ContactQuestion question) {
    locks.toDecide(tenant, question.channel(), question.address());
    return decide(tenant, facts(tenant, question), null);
  }

  /// Decides and, when it may go, counts the attempt and reserves its cost. Inside a writing
  /// transaction of `tenant`.
  public Decision admit(TenantId tenant, ContactQuestion question, ContactPolicy.Intent intent) {
    locks.toDecide(tenant, question.channel(), question.address());
    return decide(tenant, facts(tenant, question), intent);
  }

  /// The decision with what it rests on, for people.
  public Explanation explain(TenantId tenant, ContactQuestion question) {
    locks.toDecide(tenant, question.channel(), question.address());
    var facts = facts(tenant, question);
    return new Explanation(
        decide(tenant, facts, null),
        facts.place().zones().stream().sorted(Comparator.comparing(ZoneId::getId)).toList(),
        facts.place().jurisdictions().stream()
            .filter(place -> place.startsWith("US-"))
            .map(place -> place.substring(3))
            .sorted()
            .toList(),
        facts.rules().stream().map(DatedRule::rule).distinct().toList());
  }

  private Decision decide(TenantId tenant, Facts facts, ContactPolicy.@Nullable Intent intent) {
    var question = facts.question();
    var digest = digest(facts);
    var refusal = refusal(facts);
    if (refusal != null) {
      return new Decision.Refuse(refusal, digest);
    }
    if (facts.stopped().isPresent()) {
      return new Decision.HoldUntil(
          question.at().plus(ASK_AGAIN), Rules.stopped(facts.stopped().get()), digest);
    }
    var counted = counted(tenant, facts, intent);
    var earliest = counted.map(Spending.Hold::until).orElse(question.at());
    var timed = facts.rules().stream().filter(rule -> rule.hours() != null).toList();
    if (!timed.isEmpty()) {
      var opening = RuleBook.opening(earliest, timed, facts.place().zones());
      var first = opening.first();
      if (first == null) {
        return new Decision.Refuse(Rules.NEVER_OPEN, digest);
      }
      if (first.isAfter(earliest)) {
        // What is used up is the reason, although the hours may carry its end further.
        var because = counted.map(Spending.Hold::rule).orElse(opening.because().rule());
        return new Decision.HoldUntil(first, because, digest);
      }
    }
    if (counted.isPresent()) {
      return new Decision.HoldUntil(earliest, counted.get().rule(), digest);
    }
    if (intent != null) {
      var rules = facts.background().rules();
      spending.take(
          tenant,
          question,
          intent.delivery(),
          rules,
          Spending.cost(question, intent.segments(), rules));
    }
    return new Decision.Allow(allowing(question.purpose()), digest);
  }

  // The later of what the budget and the number of attempts demand.
  private Optional<Spending.Hold> counted(
      TenantId tenant, Facts facts, ContactPolicy.@Nullable Intent intent) {
    var question = facts.question();
    if (intent != null && spends(facts) && spending.isTaken(tenant, intent.delivery())) {
      return Optional.empty();
    }
    var rules = facts.background().rules();
    var cost = Spending.cost(question, intent == null ? 1 : intent.segments(), rules);
    boolean locking = intent != null;
    var budget = spending.budget(tenant, question, rules, cost, locking);
    var attempts = spending.attempts(tenant, facts.hash(), question, facts.rules(), rules, locking);
    if (budget.isPresent() && attempts.isPresent()) {
      return budget.get().until().isAfter(attempts.get().until()) ? budget : attempts;
    }
    return budget.or(() -> attempts);
  }

  private static boolean spends(Facts facts) {
    return facts.question().purpose() == Purpose.MARKETING
        || facts.background().rules().hasBudget();
  }

  private Facts facts(TenantId tenant, ContactQuestion question) {
    var hash = keys.find(tenant, question.channel(), question.address()).orElse(null);
    var known =
        background.background(
            tenant, question.channel(), hash, question.purpose(), question.person());
    var told = known.place();
    var place =
        PersonPlace.of(
            question,
            told == null
                ? PersonPlace.Stated.NOTHING
                : new PersonPlace.Stated(told.zone(), told.state()),
            () -> business.of(tenant),
            book.places());
    return new Facts(
        question,
        hash,
        hash == null ? List.of() : store.suppressions(tenant, question.channel(), hash),
        known.sharesWithAgency()
            ? agency.bars(
                tenant, question.channel(), keys.digest(question.channel(), question.address()))
            : List.of(),
        store.stopped(tenant, question.channel()),
        known,
        place,
        book.concerning(question, place));
  }

  /// Why it may never go, as things stand; null when it may some time.
  static @Nullable Rule refusal(Facts facts) {
    var suppressed = suppressed(facts);
    return suppressed == null ? unwanted(facts) : suppressed;
  }

  private static @Nullable Rule suppressed(Facts facts) {
    var question = facts.question();
    boolean promotes = question.purpose() == Purpose.MARKETING;
    for (var suppression : facts.suppressions()) {
      if (question.purpose() == Purpose.COMPLIANCE) {
        if (suppression.reason() != Suppression.Reason.OPT_OUT) {
          return Rules.suppressed(suppression);
        }
        if (suppression.since().plus(CONFIRM_WITHIN).isBefore(question.at())) {
          return Rules.LATE_CONFIRMATION;
        }
      } else if (suppression.scope() == Suppression.Scope.ALL || promotes) {
        return Rules.suppressed(suppression);
      }
    }
    for (var bar : facts.agencyBars()) {
      // The confirmation answers an opt-out here, whatever was said elsewhere.
      boolean answers =
          question.purpose() == Purpose.COMPLIANCE && bar.reason() == Suppression.Reason.OPT_OUT;
      if (!answers && (bar.scope() == Suppression.Scope.ALL || promotes)) {
        return Rules.suppressedInAgency(bar);
      }
    }
    return null;
  }

  private static @Nullable Rule unwanted(Facts facts) {
    var question = facts.question();
    var needed = question.purpose().consent();
    var consent = facts.background().consent();
    var weakest = needed.needs();
    if (weakest == null) {
      return null;
    }
    if (consent == null) {
      return needed.mustBeRecorded() ? Rules.NO_MARKETING_CONSENT : null;
    }
    if (!consent.granted()) {
      return needed.mustBeRecorded() ? Rules.NO_MARKETING_CONSENT : Rules.CONSENT_REVOKED;
    }
    if (needed.mustBeRecorded() && consent.kind().compareTo(weakest) < 0) {
      return Rules.CONSENT_NOT_WRITTEN;
    }
    return tooOld(facts, consent.at());
  }

  private static @Nullable Rule tooOld(Facts facts, Instant consentAt) {
    var question = facts.question();
    var months = facts.background().rules().numberAgeMonths();
    boolean ages = question.purpose() == Purpose.MARKETING && question.channel() != Channel.EMAIL;
    if (months == null || !ages) {
      return null;
    }
    var seen = facts.background().seenAt();
    var proof = seen != null && seen.isAfter(consentAt) ? seen : consentAt;
    var oldest = question.at().atOffset(ZoneOffset.UTC).minusMonths(months).toInstant();
    return proof.isBefore(oldest) ? Rules.numberAge(months) : null;
  }

  private static Rule allowing(Purpose purpose) {
    return switch (purpose) {
      case COMPLIANCE -> Rules.OPT_OUT_CONFIRMATION;
      case CONVERSATION -> Rules.CONVERSATION;
      case TRANSACTIONAL -> Rules.TRANSACTIONAL;
      case REMINDER -> Rules.REMINDER;
      case MARKETING -> Rules.MARKETING;
    };
  }

  private static String digest(Facts facts) {
    var question = facts.question();
    var hash = facts.hash();
    var text =
        String.join(
            "\n",
            question.channel().name(),
            question.purpose().name(),
            hash == null ? "none" : HexFormat.of().formatHex(hash),
            question.at().toString(),
            facts.suppressions().toString(),
            facts.agencyBars().toString(),
            facts.stopped().toString(),
            facts.background().toString(),
            facts.place().zones().stream().map(ZoneId::getId).sorted().toList().toString(),
            facts.place().jurisdictions().stream().sorted().toList().toString(),
            facts.rules().stream()
                .map(rule -> rule.rule().id() + "@" + rule.rule().version())
                .sorted()
                .toList()
                .toString());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
