package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.OccupancyStore;
import io.frontdesk.calendar.catalogue.CatalogueStore;
import io.frontdesk.calendar.catalogue.ServicePlan;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.SpecialDay;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gathers what [SlotSearch] needs: two queries of our own (the service with its people; what they
/// are taken by) and the workspace's hours. Call it inside a transaction of the tenant.
@Component
public class Planner {
  private final CatalogueStore catalogue;
  private final OccupancyStore occupancies;
  private final OpeningHours openingHours;
  private final Clock clock;

  Planner(
      CatalogueStore catalogue,
      OccupancyStore occupancies,
      OpeningHours openingHours,
      Clock clock) {
    this.catalogue = catalogue;
    this.occupancies = occupancies;
    this.openingHours = openingHours;
    this.clock = clock;
  }

  /// A service's question, ready to search, and what else an answer needs.
  ///
  /// @param open when the workspace is open
  public record Planned(ServicePlan plan, Question question, Spans open) {
    /// Name of one of the people in question.
    public String nameOf(UUID person) {
      return plan.people().stream()
          .filter(one -> one.id().value().equals(person))
          .map(ServicePlan.Person::name)
          .findFirst()
          .orElse("");
    }
  }

  /// Plans starts from `from` (included) to `until` (not). Empty when there is no such service.
  ///
  /// @param staff only this person
  /// @param without leaves out what this holder takes
  public Optional<Planned> plan(
      TenantId tenant,
      ZoneId zone,
      ServiceId service,
      Instant from,
      Instant until,
      @Nullable StaffId staff,
      @Nullable UUID without) {
    // A day around covers appointments that run over midnight and days that overlap in a fold.
    var first = from.atZone(zone).toLocalDate().minusDays(1);
    var last = until.atZone(zone).toLocalDate().plusDays(2);
    return catalogue
        .plan(tenant, service, first, last)
        .map(plan -> planned(tenant, zone, plan, from, until, first, last, staff, without));
  }

  private Planned planned(
      TenantId tenant,
      ZoneId zone,
      ServicePlan plan,
      Instant from,
      Instant until,
      LocalDate first,
      LocalDate last,
      @Nullable StaffId staff,
      @Nullable UUID without) {
    var people =
        plan.people().stream()
            .filter(person -> staff == null || person.id().equals(staff))
            .toList();
    var subjects = new ArrayList<UUID>();
    people.forEach(person -> subjects.add(person.id().value()));
    plan.needs()
        .forEach(need -> need.resources().forEach(one -> subjects.add(one.resource().value())));
    var around = Duration.ofDays(2);
    var busy =
        occupancies.busy(
            tenant, subjects, from.minus(around), until.plus(around), without, clock.instant());
    var week = openingHours.of(tenant);
    var special = new TreeMap<LocalDate, List<TimeRange>>();
    for (SpecialDay day : openingHours.specialDays(tenant, first, last.plusDays(1))) {
      special.put(day.day(), day.ranges());
    }
    var open =
        spans(zone, first, last, day -> special.getOrDefault(day, week.on(day.getDayOfWeek())));
    // People with the same hours share one computation.
    var shared = new HashMap<WeekHours, Spans>();
    var persons =
        people.stream()
            .map(
                person ->
                    new Question.Person(
                        person.id().value(),
                        hours(zone, first, last, open, person, shared),
                        busy.getOrDefault(new Place(person.id().value(), 1), Spans.NONE),
                        person.priority()))
            .toList();
    var service = plan.service();
    var question =
        new Question(
            zone,
            from.getEpochSecond() + (from.getNano() > 0 ? 1 : 0),
            until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0),
            service.duration().toSeconds(),
            service.before().toSeconds(),
            service.after().toSeconds(),
            (int) service.step().toMinutes(),
            persons,
            plan.needs().stream().map(need -> need(need, busy)).toList());
    return new Planned(plan, question, open);
  }

  private static Question.Need need(ServicePlan.Need need, Map<Place, Spans> busy) {
    var units = new ArrayList<Question.Unit>();
    for (var resource : need.resources()) {
      for (int unit = 1; unit <= resource.capacity(); unit++) {
        var id = resource.resource().value();
        units.add(new Question.Unit(id, unit, busy.getOrDefault(new Place(id, unit), Spans.NONE)));
      }
    }
    return new Question.Need(need.quantity(), units);
  }

  private static Spans hours(
      ZoneId zone,
      LocalDate first,
      LocalDate last,
      Spans open,
      ServicePlan.Person person,
      Map<WeekHours, Spans> shared) {
    if (person.exceptions().isEmpty()) {
      var week = person.hours();
      return week == null
          ? open
          : shared.computeIfAbsent(
              week,
              own -> open.intersect(spans(zone, first, last, day -> own.on(day.getDayOfWeek()))));
    }
    var works = spans(zone, first, last, day -> worksOn(person, day));
    var away = spans(zone, first, last, day -> awayOn(person, day));
    return open.intersect(works).minus(away);
  }

  private static List<TimeRange> worksOn(ServicePlan.Person person, LocalDate day) {
    var extra =
        person.exceptions().stream()
            .filter(exception -> exception.works() && exception.covers(day))
            .map(StaffException::hours)
            .<TimeRange>mapMulti(
                (hours, out) -> {
                  if (hours != null) {
                    out.accept(hours);
                  }
                })
            .toList();
    if (!extra.isEmpty()) {
      return extra;
    }
    var week = person.hours();
    return week == null ? WHOLE_DAY : week.on(day.getDayOfWeek());
  }

  private static List<TimeRange> awayOn(ServicePlan.Person person, LocalDate day) {
    var away = new ArrayList<TimeRange>();
    for (var exception : person.exceptions()) {
      if (!exception.works() && exception.covers(day)) {
        var hours = exception.hours();
        away.addAll(hours == null ? WHOLE_DAY : List.of(hours));
      }
    }
    return away;
  }

  private static final List<TimeRange> WHOLE_DAY = List.of(TimeRange.of("00:00", "00:00"));

  private static Spans spans(
      ZoneId zone, LocalDate first, LocalDate last, Function<LocalDate, List<TimeRange>> ranges) {
    var days = new ArrayList<LocalHours.Day>();
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      for (var range : ranges.apply(day)) {
        days.add(new LocalHours.Day(day, range));
      }
    }
    return LocalHours.spans(zone, days);
  }
}
