package io.frontdesk.calendar.booking;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Hold;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.AppointmentStore.Spot;
import io.frontdesk.calendar.catalogue.ServiceStore;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What happens inside the transaction of a booking, a move or a cancellation.
@Component
public class Diary {
  private final Placement placement;
  private final HoldStore holds;
  private final Meetings meetings;
  private final ServiceStore services;
  private final Intake intake;
  private final AppointmentStore appointments;
  private final OccupancyStore occupancies;
  private final Confirmations confirmations;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Records records;
  private final Clock clock;

  Diary(
      Placement placement,
      HoldStore holds,
      Meetings meetings,
      ServiceStore services,
      Intake intake,
      AppointmentStore appointments,
      OccupancyStore occupancies,
      Confirmations confirmations,
      Contacts contacts,
      Workspaces workspaces,
      Records records,
      Clock clock) {
    this.placement = placement;
    this.holds = holds;
    this.meetings = meetings;
    this.services = services;
    this.intake = intake;
    this.appointments = appointments;
    this.occupancies = occupancies;
    this.confirmations = confirmations;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.records = records;
    this.clock = clock;
  }

  /// See `Bookings.book`.
  public BookingOutcome book(TenantId tenant, BookingRequest request) {
    var zone = workspaces.require(tenant).zone();
    // First, so that a repeat that waits here sees what the first one made of the hold.
    var kept = kept(tenant, request);
    var fingerprint = fingerprint(request);
    var before = appointments.byKey(tenant, request.idempotencyKey(), zone);
    if (before.isPresent()) {
      return again(before.get(), fingerprint);
    }
    if (kept.isPresent()) {
      return fromHold(tenant, request, kept.get(), fingerprint);
    }
    var wish =
        new Wish(
            request.service(),
            request.start(),
            request.staff(),
            request.location(),
            request.source(),
            null);
    return switch (placement.judge(tenant, wish)) {
      case Verdict.No(var code, var say) -> new Refused(code, say);
      case Verdict.Full(var planned) -> placement.taken(tenant, wish, planned.question().zone());
      case Verdict.InClass(var service) -> inClass(tenant, request, service, wish, fingerprint);
      case Verdict.Free(var planned, var candidates) -> {
        var service = planned.plan().service();
        var end = request.start().plus(service.duration());
        var spot = new Spot(candidates.getFirst(), end, planned.location(), null);
        yield make(
            tenant,
            request,
            service,
            spot,
            fingerprint,
            id -> {
              var team = placement.take(tenant, Holder.of(id), wish, planned, candidates);
              team.ifPresent(people -> appointments.assign(tenant, id, people));
              return team.isPresent();
            },
            () -> placement.taken(tenant, wish, planned.question().zone()));
      }
    };
  }

  private BookingOutcome inClass(
      TenantId tenant, BookingRequest request, Service service, Wish wish, String fingerprint) {
    return switch (meetings.seat(tenant, wish)) {
      case Meetings.Seating.None(var code, var say) -> new Refused(code, say);
      case Meetings.Seating.Full(var zone) -> placement.taken(tenant, wish, zone);
      case Meetings.Seating.Free(var session, var seat) ->
          make(
              tenant,
              request,
              service,
              new Spot(session.staff(), session.endsAt(), session.location(), seat),
              fingerprint,
              _ -> true,
              () -> placement.taken(tenant, wish, session.zone()));
    };
  }

  // Makes the row, takes what it needs, keeps the answers, tells everybody.
  private BookingOutcome make(
      TenantId tenant,
      BookingRequest request,
      Service service,
      Spot spot,
      String fingerprint,
      Predicate<AppointmentId> take,
      Supplier<BookingOutcome> otherwise) {
    contacts.require(tenant, request.contact());
    var questions = services.questions(tenant, service.id());
    var wrong = intake.check(request, questions);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    var id = new AppointmentId(Uuid7.next());
    if (!appointments.insert(tenant, id, request, service, spot, fingerprint, clock.instant())) {
      // The same key, a moment earlier, in another transaction that has committed by now.
      return again(
          appointments
              .byKey(tenant, request.idempotencyKey(), workspaces.require(tenant).zone())
              .orElseThrow(),
          fingerprint);
    }
    if (!take.test(id)) {
      appointments.delete(tenant, id);
      return otherwise.get();
    }
    intake.keep(tenant, id, request, questions, clock.instant());
    return booked(tenant, id, request.actor());
  }

