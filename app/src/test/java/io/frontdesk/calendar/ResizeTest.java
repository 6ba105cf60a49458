package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.Salon.Shop;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class ResizeTest {
  @Autowired private Salon salon;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Availability availability;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;

  @Test
  void a_longer_appointment_takes_its_people_until_then_and_everyone_is_told() {
    var shop = salon.open(1);
    var one = shop.book(shop.client("Ana"), "2026-03-04T20:00:00Z");
    bookings.mark(shop.id(), one.id(), AppointmentState.CONFIRMED, Salon.DESK);

    var longer = resize(shop, one, 60);

    assertThat(longer.endsAt()).isEqualTo("2026-03-04T21:00:00Z");
    assertThat(longer.revision()).isEqualTo(one.revision() + 1);
    assertThat(longer.state()).isEqualTo(AppointmentState.CONFIRMED);
    assertThat(free(shop, "2026-03-04T20:45:00Z")).isFalse();
    assertThat(free(shop, "2026-03-04T21:00:00Z")).isTrue();
    assertThat(bookings.history(shop.id(), one.id()))
        .extracting(AppointmentEvent::what)
        .containsExactly("booked", "confirmed", "resized");
    assertThat(audited(shop)).isEqualTo(1);
    var told =
        shop.about(one).stream().filter(delivery -> delivery.body().contains("now ends")).toList();
    assertThat(told).hasSize(2);
    assertThat(told).allSatisfy(it -> assertThat(it.body()).contains("now ends at 4 PM"));
    // Reminders are of the appointment as it is now.
    shop.at("2026-03-03T20:01:00Z");
    assertThat(shop.reminders(one)).isNotEmpty();
  }

  @Test
  void the_same_length_again_changes_nothing_and_a_shorter_one_frees_time() {
    var shop = salon.open(1);
    var one = shop.book(shop.client("Ana"), "2026-03-04T20:00:00Z");

    var same = resize(shop, one, 30);
    var shorter = resize(shop, one, 15);

    assertThat(same).isEqualTo(one);
    assertThat(shorter.revision()).isEqualTo(1);
    assertThat(free(shop, "2026-03-04T20:15:00Z")).isTrue();
    assertThat(free(shop, "2026-03-04T20:00:00Z")).isFalse();
  }

  @Test
  void what_stands_in_the_way_is_named_and_nothing_changes() {
    var shop = salon.open(1);
    var one = shop.book(shop.client("Ana"), "2026-03-04T20:00:00Z");
    shop.book(shop.client("Ben"), "2026-03-04T20:45:00Z");

    assertThat(refused(shop, one, 60))
        .isEqualTo(
            new Refused(
                "calendar.in-the-way",
                "Person 0 has Haircut at 3:45 PM. This can last until 3:45 PM."));
    assertThat(shop.now(one)).isEqualTo(one);
    assertThat(resize(shop, one, 45).endsAt()).isEqualTo("2026-03-04T20:45:00Z");
    assertThat(refused(shop, one, 50).say())
        .isEqualTo("Person 0 has Haircut at 3:45 PM, so this can't last longer.");
  }

  @Test
  void closing_time_and_the_end_of_a_persons_day_are_kept() {
    var shop = salon.open(1);
    var late = shop.book(shop.client("Ana"), "2026-03-05T00:30:00Z");

    assertThat(refused(shop, late, 60).code()).isEqualTo("calendar.closed");
  }

  @Test
  void another_room_is_taken_when_its_own_is_not_free_for_so_long() {
    var shop = salon.open(2);
    var rooms =
        List.of(
            catalogue.add(shop.id(), Salon.DESK, Resource.Kind.ROOM, "North", 1),
            catalogue.add(shop.id(), Salon.DESK, Resource.Kind.ROOM, "South", 1));
    var massage =
        catalogue.add(
            shop.id(),
            Salon.DESK,
            ServiceDraft.of("Massage", 30, 100L, shop.staff.stream().map(Staff::id).toList())
                .buffers(0, 15)
                .needing(new Service.Need(1, rooms)));
    var one = book(shop, massage, shop.staff.getFirst(), "2026-03-04T20:00:00Z");
    var other = book(shop, massage, shop.staff.get(1), "2026-03-04T20:45:00Z");

    var longer = resize(shop, one, 60);

    assertThat(longer.endsAt()).isEqualTo("2026-03-04T21:00:00Z");
    var taken =
        bookings.resources(
            shop.id(),
            Instant.parse("2026-03-04T20:00:00Z"),
            Instant.parse("2026-03-04T22:00:00Z"));
    assertThat(taken.get(one.id().value()))
        .doesNotContainAnyElementsOf(taken.get(other.id().value()));
    // The buffer behind it counts.
    assertThat(
            bookings.book(
                shop.id(), request(shop, massage, shop.staff.getFirst(), "2026-03-04T21:10:00Z")))
        .isNotInstanceOf(Booked.class);
  }

  @Test
  void of_two_who_want_the_same_half_hour_one_gets_it() throws Exception {
    for (int round = 0; round < 5; round++) {
      var shop = salon.open(1);
      var one = shop.book(shop.client("Ana"), "2026-03-04T20:00:00Z");
      var ben = shop.client("Ben");
      var work = new ArrayList<Callable<BookingOutcome>>();
      work.add(() -> bookings.resize(shop.id(), one.id(), Duration.ofHours(1), Salon.DESK));
      work.add(
          () ->
              bookings.book(
                  shop.id(),
                  new BookingRequest(
                      shop.service.id(),
                      Instant.parse("2026-03-04T20:30:00Z"),
                      null,
                      ben.id(),
                      Source.PHONE,
                      "race",
                      Salon.DESK,
                      null,
                      "")));

      var outcomes = Shops.race(work);

      assertThat(outcomes).filteredOn(Booked.class::isInstance).hasSize(1);
    }
  }

  @Test
  void a_move_keeps_the_length_and_offers_only_what_is_long_enough() {
    var shop = salon.open(1);
    var one = resize(shop, shop.book(shop.client("Ana"), "2026-03-04T20:00:00Z"), 90);
    shop.book(shop.client("Ben"), "2026-03-05T16:00:00Z");

    var slots =
        availability.slots(
            shop.id(),
            SlotRequest.between(
                    shop.service.id(),
                    Instant.parse("2026-03-05T13:00:00Z"),
                    Instant.parse("2026-03-05T16:00:00Z"))
                .byDesk()
                .moving(one.id()));
    var moved =
        bookings.reschedule(
            shop.id(),
            one.id(),
            Instant.parse("2026-03-05T14:30:00Z"),
            null,
            Source.DESK,
            Salon.DESK);

    assertThat(slots.getLast().start().toInstant()).isEqualTo("2026-03-05T14:30:00Z");
    assertThat(slots.getLast().end().toInstant()).isEqualTo("2026-03-05T16:00:00Z");
    assertThat(((Booked) moved).appointment().endsAt()).isEqualTo("2026-03-05T16:00:00Z");
  }

  @Test
  void bounds_ends_and_strangers_are_refused() {
    var shop = salon.open(1);
    var one = shop.book(shop.client("Ana"), "2026-03-04T20:00:00Z");
    var stranger = salon.open(1);

    for (var length :
        List.of(
            Duration.ofMinutes(4),
            Duration.ofMinutes(-30),
            Duration.ofHours(25),
            Duration.ofSeconds(1801))) {
      assertThatThrownBy(() -> bookings.resize(shop.id(), one.id(), length, Salon.DESK))
          .isInstanceOf(Refusal.class);
    }
    assertThat(refused(stranger, one, 60).code()).isEqualTo("calendar.unknown-appointment");
    bookings.cancel(shop.id(), one.id(), "", Salon.DESK);
    assertThat(refused(shop, one, 60).code()).isEqualTo("calendar.not-open");
  }

  @Test
  void desk_and_programs_change_the_length_and_take_it_back() {
    var shop = salon.open(1);
    var one = shop.book(shop.client("Ana"), "2026-03-04T20:00:00Z");
    var other = shop.book(shop.client("Ben"), "2026-03-04T21:00:00Z");
    var browser = shop.tenant.signedIn(Role.FRONT_DESK);
    var path = "/calendar/appointments/" + one.id();

    var board = browser.get("/calendar?day=2026-03-04");
    var page = browser.get(path);
    var dragged =
        browser.submit(
            "POST", path + "/duration", Map.of("end", "2026-03-04T15:45"), "HX-Request", "true");
    var tooLong =
        browser.submit(
            "POST", path + "/duration", Map.of("end", "2026-03-04T16:30"), "HX-Request", "true");
    var form = browser.post(path + "/duration", "minutes", "90");
    var nonsense = browser.post(path + "/duration", "minutes", "<long>");

    assertThat(board.body()).contains("data-minutes=\"30\"").contains("class=\"grip\"");
    assertThat(page.body()).contains("Lasts (minutes)");
    assertThat(dragged.status()).isEqualTo(204);
    assertThat(dragged.header("HX-Trigger").orElseThrow())
        .contains("Ends at 3:45 PM")
        .contains("?minutes=30");
    assertThat(tooLong.status()).isEqualTo(409);
    assertThat(form.body()).contains("has Haircut at 4 PM").contains("value=\"90\"");
    assertThat(nonsense.body()).contains("5 to 1,440").contains("&lt;long>");
    assertThat(browser.post(path + "/duration?minutes=30").status()).isEqualTo(302);
    assertThat(shop.now(one).endsAt()).isEqualTo(one.endsAt());
    assertThat(browser.get(path).body()).contains("New length by");
    assertThat(shop.now(other)).isEqualTo(other);
    var api = shop.tenant.apiKey();
    var at = "/api/v1/appointments/" + one.id() + "/duration";
    assertThat(api.post(at, "{\"minutes\": 45}").json().path("end").asString())
        .isEqualTo("2026-03-04T15:45:00-05:00");
    assertThat(api.post(at, "{\"minutes\": 90}").body()).contains("calendar.in-the-way");
    assertThat(api.post(at, "{\"minutes\": 3}").body()).contains("\"minutes\"");
    assertThat(api.post(at, "{}").status()).isEqualTo(400);
    assertThat(salon.open(1).tenant.apiKey().post(at, "{\"minutes\": 45}").status()).isEqualTo(404);
    var viewer = shop.tenant.signedIn(Role.VIEWER);
    assertThat(viewer.post(path + "/duration", "minutes", "45").status()).isEqualTo(403);
  }

  private Appointment resize(Shop shop, Appointment one, int minutes) {
    var outcome = bookings.resize(shop.id(), one.id(), Duration.ofMinutes(minutes), Salon.DESK);
    assertThat(outcome).isInstanceOf(Booked.class);
    return ((Booked) outcome).appointment();
  }

  private Refused refused(Shop shop, Appointment one, int minutes) {
    var outcome = bookings.resize(shop.id(), one.id(), Duration.ofMinutes(minutes), Salon.DESK);
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused) outcome;
  }

  private long audited(Shop shop) {
    return transactions.read(
        shop.id(),
        () ->
            db.sql(
                    """
                    SELECT count(*) FROM access.audit
                     WHERE tenant_id = :tenant AND action = 'calendar.appointment-resized'
                    """)
                .param("tenant", shop.id().value())
                .query(Long.class)
                .single());
  }

  private Appointment book(Shop shop, Service service, Staff with, String start) {
    return ((Booked) bookings.book(shop.id(), request(shop, service, with, start))).appointment();
  }

  private static BookingRequest request(Shop shop, Service service, Staff with, String start) {
    return new BookingRequest(
        service.id(),
        Instant.parse(start),
        with.id(),
        shop.client("Cleo").id(),
        Source.DESK,
        "k" + UUID.randomUUID(),
        Salon.DESK,
        null,
        "");
  }

  private boolean free(Shop shop, String start) {
    var at = Instant.parse(start);
    return !availability
        .slots(shop.id(), SlotRequest.between(shop.service.id(), at, at.plusSeconds(1)).byDesk())
        .isEmpty();
  }
}
