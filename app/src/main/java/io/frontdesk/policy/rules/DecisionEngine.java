package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Decision;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import io.frontdesk.policy.Suppression;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads the facts once, then walks the rules from the strongest to the mildest: suppression, kill
/// switch, consent, hours.
@Component
public class DecisionEngine {
  private static final QuietHours HOURS = new QuietHours(Rules.OPENS, Rules.CLOSES);
  private static final Duration CONFIRM_WITHIN = Duration.ofMinutes(5);
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  /// Everything a decision rests on.
  private record Facts(
      ContactQuestion question,
      String hash,
      List<Suppression> suppressions,
      Optional<String> stopped,
      Optional<PolicyStore.Consent> marketing,
      Set<ZoneId> zones) {}

  private final AddressKeys keys;
  private final PolicyStore store;
  private final BusinessZone business;
  private final AddressLocks locks;

  DecisionEngine(AddressKeys keys, AddressLocks locks, PolicyStore store, BusinessZone business) {
    this.keys = keys;
    this.locks = locks;
    this.store = store;
    this.business = business;
  }

  /// Inside a transaction of `tenant`.
  public Decision decide(TenantId tenant, ContactQuestion question) {
    locks.toDecide(tenant, question.channel(), question.address());
    var facts = facts(tenant, question);
    var refusal = refusal(facts);
    if (refusal != null) {
      return new Decision.Refuse(refusal, digest(facts));
    }
    if (facts.stopped().isPresent()) {
      return new Decision.HoldUntil(
          question.at().plus(ASK_AGAIN), Rules.stopped(facts.stopped().get()), digest(facts));
    }
    if (hasQuietHours(question)) {
      var first = HOURS.firstAllowed(question.at(), facts.zones());
      if (first.isAfter(question.at())) {
        return new Decision.HoldUntil(first, Rules.QUIET_HOURS, digest(facts));
      }
    }
    return new Decision.Allow(allowing(question.purpose()), digest(facts));
  }

  private Facts facts(TenantId tenant, ContactQuestion question) {
    var hash = keys.find(tenant, question.channel(), question.address());
    return new Facts(
        question,
        hash.map(bytes -> HexFormat.of().formatHex(bytes)).orElse("none"),
        hash.map(bytes -> store.suppressions(tenant, question.channel(), bytes)).orElse(List.of()),
        store.stopped(tenant, question.channel()),
        question.purpose() == Purpose.MARKETING
            ? hash.flatMap(
                bytes -> store.consent(tenant, question.channel(), bytes, Purpose.MARKETING))
            : Optional.empty(),
        hasQuietHours(question) ? PersonZones.of(question, business.of(tenant)) : Set.of());
  }

  private static @Nullable Rule refusal(Facts facts) {
    var question = facts.question();
    for (var suppression : facts.suppressions()) {
      if (question.purpose() == Purpose.COMPLIANCE) {
        if (suppression.reason() != Suppression.Reason.OPT_OUT) {
          return Rules.suppressed(suppression);
        }
        if (suppression.since().plus(CONFIRM_WITHIN).isBefore(question.at())) {
          return Rules.LATE_CONFIRMATION;
        }
      } else if (suppression.scope() == Suppression.Scope.ALL
          || question.purpose() == Purpose.MARKETING) {
        return Rules.suppressed(suppression);
      }
    }
    boolean agreed = facts.marketing().filter(PolicyStore.Consent::granted).isPresent();
    return question.purpose() == Purpose.MARKETING && !agreed ? Rules.NO_MARKETING_CONSENT : null;
  }

  // A reminder by e-mail wakes nobody.
  private static boolean hasQuietHours(ContactQuestion question) {
    return switch (question.purpose()) {
      case MARKETING -> true;
      case REMINDER ->
          switch (question.channel()) {
            case SMS, VOICE -> true;
            case EMAIL -> false;
          };
      case COMPLIANCE, CONVERSATION, TRANSACTIONAL -> false;
    };
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
    var text =
        String.join(
            "\n",
            question.channel().name(),
            question.purpose().name(),
            facts.hash(),
            question.at().toString(),
            facts.suppressions().toString(),
            facts.stopped().toString(),
            facts.marketing().toString(),
            facts.zones().toString());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