  // The hold that a request names, if it still keeps anything.
  private Optional<Hold> kept(TenantId tenant, BookingRequest request) {
    var named = request.hold();
    return named == null
        ? Optional.empty()
        : holds.lock(tenant, named).filter(hold -> hold.isLive(clock.instant()));
  }

  // Whoever keeps a time was judged when they got it; what the hold takes becomes the
  // appointment's.
  private BookingOutcome fromHold(
      TenantId tenant, BookingRequest request, Hold kept, String fingerprint) {
    var staff = request.staff();
    if (!kept.service().equals(request.service())
        || !kept.startsAt().equals(request.start())
        || (staff != null && !staff.equals(kept.staff()))) {
      return new Refused(
          "calendar.other-hold", "What was kept is another time, so nothing was booked.");
    }
    var spot = new Spot(kept.staff(), kept.endsAt(), kept.location(), kept.seat());
    return make(
        tenant,
        request,
        services.services(tenant, kept.service()).getFirst(),
        spot,
        fingerprint,
        id -> {
          var people = occupancies.handOver(tenant, kept.id(), id);
          appointments.assign(tenant, id, led(kept.staff(), people));
          holds.delete(tenant, kept.id());
          return true;
        },
        () -> new Refused("calendar.other-hold", "Nothing was booked."));
  }

  private static List<StaffId> led(StaffId lead, List<StaffId> people) {
    var team = new ArrayList<StaffId>();
    team.add(lead);
    people.stream().filter(person -> !person.equals(lead)).forEach(team::add);
    return team;
  }

  private Booked booked(TenantId tenant, AppointmentId id, Actor actor) {
    appointments.remember(tenant, id, "booked", actor.name(), "", clock.instant());
    var booked = appointments.find(tenant, id, workspaces.require(tenant).zone()).orElseThrow();
    records.booked(tenant, booked, actor);
    confirmations.booked(tenant, booked);
    return new Booked(booked);
  }

  /// See `Bookings.reschedule`.
  public BookingOutcome move(
      TenantId tenant,
      AppointmentId id,
      Instant start,
      @Nullable StaffId staff,
      Source source,
      Actor actor) {
    var zone = workspaces.require(tenant).zone();
    var found = appointments.lock(tenant, id, zone);
    if (found.isEmpty()) {
      return new Refused("calendar.unknown-appointment", "I can't find that appointment.");
    }
    var old = found.get();
    if (!old.state().isOpen()) {
      return new Refused(
          "calendar.not-open",
          old.state() == AppointmentState.CANCELLED
              ? "That appointment was cancelled, so it can't be moved. I can book a new one."
              : "That appointment can't be moved any more.");
    }
    if (old.startsAt().equals(start) && (staff == null || staff.equals(old.staff()))) {
      return new Booked(old);
    }
    // Whoever gave it another length than the service's meant it.
    var length = Duration.between(old.startsAt(), old.endsAt());
    var wish = new Wish(old.service(), start, staff, old.location(), source, id, length);
    return switch (placement.judge(tenant, wish)) {
      case Verdict.No(var code, var say) -> new Refused(code, say);
      case Verdict.Full(var planned) -> placement.taken(tenant, wish, planned.question().zone());
      case Verdict.InClass _ -> moveSeat(tenant, old, wish, actor);
      case Verdict.Free(var planned, var free) -> {
        // With the same person when they are free then.
        var candidates = new ArrayList<>(free);
        candidates.sort(Comparator.comparing(one -> !one.equals(old.staff())));
        var kept = occupancies.of(tenant, id.value());
        occupancies.remove(tenant, id.value());
        var team = placement.take(tenant, Holder.of(id), wish, planned, candidates);
        if (team.isEmpty()) {
          // What it gave up above cannot have been taken meanwhile: the deletion is not committed.
          kept.forEach(
              place -> occupancies.putBack(tenant, Holder.of(id).at(old.location()), place));
          yield placement.taken(tenant, wish, planned.question().zone());
        }
        appointments.move(
            tenant,
            id,
            team.get(),
            start,
            start.plus(length),
            planned.location(),
            null,
            clock.instant());
        yield moved(tenant, old, actor);
      }
    };
  }

