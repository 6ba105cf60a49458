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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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

  /// The decision with what it rests on, for people.
  public Explanation explain(TenantId tenant, ContactQuestion question) {
    var facts = facts(tenant, List.of(question)).getFirst();
    return new Explanation(
        decideAll(tenant, List.of(facts), null).getFirst(),
        facts.place().zones().stream().sorted(Comparator.comparing(ZoneId::getId)).toList(),
        facts.place().jurisdictions().stream()
            .filter(place -> place.startsWith("US-"))
            .map(place -> place.substring(3))
            .sorted()
            .toList(),
        facts.rules().stream().map(DatedRule::rule).distinct().toList());
  }

  // Without intents nothing is counted.
  private List<Decision> decideAll(
      TenantId tenant, List<Facts> all, @Nullable List<ContactPolicy.Intent> intents) {
    var decisions = new ArrayList<@Nullable Decision>();
    var candidates = new ArrayList<Spending.@Nullable Candidate>();
    for (int i = 0; i < all.size(); i++) {
      var facts = all.get(i);
      var fixed = beforeCounting(facts);
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

  private static Spending.Candidate candidate(Facts facts, ContactPolicy.@Nullable Intent intent) {
    var rules = facts.background().rules();
    return new Spending.Candidate(
        facts.question(),
        facts.hash(),
        facts.rules(),
        rules,
        intent == null ? null : intent.delivery(),
        Spending.cost(facts.question(), intent == null ? 1 : intent.segments(), rules));
  }

  private static @Nullable Decision beforeCounting(Facts facts) {
    var refusal = refusal(facts);
    if (refusal != null) {
      return new Decision.Refuse(refusal, digest(facts));
    }
    return facts.stopped().isPresent()
        ? new Decision.HoldUntil(
            facts.question().at().plus(ASK_AGAIN),
            Rules.stopped(facts.stopped().get()),
            digest(facts))
        : null;
  }

  private static Decision counted(Facts facts, Spending.Candidate candidate, Spending.Tally tally) {
    var question = facts.question();
    var digest = digest(facts);
    var held = tally.hold(candidate);
    var earliest = held.map(Spending.Hold::until).orElse(question.at());
    var timed = facts.rules().stream().filter(rule -> rule.hours() != null).toList();
    if (!timed.isEmpty()) {
      var opening = RuleBook.opening(earliest, timed, facts.place().zones());
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
    var hashes = new ArrayList<byte @Nullable []>();
    for (var question : questions) {
      hashes.add(keys.find(tenant, question.channel(), question.address()).orElse(null));
    }
    var backgrounds = backgrounds(tenant, questions, hashes);
    var suppressions = suppressions(tenant, questions, hashes);
    var bars = agencyBars(tenant, questions, backgrounds.getFirst().sharesWithAgency());
    var stopped = new EnumMap<Channel, Optional<String>>(Channel.class);
    var zone = new BusinessZone.Once(business, tenant);
    var all = new ArrayList<Facts>();
    for (int i = 0; i < questions.size(); i++) {
      var question = questions.get(i);
      var known = backgrounds.get(i);
      var told = known.place();
      var place =
          PersonPlace.of(
              question,
              told == null
                  ? PersonPlace.Stated.NOTHING
                  : new PersonPlace.Stated(told.zone(), told.state()),
              zone,
              book.places());
      all.add(
          new Facts(
              question,
              hashes.get(i),
              suppressions.get(i),
              bars.get(i),
              stopped.computeIfAbsent(
                  question.channel(), channel -> store.stopped(tenant, channel)),
              known,
              place,
              rules(question, place)));
    }
    return all;
  }

  private List<DatedRule> rules(ContactQuestion question, PersonPlace place) {
    var rules = book.concerning(question, place);
    var hours = question.within();
    return hours == null
        ? rules
        : Stream.concat(Stream.of(DatedRule.ownHours(question, hours)), rules.stream()).toList();
  }

  private List<BackgroundStore.Background> backgrounds(
      TenantId tenant, List<ContactQuestion> questions, List<byte @Nullable []> hashes) {
    var asked = new ArrayList<BackgroundStore.Asked>();
    for (int i = 0; i < questions.size(); i++) {
      var question = questions.get(i);
      asked.add(
          new BackgroundStore.Asked(
              question.channel(), hashes.get(i), question.purpose(), question.person()));
    }
    return background.backgrounds(tenant, asked);
  }

  private List<List<Suppression>> suppressions(
      TenantId tenant, List<ContactQuestion> questions, List<byte @Nullable []> hashes) {
    var asked = new LinkedHashMap<String, PolicyStore.Key>();
    var names = new ArrayList<String>();
    for (int i = 0; i < questions.size(); i++) {
      var hash = hashes.get(i);
      if (hash == null) {
        names.add("");
      } else {
        var key = new PolicyStore.Key(questions.get(i).channel(), hash);
        names.add(key.name());
        asked.put(key.name(), key);
      }
    }
    Map<String, List<Suppression>> found =
        asked.isEmpty() ? Map.of() : store.suppressions(tenant, asked.values());
    return names.stream().map(name -> found.getOrDefault(name, List.of())).toList();
  }

  private List<List<AgencyStore.Bar>> agencyBars(
      TenantId tenant, List<ContactQuestion> questions, boolean shares) {
    return shares
        ? agency.bars(
            tenant,
            questions.stream()
                .map(
                    one ->
                        new AgencyStore.Asked(
                            one.channel(), keys.digest(one.channel(), one.address())))
                .toList())
        : Collections.nCopies(questions.size(), List.of());
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
