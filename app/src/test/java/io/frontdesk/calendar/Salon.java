package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.reminder.ReminderWork;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Salons for tests: open 08:00–20:00 in New York, people who cut hair for half an hour, clients
/// who answer texts.
@Component
class Salon {
  static final Actor DESK = new Actor.Program("test");
  private static final String LINE = "+13125550199";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final TestDesk desks;
  private final Catalogue catalogue;
  private final Bookings bookings;
  private final Contacts contacts;
  private final Conversations conversations;
  private final Deliveries deliveries;
  private final Senders senders;
  private final ReminderWork reminders;
  private final Dispatcher dispatcher;
  private final TenantTransactions transactions;
  private final JdbcClient db;
  private final MovableClock clock;

  Salon(
      TestDesk desks,
      Catalogue catalogue,
      Bookings bookings,
      Contacts contacts,
      Conversations conversations,
      Deliveries deliveries,
      Senders senders,
      ReminderWork reminders,
      Dispatcher dispatcher,
      TenantTransactions transactions,
      JdbcClient db,
      MovableClock clock) {
    this.desks = desks;
    this.catalogue = catalogue;
    this.bookings = bookings;
    this.contacts = contacts;
    this.conversations = conversations;
    this.deliveries = deliveries;
    this.senders = senders;
    this.reminders = reminders;
    this.dispatcher = dispatcher;
    this.transactions = transactions;
    this.db = db;
    this.clock = clock;
  }

  Shop open(int people) {
    clock.set("2026-03-02T15:00:00Z");
    return new Shop(people);
  }

  /// The texts that answered what clients wrote.
  List<Delivery> replies(Shop shop) {
    return deliveries
        .list(
            shop.id(), List.of(DeliveryState.values()), Instant.parse("2199-01-01T00:00:00Z"), 200)
        .stream()
        .filter(delivery -> delivery.refType().equals("reply"))
        .toList();
  }

  /// What keeps the time that is offered to a wish.
  HoldId holdOf(Shop shop, WaitlistId entry) {
    return transactions.read(
        shop.id(),
        () ->
            db.sql(
                    """
                    SELECT hold_id FROM calendar.waitlist_offer
                     WHERE tenant_id = :tenant AND entry_id = :entry AND state = 'open'
                    """)
                .param("tenant", shop.id().value())
                .param("entry", entry.value())
                .query((row, _) -> new HoldId(row.getObject("hold_id", UUID.class)))
                .single());
  }

  final class Shop {
    final TestTenant tenant = desks.tenant().named("Salon").open("08:00", "20:00").create();
    final List<Staff> staff = new ArrayList<>();
    final Service service;

    Shop(int people) {
      senders.register(id(), Channel.SMS, LINE, "fake", UUID.randomUUID(), null);
      for (int i = 0; i < people; i++) {
        staff.add(catalogue.add(id(), DESK, StaffDraft.of("Person " + i)));
      }
      service = service("Haircut", 30);
    }

    TenantId id() {
      return tenant.id();
    }

    Service service(String name, int minutes) {
      return catalogue.add(
          id(),
          DESK,
          ServiceDraft.of(name, minutes, 4500L, staff.stream().map(Staff::id).toList()));
    }

    Contact client(String name) {
      var number = "+1415555%04d".formatted(NUMBERS.incrementAndGet());
      var client = contacts.findOrCreate(id(), new PhoneNumber(number), name, "test");
      contacts.addEmail(
          id(), client.id(), new EmailAddress("c" + number.substring(2) + "@people.example"));
      return contacts.require(id(), client.id());
    }

    Appointment book(Contact client, String start) {
      var outcome =
          bookings.book(
              id(),
              new BookingRequest(
                  service.id(),
                  Instant.parse(start),
                  null,
                  client.id(),
                  Source.PHONE,
                  "k" + UUID.randomUUID(),
                  DESK,
                  null,
                  ""));
      assertThat(outcome).isInstanceOf(Booked.class);
      return ((Booked) outcome).appointment();
    }

    Appointment now(Appointment one) {
      return bookings.require(id(), one.id());
    }

    /// The client writes a text.
    void texts(Contact client, String providerId, String text) {
      var phone = client.phone();
      assertThat(phone).isNotNull();
      receive(phone.e164(), providerId, text);
    }

    /// Whatever is due has left by then.
    void receive(String from, String providerId, String text) {
      dispatcher.drain();
      conversations.receive(
          id(),
          new InboundMessage(
              Channel.SMS,
              from,
              null,
              LINE,
              null,
              text,
              "fake",
              id() + providerId,
              null,
              false,
              clock.instant()));
    }

    List<Delivery> about(Appointment one) {
      return deliveries.forReference(id(), "appointment", one.id().toString());
    }

    List<Delivery> reminders(Appointment one) {
      return about(one).stream()
          .filter(delivery -> delivery.purpose() == io.frontdesk.policy.Purpose.REMINDER)
          .toList();
    }

    void at(String instant) {
      clock.set(instant);
      reminders.drain();
    }
  }
}
