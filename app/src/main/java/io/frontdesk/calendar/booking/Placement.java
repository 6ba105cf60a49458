package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome.Taken;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.availability.Ask;
import io.frontdesk.calendar.availability.Place;
import io.frontdesk.calendar.availability.Planner;
import io.frontdesk.calendar.availability.Planner.Planned;
import io.frontdesk.calendar.availability.Question;
import io.frontdesk.calendar.availability.SlotSearch;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Whether a time can be had, taking it, and what to offer instead.
@Component
class Placement {
  private static final int ALTERNATIVES = 3;

  private final Planner planner;
  private final Availability availability;
  private final OccupancyStore occupancies;
  private final Clock clock;

  Placement(Planner planner, Availability availability, OccupancyStore occupancies, Clock clock) {
    this.planner = planner;
    this.availability = availability;
    this.occupancies = occupancies;
    this.clock = clock;
  }

  /// Whether `wish` can be met now, at the first place where it can.
  Verdict judge(TenantId tenant, Wish wish) {
    var start = wish.start();
    var now = clock.instant();
    if (start.isBefore(now)) {
      return new Verdict.No("calendar.past", "That time has already passed.");
    }
    if (start.isAfter(now.plus(Duration.ofDays(3660)))) {
      return new Verdict.No("calendar.too-far", "That is too far ahead to book.");
    }
    var plans = plan(tenant, wish, wish.location(), wish.without());
    if (plans.isEmpty()
        || (plans.getFirst().plan().service().archived() && wish.moving() == null)) {
      return new Verdict.No("calendar.unknown-service", "We don't offer that service.");
    }
    Verdict worst = null;
    for (var planned : plans) {
      var verdict = judge(wish, planned, now);
      if (verdict instanceof Verdict.Free || verdict instanceof Verdict.InClass) {
        return verdict;
      }
      if (worst == null || (worst instanceof Verdict.No && verdict instanceof Verdict.Full)) {
        worst = verdict;
      }
    }
    return java.util.Objects.requireNonNull(worst);
  }

  private static Verdict judge(Wish wish, Planned planned, Instant now) {
    var service = planned.plan().service();
    var no = terms(wish, service, now);
    if (no != null) {
      return no;
    }
    if (service.isClass()) {
      return new Verdict.InClass(service);
    }
    no = refusal(wish, planned);
    if (no != null) {
      return no;
    }
    var free = candidates(wish, planned);
    return free.isEmpty() || new SlotSearch(planned.question()).units(second(wish)) == null
        ? new Verdict.Full(planned)
        : new Verdict.Free(planned, free);
  }

  // Those who are free, the one who was asked for in front; none when they are too few.
  private static List<StaffId> candidates(Wish wish, Planned planned) {
    var free =
        new SlotSearch(planned.question())
            .free(second(wish)).stream().map(person -> new StaffId(person.id())).toList();
    var wanted = wish.staff();
    if (free.size() < planned.question().people() || (wanted != null && !free.contains(wanted))) {
      return List.of();
    }
    if (wanted == null) {
      return free;
    }
    return planned.question().people() == 1
        ? List.of(wanted)
        : free.stream().sorted(Comparator.comparing(one -> !one.equals(wanted))).toList();
  }

  private static long second(Wish wish) {
    return wish.start().getEpochSecond();
  }

  private List<Planned> plan(
      TenantId tenant, Wish wish, @Nullable LocationId location, @Nullable UUID without) {
    return planner.plan(
        tenant,
        new Ask(
            wish.service(),
            wish.start(),
            wish.start().plusSeconds(1),
            wish.staff(),
            location,
            without,
            wish.length()));
  }

  // What the service says about any time.
  private static Verdict.@Nullable No terms(Wish wish, Service service, Instant now) {
    if (!service.online() && !wish.desk()) {
      return new Verdict.No(
          "calendar.desk-only", service.name() + " is booked with a person at the desk.");
    }
    if (!wish.desk() && wish.start().isBefore(now.plus(service.notice()))) {
      return new Verdict.No(
          "calendar.short-notice",
          service.name() + " needs to be booked at least " + spoken(service.notice()) + " ahead.");
    }
    if (!wish.desk() && wish.start().isAfter(now.plus(Duration.ofDays(service.horizonDays())))) {
      return new Verdict.No(
          "calendar.too-far",
          service.name() + " can be booked up to " + service.horizonDays() + " days ahead.");
    }
    return null;
  }

