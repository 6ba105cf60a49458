package io.frontdesk.calendar;

import io.frontdesk.calendar.availability.Opening;
import io.frontdesk.calendar.availability.Planner;
import io.frontdesk.calendar.availability.Question;
import io.frontdesk.calendar.availability.SlotSearch;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/// Free times, computed from our own tables at the moment of asking. Joins an open transaction of
/// the tenant.
@Component
public class Availability {
  private static final Duration LONGEST = Duration.ofDays(62);

  private final TenantTransactions transactions;
  private final Planner planner;
  private final Workspaces workspaces;
  private final Clock clock;

  Availability(
      TenantTransactions transactions, Planner planner, Workspaces workspaces, Clock clock) {
    this.transactions = transactions;
    this.planner = planner;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Free times in order; none for a service that is unknown, archived, or not for clients when a
  /// client asks. Never a past one.
  public List<Slot> slots(TenantId tenant, SlotRequest request) {
    return transactions.read(
        tenant,
        () -> {
          var zone = workspaces.require(tenant).zone();
          var now = clock.instant();
          var from = later(request.from(), now);
          var until = earlier(request.until(), from.plus(LONGEST));
          if (!from.isBefore(until)) {
            return List.of();
          }
          var moving = request.moving();
          return planner
              .plan(
                  tenant,
                  zone,
                  request.service(),
                  from,
                  until,
                  request.staff(),
                  moving == null ? null : moving.value())
              .map(planned -> search(planned, request, zone, now))
              .orElse(List.of());
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
      var wider =
          new SlotRequest(
              request.service(),
              begin,
              end,
              request.staff(),
              2000,
              false,
              request.desk(),
              request.moving());
      found.addAll(slots(tenant, wider));
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

  private List<Slot> search(
      Planner.Planned planned, SlotRequest request, ZoneId zone, Instant now) {
    var service = planned.plan().service();
    if (service.archived() || (!service.online() && !request.desk())) {
      return List.of();
    }
    var question = planned.question();
    var first = request.desk() ? now : now.plus(service.notice());
    var beyond = now.plus(Duration.ofDays(service.horizonDays()));
    var bounded =
        new Question(
            zone,
            Math.max(question.from(), seconds(first)),
            Math.min(question.until(), beyond.getEpochSecond() + 1),
            question.length(),
            question.before(),
            question.after(),
            question.step(),
            question.persons(),
            question.needs());
    var search = new SlotSearch(bounded);
    var openings =
        request.everyPerson()
            ? search.eachPerson(request.limit())
            : search.eachStart(request.limit());
    return openings.stream().map(opening -> slot(planned, opening, zone)).toList();
  }

  private static Slot slot(Planner.Planned planned, Opening opening, ZoneId zone) {
    var service = planned.plan().service();
    var start = Instant.ofEpochSecond(opening.start());
    return new Slot(
        service.id(),
        start.atZone(zone),
        start.plus(service.duration()).atZone(zone),
        new StaffId(opening.person()),
        planned.nameOf(opening.person()),
        opening.units().stream()
            .map(unit -> new Slot.Place(new ResourceId(unit.resource()), unit.number()))
            .toList());
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
