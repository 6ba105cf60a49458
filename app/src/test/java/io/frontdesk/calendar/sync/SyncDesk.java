package io.frontdesk.calendar.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Workspaces with one person whose other calendar can be connected, for the tests of providers.
@Component
public class SyncDesk {
  public static final Actor DESK = new Actor.Program("test");

  private final TestDesk desk;
  private final Catalogue catalogue;
  private final Bookings bookings;
  private final Availability availability;
  private final Contacts contacts;
  private final Calendars calendars;
  private final Conflicts conflicts;
  private final SyncEngine engine;
  private final MovableClock clock;

  SyncDesk(
      TestDesk desk,
      Catalogue catalogue,
      Bookings bookings,
      Availability availability,
      Contacts contacts,
      Calendars calendars,
      Conflicts conflicts,
      SyncEngine engine,
      MovableClock clock) {
    this.desk = desk;
    this.catalogue = catalogue;
    this.bookings = bookings;
    this.availability = availability;
    this.contacts = contacts;
    this.calendars = calendars;
    this.conflicts = conflicts;
    this.engine = engine;
    this.clock = clock;
  }

  public Shop open() {
    clock.set("2026-03-02T15:00:00Z");
    return new Shop();
  }

  /// A workspace, its person and their service of an hour.
  public final class Shop {
    public final TestTenant tenant = desk.tenant().create();
    public final StaffId staff = catalogue.add(tenant.id(), DESK, StaffDraft.of("Dr. Rossi")).id();
    private final ServiceId service =
        catalogue
            .add(tenant.id(), DESK, ServiceDraft.of("Cleaning", 60, 9000L, List.of(staff)))
            .id();

    public UUID connect(String provider, Map<String, String> typed) {
      return calendars.connect(tenant.id(), DESK, staff, provider, typed);
    }

    /// Uses one calendar of the account for everything it is good for.
    public void use(UUID account, String name) {
      var calendar =
          account(account).calendars().stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow();
      @Nullable UUID out = calendar.writable() ? calendar.id() : null;
      calendars.choose(tenant.id(), DESK, account, Set.of(calendar.id()), out);
    }

    public SyncAccount account(UUID account) {
      return calendars.require(tenant.id(), account);
    }

    public List<SyncAccount> accounts() {
      return calendars.of(tenant.id(), staff);
    }

    public List<Conflict> conflicts() {
      return conflicts.open(tenant.id());
    }

    public void decide(Conflicts.Decision decision) {
      conflicts.decide(tenant.id(), DESK, conflicts().getFirst().id(), decision);
    }

    public void sync(UUID account) {
      clock.advance(Duration.ofMinutes(20));
      assertThat(engine.sync(tenant.id(), account)).isTrue();
    }

    public boolean isFree(String start) {
      var at = Instant.parse(start);
      return !availability
          .slots(tenant.id(), SlotRequest.between(service, at, at.plusSeconds(1)).byDesk())
          .isEmpty();
    }

    public Appointment book(String start) {
      var client =
          contacts.findOrCreate(tenant.id(), new PhoneNumber("+15555550123"), "Ana Vela", "test");
      var request =
          new BookingRequest(
              service,
              Instant.parse(start),
              null,
              client.id(),
              Source.DESK,
              UUID.randomUUID().toString(),
              DESK,
              null,
              "");
      return ((Booked) bookings.book(tenant.id(), request)).appointment();
    }

    public Instant start(Appointment appointment) {
      return bookings.require(tenant.id(), appointment.id()).startsAt();
    }

    public void move(Appointment appointment, String start) {
      bookings.reschedule(
          tenant.id(), appointment.id(), Instant.parse(start), null, Source.DESK, DESK);
    }

    public void cancel(Appointment appointment) {
      bookings.cancel(tenant.id(), appointment.id(), "", DESK);
    }
  }
}
