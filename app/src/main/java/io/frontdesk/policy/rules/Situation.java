package io.frontdesk.policy.rules;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the rule book says of one kind of message to people in one place at one moment. Worked out
/// once for all of them. Not thread-safe.
final class Situation {
  private final Instant at;
  private final PersonPlace place;
  private final List<DatedRule> rules;
  private final List<DatedRule> timed;
  private final String text;
  private RuleBook.@Nullable Opening opening;

  Situation(ContactQuestion question, PersonPlace place, RuleBook book) {
    this.at = question.at();
    this.place = place;
    this.rules = rules(question, place, book);
    this.timed = rules.stream().filter(rule -> rule.hours() != null).toList();
    this.text =
        String.join(
            "\n",
            place.zones().stream().map(ZoneId::getId).sorted().toList().toString(),
            place.jurisdictions().stream().sorted().toList().toString(),
            rules.stream()
                .map(rule -> rule.rule().id() + "@" + rule.rule().version())
                .sorted()
                .toList()
                .toString(),
            String.valueOf(question.within()));
  }

  private static List<DatedRule> rules(ContactQuestion question, PersonPlace place, RuleBook book) {
    var rules = book.concerning(question, place);
    var hours = question.within();
    return hours == null
        ? rules
        : Stream.concat(Stream.of(DatedRule.ownHours(question, hours)), rules.stream()).toList();
  }

  PersonPlace place() {
    return place;
  }

  List<DatedRule> rules() {
    return rules;
  }

  /// When all hours are open from `earliest` on; null when no rule has hours.
  RuleBook.@Nullable Opening opening(Instant earliest) {
    if (timed.isEmpty()) {
      return null;
    }
    if (!earliest.equals(at)) {
      return RuleBook.opening(earliest, timed, place.zones());
    }
    if (opening == null) {
      opening = RuleBook.opening(at, timed, place.zones());
    }
    return opening;
  }

  /// Place and rules, for the digest of a decision.
  @Override
  public String toString() {
    return text;
  }

  /// The situations of a batch.
  static final class Memory {
    private record Kind(
        Channel channel,
        Purpose purpose,
        Instant at,
        ContactQuestion.@Nullable Hours within,
        PersonPlace place) {}

    private final Map<Kind, Situation> known = new HashMap<>();
    private final RuleBook book;

    Memory(RuleBook book) {
      this.book = book;
    }

    Situation of(ContactQuestion question, PersonPlace place) {
      return known.computeIfAbsent(
          new Kind(question.channel(), question.purpose(), question.at(), question.within(), place),
          _ -> new Situation(question, place, book));
    }
  }
}
