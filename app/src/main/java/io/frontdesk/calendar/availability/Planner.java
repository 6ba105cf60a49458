package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.booking.OccupancyStore;
import io.frontdesk.calendar.booking.OccupancyStore.Taken;
import io.frontdesk.calendar.catalogue.PlanStore;
import io.frontdesk.calendar.catalogue.ServicePlan;
import io.frontdesk.calendar.catalogue.ServicePlan.Site;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.OpenDays;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gathers what [SlotSearch] needs: two queries of our own (the service with its people and places;
/// what they are taken by), the workspace's hours, and one more where days are limited. Call it
/// inside a transaction of the tenant.
@Component
public class Planner {
  private static final Duration LONGEST_DAY = Duration.ofHours(26);
  private static final List<TimeRange> WHOLE_DAY = List.of(TimeRange.of("00:00", "00:00"));

  private final PlanStore plans;
  private final OccupancyStore occupancies;
  private final OpeningHours openingHours;
  private final Clock clock;

  Planner(PlanStore plans, OccupancyStore occupancies, OpeningHours openingHours, Clock clock) {
    this.plans = plans;
    this.occupancies = occupancies;
    this.openingHours = openingHours;
    this.clock = clock;
  }

  /// A service's question at one place, ready to search, and what else an answer needs.
  ///
  /// @param site null: the workspace itself
  /// @param open when the place is open
  public record Planned(ServicePlan plan, @Nullable Site site, Question question, Spans open) {
    /// Name of one of the people in question.
    public String nameOf(UUID person) {
      return plan.people().stream()
          .filter(one -> one.id().value().equals(person))
          .map(ServicePlan.Person::name)
          .findFirst()
          .orElse("");
    }

    public @Nullable LocationId location() {
      return site == null ? null : site.id();
    }
  }

  /// A question for each place where the service is done. Empty when there is no such service, or
  /// it is done nowhere any more.
  public List<Planned> plan(TenantId tenant, Ask ask) {
    // No place's date is more than one from UTC's; the day beyond covers appointments that run over
    // midnight and days that overlap in a fold.
    var first = ask.from().atOffset(ZoneOffset.UTC).toLocalDate().minusDays(2);
    var last = ask.until().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(2);
    var found = plans.plan(tenant, ask.service(), first, last);
    if (found.isEmpty()) {
      return List.of();
    }
    var plan = found.get();
    var sites = new ArrayList<@Nullable Site>();
    if (plan.placed()) {
      plan.sites().stream()
          .filter(site -> ask.location() == null || site.id().equals(ask.location()))
          .forEach(sites::add);
    } else if (ask.location() == null) {
      sites.add(null);
    }
    var all = gather(tenant, ask, plan, first, last);
    return sites.stream().map(site -> planned(ask, plan, site, all)).toList();
  }

  // What all places have in common.
  private record Gathered(
      LocalDate first,
      LocalDate last,
      List<ServicePlan.Person> people,
      List<Taken> taken,
      OpenDays open,
      List<OccupancyStore.Day> days) {}

  private Gathered gather(
      TenantId tenant, Ask ask, ServicePlan plan, LocalDate first, LocalDate last) {
    // A person who was asked for is enough, unless others work with them.
    var people =
        plan.people().stream()
            .filter(
                person ->
                    ask.staff() == null
                        || plan.service().people() > 1
                        || person.id().equals(ask.staff()))
            .toList();
    var subjects = new ArrayList<UUID>();
    people.forEach(person -> subjects.add(person.id().value()));
    plan.needs()
        .forEach(need -> need.resources().forEach(one -> subjects.add(one.resource().value())));
    // Whole local days, for the lightest of them and the limits; and whatever reaches in.
    var around = LONGEST_DAY.plus(plan.reach(ask.lasting(plan.service())));
    var from = ask.from().minus(around);
    var until = ask.until().plus(around);
    var taken = occupancies.busy(tenant, subjects, from, until, ask.without(), clock.instant());
    boolean counts =
        plan.service().maxPerDay() != null
            || people.stream().anyMatch(person -> person.maxPerDay() != null);
    var days =
        counts
            ? occupancies.days(
                tenant, ask.service(), subjects, from, until, ask.without(), clock.instant())
            : List.<OccupancyStore.Day>of();
    return new Gathered(
        first, last, people, taken, openingHours.between(tenant, first, last), days);
  }

  private Planned planned(Ask ask, ServicePlan plan, @Nullable Site site, Gathered all) {
    var zone = site == null ? all.open().zone() : site.zone();
    var location = site == null ? null : site.id();
    var own = site == null ? null : site.hours();
    var week = own == null ? all.open().week() : own;
    // Holidays of the workspace are everyone's.
    var open =
        spans(
            zone,
            all,
            day -> {
              var special = all.open().differs(day);
              return special == null || (own != null && !special.isEmpty())
                  ? week.on(day.getDayOfWeek())
                  : special;
            });
    var busy = busy(all.taken(), plan, location);
    var service = plan.service();
    var shared = new HashMap<WeekHours, Spans>();
    var persons =
        all.people().stream()
            .map(
                person ->
                    new Question.Person(
                        person.id().value(),
                        hours(zone, all, open, person, location, shared),
                        busy.getOrDefault(new Place(person.id().value(), 1), Spans.NONE),
                        full(zone, all.days(), person.id().value(), person.maxPerDay()),
                        person.priority(),
                        person.turn()))
            .toList();
    var staff = ask.staff();
    var question =
        new Question(
            zone,
            seconds(ask.from()),
            seconds(ask.until()),
            ask.lasting(service).toSeconds(),
            service.lead().toSeconds(),
            service.tail().toSeconds(),
            (int) service.step().toMinutes(),
            (int) service.offset().toMinutes(),
            service.people(),
            staff == null ? null : staff.value(),
            service.byTurn(),
            full(zone, all.days(), service.id().value(), service.maxPerDay()),
            persons,
            plan.needs().stream().map(need -> need(need, busy, location)).toList());
    return new Planned(plan, site, question, open);
  }

  // What takes each place, as seen from a location: whoever is elsewhere needs the way, before and
  // after. Resources don't travel.
  private static Map<Place, Spans> busy(
      List<Taken> taken, ServicePlan plan, @Nullable LocationId here) {
    var busy = new HashMap<Place, Spans>();
    for (var one : taken) {
      long way = one.inPerson() ? way(plan.travel(), here, one.location()).toSeconds() : 0;
      busy.merge(one.place(), Spans.of(one.from(), one.until(), way), Spans::or);
    }
    return busy;
  }

  private static Duration way(
      Map<UUID, Duration> travel, @Nullable LocationId here, @Nullable UUID there) {
    var from = here == null ? null : here.value();
    if (java.util.Objects.equals(from, there)) {
      return Duration.ZERO;
    }
    var one = from == null ? Duration.ZERO : travel.getOrDefault(from, Duration.ZERO);
    var other = there == null ? Duration.ZERO : travel.getOrDefault(there, Duration.ZERO);
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Question.Need need(
      ServicePlan.Need need, Map<Place, Spans> busy, @Nullable LocationId here) {
    var units = new ArrayList<Question.Unit>();
    for (var resource : need.resources()) {
      if (resource.location() != null && !resource.location().equals(here)) {
        continue;
      }
      for (int unit = 1; unit <= resource.capacity(); unit++) {
        var id = resource.resource().value();
        units.add(new Question.Unit(id, unit, busy.getOrDefault(new Place(id, unit), Spans.NONE)));
      }
    }
    return new Question.Need(need.quantity(), units);
  }

  // Local days on which there are `most` already.
  private static Spans full(
      ZoneId zone, List<OccupancyStore.Day> booked, UUID whose, @Nullable Integer most) {
    if (most == null) {
      return Spans.NONE;
    }
    var counts = new TreeMap<LocalDate, Integer>();
    for (var one : booked) {
      if (one.whose().equals(whose)) {
        counts.merge(
            Instant.ofEpochSecond(one.start()).atZone(zone).toLocalDate(), 1, Integer::sum);
      }
    }
    var days = new ArrayList<LocalHours.Day>();
    counts.forEach(
        (day, many) -> {
          if (many >= most) {
            days.add(new LocalHours.Day(day, WHOLE_DAY.getFirst()));
          }
        });
    return LocalHours.spans(zone, days);
  }

  private static Spans hours(
      ZoneId zone,
      Gathered all,
      Spans open,
      ServicePlan.Person person,
      @Nullable LocationId location,
      Map<WeekHours, Spans> shared) {
    var staffWeek = person.week();
    var week = staffWeek == null ? null : staffWeek.at(location);
    if (person.exceptions().isEmpty()) {
      // People with the same hours share one computation.
      return week == null
          ? open
          : shared.computeIfAbsent(
              week, own -> open.intersect(spans(zone, all, day -> own.on(day.getDayOfWeek()))));
    }
    var byDay = new HashMap<LocalDate, List<StaffException>>();
    for (var exception : person.exceptions()) {
      var from = exception.first().isBefore(all.first()) ? all.first() : exception.first();
      var until = exception.last().isAfter(all.last()) ? all.last() : exception.last();
      for (var day = from; !day.isAfter(until); day = day.plusDays(1)) {
        byDay.computeIfAbsent(day, _ -> new ArrayList<>()).add(exception);
      }
    }
    var works =
        spans(zone, all, day -> DayHours.works(byDay.getOrDefault(day, List.of()), week, day));
    var away = spans(zone, all, day -> DayHours.away(byDay.getOrDefault(day, List.of())));
    return open.intersect(works).minus(away);
  }

  private static Spans spans(
      ZoneId zone, Gathered all, Function<LocalDate, List<TimeRange>> ranges) {
    var days = new ArrayList<LocalHours.Day>();
    for (var day = all.first(); !day.isAfter(all.last()); day = day.plusDays(1)) {
      for (var range : ranges.apply(day)) {
        days.add(new LocalHours.Day(day, range));
      }
    }
    return LocalHours.spans(zone, days);
  }

  private static long seconds(Instant instant) {
    return instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0);
  }
}
