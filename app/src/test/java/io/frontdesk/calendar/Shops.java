package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Businesses that can be booked, open every day from 8 to 20 New York time.
@Component
class Shops {
  static final Actor DESK = new Actor.Program("test");

  private final TestDesk desk;
  private final Catalogue catalogue;
  private final Availability availability;
  private final Contacts contacts;
  private final TenantTransactions transactions;
  private final JdbcClient db;

  Shops(
      TestDesk desk,
      Catalogue catalogue,
      Availability availability,
      Contacts contacts,
      TenantTransactions transactions,
      JdbcClient db) {
    this.desk = desk;
    this.catalogue = catalogue;
    this.availability = availability;
    this.contacts = contacts;
    this.transactions = transactions;
    this.db = db;
  }

  /// One with some people who all cut hair, half an hour each.
  Shop open(int people) {
    return new Shop(people);
  }

  /// Runs all at the same moment; results in the order of the work.
  static <T> List<T> race(List<Callable<T>> work) throws Exception {
    var go = new CountDownLatch(1);
    var outcomes = new ArrayList<T>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          work.stream()
              .map(
                  one ->
                      threads.submit(
                          () -> {
                            go.await();
                            return one.call();
                          }))
              .toList();
      go.countDown();
      for (var one : running) {
        outcomes.add(one.get());
      }
    }
    return outcomes;
  }

  final class Shop {
    final TestTenant tenant = desk.tenant().open("08:00", "20:00").create();
    final List<Staff> staff = new ArrayList<>();
    final Service service;
    final Contact client;

    private Shop(int people) {
      for (int i = 0; i < people; i++) {
        staff.add(catalogue.add(tenant.id(), DESK, StaffDraft.of("Person " + i)));
      }
      service = catalogue.add(tenant.id(), DESK, ServiceDraft.of("Haircut", 30, 4500L, people()));
      client = client("+15555550123");
    }

    List<StaffId> people() {
      return staff.stream().map(Staff::id).toList();
    }

    Contact client(String phone) {
      return contacts.findOrCreate(tenant.id(), new PhoneNumber(phone), "Ana Example", "test");
    }

    Service serve(ServiceDraft draft) {
      return catalogue.add(tenant.id(), DESK, draft);
    }

    BookingRequest request(String start, String key) {
      return request(service, start, key);
    }

    BookingRequest request(Service what, String start, String key) {
      return new BookingRequest(
          what.id(), Instant.parse(start), null, client.id(), Source.PHONE, key, DESK, null, "");
    }

    List<Slot> slots(Service what, String from, String until) {
      return availability.slots(
          tenant.id(),
          SlotRequest.between(what.id(), Instant.parse(from), Instant.parse(until)).byDesk());
    }

    boolean free(String start) {
      return free(service, start);
    }

    boolean free(Service what, String start) {
      var at = Instant.parse(start);
      return !slots(what, start, at.plusSeconds(1).toString()).isEmpty();
    }

    long count(String table) {
      return transactions.read(
          tenant.id(),
          () ->
              db.sql("SELECT count(*) FROM calendar." + table + " WHERE tenant_id = :tenant")
                  .param("tenant", tenant.id().value())
                  .query(Long.class)
                  .single());
    }

    /// Pairs of places that overlap: independent of the constraint, every pair is compared.
    long overlaps() {
      return transactions.read(
          tenant.id(),
          () ->
              db.sql(
                      """
                      SELECT count(*)
                        FROM calendar.occupancy a
                        JOIN calendar.occupancy b
                          ON b.tenant_id = a.tenant_id AND b.subject_id = a.subject_id
                         AND b.unit = a.unit AND b.appointment_id > a.appointment_id
                       WHERE a.tenant_id = :tenant AND a.binding AND b.binding
                         AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
                      """)
                  .param("tenant", tenant.id().value())
                  .query(Long.class)
                  .single());
    }
  }
}
