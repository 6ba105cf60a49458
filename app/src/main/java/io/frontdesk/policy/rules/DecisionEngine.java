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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads the facts once, then walks the rules from the strongest to the mildest: suppression,
/// consent, age of the number; then what only waits: switches, attempts and budget, hours.
@Component
public class DecisionEngine {
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(5);
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  private final AddressKeys keys;
  private final AddressLocks locks;
  private final FactReader reader;
  private final PolicyStore store;
  private final Spending spending;

  DecisionEngine(
      AddressKeys keys,
      AddressLocks locks,
      FactReader reader,
      PolicyStore store,
      Spending spending) {
    this.keys = keys;
    this.locks = locks;
    this.reader = reader;
    this.store = store;
    this.spending = spending;
  }

  /// Decides without counting. Inside a transaction of `tenant`.
  public Decision decide(TenantId tenant, ContactQuestion question) {
    return decideAll(tenant, facts(tenant, List.of(question)), null).getFirst();
  }

  /// Decides on one after the other and, when it may go, counts the attempt and reserves its cost.
  /// Inside a writing transaction of `tenant`.
  public List<Decision> admitAll(TenantId tenant, List<ContactPolicy.Ask> asks) {
    if (asks.isEmpty()) {
      return List.of();
    }
    var facts = facts(tenant, asks.stream().map(ContactPolicy.Ask::question).toList());
    return decideAll(tenant, facts, asks.stream().map(ContactPolicy.Ask::intent).toList());
  }

  /// Whether it may never go, as is committed now. Inside a transaction of `tenant`.
  public List<Boolean> refusedAll(TenantId tenant, List<ContactQuestion> questions) {
    return questions.isEmpty()
        ? List.of()
        : reader.read(tenant, questions, keys.findAll(tenant, questions)).stream()
            .map(facts -> refusal(facts) != null)
            .toList();
  }

  /// The decision with what it rests on, for people.
  public Explanation explain(TenantId tenant, ContactQuestion question) {
    var facts = facts(tenant, List.of(question));
    var situation = facts.getFirst().situation();
    return new Explanation(
        decideAll(tenant, facts, null).getFirst(),
        situation.place().zones().stream().sorted(Comparator.comparing(ZoneId::getId)).toList(),
        situation.place().jurisdictions().stream()
            .filter(place -> place.startsWith("US-"))
            .map(place -> place.substring(3))
            .sorted()
            .toList(),
        situation.rules().stream().map(DatedRule::rule).distinct().toList());
  }

  // Without intents nothing is counted.
  private List<Decision> decideAll(
      TenantId tenant, List<Facts> all, @Nullable List<ContactPolicy.Intent> intents) {
    var stopped = stopped(tenant, all);
    var decisions = new ArrayList<@Nullable Decision>();
    var candidates = new ArrayList<Spending.@Nullable Candidate>();
    for (int i = 0; i < all.size(); i++) {
      var facts = all.get(i);
      var fixed = beforeCounting(facts, stopped.get(facts.question().channel()));
      decisions.add(fixed);
      candidates.add(
          fixed == null ? candidate(facts, intents == null ? null : intents.get(i)) : null);
    }
    var tally = spending.tally(tenant, candidates.stream().filter(Objects::nonNull).toList());
    for (int i = 0; i < all.size(); i++) {
      var candidate = candidates.get(i);
      if (candidate != null) {
        decisions.set(i, counted(all.get(i), candidate, tally));
      }
    }
    tally.keep();
    return decisions.stream().map(Objects::requireNonNull).toList();
  }

  // Why a channel is stopped, for those that are.
  private Map<Channel, String> stopped(TenantId tenant, List<Facts> all) {
    var stopped = new EnumMap<Channel, String>(Channel.class);
    all.stream()
        .map(facts -> facts.question().channel())
        .distinct()
        .forEach(
            channel -> store.stopped(tenant, channel).ifPresent(why -> stopped.put(channel, why)));
    return stopped;
  }

  private static Spending.Candidate candidate(Facts facts, ContactPolicy.@Nullable Intent intent) {
    return new Spending.Candidate(
        facts.question(),
        facts.hash(),
        facts.situation().rules(),
        facts.choice(),
        intent == null ? null : intent.delivery(),
        Spending.cost(facts.question(), intent == null ? 1 : intent.segments(), facts.choice()));
  }

  private static @Nullable Decision beforeCounting(Facts facts, @Nullable String stopped) {
    var refusal = refusal(facts);
    if (refusal != null) {
      return new Decision.Refuse(refusal, facts.digest(stopped));
    }
    return stopped == null
        ? null
        : new Decision.HoldUntil(
            facts.question().at().plus(ASK_AGAIN), Rules.stopped(stopped), facts.digest(stopped));
  }

  private static Decision counted(Facts facts, Spending.Candidate candidate, Spending.Tally tally) {
    var question = facts.question();
    var digest = facts.digest(null);
    var held = tally.hold(candidate);
    var earliest = held.map(Spending.Hold::until).orElse(question.at());
    var opening = facts.situation().opening(earliest);
    if (opening != null) {
      var first = opening.first();
      if (first == null) {
        return new Decision.Refuse(Rules.NEVER_OPEN, digest);
      }
      if (first.isAfter(earliest)) {
        // What is used up is the reason, although the hours may carry its end further.
        var because = held.map(Spending.Hold::rule).orElse(opening.because().rule());
        return new Decision.HoldUntil(first, because, digest);
      }
    }
    if (held.isPresent()) {
      return new Decision.HoldUntil(earliest, held.get().rule(), digest);
    }
    if (candidate.delivery() != null) {
      tally.take(candidate);
    }
    return new Decision.Allow(allowing(question.purpose()), digest);
  }

  // Waits for whoever is barring one of the addresses; only then it is read.
  private List<Facts> facts(TenantId tenant, List<ContactQuestion> questions) {
    locks.toDecide(tenant, questions);
    return reader.read(tenant, questions, keys.findAll(tenant, questions));
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
        var answers = question.answers();
        var asked = answers == null ? suppression.since() : answers;
        if (asked.plus(ANSWER_WITHIN).isBefore(question.at())) {
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
    var consent = facts.consent();
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
    var months = facts.choice().numberAgeMonths();
    boolean ages = question.purpose() == Purpose.MARKETING && question.channel() != Channel.EMAIL;
    if (months == null || !ages) {
      return null;
    }
    var seen = facts.seenAt();
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
}
