package io.frontdesk.calendar.booking;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.BookingOutcome.Taken;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.availability.Planner;
import io.frontdesk.calendar.availability.Planner.Place;
import io.frontdesk.calendar.availability.Planner.Planned;
import io.frontdesk.calendar.availability.Question;
import io.frontdesk.calendar.availability.SlotSearch;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What happens inside the transaction of a booking, a move or a cancellation.
@Component
public class Diary {
  private static final int ALTERNATIVES = 3;

  private final Planner planner;
  private final Availability availability;
  private final AppointmentStore appointments;
  private final OccupancyStore occupancies;
  private final Confirmations confirmations;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Records records;
  private final Clock clock;

  Diary(
      Planner planner,
      Availability availability,
      AppointmentStore appointments,
      OccupancyStore occupancies,
      Confirmations confirmations,
      Contacts contacts,
      Workspaces workspaces,
      Records records,
      Clock clock) {
    this.planner = planner;
    this.availability = availability;
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
    var fingerprint = fingerprint(request);
    var before = appointments.byKey(tenant, request.idempotencyKey(), zone);
    if (before.isPresent()) {
      return again(before.get(), fingerprint);
    }
    var wish =
        new Wish(request.service(), request.start(), request.staff(), request.source(), null);
    return switch (judge(tenant, wish)) {
      case Verdict.No(var code, var say) -> new Refused(code, say);
      case Verdict.Full(var planned) -> taken(tenant, wish, planned);
      case Verdict.Free(var planned, var candidates) -> {
        contacts.require(tenant, request.contact());
        var id = new AppointmentId(Uuid7.next());
        var service = planned.plan().service();
        boolean made =
            appointments.insert(
                tenant,
                id,
                request,
                service,
                candidates.getFirst(),
                request.start().plus(service.duration()),
                fingerprint,
                clock.instant());
        if (!made) {
          // The same key, a moment earlier, in another transaction that has committed by now.
          yield again(
              appointments.byKey(tenant, request.idempotencyKey(), zone).orElseThrow(),
              fingerprint);
        }
        var who = takeFirst(tenant, id, wish, planned, candidates);
        if (who.isEmpty()) {
          appointments.delete(tenant, id);
          yield taken(tenant, wish, planned);
        }
        appointments.assign(tenant, id, who.get());
        appointments.remember(tenant, id, "booked", request.actor().name(), "", clock.instant());
        var booked = appointments.find(tenant, id, zone).orElseThrow();
        records.booked(tenant, booked, request.actor());
        confirmations.booked(tenant, booked);
        yield new Booked(booked);
      }
    };
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
    var wish = new Wish(old.service(), start, staff, source, id);
    return switch (judge(tenant, wish)) {
      case Verdict.No(var code, var say) -> new Refused(code, say);
      case Verdict.Full(var planned) -> taken(tenant, wish, planned);
      case Verdict.Free(var planned, var free) -> {
        // With the same person when they are free then.
        var candidates = new ArrayList<>(free);
        candidates.sort(Comparator.comparing(one -> !one.equals(old.staff())));
        var kept = occupancies.of(tenant, id);
        occupancies.remove(tenant, id);
        var who = takeFirst(tenant, id, wish, planned, candidates);
        if (who.isEmpty()) {
          // What it gave up above cannot have been taken meanwhile: the deletion is not committed.
          kept.forEach(place -> occupancies.putBack(tenant, id, place));
          yield taken(tenant, wish, planned);
        }
        var end = start.plus(planned.plan().service().duration());
        appointments.move(tenant, id, who.get(), start, end, clock.instant());
        var moved = appointments.find(tenant, id, zone).orElseThrow();
        appointments.remember(tenant, id, "moved", actor.name(), "", clock.instant());
        records.changed(tenant, moved, "moved", actor);
        confirmations.moved(tenant, moved, old.start());
        yield new Booked(moved);
      }
    };
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
    occupancies.release(tenant, id);
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

  /// What someone would like.
  ///
  /// @param moving the appointment that shall move there, null for a new one
  private record Wish(
      ServiceId service,
      Instant start,
      @Nullable StaffId staff,
      Source source,
      @Nullable AppointmentId moving) {
    boolean desk() {
      return source == Source.DESK || source == Source.SYNC;
    }
  }

  /// Whether a wish can be met, before anything is written.
  private sealed interface Verdict {
    /// Nobody may book this.
    record No(String code, String say) implements Verdict {}

    /// Someone or something it needs is taken.
    record Full(Planned planned) implements Verdict {}

    /// @param candidates those who are free, to be tried in this order
    record Free(Planned planned, List<StaffId> candidates) implements Verdict {}
  }

  private Verdict judge(TenantId tenant, Wish wish) {
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
            tenant, zone, wish.service(), start, start.plusSeconds(1), null, wish.moving());
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
    if (start.isAfter(now.plus(Duration.ofDays(service.horizonDays())))) {
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

  // Tries the people in order; resources are chosen anew for each, because others book meanwhile.
  private Optional<StaffId> takeFirst(
      TenantId tenant, AppointmentId id, Wish wish, Planned planned, List<StaffId> candidates) {
    var service = planned.plan().service();
    var from = wish.start().minus(service.before());
    var until = wish.start().plus(service.duration()).plus(service.after());
    var units = new SlotSearch(planned.question()).units(wish.start().getEpochSecond());
    for (var person : candidates) {
      if (units == null) {
        break;
      }
      if (!occupancies.take(tenant, id, "staff", new Place(person.value(), 1), from, until)) {
        continue;
      }
      for (int attempt = 0; attempt < 3 && units != null; attempt++) {
        if (takeUnits(tenant, id, units, from, until)) {
          return Optional.of(person);
        }
        occupancies.removeResources(tenant, id);
        units = freshUnits(tenant, wish);
      }
      occupancies.remove(tenant, id);
    }
    return Optional.empty();
  }

  // In one order for everyone, so that two bookings don't wait for each other.
  private boolean takeUnits(
      TenantId tenant, AppointmentId id, List<Question.Unit> units, Instant from, Instant until) {
    return units.stream()
        .sorted(Comparator.comparing(Question.Unit::resource).thenComparing(Question.Unit::number))
        .allMatch(
            unit ->
                occupancies.take(
                    tenant,
                    id,
                    "resource",
                    new Place(unit.resource(), unit.number()),
                    from,
                    until));
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
            wish.moving())
        .map(planned -> new SlotSearch(planned.question()).units(wish.start().getEpochSecond()))
        .orElse(null);
  }

  // Each statement sees what has committed by now, so the winner's booking is left out.
  private Taken taken(TenantId tenant, Wish wish, Planned planned) {
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

  private static BookingOutcome again(AppointmentStore.Keyed keyed, String fingerprint) {
    return keyed.fingerprint().equals(fingerprint)
        ? new Booked(keyed.appointment())
        : new Refused(
            "calendar.key-reused",
            "This request was already used for another booking, so nothing was changed.");
  }

  private static String fingerprint(BookingRequest request) {
    var content =
        request.service() + "|" + request.start() + "|" + request.staff() + "|" + request.contact();
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
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
