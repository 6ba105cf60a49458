package io.frontdesk.policy.rules;

import io.frontdesk.policy.ContactQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The dated rules in force, and what they say about a moment.
final class RuleBook {
  // Longer than any run of barred days; what has no common hour by then has none.
  static final Duration HORIZON = Duration.ofDays(30);

  private final List<DatedRule> rules;
  private final UsPlaces places;
  private final Holidays holidays;

  RuleBook(List<DatedRule> rules, UsPlaces places, Holidays holidays) {
    this.rules = List.copyOf(rules);
    this.places = places;
    this.holidays = holidays;
  }

  List<DatedRule> all() {
    return rules;
  }

  UsPlaces places() {
    return places;
  }

  Holidays holidays() {
    return holidays;
  }

  /// The rules that concern the question in any of the person's jurisdictions, those soon in force
  /// included: a message may be held into their time.
  List<DatedRule> concerning(ContactQuestion question, PersonPlace place) {
    return rules.stream()
        .filter(
            rule ->
                place.jurisdictions().contains(rule.jurisdiction())
                    && rule.concerns(question.channel(), question.purpose())
                    && (rule.isAbout(question.at()) || rule.isAbout(question.at().plus(HORIZON))))
        .toList();
  }

  /// When the hours of all rules are open in all zones at once.
  ///
  /// @param first the first such instant from the asked one on; null when there is none in 30 days
  /// @param because the rule that opened last, or that never does; one of those asked
  record Opening(@Nullable Instant first, DatedRule because) {}

  /// @param rules with hours; not empty
  static Opening opening(Instant at, List<DatedRule> rules, Collection<ZoneId> zones) {
    var candidate = at;
    var because = rules.getFirst();
    while (candidate.isBefore(at.plus(HORIZON))) {
      var latest = candidate;
      for (var rule : rules) {
        for (var zone : zones) {
          var open =
              rule.hours() == null
                  ? Optional.of(latest)
                  : rule.hours().firstOpen(latest, zone, HORIZON);
          if (open.isEmpty()) {
            return new Opening(null, rule);
          }
          if (open.get().isAfter(latest)) {
            latest = open.get();
            because = rule;
          }
        }
      }
      if (latest.equals(candidate)) {
        return new Opening(candidate, because);
      }
      candidate = latest;
    }
    return new Opening(null, because);
  }
}
