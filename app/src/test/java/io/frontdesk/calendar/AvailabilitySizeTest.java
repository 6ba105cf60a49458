package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A clinic with 20 people, 5 rooms and 10,000 appointments.
@FrontdeskTest
class AvailabilitySizeTest {
  private static final Actor DESK = new Actor.Program("test");

  @Autowired private TestDesk desk;
  @Autowired private Catalogue catalogue;
  @Autowired private Availability availability;
  @Autowired private Contacts contacts;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  @Test
  void ten_thousand_appointments_are_searched_by_index() {
    clock.set("2026-03-02T15:00:00Z");
    var tenant = desk.tenant().create();
    var people = new ArrayList<StaffId>();
    for (int i = 0; i < 20; i++) {
      people.add(catalogue.add(tenant.id(), DESK, StaffDraft.of("Person " + i)).id());
    }
    var rooms = new ArrayList<ResourceId>();
    for (int i = 0; i < 5; i++) {
      rooms.add(catalogue.add(tenant.id(), DESK, Resource.Kind.ROOM, "Room " + i, 1));
    }
    var service =
        catalogue.add(
            tenant.id(),
            DESK,
            ServiceDraft.of("Massage", 60, null, people).needing(new Service.Need(2, rooms)));
    var client = contacts.findOrCreate(tenant.id(), new PhoneNumber("+15555550123"), "Ana", "test");
    transactions.write(
        tenant.id(),
        () -> {
          for (int i = 0; i < people.size(); i++) {
            fill(
                tenant.id().value(),
                service.id().value(),
                people.get(i).value(),
                client.id().value());
          }
        });
    var request =
        SlotRequest.between(
                service.id(),
                Instant.parse("2026-03-03T05:00:00Z"),
                Instant.parse("2026-04-02T05:00:00Z"))
            .perPerson();
    var times = new ArrayList<Long>();
    for (int i = 0; i < 30; i++) {
      long begin = System.nanoTime();
      assertThat(availability.slots(tenant.id(), request)).isNotEmpty();
      times.add((System.nanoTime() - begin) / 1000);
    }
    times.subList(0, 10).clear();
    times.sort(null);
    System.out.println(
        "SLOTS 30 days, 20 people, 2 of 5 rooms, 10,000 appointments: p50 "
            + times.get(times.size() / 2)
            + " us, p95 "
            + times.get(times.size() * 95 / 100)
            + " us");

    var plans =
        transactions.read(
            tenant.id(),
            () -> {
              var busy =
                  db.sql(
                          """
                          EXPLAIN SELECT subject_id, unit, starts_at, ends_at
                            FROM calendar.occupancy
                           WHERE tenant_id = :tenant AND binding AND subject_id = ANY(:subjects)
                             AND starts_at < '2026-03-05T00:00:00Z'
                             AND starts_at > timestamptz '2026-03-03T00:00:00Z' - interval '2 days'
                             AND ends_at > '2026-03-03T00:00:00Z'
                          """)
                      .param("tenant", tenant.id().value())
                      .param("subjects", people.stream().map(StaffId::value).toArray(UUID[]::new))
                      .query(String.class)
                      .list();
              var day =
                  db.sql(
                          """
                          EXPLAIN SELECT id FROM calendar.appointment
                           WHERE tenant_id = :tenant
                             AND starts_at > timestamptz '2026-03-03T00:00:00Z' - interval '24 hours'
                             AND starts_at < '2026-03-04T00:00:00Z' AND ends_at > '2026-03-03T00:00:00Z'
                           ORDER BY starts_at, id LIMIT 50
                          """)
                      .param("tenant", tenant.id().value())
                      .query(String.class)
                      .list();
              return String.join("\n", busy) + "\n" + String.join("\n", day);
            });
    System.out.println(plans);
    assertThat(plans).doesNotContain("Seq Scan");
  }

  private void fill(UUID tenant, UUID service, UUID staff, UUID client) {
    db.sql(
            """
            WITH made AS (
              INSERT INTO calendar.appointment
                     (tenant_id, id, service_id, staff_id, contact_id, starts_at, ends_at, state,
                      source, idempotency_key, fingerprint, currency, created_at, updated_at)
              SELECT :tenant, gen_random_uuid(), :service, :staff, :client, at, at + interval '1 hour',
                     'booked', 'desk', 'fill-' || CAST(:staff AS text) || n, 'f', 'USD', at, at
                FROM (SELECT n, timestamptz '2025-12-01T14:00:00Z' + n / 4 * interval '1 day'
                                + n % 4 * interval '2 hours' AS at
                        FROM generate_series(0, 499) n) times
              RETURNING tenant_id, id, starts_at, ends_at)
            INSERT INTO calendar.occupancy
                   (tenant_id, appointment_id, subject_type, subject_id, starts_at, ends_at)
            SELECT tenant_id, id, 'staff', :staff, starts_at, ends_at FROM made
            """)
        .param("tenant", tenant)
        .param("service", service)
        .param("staff", staff)
        .param("client", client)
        .update();
  }
}