  private static Verdict.@Nullable No refusal(Wish wish, Planned planned) {
    var service = planned.plan().service();
    var question = planned.question();
    var people = planned.plan().people();
    var start = wish.start();
    var local = start.atZone(question.zone());
    if (people.isEmpty()) {
      return new Verdict.No(
          "calendar.nobody", "Nobody offers " + service.name() + " at the moment.");
    }
    var wanted = wish.staff();
    if (wanted != null && people.stream().noneMatch(person -> person.id().equals(wanted))) {
      var names = people.stream().limit(5).map(person -> person.name()).toList();
      return new Verdict.No(
          "calendar.not-theirs",
          "That person doesn't do "
              + service.name()
              + ". You can have it with "
              + listed(names)
              + ".");
    }
    long from = start.getEpochSecond();
    long length = wish.lasting(service).toSeconds();
    if (!planned.open().startsFor(length).contains(from)) {
      return new Verdict.No("calendar.closed", closed(planned, local.toLocalDate(), length));
    }
    boolean someoneIn =
        question.persons().stream()
            .filter(person -> wanted == null || person.id().equals(wanted.value()))
            .anyMatch(person -> person.hours().startsFor(length).contains(from));
    if (!someoneIn) {
      return new Verdict.No(
          "calendar.away",
          wanted == null
              ? "Nobody who does " + service.name() + " is in at that time."
              : planned.nameOf(wanted.value()) + " isn't in at that time.");
    }
    boolean wholeMinute = start.getNano() == 0 && from % 60 == 0;
    if (!wholeMinute || (!wish.desk() && !new SlotSearch(question).onGrid(from))) {
      return new Verdict.No(
          "calendar.off-grid",
          service.name()
              + " begins every "
              + spoken(service.step())
              + (service.offset().isZero()
                  ? ", counted from midnight; "
                  : ", counted from " + spoken(service.offset()) + " past midnight; ")
              + SpokenTimes.sayTime(local)
              + " isn't one of those times.");
    }
    return null;
  }

  // The hours of that day, said in full.
  private static String closed(Planned planned, LocalDate day, long length) {
    var zone = planned.question().zone();
    long from = day.atStartOfDay(zone).toEpochSecond();
    long to = day.plusDays(1).atStartOfDay(zone).toEpochSecond();
    var open =
        planned.open().list().stream()
            .filter(span -> span.to() > from && span.from() < to)
            .map(
                span ->
                    SpokenTimes.sayTime(Instant.ofEpochSecond(span.from()).atZone(zone))
                        + " to "
                        + SpokenTimes.sayTime(Instant.ofEpochSecond(span.to()).atZone(zone)))
            .toList();
    var name = SpokenTimes.sayDay(day);
    if (open.isEmpty()) {
      return "We are closed on " + name + ".";
    }
    return "On "
        + name
        + " we are open from "
        + listed(open)
        + "; "
        + planned.plan().service().name()
        + " takes "
        + spoken(Duration.ofSeconds(length))
        + " and has to fit in.";
  }

  /// Takes as many people as the service needs, those who are still free in order, and what it
  /// needs besides; the one to ask is in front. Empty when that is not to be had. Resources are
  /// chosen anew when others book them meanwhile.
  Optional<List<StaffId>> take(
      TenantId tenant, Holder holder, Wish wish, Planned judged, List<StaffId> order) {
    var planned = judged;
    var candidates = order;
    if (planned.plan().isLimited()) {
      // Limits and ways are no constraint of the table, so those who could break one wait here.
      occupancies.lock(tenant, wish.service(), order.stream().map(StaffId::value).toList());
      var fresh = plan(tenant, wish, planned.location(), holder.id());
      if (fresh.isEmpty()) {
        return Optional.empty();
      }
      planned = fresh.getFirst();
      var still = candidates(wish, planned);
      candidates = order.stream().filter(still::contains).toList();
    }
    var at = holder.at(planned.location());
    var service = planned.plan().service();
    var from = wish.start().minus(service.lead());
    var until = wish.start().plus(wish.lasting(service)).plus(service.tail());
    var team = new ArrayList<StaffId>();
    for (var person : candidates) {
      if (team.size() < service.people()
          && take(tenant, at, "staff", new Place(person.value(), 1), from, until)) {
        team.add(person);
      } else if (person.equals(wish.staff())) {
        break;
      }
    }
    if (team.size() == service.people() && takeUnits(tenant, at, wish, planned, from, until)) {
      return Optional.of(List.copyOf(team));
    }
    occupancies.remove(tenant, holder.id());
    return Optional.empty();
  }

