package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.ClassDraft;
import io.frontdesk.calendar.Location;
import io.frontdesk.calendar.Seat;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.Session;
import io.frontdesk.calendar.SessionId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.availability.Ask;
import io.frontdesk.calendar.availability.Place;
import io.frontdesk.calendar.availability.Planner;
import io.frontdesk.calendar.catalogue.PlaceStore;
import io.frontdesk.calendar.catalogue.ServiceStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What happens inside the transaction of a class's meeting: held, seated, called off.
@Component
public class Meetings {
  private static final int MOST_WEEKS = 104;

  private final SessionStore sessions;
  private final OccupancyStore occupancies;
  private final Placement placement;
  private final Planner planner;
  private final ServiceStore services;
  private final PlaceStore places;
  private final Workspaces workspaces;
  private final Clock clock;

  Meetings(
      SessionStore sessions,
      OccupancyStore occupancies,
      Placement placement,
      Planner planner,
      ServiceStore services,
      PlaceStore places,
      Workspaces workspaces,
      Clock clock) {
    this.sessions = sessions;
    this.occupancies = occupancies;
    this.placement = placement;
    this.planner = planner;
    this.services = services;
    this.places = places;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Whether a class has a seat at a time.
  sealed interface Seating {
    /// There is no such meeting.
    record None(String code, String say) implements Seating {}

    /// @param zone of the place
    record Full(ZoneId zone) implements Seating {}

    /// Nobody else gets the seat while this transaction lasts.
    record Free(Session session, Seat seat) implements Seating {}
  }

  Seating seat(TenantId tenant, Wish wish) {
    var zone = workspaces.require(tenant).zone();
    var now = clock.instant();
    var all =
        sessions
            .between(
                tenant,
                wish.service(),
                wish.start(),
                wish.start().plusSeconds(1),
                false,
                zone,
                now,
                20)
            .stream()
            .filter(one -> wish.staff() == null || one.staff().equals(wish.staff()))
            .filter(one -> wish.location() == null || wish.location().equals(one.location()))
            .toList();
    if (all.isEmpty()) {
      return new Seating.None(
          "calendar.no-session",
          "There is no such class on " + SpokenTimes.say(wish.start().atZone(zone)) + ".");
    }
    for (var one : all) {
      sessions.lock(tenant, one.id());
      var session = sessions.find(tenant, one.id(), zone, now).orElseThrow();
      var seat = sessions.freeSeat(tenant, one.id(), now);
      if (!session.cancelled() && seat.isPresent()) {
        return new Seating.Free(session, new Seat(one.id(), seat.getAsInt()));
      }
    }
    return new Seating.Full(all.getFirst().zone());
  }

  /// See `Classes.hold`.
  public List<Session> hold(TenantId tenant, ClassDraft draft) {
    var service =
        services.services(tenant, draft.service()).stream()
            .findFirst()
            .filter(one -> !one.archived())
            .orElseThrow(() -> Refusal.field("service", "Choose a class."));
    check(service, draft);
    var zone = zone(tenant, draft);
    var batch = Uuid7.next();
    var made = new ArrayList<Session>();
    for (var start : starts(draft)) {
      made.add(hold(tenant, draft, service, start.atZone(zone).toInstant(), zone, batch));
    }
    return made;
  }

  private static void check(Service service, ClassDraft draft) {
    if (!service.isClass()) {
      throw Refusal.field("service", "Choose a class; this is booked one by one.");
    }
    if (!service.staff().contains(draft.staff())) {
      throw Refusal.field("staff", "Choose someone who does " + service.name() + ".");
    }
    if (draft.seats() < 1 || draft.seats() > 500) {
      throw Refusal.field("seats", "Give 1 to 500 seats.");
    }
    if (!service.locations().isEmpty()
        && (draft.location() == null || !service.locations().contains(draft.location()))) {
      throw Refusal.field("location", "Choose where " + service.name() + " is done.");
    }
    if (service.locations().isEmpty() && draft.location() != null) {
      throw Refusal.field("location", service.name() + " has no locations.");
    }
    var until = draft.until();
    if (until != null && until.isBefore(draft.start().toLocalDate())) {
      throw Refusal.field("until", "The last day comes before the first.");
    }
    if (until != null && until.isAfter(draft.start().toLocalDate().plusWeeks(MOST_WEEKS))) {
      throw Refusal.field("until", "At most two years ahead.");
    }
  }

  private ZoneId zone(TenantId tenant, ClassDraft draft) {
    var location = draft.location();
    return location == null
        ? workspaces.require(tenant).zone()
        : places.locations(tenant, location).stream()
            .findFirst()
            .map(Location::zone)
            .orElseThrow(() -> Refusal.field("location", "Choose from the list."));
  }

  private static List<LocalDateTime> starts(ClassDraft draft) {
    var starts = new ArrayList<LocalDateTime>();
    var until = draft.until() == null ? draft.start().toLocalDate() : draft.until();
    for (var at = draft.start(); !at.toLocalDate().isAfter(until); at = at.plusWeeks(1)) {
      starts.add(at);
    }
    return starts;
  }

  private Session hold(
      TenantId tenant, ClassDraft draft, Service service, Instant start, ZoneId zone, UUID batch) {
    var now = clock.instant();
    if (start.isBefore(now)) {
      throw Refusal.field("start", "That time has already passed.");
    }
    var id = new SessionId(Uuid7.next());
    var end = start.plus(service.duration());
    sessions.insert(
        tenant,
        new Session(
            id,
            service.id(),
            service.name(),
            draft.staff(),
            "",
            draft.location(),
            start,
            end,
            zone,
            draft.seats(),
            0,
            batch,
            false),
        now);
    var wish = new Wish(service.id(), start, draft.staff(), draft.location(), Source.DESK, null);
    var holder = Holder.of(id).at(draft.location());
    var from = start.minus(service.lead());
    var until = end.plus(service.tail());
    var person = new Place(draft.staff().value(), 1);
    var when = SpokenTimes.say(start.atZone(zone));
    if (!occupancies.take(tenant, holder, "staff", person, from, until, now)) {
      throw Refusal.field("staff", "They are taken on " + when + ".");
    }
    var planned =
        planner
            .plan(
                tenant,
                new Ask(
                    service.id(),
                    start,
                    start.plusSeconds(1),
                    draft.staff(),
                    draft.location(),
                    id.value()))
            .getFirst();
    if (!placement.takeUnits(tenant, holder, wish, planned, from, until)) {
      throw Refusal.field("start", "Not enough rooms or devices are free on " + when + ".");
    }
    return sessions.find(tenant, id, zone, now).orElseThrow();
  }

  /// See `Classes.seats`.
  public Session seats(TenantId tenant, SessionId id, int seats) {
    var session = lock(tenant, id);
    if (session.cancelled()) {
      throw Refusal.conflict("calendar.session-cancelled", "This class was called off.");
    }
    if (seats < 1 || seats > 500) {
      throw Refusal.field("seats", "Give 1 to 500 seats.");
    }
    if (seats < session.taken()) {
      throw Refusal.field("seats", session.taken() + " are taken already.");
    }
    sessions.seats(tenant, id, seats, clock.instant());
    return require(tenant, id);
  }

  /// Calls it off and frees what it took.
  ///
  /// @return who would have come; none when it was called off before
  public List<AppointmentId> callOff(TenantId tenant, SessionId id) {
    if (lock(tenant, id).cancelled()) {
      return List.of();
    }
    // Taking the holds away waits for those that are just being booked.
    sessions.cancel(tenant, id, clock.instant());
    var coming = sessions.standing(tenant, id);
    occupancies.release(tenant, id.value());
    return coming;
  }

  /// Those of its batch from it on.
  public List<SessionId> following(TenantId tenant, SessionId id) {
    var session = require(tenant, id);
    return sessions.ofBatch(tenant, session.batch(), session.startsAt());
  }

  public Optional<Session> find(TenantId tenant, SessionId id) {
    return sessions.find(tenant, id, workspaces.require(tenant).zone(), clock.instant());
  }

  public List<Session> between(
      TenantId tenant,
      @Nullable Service service,
      Instant from,
      Instant until,
      boolean cancelledToo) {
    return sessions.between(
        tenant,
        service == null ? null : service.id(),
        from,
        until,
        cancelledToo,
        workspaces.require(tenant).zone(),
        clock.instant(),
        1000);
  }

  private Session lock(TenantId tenant, SessionId id) {
    sessions.lock(tenant, id);
    return require(tenant, id);
  }

  private Session require(TenantId tenant, SessionId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The class"));
  }
}
