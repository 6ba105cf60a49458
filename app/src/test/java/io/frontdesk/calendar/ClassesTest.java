package io.frontdesk.calendar;

import static io.frontdesk.calendar.Shops.DESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.BookingOutcome.Taken;
import io.frontdesk.calendar.HoldOutcome.Held;
import io.frontdesk.calendar.Shops.Shop;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class ClassesTest {
  private static final String THREE = "2026-03-03T20:00:00Z";

  @Autowired private Shops shops;
  @Autowired private Classes classes;
  @Autowired private Bookings bookings;
  @Autowired private Holds holds;
  @Autowired private Deliveries deliveries;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  @BeforeEach
  void monday_morning() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void seats_are_offered_booked_given_back_and_never_more_than_there_are() {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    held(shop, yoga, "2026-03-03T15:00", null, 2);

    var first = book(shop, yoga, "a");
    var second = book(shop, yoga, "b");
    var third = book(shop, yoga, "c");

    assertThat(first).isInstanceOf(Booked.class);
    assertThat(second).isInstanceOf(Booked.class);
    assertThat(third).isInstanceOf(Taken.class);
    assertThat(shop.free(yoga, THREE)).isFalse();
    // Their leader is taken for everything else.
    assertThat(shop.free(THREE)).isFalse();
    bookings.cancel(shop.tenant.id(), ((Booked) first).appointment().id(), "", DESK);
    var left = shop.slots(yoga, THREE, "2026-03-03T20:00:01Z");
    assertThat(left).singleElement().extracting(Slot::seatsLeft).isEqualTo(1);
    assertThat(book(shop, yoga, "d")).isInstanceOf(Booked.class);
  }

  @Test
  void a_class_is_not_where_it_does_not_meet() {
    var shop = shops.open(1);
    var yoga = yoga(shop);

    assertThat(((Refused) book(shop, yoga, "a")).code()).isEqualTo("calendar.no-session");
  }

  @Test
  void a_race_for_the_last_seats_is_won_by_as_many_as_there_are() throws Exception {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    held(shop, yoga, "2026-03-03T15:00", null, 3);
    var work = new ArrayList<Callable<BookingOutcome>>();
    for (int i = 0; i < 12; i++) {
      var key = "race-" + i;
      work.add(() -> book(shop, yoga, key));
    }

    var outcomes = Shops.race(work);

    assertThat(outcomes).filteredOn(Booked.class::isInstance).hasSize(3);
    assertThat(outcomes).filteredOn(Taken.class::isInstance).hasSize(9);
  }

  @Test
  void more_people_than_seats_cannot_be_stored() {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    held(shop, yoga, "2026-03-03T15:00", null, 2);
    book(shop, yoga, "a");
    book(shop, yoga, "b");

    for (var seat : List.of("1", "3")) {
      assertThatThrownBy(
              () ->
                  transactions.write(
                      shop.tenant.id(),
                      () ->
                          db.sql(
                                  "UPDATE calendar.appointment SET seat = "
                                      + seat
                                      + " WHERE tenant_id = :tenant AND seat = 2")
                              .param("tenant", shop.tenant.id().value())
                              .update()))
          .hasStackTraceContaining("calendar.");
    }
  }

  @Test
  void every_week_keeps_its_local_time_over_the_change_of_clocks() {
    var shop = shops.open(1);
    var yoga = yoga(shop);

    // The clocks change on 8 March.
    var made = held(shop, yoga, "2026-03-03T15:00", "2026-03-17", 5);

    assertThat(made)
        .extracting(one -> one.startsAt().toString())
        .containsExactly(THREE, "2026-03-10T19:00:00Z", "2026-03-17T19:00:00Z");
    assertThat(made).extracting(Session::batch).containsOnly(made.getFirst().batch());
  }

  @Test
  void a_week_in_which_someone_is_taken_plans_none() {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    bookings.book(shop.tenant.id(), shop.request("2026-03-10T19:00:00Z", "a"));

    assertThatThrownBy(() -> held(shop, yoga, "2026-03-03T15:00", "2026-03-17", 5))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.fields().getFirst().field()).isEqualTo("staff"));
    assertThat(shop.count("session")).isZero();
  }

  @Test
  void calling_off_cancels_and_tells_everybody_once() {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    var made = held(shop, yoga, "2026-03-03T15:00", "2026-03-10", 5);
    var one = ((Booked) book(shop, yoga, "a")).appointment();
    var other = ((Booked) book(shop, yoga, "b")).appointment();

    var id = made.getFirst().id();
    int told = classes.callOff(shop.tenant.id(), DESK, id, false, "ill");
    int again = classes.callOff(shop.tenant.id(), DESK, id, false, "ill");

    assertThat(told).isEqualTo(2);
    assertThat(again).isZero();
    for (var appointment : List.of(one, other)) {
      assertThat(bookings.require(shop.tenant.id(), appointment.id()).state())
          .isEqualTo(AppointmentState.CANCELLED);
      assertThat(
              deliveries.forReference(shop.tenant.id(), "appointment", appointment.id().toString()))
          .filteredOn(delivery -> delivery.body().contains("is cancelled"))
          .hasSize(1);
    }
    assertThat(shop.free(THREE)).isTrue();
    assertThat(classes.require(shop.tenant.id(), made.getLast().id()).cancelled()).isFalse();
  }

  @Test
  void a_seat_is_held_and_becomes_the_booking_and_moves_to_another_week() {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    held(shop, yoga, "2026-03-03T15:00", "2026-03-10", 1);
    var hold =
        ((Held)
                holds.place(
                    shop.tenant.id(),
                    new HoldRequest(
                        yoga.id(),
                        Instant.parse(THREE),
                        null,
                        null,
                        Source.PAGE,
                        "visitor",
                        Duration.ofMinutes(5))))
            .hold();

    assertThat(book(shop, yoga, "a")).isInstanceOf(Taken.class);
    var booked =
        bookings.book(shop.tenant.id(), shop.request(yoga, THREE, "b").fromHold(hold.id()));
    var moved =
        bookings.reschedule(
            shop.tenant.id(),
            ((Booked) booked).appointment().id(),
            Instant.parse("2026-03-10T19:00:00Z"),
            null,
            Source.DESK,
            DESK);

    assertThat(moved).isInstanceOf(Booked.class);
    assertThat(shop.free(yoga, THREE)).isTrue();
    assertThat(shop.free(yoga, "2026-03-10T19:00:00Z")).isFalse();
  }

  @Test
  void seats_grow_and_shrink_to_those_who_come() {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    var session = held(shop, yoga, "2026-03-03T15:00", null, 3).getFirst();
    var first = ((Booked) book(shop, yoga, "a")).appointment();
    book(shop, yoga, "b");
    bookings.cancel(shop.tenant.id(), first.id(), "", DESK);

    var smaller = classes.seats(shop.tenant.id(), DESK, session.id(), 1);

    assertThat(smaller.seatsLeft()).isZero();
    assertThat(book(shop, yoga, "c")).isInstanceOf(Taken.class);
    classes.seats(shop.tenant.id(), DESK, session.id(), 2);
    assertThat(book(shop, yoga, "d")).isInstanceOf(Booked.class);
    assertThatThrownBy(() -> classes.seats(shop.tenant.id(), DESK, session.id(), 1))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void the_board_shows_a_meeting_once_with_its_seats_and_leads_to_it() {
    var shop = shops.open(1);
    var yoga = yoga(shop);
    var session = held(shop, yoga, "2026-03-03T15:00", null, 3).getFirst();
    book(shop, yoga, "a");
    bookings.book(shop.tenant.id(), shop.request(shop.service, "2026-03-03T22:00:00Z", "b"));
    var browser = shop.tenant.signedIn(Role.FRONT_DESK);

    var day = browser.get("/calendar?day=2026-03-03").body();
    var week = browser.get("/calendar?view=week&day=2026-03-03").body();
    var page = browser.get("/calendar/classes/" + session.id()).body();
    var panel = browser.get("/calendar/classes/" + session.id(), "HX-Request", "true").body();

    for (var board : List.of(day, week)) {
      assertThat(board).containsOnlyOnce("/calendar/classes/" + session.id() + "\" hx-get");
      assertThat(board).contains("1 of 3 taken").containsOnlyOnce("data-move=");
    }
    assertThat(page).contains("<html").contains("2 free").contains("Ana Example");
    assertThat(panel).doesNotContain("<html").contains("Call off");
    var stranger = shops.open(1).tenant.signedIn(Role.FRONT_DESK);
    assertThat(stranger.get("/calendar/classes/" + session.id()).status()).isEqualTo(404);
    book(shop, yoga, "c");
    book(shop, yoga, "d");
    assertThat(browser.get("/calendar?day=2026-03-03").body()).contains("3 of 3 taken");
    assertThat(browser.get("/calendar/classes").body()).contains("/classes/" + session.id());
  }

  @Test
  void another_workspaces_class_is_none() {
    var shop = shops.open(1);
    var other = shops.open(1);
    var session = held(other, yoga(other), "2026-03-03T15:00", null, 3).getFirst();

    assertThat(classes.find(shop.tenant.id(), session.id())).isEmpty();
    assertThatThrownBy(() -> classes.callOff(shop.tenant.id(), DESK, session.id(), true, ""))
        .isInstanceOf(Refusal.class);
    assertThat(classes.require(other.tenant.id(), session.id()).cancelled()).isFalse();
  }

  private static Service yoga(Shop shop) {
    return shop.serve(
        ServiceDraft.of("Yoga", 60, 1500L, shop.people())
            .with(
                one -> {
                  one.kind = Service.Kind.CLASS;
                  one.seats = 8;
                }));
  }

  private List<Session> held(
      Shop shop,
      Service what,
      String start,
      @org.jspecify.annotations.Nullable String until,
      int seats) {
    return classes.hold(
        shop.tenant.id(),
        DESK,
        new ClassDraft(
            what.id(),
            shop.staff.getFirst().id(),
            LocalDateTime.parse(start),
            until == null ? null : LocalDate.parse(until),
            seats,
            null));
  }

  private BookingOutcome book(Shop shop, Service what, String key) {
    return bookings.book(shop.tenant.id(), shop.request(what, THREE, key));
  }
}
