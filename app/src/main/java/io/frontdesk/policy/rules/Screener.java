package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.PersonPlaces;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Screening;
import io.frontdesk.policy.WorkspaceRules;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Asks [DecisionEngine] about many people, on facts that are read for all of them at once.
@Component
public class Screener {
  private final AddressKeys keys;
  private final PolicyStore store;
  private final BackgroundStore background;
  private final AgencyStore agency;
  private final BusinessZone business;
  private final NumberPlaces numbers;
  private final RuleBook book;

  Screener(
      AddressKeys keys,
      PolicyStore store,
      BackgroundStore background,
      AgencyStore agency,
      BusinessZone business,
      NumberPlaces numbers,
      UsRules rules) {
    this.keys = keys;
    this.store = store;
    this.background = background;
    this.agency = agency;
    this.business = business;
    this.numbers = numbers;
    this.book = rules.book();
  }

  /// Inside a writing transaction of `tenant`: the first question makes the tenant's key.
  public List<Screening.Finding> screen(
      TenantId tenant,
      Channel channel,
      Purpose purpose,
      Instant at,
      List<Screening.Person> people) {
    var hashes =
        keys.hashAll(tenant, channel, people.stream().map(Screening.Person::address).toList());
    var rules = background.choice(tenant).orElse(WorkspaceRules.Choice.DEFAULT);
    var consents = background.consents(tenant, channel, purpose, hashes);
    var suppressions = store.suppressions(tenant, channel, hashes);
    var proofs =
        rules.numberAgeMonths() == null
            ? Map.<Bytes, Instant>of()
            : background.proofs(tenant, hashes);
    var stated = background.places(tenant, people.stream().map(Screening.Person::id).toList());
    var bars = bars(tenant, channel, people);
    var zone = business.of(tenant);
    var findings = new ArrayList<Screening.Finding>(people.size());
    for (int i = 0; i < people.size(); i++) {
      var person = people.get(i);
      var question = new ContactQuestion(channel, purpose, person.address(), at).of(person.id());
      var hash = new Bytes(hashes.get(i));
      var place = stated.get(person.id());
      var known = known(question, place, () -> zone);
      if (!known.takesTexts()) {
        findings.add(new Screening.Finding.WrongKind(hash.value()));
        continue;
      }
      var refusal =
          DecisionEngine.refusal(
              new DecisionEngine.Facts(
                  question,
                  hash.value(),
                  suppressions.getOrDefault(hash, List.of()),
                  bars.apply(person),
                  Optional.empty(),
                  new BackgroundStore.Background(
                      rules, consents.get(hash), proofs.get(hash), false, place),
                  known.person(),
                  List.of()));
      findings.add(
          refusal == null
              ? new Screening.Finding.Reachable(hash.value(), known.place())
              : new Screening.Finding.Refused(hash.value(), refusal));
    }
    return findings;
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

  private NumberPlaces.Known known(
      ContactQuestion question, PersonPlaces.@Nullable Stated stated, Supplier<ZoneId> zone) {
    return switch (question.channel()) {
      case EMAIL -> known(PersonPlace.of(question, told(stated), zone, book.places()), true);
      case SMS, VOICE -> {
        var number = numbers.of(question, zone);
        boolean texts = question.channel() == Channel.VOICE || number.takesTexts();
        if (stated == null && texts == number.takesTexts()) {
          yield number;
        }
        yield known(PersonPlace.of(question, told(stated), zone, book.places()), texts);
      }
    };
  }

  private static NumberPlaces.Known known(PersonPlace person, boolean texts) {
    return new NumberPlaces.Known(person, person.published(), texts);
  }

  private static PersonPlace.Stated told(PersonPlaces.@Nullable Stated stated) {
    return stated == null
        ? PersonPlace.Stated.NOTHING
        : new PersonPlace.Stated(stated.zone(), stated.state());
  }

  private Function<Screening.Person, List<AgencyStore.Bar>> bars(
      TenantId tenant, Channel channel, List<Screening.Person> people) {
    if (!agency.shares(tenant)) {
      return _ -> List.of();
    }
    var digests =
        people.stream()
            .collect(
                Collectors.toMap(
                    Screening.Person::id,
                    person -> keys.digest(channel, person.address()),
                    (first, _) -> first));
    var found = agency.bars(tenant, channel, List.copyOf(digests.values()));
    return person -> found.getOrDefault(new Bytes(digestOf(digests, person.id())), List.of());
  }

  private static byte[] digestOf(Map<UUID, byte[]> digests, UUID person) {
    return digests.getOrDefault(person, new byte[0]);
  }
}
