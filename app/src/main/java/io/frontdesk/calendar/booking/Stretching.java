package io.frontdesk.calendar.booking;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.availability.Ask;
import io.frontdesk.calendar.availability.Planner;
import io.frontdesk.calendar.availability.Planner.Planned;
import io.frontdesk.calendar.availability.Question;
import io.frontdesk.calendar.availability.Spans;
import io.frontdesk.calendar.booking.OccupancyStore.Held;
import io.frontdesk.calendar.booking.OccupancyStore.Obstacle;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Ends appointments earlier or later, inside the transaction of the change. What is added is
/// judged by the hours and ways as they are now; what stood before is not judged again.
@Component
public class Stretching {
  private final AppointmentStore appointments;
  private final OccupancyStore occupancies;
  private final Planner planner;
  private final Placement placement;
  private final Confirmations confirmations;
  private final Records records;
  private final Workspaces workspaces;
  private final Clock clock;

  Stretching(
      AppointmentStore appointments,
      OccupancyStore occupancies,
      Planner planner,
      Placement placement,
      Confirmations confirmations,
      Records records,
      Workspaces workspaces,
      Clock clock) {
    this.appointments = appointments;
    this.occupancies = occupancies;
    this.planner = planner;
    this.placement = placement;
    this.confirmations = confirmations;
    this.records = records;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// See `Bookings.resize`.
  public BookingOutcome resize(TenantId tenant, AppointmentId id, Duration length, Actor actor) {
    var zone = workspaces.require(tenant).zone();
    var found = appointments.lock(tenant, id, zone);
    if (found.isEmpty()) {
      return new Refused("calendar.unknown-appointment", "I can't find that appointment.");
    }
    var old = found.get();
    if (!old.state().isOpen() && old.state() != AppointmentState.CHECKED_IN) {
      return new Refused("calendar.not-open", "That appointment can't be changed any more.");
    }
    if (old.seat() != null) {
      return new Refused("calendar.class", "A class lasts as long for everyone who comes.");
    }
    var end = old.startsAt().plus(length);
    if (end.equals(old.endsAt())) {
      return new Booked(old);
    }
    if (end.isBefore(old.endsAt())) {
      shorten(tenant, old, end);
    } else {
      var refused = lengthen(tenant, old, end);
      if (refused != null) {
        return refused;
      }
    }
    appointments.end(tenant, id, end, clock.instant());
    appointments.remember(tenant, id, "resized", actor.name(), "", clock.instant());
    var resized = appointments.find(tenant, id, zone).orElseThrow();
    records.changed(tenant, resized, "resized", actor);
    confirmations.resized(tenant, resized);
    return new Booked(resized);
  }

  private void shorten(TenantId tenant, Appointment old, Instant end) {
    var kept = occupancies.of(tenant, old.id().value());
    occupancies.remove(tenant, old.id().value());
    var by = Duration.between(old.endsAt(), end);
    kept.forEach(one -> occupancies.putBack(tenant, holder(old), one.later(by)));
  }

  private @Nullable Refused lengthen(TenantId tenant, Appointment old, Instant end) {
    var by = Duration.between(old.endsAt(), end);
    var kept = occupancies.of(tenant, old.id().value());
    var planned = plan(tenant, old, end);
    if (planned != null && planned.plan().isLimited()) {
      // Ways are no constraint of the table, so whoever could be in the way waits here.
      occupancies.lock(tenant, old.service(), people(kept));
      planned = plan(tenant, old, end);
    }
    var no = planned == null ? null : judge(tenant, planned, old, end, kept, by);
    if (no != null) {
      return no;
    }
    occupancies.remove(tenant, old.id().value());
    if (takePeople(tenant, old, kept, by) && takeUnits(tenant, old, end, kept, by, planned)) {
      return null;
    }
    occupancies.remove(tenant, old.id().value());
    kept.forEach(one -> occupancies.putBack(tenant, holder(old), one));
    return inTheWay(tenant, old, kept, by);
  }

  private @Nullable Planned plan(TenantId tenant, Appointment old, Instant end) {
    return planner
        .plan(
            tenant,
            new Ask(
                old.service(),
                old.startsAt(),
                old.startsAt().plusSeconds(1),
                null,
                old.location(),
                old.id().value(),
                Duration.between(old.startsAt(), end)))
        .stream()
        .filter(one -> Objects.equals(one.location(), old.location()))
        .findFirst()
        .orElse(null);
  }

  private @Nullable Refused judge(
      TenantId tenant,
      Planned planned,
      Appointment old,
      Instant end,
      List<Held> kept,
      Duration by) {
    if (!covers(planned.open(), old.endsAt(), end)) {
      return new Refused(
          "calendar.closed", "We are closed before " + SpokenTimes.sayTime(at(old, end)) + ".");
    }
    for (var one : kept) {
      var person = person(planned, one);
      if (person == null) {
        continue;
      }
      if (!covers(person.hours(), old.endsAt(), end)) {
        return new Refused(
            "calendar.away",
            planned.nameOf(person.id())
                + " isn't in until "
                + SpokenTimes.sayTime(at(old, end))
                + ".");
      }
      if (person.busy().measure(one.until().getEpochSecond(), one.until().plus(by).getEpochSecond())
          > 0) {
        return inTheWay(tenant, old, kept, by);
      }
    }
    return null;
  }

  private static Question.@Nullable Person person(Planned planned, Held held) {
    return planned.question().persons().stream()
        .filter(one -> one.id().equals(held.place().subject()))
        .findFirst()
        .orElse(null);
  }

  private static boolean covers(Spans hours, Instant from, Instant until) {
    return hours.measure(from.getEpochSecond(), until.getEpochSecond())
        == Duration.between(from, until).toSeconds();
  }

  private boolean takePeople(TenantId tenant, Appointment old, List<Held> kept, Duration by) {
    return kept.stream().filter(Held::isPerson).allMatch(one -> take(tenant, old, one.later(by)));
  }

  // The same rooms and devices, else others that serve as well.
  private boolean takeUnits(
      TenantId tenant,
      Appointment old,
      Instant end,
      List<Held> kept,
      Duration by,
      @Nullable Planned planned) {
    var units = kept.stream().filter(one -> !one.isPerson()).toList();
    if (units.stream().allMatch(one -> take(tenant, old, one.later(by)))) {
      return true;
    }
    occupancies.removeResources(tenant, old.id().value());
    var length = Duration.between(old.startsAt(), end);
    var wish =
        new Wish(
            old.service(), old.startsAt(), null, old.location(), Source.DESK, old.id(), length);
    return planned != null
        && placement.takeUnits(
            tenant,
            holder(old),
            wish,
            planned,
            units.getFirst().from(),
            units.getFirst().until().plus(by));
  }

  private boolean take(TenantId tenant, Appointment old, Held one) {
    return occupancies.take(
        tenant,
        holder(old),
        one.subjectType(),
        one.place(),
        one.from(),
        one.until(),
        clock.instant());
  }

  private Refused inTheWay(TenantId tenant, Appointment old, List<Held> kept, Duration by) {
    var most = kept.stream().map(Held::until).max(Instant::compareTo).orElse(old.endsAt());
    var obstacle =
        occupancies.inTheWay(
            tenant,
            kept.stream().map(Held::place).toList(),
            old.endsAt(),
            most.plus(by),
            old.id().value(),
            clock.instant());
    var buffer = Duration.between(old.endsAt(), most);
    return new Refused("calendar.in-the-way", say(old, obstacle.orElse(null), buffer));
  }

  private static String say(Appointment old, @Nullable Obstacle obstacle, Duration buffer) {
    if (obstacle == null) {
      return "There would be no time left for the way to the next appointment.";
    }
    var latest = obstacle.taken().minus(buffer);
    return obstacle.whose()
        + " has "
        + obstacle.what()
        + " at "
        + SpokenTimes.sayTime(at(old, obstacle.begins()))
        + (latest.isAfter(old.endsAt())
            ? ". This can last until " + SpokenTimes.sayTime(at(old, latest)) + "."
            : ", so this can't last longer.");
  }

  private static ZonedDateTime at(Appointment one, Instant moment) {
    return moment.atZone(one.zone());
  }

  private static Holder holder(Appointment one) {
    return Holder.of(one.id()).at(one.location());
  }

  private static List<UUID> people(List<Held> kept) {
    return kept.stream().filter(Held::isPerson).map(one -> one.place().subject()).toList();
  }
}
