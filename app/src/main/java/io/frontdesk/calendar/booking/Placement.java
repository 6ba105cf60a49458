package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome.Taken;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.availability.Place;
import io.frontdesk.calendar.availability.Planner;
import io.frontdesk.calendar.availability.Planner.Planned;
import io.frontdesk.calendar.availability.Question;
import io.frontdesk.calendar.availability.SlotSearch;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Whether a time can be had, taking it, and what to offer instead.
@Component
class Placement {
  private static final int ALTERNATIVES = 3;

  private final Planner planner;
  private final Availability availability;
  private final OccupancyStore occupancies;
  private final Workspaces workspaces;
  private final Clock clock;

  Placement(
      Planner planner,
      Availability availability,
      OccupancyStore occupancies,
      Workspaces workspaces,
      Clock clock) {
    this.planner = planner;
    this.availability = availability;
    this.occupancies = occupancies;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Whether `wish` can be met now.
  Verdict judge(TenantId tenant, Wish wish) {
    var zone = workspaces.require(tenant).zone();
    var start = wish.start();
    var now = clock.instant();
    if (start.isBefore(now)) {
      return new Verdict.No("calendar.past", "That time has already passed.");
    }
    if (start.isAfter(now.plus(Duration.ofDays(3660)))) {
      return new Verdict.No("calendar.too-far", "That is too far ahead to book.");
    }
    var plan =
        planner.plan(
            tenant, zone, wish.service(), start, start.plusSeconds(1), null, wish.without());
    if (plan.isEmpty() || (plan.get().plan().service().archived() && wish.moving() == null)) {
      return new Verdict.No("calendar.unknown-service", "We don't offer that service.");
    }
    var planned = plan.get();
    var no = refusal(wish, planned, now);
    if (no != null) {
      return no;
    }
    var search = new SlotSearch(planned.question());
    long second = start.getEpochSecond();
    var free =
        search.free(second).stream()
            .map(person -> new StaffId(person.id()))
            .filter(person -> wish.staff() == null || person.equals(wish.staff()))
            .toList();
    return free.isEmpty() || search.units(second) == null
        ? new Verdict.Full(planned)
        : new Verdict.Free(planned, free);
  }

  private static Verdict.@Nullable No refusal(Wish wish, Planned planned, Instant now) {
    var service = planned.plan().service();
    var question = planned.question();
    var people = planned.plan().people();
    var start = wish.start();
    var local = start.atZone(question.zone());
    if (!service.online() && !wish.desk()) {
      return new Verdict.No(
          "calendar.desk-only", service.name() + " is booked with a person at the desk.");
    }
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
    if (!wish.desk() && start.isBefore(now.plus(service.notice()))) {
      return new Verdict.No(
          "calendar.short-notice",
          service.name() + " needs to be booked at least " + spoken(service.notice()) + " ahead.");
    }
    if (!wish.desk() && start.isAfter(now.plus(Duration.ofDays(service.horizonDays())))) {
      return new Verdict.No(
          "calendar.too-far",
          service.name() + " can be booked up to " + service.horizonDays() + " days ahead.");
    }
    long from = start.getEpochSecond();
    long length = service.duration().toSeconds();
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
              + ", counted from midnight; "
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

  /// Takes the first of the people who is still free, and what the service needs besides; empty
  // when
  /// there is none. Resources are chosen anew for each, because others book meanwhile.
  Optional<StaffId> takeFirst(
      TenantId tenant, Holder holder, Wish wish, Planned planned, List<StaffId> candidates) {
    var service = planned.plan().service();
    var from = wish.start().minus(service.before());
    var until = wish.start().plus(service.duration()).plus(service.after());
    var units = new SlotSearch(planned.question()).units(wish.start().getEpochSecond());
    for (var person : candidates) {
      if (units == null) {
        break;
      }
      if (!take(tenant, holder, "staff", new Place(person.value(), 1), from, until)) {
        continue;
      }
      for (int attempt = 0; attempt < 3 && units != null; attempt++) {
        if (takeUnits(tenant, holder, units, from, until)) {
          return Optional.of(person);
        }
        occupancies.removeResources(tenant, holder.id());
        units = freshUnits(tenant, wish);
      }
      occupancies.remove(tenant, holder.id());
    }
    return Optional.empty();
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

  private @Nullable List<Question.Unit> freshUnits(TenantId tenant, Wish wish) {
    var zone = workspaces.require(tenant).zone();
    return planner
        .plan(
            tenant,
            zone,
            wish.service(),
            wish.start(),
            wish.start().plusSeconds(1),
            null,
            wish.without())
        .map(planned -> new SlotSearch(planned.question()).units(wish.start().getEpochSecond()))
        .orElse(null);
  }

  /// What to offer instead. Each statement sees what has committed by now, so the winner's booking
  // is
  /// left out.
  Taken taken(TenantId tenant, Wish wish, Planned planned) {
    var request =
        SlotRequest.between(wish.service(), wish.start(), wish.start()).with(wish.staff());
    if (wish.desk()) {
      request = request.byDesk();
    }
    if (wish.moving() != null) {
      request = request.moving(wish.moving());
    }
    var slots = availability.nearest(tenant, request, wish.start(), ALTERNATIVES);
    var at = wish.start().atZone(planned.question().zone());
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
