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
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A person with hours and leave, a location, a room, a service that needs both and asks a
/// question, an appointment with its answer, a class with a meeting, a hold, and a synced calendar.
@Component
@Order(0)
class CalendarSeed implements TenantSeed {
  private final Catalogue catalogue;
  private final Availability availability;
  private final Bookings bookings;
  private final Classes classes;
  private final Holds holds;
  private final Contacts contacts;
  private final TenantTransactions transactions;
  private final JdbcClient db;
  private final Clock clock;

  CalendarSeed(
      Catalogue catalogue,
      Availability availability,
      Bookings bookings,
      Classes classes,
      Holds holds,
      Contacts contacts,
      TenantTransactions transactions,
      JdbcClient db,
      Clock clock) {
    this.catalogue = catalogue;
    this.availability = availability;
    this.bookings = bookings;
    this.classes = classes;
    this.holds = holds;
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
                .needing(new Service.Need(1, List.of(room)))
                .with(
                    one ->
                        one.questions =
                            List.of(
                                new IntakeQuestion(
                                    Uuid7.next(),
                                    "Question of " + word,
                                    IntakeQuestion.Kind.TEXT,
                                    List.of(),
                                    false))));
    var appointment = book(tenant, service, word);
    var location =
        catalogue.add(
            id,
            actor,
            new LocationDraft("Branch " + word, "Street of " + word, "Europe/Rome", week(), 15));
    var session = session(tenant, person, location, word);
    var hold = hold(tenant, service, word);
    busy(tenant, person, word);
    return Map.ofEntries(
        Map.entry("location", location.id().toString()),
        Map.entry("locations/id", location.id().toString()),
        Map.entry("classes/session", session.id().toString()),
        Map.entry("sessions/session", session.id().toString()),
        Map.entry("hold", hold.id().toString()),
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
                    "Note of " + word)
                .answering(Map.of(service.questions().getFirst().id(), "Answer of " + word)));
    // Other tests send what is due; these confirmations are for nobody.
    transactions.write(
        tenant.id(),
        () ->
            db.sql(
                    """
                    INSERT INTO calendar.booking_page (tenant_id, published, heading, intro, updated_at)
                    VALUES (:tenant, false, :word, '', now())
                    """)
                .param("tenant", tenant.id().value())
                .param("word", word)
                .update());
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

  // In the small hours, where nothing else is booked.
  private Session session(TestTenant tenant, Staff person, Location location, String word) {
    var actor = tenant.ownerCaller().actor();
    var course =
        catalogue.add(
            tenant.id(),
            actor,
            ServiceDraft.of("Class " + word, 60, null, List.of(person.id()))
                .with(
                    one -> {
                      one.kind = Service.Kind.CLASS;
                      one.locations = List.of(location.id());
                    }));
    var start = LocalDate.now(clock.withZone(location.zone())).plusDays(5).atTime(3, 0);
    return classes
        .hold(
            tenant.id(),
            actor,
            new ClassDraft(course.id(), person.id(), start, null, 5, location.id()))
        .getFirst();
  }

  private Hold hold(TestTenant tenant, Service service, String word) {
    var zone = tenant.workspace().zone();
    var day = LocalDate.now(clock.withZone(zone)).plusDays(4);
    var slot =
        availability
            .slots(tenant.id(), SlotRequest.on(service.id(), day, zone).byDesk())
            .getFirst();
    var outcome =
        holds.place(
            tenant.id(),
            new HoldRequest(
                service.id(),
                slot.start().toInstant(),
                null,
                null,
                Source.DESK,
                "seed-" + word,
                Duration.ofDays(1)));
    return ((HoldOutcome.Held) outcome).hold();
  }

  private void busy(TestTenant tenant, Staff person, String word) {
    transactions.write(
        tenant.id(),
        () ->
            db.sql(
                    """
                    INSERT INTO calendar.external_busy
                           (tenant_id, id, staff_id, source_id, uid, starts_at, ends_at, title,
                            updated_at)
                    VALUES (:tenant, gen_random_uuid(), :staff, gen_random_uuid(), :word,
                            '2027-09-01Z', '2027-09-02Z', :word, '2026-01-01Z')
                    """)
                .param("tenant", tenant.id().value())
                .param("staff", person.id().value())
                .param("word", word)
                .update());
  }

  private static WeekHours week() {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      days.put(day, List.of(TimeRange.of("08:00", "20:00")));
    }
    return new WeekHours(days);
  }
}