  /// Takes the rooms and devices a service needs at a time.
  ///
  /// @return false when there are not enough; none is taken then
  boolean takeUnits(
      TenantId tenant, Holder holder, Wish wish, Planned planned, Instant from, Instant until) {
    var units = new SlotSearch(planned.question()).units(second(wish));
    for (int attempt = 0; attempt < 3 && units != null; attempt++) {
      if (takeUnits(tenant, holder, units, from, until)) {
        return true;
      }
      occupancies.removeResources(tenant, holder.id());
      units =
          plan(tenant, wish, planned.location(), wish.without()).stream()
              .findFirst()
              .map(one -> new SlotSearch(one.question()).units(second(wish)))
              .orElse(null);
    }
    return false;
  }

  // In one order for everyone, so that two bookings don't wait for each other.
  private boolean takeUnits(
      TenantId tenant, Holder holder, List<Question.Unit> units, Instant from, Instant until) {
    return units.stream()
        .sorted(Comparator.comparing(Question.Unit::resource).thenComparing(Question.Unit::number))
        .allMatch(
            unit ->
                take(
                    tenant,
                    holder,
                    "resource",
                    new Place(unit.resource(), unit.number()),
                    from,
                    until));
  }

  private boolean take(
      TenantId tenant, Holder holder, String type, Place place, Instant from, Instant until) {
    return occupancies.take(tenant, holder, type, place, from, until, clock.instant());
  }

  /// What to offer instead. Each statement sees what has committed by now, so the winner's booking
  /// is left out.
  Taken taken(TenantId tenant, Wish wish, ZoneId zone) {
    var request =
        SlotRequest.between(wish.service(), wish.start(), wish.start()).with(wish.staff());
    if (wish.desk()) {
      request = request.byDesk();
    }
    if (wish.moving() != null) {
      request = request.moving(wish.moving());
    }
    if (wish.location() != null) {
      request = request.at(wish.location());
    }
    var slots = availability.nearest(tenant, request, wish.start(), ALTERNATIVES);
    var at = wish.start().atZone(zone);
    if (slots.isEmpty()) {
      return new Taken(
          slots, SpokenTimes.say(at) + " is taken, and there is nothing free in the next weeks.");
    }
    var offers = slots.stream().map(slot -> SpokenTimes.sayShort(slot.start(), at)).toList();
    return new Taken(
        slots, SpokenTimes.say(at) + " is taken. I could offer " + either(offers) + ".");
  }

  private static String listed(List<String> words) {
    return joined(words, " and ");
  }

  private static String either(List<String> words) {
    return joined(words, " or ");
  }

  private static String joined(List<String> words, String last) {
    if (words.size() < 2) {
      return String.join("", words);
    }
    return String.join(", ", words.subList(0, words.size() - 1)) + last + words.getLast();
  }

  private static String spoken(Duration length) {
    long minutes = length.toMinutes();
    if (minutes % (24 * 60) == 0) {
      long days = minutes / (24 * 60);
      return days == 1 ? "1 day" : days + " days";
    }
    if (minutes % 60 == 0) {
      return minutes == 60 ? "1 hour" : minutes / 60 + " hours";
    }
    return minutes < 60
        ? minutes + " minutes"
        : minutes / 60 + (minutes < 120 ? " hour " : " hours ") + minutes % 60 + " minutes";
  }
}
