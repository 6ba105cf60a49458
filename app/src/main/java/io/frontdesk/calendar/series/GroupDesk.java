package io.frontdesk.calendar.series;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.GroupId;
import io.frontdesk.calendar.GroupOutcome;
import io.frontdesk.calendar.GroupOutcome.NotBooked;
import io.frontdesk.calendar.GroupRequest;
import io.frontdesk.calendar.Groups.Group;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.booking.Confirmations;
import io.frontdesk.calendar.booking.Itineraries;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Books and cancels appointments together.
@Component
public class GroupDesk {
  private final SeriesStore store;
  private final AppointmentStore appointments;
  private final Together together;
  private final Bookings bookings;
  private final Itineraries itineraries;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Clock clock;

  GroupDesk(
      SeriesStore store,
      AppointmentStore appointments,
      Together together,
      Bookings bookings,
      Itineraries itineraries,
      Contacts contacts,
      Workspaces workspaces,
      Clock clock) {
    this.store = store;
    this.appointments = appointments;
    this.together = together;
    this.bookings = bookings;
    this.itineraries = itineraries;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// See `Groups.book`.
  public GroupOutcome book(TenantId tenant, GroupRequest request) {
    if (request.parts().size() < 2 || request.parts().size() > GroupRequest.MOST) {
      throw Refusal.field("parts", "give 2 to " + GroupRequest.MOST);
    }
    if (request.note().strip().length() > 2000) {
      throw Refusal.field("note", "At most 2,000 characters.");
    }
    contacts.require(tenant, request.contact());
    return together.all(
        tenant,
        GroupOutcome.class,
        () -> {
          var id = new GroupId(Uuid7.next());
          var fingerprint = fingerprint(request);
          if (!store.insertGroup(
              tenant,
              id,
              request.contact(),
              request.idempotencyKey(),
              fingerprint,
              request.actor().name(),
              clock.instant())) {
            return again(tenant, request, fingerprint);
          }
          var made = Confirmations.quietly(() -> all(tenant, id, request));
          itineraries.booked(tenant, request.contact(), made, "group:" + id);
          return new GroupOutcome.Booked(id, made);
        });
  }

  private List<Appointment> all(TenantId tenant, GroupId id, GroupRequest request) {
    var made = new ArrayList<Appointment>();
    for (var part : request.parts()) {
      var contact = part.contact();
      int number = made.size();
      var outcome =
          bookings.book(
              tenant,
              new BookingRequest(
                  part.service(),
                  part.start(),
                  part.staff(),
                  contact == null ? request.contact() : contact,
                  request.source(),
                  "group:" + id + ":" + number,
                  request.actor(),
                  null,
                  request.note()));
      switch (outcome) {
        case BookingOutcome.Booked(var appointment) -> {
          store.join(tenant, appointment.id(), id, number);
          made.add(appointment);
        }
        case BookingOutcome.Taken _, BookingOutcome.Refused _ ->
            throw new Together.Undone(new NotBooked(number, outcome));
      }
    }
    return made;
  }

  private GroupOutcome again(TenantId tenant, GroupRequest request, String fingerprint) {
    var before = store.groupByKey(tenant, request.idempotencyKey()).orElseThrow();
    if (!before.fingerprint().equals(fingerprint)) {
      return new GroupOutcome.KeyReused();
    }
    var zone = workspaces.require(tenant).zone();
    var group = find(tenant, new GroupId(before.id()), zone).orElseThrow();
    return new GroupOutcome.Booked(group.id(), group.appointments());
  }

  /// See `Groups.cancel`.
  public void cancel(TenantId tenant, GroupId id, String reason, Actor actor) {
    together.all(
        tenant,
        Group.class,
        () -> {
          var zone = workspaces.require(tenant).zone();
          var group = find(tenant, id, zone).orElseThrow(() -> Refusal.notFound("The group"));
          var cancelled =
              Confirmations.quietly(
                  () ->
                      group.appointments().stream()
                          .filter(one -> one.state().isOpen())
                          .map(one -> bookings.cancel(tenant, one.id(), reason, actor))
                          .<Appointment>mapMulti(
                              (outcome, out) -> {
                                if (outcome instanceof BookingOutcome.Booked(var one)) {
                                  out.accept(one);
                                }
                              })
                          .toList());
          itineraries.cancelled(tenant, group.contact(), cancelled, "group:" + id + ":cancelled");
          return group;
        });
  }

  /// See `Groups.find`.
  public Optional<Group> find(TenantId tenant, GroupId id, ZoneId zone) {
    return store
        .contactOf(tenant, id)
        .map(
            contact ->
                new Group(
                    id,
                    contact,
                    store.members(tenant, id).stream()
                        .map(one -> appointments.find(tenant, one, zone).orElseThrow())
                        .toList()));
  }

  private static String fingerprint(GroupRequest request) {
    return request.contact() + "|" + request.parts();
  }
}
