package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import io.frontdesk.policy.Screening;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Asks [DecisionEngine] about many people, on facts that are read for all of them at once.
@Component
public class Screener {
  private static final Rule OWN_HOURS =
      new Rule("outreach.hours", "2026-03-01", "The sender's choice", "The hours of the outreach.");

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
    timed.add(ownHours(channel, purpose, opens, closes));
    book.concerning(question, person).stream()
        .filter(rule -> rule.hours() != null)
        .forEach(timed::add);
    return Optional.ofNullable(RuleBook.opening(at, timed, person.zones()).first());
  }

  private static DatedRule ownHours(
      Channel channel, Purpose purpose, LocalTime opens, LocalTime closes) {
    var week =
        Arrays.stream(DayOfWeek.values())
            .collect(Collectors.toMap(day -> day, _ -> new Window(opens, closes)));
    return new DatedRule(
        OWN_HOURS,
        "ANY",
        LocalDate.EPOCH,
        null,
        EnumSet.of(channel),
        Set.of(purpose),
        new OpenHours(week, LocalDate.EPOCH, null, null),
        null);
  }
}