  private BookingOutcome moveSeat(TenantId tenant, Appointment old, Wish wish, Actor actor) {
    return switch (meetings.seat(tenant, wish)) {
      case Meetings.Seating.None(var code, var say) -> new Refused(code, say);
      case Meetings.Seating.Full(var zone) -> placement.taken(tenant, wish, zone);
      case Meetings.Seating.Free(var session, var seat) -> {
        occupancies.remove(tenant, old.id().value());
        appointments.move(
            tenant,
            old.id(),
            List.of(session.staff()),
            session.startsAt(),
            session.endsAt(),
            session.location(),
            seat,
            clock.instant());
        yield moved(tenant, old, actor);
      }
    };
  }

  private Booked moved(TenantId tenant, Appointment old, Actor actor) {
    var zone = workspaces.require(tenant).zone();
    var moved = appointments.find(tenant, old.id(), zone).orElseThrow();
    appointments.remember(tenant, old.id(), "moved", actor.name(), "", clock.instant());
    records.changed(tenant, moved, "moved", actor);
    confirmations.moved(tenant, moved, old.start());
    return new Booked(moved);
  }

  /// See `Bookings.cancel`.
  public BookingOutcome cancel(TenantId tenant, AppointmentId id, String reason, Actor actor) {
    var zone = workspaces.require(tenant).zone();
    var found = appointments.lock(tenant, id, zone);
    if (found.isEmpty()) {
      return new Refused("calendar.unknown-appointment", "I can't find that appointment.");
    }
    var old = found.get();
    if (old.state() == AppointmentState.CANCELLED) {
      return new Booked(old);
    }
    if (!old.state().mayBecome(AppointmentState.CANCELLED)) {
      return new Refused(
          "calendar.not-open", "That appointment is over, so it can't be cancelled.");
    }
    var note = reason.strip();
    appointments.become(tenant, id, AppointmentState.CANCELLED, true, clock.instant());
    occupancies.release(tenant, id.value());
    appointments.remember(
        tenant,
        id,
        "cancelled",
        actor.name(),
        note.length() > 500 ? note.substring(0, 500) : note,
        clock.instant());
    var cancelled = appointments.find(tenant, id, zone).orElseThrow();
    records.changed(tenant, cancelled, "cancelled", actor);
    confirmations.cancelled(tenant, cancelled);
    return new Booked(cancelled);
  }

  /// See `Bookings.mark`.
  public Appointment mark(TenantId tenant, AppointmentId id, AppointmentState state, Actor actor) {
    var zone = workspaces.require(tenant).zone();
    var old =
        appointments.lock(tenant, id, zone).orElseThrow(() -> Refusal.notFound("The appointment"));
    if (old.state() == state) {
      return old;
    }
    if (state == AppointmentState.CANCELLED || !old.state().mayBecome(state)) {
      throw Refusal.conflict(
          "calendar.state",
          "This appointment is “"
              + old.state().label()
              + "” and can't become “"
              + state.label()
              + "”.");
    }
    appointments.become(tenant, id, state, false, clock.instant());
    appointments.remember(tenant, id, state.code(), actor.name(), "", clock.instant());
    var marked = appointments.find(tenant, id, zone).orElseThrow();
    records.changed(tenant, marked, state.code(), actor);
    return marked;
  }

  /// See `Bookings.note`.
  public void note(TenantId tenant, AppointmentId id, String note, Actor actor) {
    var zone = workspaces.require(tenant).zone();
    var old =
        appointments.lock(tenant, id, zone).orElseThrow(() -> Refusal.notFound("The appointment"));
    if (!old.note().equals(note)) {
      appointments.note(tenant, id, note, clock.instant());
      records.noted(tenant, old, actor);
    }
  }

  @EventListener
  void follow(ContactsMerged merged) {
    appointments.moveContact(merged.tenant(), merged.gone(), merged.kept());
  }

  private static BookingOutcome again(AppointmentStore.Keyed keyed, String fingerprint) {
    return keyed.fingerprint().equals(fingerprint)
        ? new Booked(keyed.appointment())
        : new Refused(
            "calendar.key-reused",
            "This request was already used for another booking, so nothing was changed.");
  }

  private static String fingerprint(BookingRequest request) {
    var content =
        request.service()
            + "|"
            + request.start()
            + "|"
            + request.staff()
            + "|"
            + request.contact()
            + (request.location() == null ? "" : "|" + request.location());
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
