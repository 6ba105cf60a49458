package io.frontdesk.calendar;

import static io.frontdesk.calendar.Shops.DESK;
import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.BookingOutcome.Taken;
import io.frontdesk.calendar.HoldOutcome.Held;
import io.frontdesk.calendar.Shops.Shop;
import io.frontdesk.platform.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class HoldsTest {
  private static final String THREE = "2026-03-03T20:00:00Z";

  @Autowired private Shops shops;
  @Autowired private Holds holds;
  @Autowired private Bookings bookings;
  @Autowired private Catalogue catalogue;
  @Autowired private MovableClock clock;

  @BeforeEach
  void monday_morning() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void a_held_time_is_nobody_elses_until_it_is_released() {
    var shop = shops.open(1);

    var hold = held(shop, THREE, "visitor");

    assertThat(shop.free(THREE)).isFalse();
    assertThat(bookings.book(shop.tenant.id(), shop.request(THREE, "a"))).isInstanceOf(Taken.class);
    holds.release(shop.tenant.id(), hold.id());
    holds.release(shop.tenant.id(), hold.id());
    assertThat(shop.free(THREE)).isTrue();
    assertThat(bookings.book(shop.tenant.id(), shop.request(THREE, "a")))
        .isInstanceOf(Booked.class);
  }

  @Test
  void an_expired_hold_takes_nothing_and_makes_way() {
    var shop = shops.open(1);
    var hold = held(shop, THREE, "visitor");

    clock.advance(Duration.ofMinutes(10));

    assertThat(holds.find(shop.tenant.id(), hold.id())).isEmpty();
    assertThat(holds.extend(shop.tenant.id(), hold.id(), clock.instant().plusSeconds(60)))
        .isFalse();
    assertThat(shop.free(THREE)).isTrue();
    // A quarter later than what was held: the row in the way still goes.
    assertThat(bookings.book(shop.tenant.id(), shop.request("2026-03-03T20:15:00Z", "a")))
        .isInstanceOf(Booked.class);
    assertThat(shop.count("hold")).isZero();
    assertThat(shop.overlaps()).isZero();
  }

  @Test
  void a_hold_becomes_the_appointment_with_the_same_person_and_room() {
    var shop = shops.open(3);
    var room = catalogue.add(shop.tenant.id(), DESK, Resource.Kind.ROOM, "Room", 1);
    var massage =
        shop.serve(
            ServiceDraft.of("Massage", 60, null, shop.people())
                .needing(new Service.Need(1, java.util.List.of(room))));
    var hold =
        ((Held)
                holds.place(
                    shop.tenant.id(),
                    new HoldRequest(
                        massage.id(),
                        Instant.parse(THREE),
                        shop.staff.get(2).id(),
                        null,
                        Source.PAGE,
                        "visitor",
                        Duration.ofMinutes(10))))
            .hold();

    var request = shop.request(massage, THREE, "a").fromHold(hold.id());
    var booked = bookings.book(shop.tenant.id(), request);
    var again = bookings.book(shop.tenant.id(), request);

    assertThat(booked).isInstanceOf(Booked.class).isEqualTo(again);
    assertThat(((Booked) booked).appointment().staff()).isEqualTo(shop.staff.get(2).id());
    assertThat(shop.count("hold")).isZero();
    assertThat(shop.count("occupancy")).isEqualTo(2);
    assertThat(shop.free(massage, THREE)).isFalse();
  }

  @Test
  void an_expired_hold_still_books_what_is_still_free() {
    var shop = shops.open(1);
    var hold = held(shop, THREE, "visitor");
    clock.advance(Duration.ofHours(1));

    var booked = bookings.book(shop.tenant.id(), shop.request(THREE, "a").fromHold(hold.id()));

    assertThat(booked).isInstanceOf(Booked.class);
    assertThat(shop.count("appointment")).isEqualTo(1);
  }

  @Test
  void a_hold_books_only_what_it_keeps() {
    var shop = shops.open(1);
    var hold = held(shop, THREE, "visitor");

    var other =
        bookings.book(
            shop.tenant.id(), shop.request("2026-03-03T21:00:00Z", "a").fromHold(hold.id()));

    assertThat(((Refused) other).code()).isEqualTo("calendar.other-hold");
    assertThat(shop.count("appointment")).isZero();
    assertThat(holds.find(shop.tenant.id(), hold.id())).contains(hold);
  }

  @Test
  void a_hold_of_another_workspace_is_none() {
    var shop = shops.open(1);
    var other = shops.open(1);
    var hold = held(other, THREE, "visitor");

    var booked = bookings.book(shop.tenant.id(), shop.request(THREE, "a").fromHold(hold.id()));
    holds.release(shop.tenant.id(), hold.id());

    assertThat(booked).isInstanceOf(Booked.class);
    assertThat(holds.find(shop.tenant.id(), hold.id())).isEmpty();
    assertThat(holds.extend(shop.tenant.id(), hold.id(), clock.instant().plusSeconds(1))).isFalse();
    assertThat(holds.find(other.tenant.id(), hold.id())).contains(hold);
  }

  @Test
  void a_key_keeps_one_time_and_a_repeat_keeps_it_longer() {
    var shop = shops.open(1);
    var hold = held(shop, THREE, "visitor");
    clock.advance(Duration.ofMinutes(4));

    var longer = held(shop, THREE, "visitor");
    var next = held(shop, "2026-03-03T20:15:00Z", "visitor");

    assertThat(longer.id()).isEqualTo(hold.id());
    assertThat(longer.expiresAt()).isEqualTo(hold.expiresAt().plusSeconds(240));
    assertThat(next.id()).isNotEqualTo(hold.id());
    assertThat(shop.count("hold")).isEqualTo(1);
    assertThat(shop.count("occupancy")).isEqualTo(1);
    // Longer in the row that blocks, too.
    clock.advance(Duration.ofMinutes(4));
    assertThat(holds.extend(shop.tenant.id(), next.id(), clock.instant().plusSeconds(600)))
        .isTrue();
    clock.advance(Duration.ofMinutes(9));
    assertThat(shop.free("2026-03-03T20:15:00Z")).isFalse();
  }

  @Test
  void holds_are_swept_and_a_flood_is_refused() {
    var shop = shops.open(1);
    held(shop, THREE, "visitor");
    clock.advance(Duration.ofHours(2));

    held(shop, "2026-03-03T21:00:00Z", "another");

    assertThat(shop.count("hold")).isEqualTo(1);
  }

  @Test
  void holds_and_bookings_race_for_a_time_and_one_gets_it() throws Exception {
    var shop = shops.open(1);
    for (int round = 0; round < 10; round++) {
      var start = Instant.parse("2026-03-03T14:00:00Z").plusSeconds(round * 1800L).toString();
      // Every other round something expired lies in the way.
      if (round % 2 == 1) {
        held(shop, start, "old-" + round);
        clock.advance(Duration.ofMinutes(6));
      }
      var work = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 4; i++) {
        var key = round + "-" + i;
        work.add(() -> bookings.book(shop.tenant.id(), shop.request(start, key)) instanceof Booked);
        work.add(() -> holds.place(shop.tenant.id(), wish(shop, start, key)) instanceof Held);
      }

      var won = Shops.race(work).stream().filter(one -> one).count();

      assertThat(won).as("round " + round).isEqualTo(1);
    }
    assertThat(shop.overlaps()).isZero();
  }

  @Test
  void an_expired_hold_cut_in_two_gives_both_parts() throws Exception {
    var shop = shops.open(1);
    var cut = shop.serve(ServiceDraft.of("Fringe", 15, null, shop.people()));
    for (int round = 0; round < 8; round++) {
      var start = Instant.parse("2026-03-03T14:00:00Z").plusSeconds(round * 1800L);
      held(shop, start.toString(), "old-" + round);
      clock.advance(Duration.ofMinutes(6));
      var first = shop.request(cut, start.toString(), "first-" + round);
      var second = shop.request(cut, start.plusSeconds(900).toString(), "second-" + round);

      var outcomes =
          Shops.<BookingOutcome>race(
              java.util.List.of(
                  () -> bookings.book(shop.tenant.id(), first),
                  () -> bookings.book(shop.tenant.id(), second)));

      assertThat(outcomes).allSatisfy(one -> assertThat(one).isInstanceOf(Booked.class));
    }
  }

  @Test
  void a_hold_is_turned_into_one_appointment_however_often_it_is_tried() throws Exception {
    var shop = shops.open(1);
    var hold = held(shop, THREE, "visitor");
    var work = new ArrayList<Callable<BookingOutcome>>();
    for (int i = 0; i < 8; i++) {
      var key = i % 2 == 0 ? "same" : "other-" + i;
      work.add(() -> bookings.book(shop.tenant.id(), shop.request(THREE, key).fromHold(hold.id())));
    }

    var outcomes = Shops.race(work);

    var ids =
        outcomes.stream()
            .filter(Booked.class::isInstance)
            .map(one -> ((Booked) one).appointment().id())
            .distinct();
    assertThat(ids).hasSize(1);
    assertThat(shop.count("appointment")).isEqualTo(1);
    assertThat(shop.count("hold")).isZero();
  }

  @Test
  void a_stranger_keeps_four_times_at_once_however_they_race_and_others_are_not_disturbed()
      throws Exception {
    var shop = shops.open(3);
    var work = new ArrayList<Callable<HoldOutcome>>();
    for (int i = 0; i < 12; i++) {
      var key = "visit-" + i;
      var start = "2026-03-03T%02d:00:00Z".formatted(14 + i % 6);
      work.add(() -> holds.place(shop.tenant.id(), wish(shop, start, key).from("one network")));
    }

    var outcomes = Shops.race(work);

    assertThat(outcomes).filteredOn(Held.class::isInstance).hasSize(4);
    assertThat(outcomes)
        .filteredOn(HoldOutcome.Refused.class::isInstance)
        .allSatisfy(
            one ->
                assertThat(((HoldOutcome.Refused) one).code())
                    .isEqualTo("calendar.too-many-holds"));
    var late = "2026-03-03T21:00:00Z";
    assertThat(holds.place(shop.tenant.id(), wish(shop, late, "n").from("another")))
        .isInstanceOf(Held.class);
    assertThat(holds.place(shop.tenant.id(), wish(shop, late, "desk"))).isInstanceOf(Held.class);
    // The same visit changes its mind freely, and expired ones count no longer.
    var mine = outcomes.stream().filter(Held.class::isInstance).findFirst().orElseThrow();
    var again = wish(shop, "2026-03-03T22:00:00Z", ((Held) mine).hold().key()).from("one network");
    assertThat(holds.place(shop.tenant.id(), again)).isInstanceOf(Held.class);
    clock.advance(Duration.ofMinutes(6));
    assertThat(
            holds.place(
                shop.tenant.id(), wish(shop, "2026-03-03T23:00:00Z", "later").from("one network")))
        .isInstanceOf(Held.class);
  }

  @Test
  void many_networks_together_do_not_close_the_calendar() {
    var shop = shops.open(1);
    int held = 0;
    for (int i = 0; i < 70; i++) {
      var outcome = holds.place(shop.tenant.id(), strangersWish(shop, i));
      held += outcome instanceof Held ? 1 : 0;
    }

    assertThat(held).isEqualTo(60);
    assertThat(holds.place(shop.tenant.id(), wish(shop, "2026-03-10T20:00:00Z", "by phone")))
        .isInstanceOf(Held.class);
  }

  @Test
  void many_networks_that_race_keep_no_more_than_together() throws Exception {
    var shop = shops.open(1);
    for (int i = 0; i < 56; i++) {
      assertThat(holds.place(shop.tenant.id(), strangersWish(shop, i))).isInstanceOf(Held.class);
    }
    var work = new ArrayList<Callable<HoldOutcome>>();
    for (int i = 56; i < 72; i++) {
      var wish = strangersWish(shop, i);
      work.add(() -> holds.place(shop.tenant.id(), wish));
    }

    var outcomes = Shops.race(work);

    assertThat(outcomes).filteredOn(Held.class::isInstance).hasSize(4);
    assertThat(outcomes)
        .filteredOn(HoldOutcome.Refused.class::isInstance)
        .hasSize(12)
        .allSatisfy(
            one ->
                assertThat(((HoldOutcome.Refused) one).code())
                    .isEqualTo("calendar.too-many-holds"));
    assertThat(shop.count("hold")).isEqualTo(60);
    // Another workspace's strangers are counted apart.
    var other = shops.open(1);
    assertThat(holds.place(other.tenant.id(), strangersWish(other, 0))).isInstanceOf(Held.class);
  }

  // Each from a network and for a time of its own.
  private static HoldRequest strangersWish(Shop shop, int number) {
    var start =
        Instant.parse("2026-03-03T13:00:00Z")
            .plus(Duration.ofDays(number / 20))
            .plus(Duration.ofMinutes(30L * (number % 20)));
    return wish(shop, start.toString(), "v" + number).from("network " + number);
  }

  private Hold held(Shop shop, String start, String key) {
    return ((Held) holds.place(shop.tenant.id(), wish(shop, start, key))).hold();
  }

  private static HoldRequest wish(Shop shop, String start, String key) {
    return new HoldRequest(
        shop.service.id(),
        Instant.parse(start),
        null,
        null,
        Source.PAGE,
        key,
        Duration.ofMinutes(5));
  }
}
