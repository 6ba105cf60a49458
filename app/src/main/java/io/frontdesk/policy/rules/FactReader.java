package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.PersonPlaces;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads the facts about many people in a handful of statements; about one as a batch of one.
@Component
class FactReader {
  private final AddressKeys keys;
  private final PolicyStore store;
  private final BackgroundStore background;
  private final AgencyStore agency;
  private final BusinessZone business;
  private final NumberPlaces numbers;
  private final RuleBook book;

  FactReader(
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

  /// Inside a transaction of `tenant`.
  ///
  /// @param hashes of the addresses, in their order; null where the tenant never kept any
  /// @return in the order of `questions`
  List<Facts> read(
      TenantId tenant, List<ContactQuestion> questions, List<byte @Nullable []> hashes) {
    var house = background.house(tenant);
    var places =
        background.places(
            tenant,
            questions.stream().map(ContactQuestion::person).filter(Objects::nonNull).toList());
    var zone = new BusinessZone.Once(business, tenant);
    var situations = new Situation.Memory(book);
    var found = new Facts[questions.size()];
    kinds(questions)
        .forEach(
            (kind, members) -> {
              var records = records(tenant, kind, house, questions, hashes, members);
              for (int i : members) {
                var question = questions.get(i);
                var hash = hashes.get(i);
                var key = hash == null ? null : new Bytes(hash);
                var person = question.person();
                var stated = person == null ? null : places.get(person);
                var known = known(question, stated, zone);
                found[i] =
                    new Facts(
                        question,
                        hash,
                        house.choice(),
                        of(records.suppressions(), key),
                        records.bars().getOrDefault(i, List.of()),
                        key == null ? null : records.consents().get(key),
                        key == null ? null : records.proofs().get(key),
                        stated,
                        known,
                        situations.of(question, known.person()));
              }
            });
    return Arrays.asList(found);
  }

  private record Kind(Channel channel, Purpose purpose) {}

  private record Records(
      Map<Bytes, List<Suppression>> suppressions,
      Map<Bytes, BackgroundStore.Consent> consents,
      Map<Bytes, Instant> proofs,
      Map<Integer, List<AgencyStore.Bar>> bars) {}

  private static Map<Kind, List<Integer>> kinds(List<ContactQuestion> questions) {
    var kinds = new LinkedHashMap<Kind, List<Integer>>();
    for (int i = 0; i < questions.size(); i++) {
      var question = questions.get(i);
      kinds
          .computeIfAbsent(new Kind(question.channel(), question.purpose()), _ -> new ArrayList<>())
          .add(i);
    }
    return kinds;
  }

  private Records records(
      TenantId tenant,
      Kind kind,
      BackgroundStore.House house,
      List<ContactQuestion> questions,
      List<byte @Nullable []> hashes,
      List<Integer> members) {
    var kept = members.stream().map(hashes::get).filter(Objects::nonNull).toList();
    boolean ages =
        kind.purpose() == Purpose.MARKETING
            && kind.channel() != Channel.EMAIL
            && house.choice().numberAgeMonths() != null;
    return new Records(
        store.suppressions(tenant, kind.channel(), kept),
        kind.purpose().consent().needs() == null
            ? Map.of()
            : background.consents(tenant, kind.channel(), kind.purpose(), kept),
        ages ? background.proofs(tenant, kept) : Map.of(),
        house.sharesWithAgency() ? bars(tenant, kind.channel(), questions, members) : Map.of());
  }

  private Map<Integer, List<AgencyStore.Bar>> bars(
      TenantId tenant, Channel channel, List<ContactQuestion> questions, List<Integer> members) {
    var digests =
        members.stream().map(i -> keys.digest(channel, questions.get(i).address())).toList();
    var found = agency.bars(tenant, channel, digests);
    var bars = new HashMap<Integer, List<AgencyStore.Bar>>();
    IntStream.range(0, digests.size())
        .forEach(nr -> bars.put(members.get(nr), of(found, new Bytes(digests.get(nr)))));
    return bars;
  }

  private static <T> List<T> of(Map<Bytes, List<T>> found, @Nullable Bytes key) {
    return key == null ? List.of() : found.getOrDefault(key, List.of());
  }

  // What the number alone tells is remembered; a stated place, and e-mail, are put together anew.
  private NumberPlaces.Known known(
      ContactQuestion question, PersonPlaces.@Nullable Stated stated, Supplier<ZoneId> zone) {
    boolean told =
        stated != null || question.statedZone() != null || question.statedState() != null;
    return switch (question.channel()) {
      case EMAIL -> known(question, stated, zone, true);
      case SMS, VOICE -> {
        var number = numbers.of(question, zone);
        boolean texts = question.channel() == Channel.VOICE || number.takesTexts();
        yield told || texts != number.takesTexts() ? known(question, stated, zone, texts) : number;
      }
    };
  }

  private NumberPlaces.Known known(
      ContactQuestion question,
      PersonPlaces.@Nullable Stated stated,
      Supplier<ZoneId> zone,
      boolean texts) {
    var person =
        PersonPlace.of(
            question,
            stated == null
                ? PersonPlace.Stated.NOTHING
                : new PersonPlace.Stated(stated.zone(), stated.state()),
            zone,
            book.places());
    return new NumberPlaces.Known(person, person.published(), texts);
  }
}
