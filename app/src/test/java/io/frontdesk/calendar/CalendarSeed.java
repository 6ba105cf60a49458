package io.frontdesk.calendar;

import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A person with hours and leave, a room, a service that needs both, an appointment.
@Component
class CalendarSeed implements TenantSeed {
  private final Catalogue catalogue;
  private final Availability availability;
  private final Bookings bookings;
  private final Contacts contacts;
  private final TenantTransactions transactions;
  private final JdbcClient db;
  private final Clock clock;

  CalendarSeed(
      Catalogue catalogue,
      Availability availability,
      Bookings bookings,
      Contacts contacts,
      TenantTransactions transactions,
      JdbcClient db,
      Clock clock) {
    this.catalogue = catalogue;
    this.availability = availability;
    this.bookings = bookings;
    this.contacts = contacts;
    this.transactions = transactions;
    this.db = db;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var id = tenant.id();
    var word = Canary.of(tenant).word();
    var actor = tenant.ownerCaller().actor();
    var person =
        catalogue.add(
            id,
            actor,
            new StaffDraft("Dr. " + word, "Title " + word, null, "blue", week(), List.of()));
    var leave =
        new StaffException(
            Uuid7.next(), LocalDate.of(2027, 8, 2), LocalDate.of(2027, 8, 6), null, false, word);
    catalogue.add(id, actor, person.id(), leave);
    var room = catalogue.add(id, actor, Resource.Kind.ROOM, "Room " + word, 1);
    var service =
        catalogue.add(
            id,
            actor,
            ServiceDraft.of("Cleaning " + word, 30, 5_000L, List.of(person.id()))
                .needing(new Service.Need(1, List.of(room))));
    var appointment = book(tenant, service, word);
    return Map.ofEntries(
        Map.entry("staff", person.id().toString()),
        Map.entry("staff/id", person.id().toString()),
        Map.entry("exception", leave.id().toString()),
        Map.entry("resource", room.toString()),
        Map.entry("resources/id", room.toString()),
        Map.entry("service", service.id().toString()),
        Map.entry("services/id", service.id().toString()),
        Map.entry("appointment", appointment.id().toString()),
        Map.entry("appointments/id", appointment.id().toString()));
  }

  private Appointment book(TestTenant tenant, Service service, String word) {
    var zone = tenant.workspace().zone();
    var client =
        contacts.findOrCreate(tenant.id(), Canary.of(tenant).phone(), word + " Example", "test");
    var day = LocalDate.now(clock.withZone(zone)).plusDays(3);
    var slot =
        availability
            .slots(tenant.id(), SlotRequest.on(service.id(), day, zone).byDesk())
            .getFirst();
    var outcome =
        bookings.book(
            tenant.id(),
            new BookingRequest(
                service.id(),
                slot.start().toInstant(),
                slot.staff(),
                client.id(),
                Source.DESK,
                "seed-" + word,
                tenant.ownerCaller().actor(),
                null,
                "Note of " + word));
    // Other tests send what is due; these confirmations are for nobody.
    transactions.write(
        tenant.id(),
        () ->
            db.sql(
                    """
                    UPDATE delivery.delivery
                       SET not_before = '2199-01-01Z', due_at = '2199-01-01Z'
                     WHERE tenant_id = :tenant AND state = 'waiting'
                    """)
                .param("tenant", tenant.id().value())
                .update());
    return switch (outcome) {
      case BookingOutcome.Booked(var appointment) -> appointment;
      case BookingOutcome.Taken _, BookingOutcome.Refused _ ->
          throw new AssertionError("not booked: " + outcome);
    };
  }

  private static WeekHours week() {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      days.put(day, List.of(TimeRange.of("08:00", "20:00")));
    }
    return new WeekHours(days);
  }
}
