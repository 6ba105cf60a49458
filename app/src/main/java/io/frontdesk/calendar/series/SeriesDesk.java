package io.frontdesk.calendar.series;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Occurrence;
import io.frontdesk.calendar.Series.Scope;
import io.frontdesk.calendar.SeriesId;
import io.frontdesk.calendar.SeriesOutcome;
import io.frontdesk.calendar.SeriesOutcome.Blocked;
import io.frontdesk.calendar.SeriesOutcome.Done;
import io.frontdesk.calendar.SeriesRequest;
import io.frontdesk.calendar.SeriesView;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.Confirmations;
import io.frontdesk.calendar.booking.Feasibility;
import io.frontdesk.calendar.booking.Itineraries;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Books, moves and cancels series.
@Component
public class SeriesDesk {
  private final SeriesStore store;
  private final Together together;
  private final Feasibility feasibility;
  private final Bookings bookings;
  private final Catalogue catalogue;
  private final Itineraries itineraries;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Clock clock;

  SeriesDesk(
      SeriesStore store,
      Together together,
      Feasibility feasibility,
      Bookings bookings,
      Catalogue catalogue,
      Itineraries itineraries,
      Contacts contacts,
      Workspaces workspaces,
      Clock clock) {
    this.store = store;
    this.together = together;
    this.feasibility = feasibility;
    this.bookings = bookings;
    this.catalogue = catalogue;
    this.itineraries = itineraries;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// See `Series.preview`.
  public List<Occurrence> preview(
      TenantId tenant,
      ServiceId service,
      LocalDateTime first,
      String rule,
      @Nullable StaffId staff,
      @Nullable LocationId location,
      Source source) {
    var zone = catalogue.zone(tenant, catalogue.require(tenant, service), location);
    return Recurrence.parse(rule, zone).from(first).stream()
        .map(
            at ->
                occurrence(
                    at,
                    zone,
                    feasibility
                        .obstacle(
                            tenant, service, Recurrence.instant(at, zone), staff, location, source)
                        .orElse("")))
        .toList();
  }

  /// See `Series.book`.
  public SeriesOutcome book(TenantId tenant, SeriesRequest request) {
    var service = catalogue.require(tenant, request.service());
    var zone = catalogue.zone(tenant, service, request.location());
    var recurrence = Recurrence.parse(request.rule(), zone);
    var times = wanted(recurrence.from(request.first()), request.chosen());
    if (request.note().strip().length() > 2000) {
      throw Refusal.field("note", "At most 2,000 characters.");
    }
    contacts.require(tenant, request.contact());
    return together.all(
        tenant,
        SeriesOutcome.class,
        () -> {
          var id = new SeriesId(Uuid7.next());
          var fingerprint = fingerprint(request, recurrence);
          if (!store.insert(
              tenant, id, request, recurrence.text(), zone, fingerprint, clock.instant())) {
            return again(tenant, request, fingerprint, zone);
          }
          var made = Confirmations.quietly(() -> all(tenant, id, request, times, zone));
          itineraries.booked(tenant, request.contact(), made, "series:" + id);
          return new Done(id, made);
        });
  }

  private List<Appointment> all(
      TenantId tenant, SeriesId id, SeriesRequest request, List<LocalDateTime> times, ZoneId zone) {
    var made = new ArrayList<Appointment>();
    var blocked = new ArrayList<Occurrence>();
    for (var at : times) {
      var outcome =
          bookings.book(
              tenant,
              new BookingRequest(
                      request.service(),
                      Recurrence.instant(at, zone),
                      request.staff(),
                      request.contact(),
                      request.source(),
                      "series:" + id + ":" + at,
                      request.actor(),
                      null,
                      request.note())
                  .at(request.location()));
      switch (outcome) {
        case BookingOutcome.Booked(var appointment) -> {
          store.link(tenant, appointment.id(), id, at);
          made.add(appointment);
        }
        case BookingOutcome.Taken(_, var say) -> blocked.add(occurrence(at, zone, say));
        case BookingOutcome.Refused(_, var say) -> blocked.add(occurrence(at, zone, say));
      }
    }
    if (!blocked.isEmpty()) {
      throw new Together.Undone(new Blocked(blocked));
    }
    return made;
  }

  private SeriesOutcome again(
      TenantId tenant, SeriesRequest request, String fingerprint, ZoneId zone) {
    var before = store.seriesByKey(tenant, request.idempotencyKey()).orElseThrow();
    if (!before.fingerprint().equals(fingerprint)) {
      return new SeriesOutcome.Refused(
          "calendar.key-reused",
          "This request was already used for another booking, so nothing was changed.");
    }
    var view = store.view(tenant, new SeriesId(before.id()), zone).orElseThrow();
    return new Done(view.id(), view.parts().stream().map(SeriesView.Part::appointment).toList());
  }

  /// See `Series.move`.
  public SeriesOutcome move(
      TenantId tenant,
      AppointmentId id,
      Scope scope,
      LocalDateTime to,
      @Nullable StaffId staff,
      Source source,
      Actor actor) {
    return together.all(
        tenant,
        SeriesOutcome.class,
        () -> {
          var view = require(tenant, id, workspaces.require(tenant).zone());
          var pivot = pivot(view, id);
          var parts = concerned(view, pivot, scope);
          // The same number of days for each, and all to the same time of the day.
          var from = pivot.appointment().start().toLocalDateTime();
          long days = ChronoUnit.DAYS.between(from.toLocalDate(), to.toLocalDate());
          // Each in turn may take the place that the one before has just left.
          var order = new ArrayList<>(parts);
          if (to.isAfter(from)) {
            Collections.reverse(order);
          }
          var moved =
              Confirmations.quietly(
                  () -> moveAll(tenant, order, pivot, to, days, staff, source, actor));
          var series = view.id();
          if (scope == Scope.FOLLOWING && pivot != view.parts().getFirst()) {
            series =
                store.split(
                    tenant, view.id(), new SeriesId(Uuid7.next()), pivot.at(), clock.instant());
          }
          itineraries.moved(
              tenant,
              pivot.appointment().contact(),
              moved,
              "series:" + view.id() + ":" + Uuid7.next());
          return new Done(series, moved);
        });
  }

  private List<Appointment> moveAll(
      TenantId tenant,
      List<SeriesView.Part> parts,
      SeriesView.Part pivot,
      LocalDateTime to,
      long days,
      @Nullable StaffId staff,
      Source source,
      Actor actor) {
    var moved = new ArrayList<Appointment>();
    var blocked = new ArrayList<Occurrence>();
    for (var part : parts) {
      // Each by the clock of its place.
      var zone = part.appointment().zone();
      var own = part.appointment().start().toLocalDateTime();
      var target = part == pivot ? to : own.toLocalDate().plusDays(days).atTime(to.toLocalTime());
      var outcome =
          bookings.reschedule(
              tenant,
              part.appointment().id(),
              Recurrence.instant(target, zone),
              staff,
              source,
              actor);
      switch (outcome) {
        case BookingOutcome.Booked(var appointment) -> moved.add(appointment);
        case BookingOutcome.Taken(_, var say) -> blocked.add(occurrence(target, zone, say));
        case BookingOutcome.Refused(_, var say) -> blocked.add(occurrence(target, zone, say));
      }
    }
    if (!blocked.isEmpty()) {
      blocked.sort(Comparator.comparing(Occurrence::at));
      throw new Together.Undone(new Blocked(blocked));
    }
    moved.sort(Comparator.comparing(Appointment::startsAt));
    return moved;
  }

  /// See `Series.cancel`.
  public SeriesOutcome cancel(
      TenantId tenant, AppointmentId id, Scope scope, String reason, Actor actor) {
    return together.all(
        tenant,
        SeriesOutcome.class,
        () -> {
          var zone = workspaces.require(tenant).zone();
          var view = require(tenant, id, zone);
          var pivot = pivot(view, id);
          var cancelled =
              Confirmations.quietly(
                  () ->
                      concerned(view, pivot, scope).stream()
                          .map(
                              part ->
                                  bookings.cancel(tenant, part.appointment().id(), reason, actor))
                          .map(SeriesDesk::booked)
                          .toList());
          itineraries.cancelled(
              tenant,
              pivot.appointment().contact(),
              cancelled,
              "series:" + view.id() + ":" + Uuid7.next());
          return new Done(view.id(), cancelled);
        });
  }

  @EventListener
  void follow(ContactsMerged merged) {
    store.moveContact(merged.tenant(), merged.gone(), merged.kept());
  }

  // Those that are still ahead; what has begun stays as it was.
  private List<SeriesView.Part> concerned(SeriesView view, SeriesView.Part pivot, Scope scope) {
    var parts =
        view.parts().stream()
            .filter(part -> part.appointment().state().isOpen())
            .filter(part -> part == pivot || part.appointment().startsAt().isAfter(clock.instant()))
            .filter(
                part ->
                    switch (scope) {
                      case ONE -> part == pivot;
                      case FOLLOWING -> !part.at().isBefore(pivot.at());
                      case ALL -> true;
                    })
            .toList();
    if (!parts.contains(pivot)) {
      throw Refusal.conflict("calendar.not-open", "That appointment can't be changed any more.");
    }
    return parts;
  }

  private SeriesView require(TenantId tenant, AppointmentId id, ZoneId zone) {
    return store
        .seriesOf(tenant, id)
        .flatMap(series -> store.view(tenant, series, zone))
        .orElseThrow(() -> Refusal.notFound("The series"));
  }

  private static SeriesView.Part pivot(SeriesView view, AppointmentId id) {
    return view.parts().stream()
        .filter(part -> part.appointment().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Appointment booked(BookingOutcome outcome) {
    return switch (outcome) {
      case BookingOutcome.Booked(var appointment) -> appointment;
      case BookingOutcome.Taken(_, var say) -> throw Refusal.conflict("calendar.not-open", say);
      case BookingOutcome.Refused(var code, var say) -> throw Refusal.conflict(code, say);
    };
  }

  private static List<LocalDateTime> wanted(
      List<LocalDateTime> times, @Nullable Set<LocalDateTime> chosen) {
    if (chosen == null) {
      return times;
    }
    if (chosen.isEmpty() || !times.containsAll(chosen)) {
      throw Refusal.field("chosen", "choose from the times of the rule");
    }
    return times.stream().filter(chosen::contains).toList();
  }

  private static Occurrence occurrence(LocalDateTime at, ZoneId zone, String say) {
    return new Occurrence(at, at.atZone(zone), say);
  }

  private static String fingerprint(SeriesRequest request, Recurrence recurrence) {
    var chosen = request.chosen();
    var location = request.location();
    return String.join(
            "|",
            request.service().toString(),
            request.first().toString(),
            recurrence.text(),
            String.valueOf(request.staff()),
            request.contact().toString(),
            chosen == null ? "all" : chosen.stream().sorted().toList().toString())
        + (location == null ? "" : "|" + location);
  }
}
