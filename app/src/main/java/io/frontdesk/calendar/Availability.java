package io.frontdesk.calendar;

import io.frontdesk.calendar.availability.Ask;
import io.frontdesk.calendar.availability.Opening;
import io.frontdesk.calendar.availability.Planner;
import io.frontdesk.calendar.availability.SlotSearch;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.booking.SessionStore;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Free times, computed from our own tables at the moment of asking. Joins an open transaction of
/// the tenant.
@Component
public class Availability {
  private static final Duration LONGEST = Duration.ofDays(62);

  private final TenantTransactions transactions;
  private final Planner planner;
  private final SessionStore sessions;
  private final AppointmentStore appointments;
  private final Workspaces workspaces;
  private final Clock clock;

  Availability(
      TenantTransactions transactions,
      Planner planner,
      SessionStore sessions,
      AppointmentStore appointments,
      Workspaces workspaces,
      Clock clock) {
    this.transactions = transactions;
    this.planner = planner;
    this.sessions = sessions;
    this.appointments = appointments;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Free times in order; none for a service that is unknown, archived, or not for clients when a
  /// client asks. Never a past one.
  public List<Slot> slots(TenantId tenant, SlotRequest request) {
    return transactions.read(
        tenant,
        () -> {
          var now = clock.instant();
          var from = later(request.from(), now);
          var until = earlier(request.until(), from.plus(LONGEST));
          if (!from.isBefore(until)) {
            return List.of();
          }
          var moving = request.moving();
          var plans =
              planner.plan(
                  tenant,
                  new Ask(
                      request.service(),
                      from,
                      until,
                      request.staff(),
                      request.location(),
                      moving == null ? null : moving.value(),
                      moving == null ? null : appointments.length(tenant, moving)));
          if (!plans.isEmpty() && plans.getFirst().plan().service().isClass()) {
            return seats(tenant, plans.getFirst().plan().service(), request, from, until, now);
          }
          var slots =
              plans.stream().flatMap(planned -> search(planned, request, now).stream()).toList();
          return plans.size() < 2
              ? slots
              : slots.stream()
                  .sorted(Comparator.comparing(slot -> slot.start().toInstant()))
                  .limit(request.limit())
                  .toList();
        });
  }

  /// The free times nearest to a wished one, in order: first those of the same day, then those of
  /// the weeks that follow.
  public List<Slot> nearest(TenantId tenant, SlotRequest request, Instant wish, int count) {
    var zone = workspaces.require(tenant).zone();
    var day = wish.atZone(zone).toLocalDate();
    var found = new ArrayList<Slot>();
    var begin = day.minusDays(2).atStartOfDay(zone).toInstant();
    for (int days : new int[] {6, 30}) {
      var end = day.plusDays(days).atStartOfDay(zone).toInstant();
      found.addAll(slots(tenant, request.during(begin, end)));
      if (found.size() >= count) {
        break;
      }
      begin = end;
    }
    return found.stream()
        .sorted(
            Comparator.comparing((Slot slot) -> !slot.start().toLocalDate().equals(day))
                .thenComparing(slot -> Duration.between(wish, slot.start()).abs()))
        .limit(count)
        .sorted(Comparator.comparing(slot -> slot.start().toInstant()))
        .toList();
  }

  // A class's meetings that have seats; full ones are not free times.
  private List<Slot> seats(
      TenantId tenant,
      Service service,
      SlotRequest request,
      Instant from,
      Instant until,
      Instant now) {
    if (isHidden(service, request)) {
      return List.of();
    }
    var first = later(from, request.desk() ? now : now.plus(service.notice()));
    var end = earlier(until, now.plus(Duration.ofDays(service.horizonDays())).plusSeconds(1));
    return sessions
        .between(
            tenant,
            service.id(),
            first,
            end,
            false,
            workspaces.require(tenant).zone(),
            now,
            2 * request.limit())
        .stream()
        .filter(one -> one.seatsLeft() > 0)
        .filter(one -> request.staff() == null || one.staff().equals(request.staff()))
        .filter(one -> request.location() == null || request.location().equals(one.location()))
        .limit(request.limit())
        .map(
            one ->
                new Slot(
                    service.id(),
                    one.start(),
                    one.end(),
                    one.staff(),
                    one.staffName(),
                    List.of(),
                    List.of(),
                    one.location(),
                    one.id(),
                    one.seatsLeft()))
        .toList();
  }

  private static boolean isHidden(Service service, SlotRequest request) {
    return service.archived() || (!service.online() && !request.desk());
  }

  private List<Slot> search(Planner.Planned planned, SlotRequest request, Instant now) {
    var service = planned.plan().service();
    if (isHidden(service, request)) {
      return List.of();
    }
    var question = planned.question();
    var first = request.desk() ? now : now.plus(service.notice());
    var beyond = now.plus(Duration.ofDays(service.horizonDays()));
    var search =
        new SlotSearch(
            question.between(
                Math.max(question.from(), seconds(first)),
                Math.min(question.until(), beyond.getEpochSecond() + 1)));
    var openings =
        request.everyPerson()
            ? search.eachPerson(request.limit())
            : search.eachStart(request.limit());
    return openings.stream().map(opening -> slot(planned, opening)).toList();
  }

  private static Slot slot(Planner.Planned planned, Opening opening) {
    var service = planned.plan().service();
    var zone = planned.question().zone();
    var start = Instant.ofEpochSecond(opening.start());
    return new Slot(
        service.id(),
        start.atZone(zone),
        start.plusSeconds(planned.question().length()).atZone(zone),
        new StaffId(opening.lead()),
        opening.people().stream().map(planned::nameOf).collect(Collectors.joining(" and ")),
        opening.people().stream().skip(1).map(StaffId::new).toList(),
        opening.units().stream()
            .map(unit -> new Slot.Place(new ResourceId(unit.resource()), unit.number()))
            .toList(),
        planned.location(),
        null,
        1);
  }

  private static long seconds(Instant instant) {
    return instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
