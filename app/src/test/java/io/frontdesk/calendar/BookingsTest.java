package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.BookingOutcome.Taken;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class BookingsTest {
  private static final Actor DESK = new Actor.Program("test");

  @Autowired private TestDesk desk;
  @Autowired private Catalogue catalogue;
  @Autowired private Availability availability;
  @Autowired private Bookings bookings;
  @Autowired private Contacts contacts;
  @Autowired private Deliveries deliveries;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  @BeforeEach
  void monday_morning() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void a_booking_stands_and_the_client_is_told_by_sms_and_mail_once() {
    var shop = new Shop(1);
    var request = shop.request("2026-03-03T20:00:00Z", "key-1");

    var outcome = bookings.book(shop.tenant.id(), request);
    var again = bookings.book(shop.tenant.id(), request);

    assertThat(outcome).isInstanceOf(Booked.class).isEqualTo(again);
    var booked = ((Booked) outcome).appointment();
    assertThat(booked.spokenStart()).isEqualTo("Tuesday, March 3rd, 2026 at 3 PM");
    var told = told(shop, booked);
    assertThat(told)
        .extracting(Delivery::channel)
        .containsExactlyInAnyOrder(Channel.SMS, Channel.EMAIL);
    assertThat(told)
        .allSatisfy(one -> assertThat(one.body()).contains("Tuesday, March 3rd, 2026 at 3 PM"));
    assertThat(bookings.upcoming(shop.tenant.id(), shop.client.id())).containsExactly(booked);
    assertThat(bookings.history(shop.tenant.id(), booked.id()))
        .extracting(AppointmentEvent::what)
        .containsExactly("booked");
  }

  @Test
  void a_used_key_with_another_content_is_refused() {
    var shop = new Shop(1);
    bookings.book(shop.tenant.id(), shop.request("2026-03-03T20:00:00Z", "key-1"));

    var other = bookings.book(shop.tenant.id(), shop.request("2026-03-03T21:00:00Z", "key-1"));

    assertThat(refusal(other)).isEqualTo("calendar.key-reused");
  }

  @Test
  void a_taken_time_is_answered_with_the_nearest_free_ones() {
    var shop = new Shop(1);
    bookings.book(shop.tenant.id(), shop.request("2026-03-03T20:00:00Z", "a"));

    var outcome = bookings.book(shop.tenant.id(), shop.request("2026-03-03T20:15:00Z", "b"));

    assertThat(outcome).isInstanceOf(Taken.class);
    var taken = (Taken) outcome;
    assertThat(taken.alternatives()).hasSize(3);
    assertThat(taken.alternatives())
        .extracting(slot -> slot.start().toLocalTime().toString())
        .contains("14:30", "15:30");
    assertThat(taken.say()).contains("3:15 PM is taken").contains("3:30 PM");
    assertThat(count(shop, "appointment")).isEqualTo(1);
  }

  @Test
  void what_cannot_be_is_refused_in_words_to_be_spoken() {
    var shop = new Shop(1);
    var stranger = catalogue.add(shop.tenant.id(), DESK, StaffDraft.of("Cleo"));

    assertThat(refusal(shop, "2026-03-02T14:00:00Z", null)).isEqualTo("calendar.past");
    assertThat(refusal(shop, "2026-03-02T15:30:00Z", null)).isEqualTo("calendar.short-notice");
    assertThat(refusal(shop, "2026-09-02T15:30:00Z", null)).isEqualTo("calendar.too-far");
    assertThat(refusal(shop, "2026-03-03T05:00:00Z", null)).isEqualTo("calendar.closed");
    assertThat(refusal(shop, "2026-03-04T00:45:00Z", null)).isEqualTo("calendar.closed");
    assertThat(refusal(shop, "2026-03-03T20:07:00Z", null)).isEqualTo("calendar.off-grid");
    assertThat(refusal(shop, "2026-03-03T20:00:00Z", stranger.id()))
        .isEqualTo("calendar.not-theirs");
    assertThat(refusal(shop, "2026-03-03T20:00:00Z", new StaffId(UUID.randomUUID())))
        .isEqualTo("calendar.not-theirs");
    var unknown =
        new BookingRequest(
            new ServiceId(UUID.randomUUID()),
            Instant.parse("2026-03-03T20:00:00Z"),
            null,
            shop.client.id(),
            Source.PHONE,
            "u",
            DESK,
            null,
            "");
    assertThat(refusal(bookings.book(shop.tenant.id(), unknown)))
        .isEqualTo("calendar.unknown-service");
    assertThat(count(shop, "appointment") + count(shop, "occupancy")).isZero();
  }

  @Test
  void leave_and_other_hours_of_a_person_are_kept() {
    var shop = new Shop(1);
    var person = shop.staff.getFirst();
    catalogue.add(
        shop.tenant.id(),
        DESK,
        person.id(),
        new StaffException(
            UUID.randomUUID(),
            LocalDate.parse("2026-03-03"),
            LocalDate.parse("2026-03-04"),
            null,
            false,
            "away"));
    catalogue.add(
        shop.tenant.id(),
        DESK,
        person.id(),
        new StaffException(
            UUID.randomUUID(),
            LocalDate.parse("2026-03-05"),
            LocalDate.parse("2026-03-05"),
            TimeRange.of("10:00", "11:00"),
            true,
            "short day"));

    var slots =
        availability.slots(
            shop.tenant.id(),
            SlotRequest.between(
                shop.service.id(),
                Instant.parse("2026-03-03T05:00:00Z"),
                Instant.parse("2026-03-06T05:00:00Z")));

    assertThat(slots)
        .extracting(slot -> slot.start().toLocalDateTime().toString())
        .containsExactly("2026-03-05T10:00", "2026-03-05T10:15", "2026-03-05T10:30");
    assertThat(refusal(shop, "2026-03-03T20:00:00Z", null)).isEqualTo("calendar.away");
  }

  @Test
  void moving_keeps_the_appointment_raises_the_revision_and_tells_the_client() {
    var shop = new Shop(1);
    var booked = booked(shop, "2026-03-03T20:00:00Z", "a");

    var moved =
        bookings.reschedule(
            shop.tenant.id(),
            booked.id(),
            Instant.parse("2026-03-03T20:15:00Z"),
            null,
            Source.PHONE,
            DESK);
    var same =
        bookings.reschedule(
            shop.tenant.id(),
            booked.id(),
            Instant.parse("2026-03-03T20:15:00Z"),
            null,
            Source.PHONE,
            DESK);

    var now = ((Booked) moved).appointment();
    assertThat(now.id()).isEqualTo(booked.id());
    assertThat(now.revision()).isEqualTo(1);
    assertThat(same).isEqualTo(moved);
    assertThat(told(shop, now)).filteredOn(one -> one.body().contains("has moved")).hasSize(2);
    assertThat(shop.free("2026-03-03T19:30:00Z")).isTrue();
    assertThat(shop.free("2026-03-03T20:15:00Z")).isFalse();
  }

  @Test
  void a_move_onto_a_taken_time_leaves_everything_where_it_was() {
    var shop = new Shop(1);
    var first = booked(shop, "2026-03-03T20:00:00Z", "a");
    var second = booked(shop, "2026-03-03T21:00:00Z", "b");

    var outcome =
        bookings.reschedule(
            shop.tenant.id(), second.id(), first.startsAt(), null, Source.PHONE, DESK);

    assertThat(outcome).isInstanceOf(Taken.class);
    assertThat(bookings.require(shop.tenant.id(), second.id())).isEqualTo(second);
    assertThat(count(shop, "occupancy")).isEqualTo(2);
  }

  @Test
  void cancelling_frees_the_time_tells_the_client_and_may_be_repeated() {
    var shop = new Shop(1);
    var booked = booked(shop, "2026-03-03T20:00:00Z", "a");

    bookings.cancel(shop.tenant.id(), booked.id(), "ill", DESK);
    var again = bookings.cancel(shop.tenant.id(), booked.id(), "ill", DESK);

    assertThat(((Booked) again).appointment().state()).isEqualTo(AppointmentState.CANCELLED);
    assertThat(((Booked) again).appointment().revision()).isEqualTo(1);
    assertThat(told(shop, booked))
        .filteredOn(one -> one.body().contains("is cancelled"))
        .hasSize(2);
    assertThat(shop.free("2026-03-03T20:00:00Z")).isTrue();
    var moved =
        bookings.reschedule(
            shop.tenant.id(),
            booked.id(),
            Instant.parse("2026-03-04T20:00:00Z"),
            null,
            Source.PHONE,
            DESK);
    assertThat(refusal(moved)).isEqualTo("calendar.not-open");
  }

  @Test
  void a_room_is_not_double_booked_by_two_people() {
    var shop = new Shop(2);
    var room = catalogue.add(shop.tenant.id(), DESK, Resource.Kind.ROOM, "Laser room", 1);
    var laser =
        catalogue.add(
            shop.tenant.id(),
            DESK,
            ServiceDraft.of("Laser", 30, null, shop.staff.stream().map(Staff::id).toList())
                .buffers(5, 10)
                .needing(new Service.Need(1, List.of(room))));
    var at = Instant.parse("2026-03-03T20:00:00Z");

    var first = bookings.book(shop.tenant.id(), shop.request(laser.id(), at, "a"));
    var second = bookings.book(shop.tenant.id(), shop.request(laser.id(), at, "b"));
    var tooClose =
        bookings.book(shop.tenant.id(), shop.request(laser.id(), at.plusSeconds(2700 - 900), "c"));
    var after =
        bookings.book(shop.tenant.id(), shop.request(laser.id(), at.plusSeconds(2700), "d"));

    assertThat(first).isInstanceOf(Booked.class);
    assertThat(second).isInstanceOf(Taken.class);
    assertThat(tooClose).isInstanceOf(Taken.class);
    assertThat(after).isInstanceOf(Booked.class);
  }

  @Test
  void sixty_four_callers_on_eight_slots_book_exactly_eight() throws Exception {
    var shop = new Shop(2);
    var starts = new ArrayList<Instant>();
    for (int i = 0; i < 4; i++) {
      starts.add(Instant.parse("2026-03-03T20:00:00Z").plusSeconds(1800L * i));
    }
    var work = new ArrayList<Callable<BookingOutcome>>();
    for (int i = 0; i < 64; i++) {
      var request = shop.request(shop.service.id(), starts.get(i % 4), "race-" + i);
      work.add(() -> bookings.book(shop.tenant.id(), request));
    }

    var outcomes = race(work);

    assertThat(outcomes).filteredOn(Booked.class::isInstance).hasSize(8);
    assertThat(outcomes)
        .filteredOn(Taken.class::isInstance)
        .hasSize(56)
        .allSatisfy(one -> assertThat(((Taken) one).alternatives()).isNotEmpty());
    assertThat(overlaps(shop)).isZero();
    assertThat(count(shop, "appointment")).isEqualTo(8);
  }

  @Test
  void one_key_raced_by_many_books_once() throws Exception {
    var shop = new Shop(4);
    var request = shop.request("2026-03-03T20:00:00Z", "same");
    var work = new ArrayList<Callable<BookingOutcome>>();
    for (int i = 0; i < 16; i++) {
      work.add(() -> bookings.book(shop.tenant.id(), request));
    }

    var outcomes = race(work);

    assertThat(outcomes).allMatch(Booked.class::isInstance);
    assertThat(outcomes.stream().map(one -> ((Booked) one).appointment().id()).distinct())
        .hasSize(1);
    assertThat(count(shop, "appointment")).isEqualTo(1);
  }

  @Test
  void marks_follow_the_table_of_legal_moves_and_another_workspace_sees_nothing() {
    var shop = new Shop(1);
    var other = new Shop(1);
    var booked = booked(shop, "2026-03-03T20:00:00Z", "a");

    bookings.mark(shop.tenant.id(), booked.id(), AppointmentState.CHECKED_IN, DESK);
    bookings.mark(shop.tenant.id(), booked.id(), AppointmentState.COMPLETED, DESK);

    assertThat(refusal(bookings.cancel(shop.tenant.id(), booked.id(), "", DESK)))
        .isEqualTo("calendar.not-open");
    assertThat(bookings.find(other.tenant.id(), booked.id())).isEmpty();
    assertThat(refusal(bookings.cancel(other.tenant.id(), booked.id(), "", DESK)))
        .isEqualTo("calendar.unknown-appointment");
    assertThat(bookings.require(shop.tenant.id(), booked.id()).revision()).isZero();
  }

  private static List<BookingOutcome> race(List<Callable<BookingOutcome>> work) throws Exception {
    var go = new CountDownLatch(1);
    var outcomes = new ArrayList<BookingOutcome>();
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

  private Appointment booked(Shop shop, String start, String key) {
    return ((Booked) bookings.book(shop.tenant.id(), shop.request(start, key))).appointment();
  }

  private List<Delivery> told(Shop shop, Appointment appointment) {
    return deliveries.forReference(shop.tenant.id(), "appointment", appointment.id().toString());
  }

  private String refusal(Shop shop, String start, @Nullable StaffId staff) {
    return refusal(
        bookings.book(
            shop.tenant.id(),
            new BookingRequest(
                shop.service.id(),
                Instant.parse(start),
                staff,
                shop.client.id(),
                Source.PHONE,
                "refused-" + start + staff,
                DESK,
                null,
                "")));
  }

  private static String refusal(BookingOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    var refused = (Refused) outcome;
    assertThat(refused.say()).matches("[A-Z0-9].*\\.");
    return refused.code();
  }

  private long count(Shop shop, String table) {
    return transactions.read(
        shop.tenant.id(),
        () ->
            db.sql("SELECT count(*) FROM calendar." + table + " WHERE tenant_id = :tenant")
                .param("tenant", shop.tenant.id().value())
                .query(Long.class)
                .single());
  }

  // Independent of the constraint: every pair of rows is compared.
  private long overlaps(Shop shop) {
    return transactions.read(
        shop.tenant.id(),
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
                .param("tenant", shop.tenant.id().value())
                .query(Long.class)
                .single());
  }

  private final class Shop {
    final TestTenant tenant = desk.tenant().open("08:00", "20:00").create();
    final List<Staff> staff = new ArrayList<>();
    final Service service;
    final Contact client;

    Shop(int people) {
      for (int i = 0; i < people; i++) {
        staff.add(catalogue.add(tenant.id(), DESK, StaffDraft.of("Person " + i)));
      }
      service =
          catalogue.add(
              tenant.id(),
              DESK,
              ServiceDraft.of("Haircut", 30, 4500L, staff.stream().map(Staff::id).toList()));
      client =
          contacts.findOrCreate(
              tenant.id(), new PhoneNumber("+15555550123"), "Ana Example", "test");
      contacts.addEmail(tenant.id(), client.id(), new EmailAddress("ana@people.example"));
    }

    BookingRequest request(String start, String key) {
      return request(service.id(), Instant.parse(start), key);
    }

    BookingRequest request(ServiceId what, Instant start, String key) {
      return new BookingRequest(what, start, null, client.id(), Source.PHONE, key, DESK, null, "");
    }

    boolean free(String start) {
      var at = Instant.parse(start);
      return !availability
          .slots(tenant.id(), SlotRequest.between(service.id(), at, at.plusSeconds(1)))
          .isEmpty();
    }
  }
}
