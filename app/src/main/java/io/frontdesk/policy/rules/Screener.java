package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Screening;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Asks [DecisionEngine] about many people, on facts that are read for all of them at once.
@Component
public class Screener {
  private final AddressKeys keys;
  private final FactReader reader;
  private final RuleBook book;

  Screener(AddressKeys keys, FactReader reader, UsRules rules) {
    this.keys = keys;
    this.reader = reader;
    this.book = rules.book();
  }

  /// Inside a writing transaction of `tenant`: the first question makes the tenant's key.
  public List<Screening.Finding> screen(
      TenantId tenant,
      Channel channel,
      Purpose purpose,
      Instant at,
      List<Screening.Person> people) {
    var questions =
        people.stream()
            .map(
                person ->
                    new ContactQuestion(channel, purpose, person.address(), at).of(person.id()))
            .toList();
    return reader.read(tenant, questions, keys.hashAll(tenant, questions)).stream()
        .map(Screener::finding)
        .toList();
  }

  private static Screening.Finding finding(Facts facts) {
    var hash = Objects.requireNonNull(facts.hash());
    if (!facts.known().takesTexts()) {
      return new Screening.Finding.WrongKind(hash);
    }
    var refusal = DecisionEngine.refusal(facts);
    return refusal == null
        ? new Screening.Finding.Reachable(hash, facts.known().place())
        : new Screening.Finding.Refused(hash, refusal);
  }

  /// See [Screening#firstOpen].
  public Optional<Instant> firstOpen(
      Channel channel,
      Purpose purpose,
      Screening.Place place,
      Instant at,
      LocalTime opens,
      LocalTime closes) {
    var person = PersonPlace.of(place);
    var question = new ContactQuestion(channel, purpose, "", at);
    var timed = new ArrayList<DatedRule>();
    timed.add(DatedRule.ownHours(question, new ContactQuestion.Hours(opens, closes)));
    book.concerning(question, person).stream()
        .filter(rule -> rule.hours() != null)
        .forEach(timed::add);
    return Optional.ofNullable(RuleBook.opening(at, timed, person.zones()).first());
  }
}
