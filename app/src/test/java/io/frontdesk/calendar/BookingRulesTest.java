package io.frontdesk.calendar;

import static io.frontdesk.calendar.Shops.DESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.BookingOutcome.Taken;
import io.frontdesk.calendar.Shops.Shop;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Limits, turns, several people at once, places and questions.
@FrontdeskTest
class BookingRulesTest {
  private static final String THREE = "2026-03-03T20:00:00Z";

  @Autowired private Shops shops;
  @Autowired private Bookings bookings;
  @Autowired private Catalogue catalogue;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  @BeforeEach
  void monday_morning() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void a_days_limit_is_exact_however_many_try() throws Exception {
    var shop = shops.open(3);
    var few =
        shop.serve(
            ServiceDraft.of("Surgery", 30, null, shop.people()).with(one -> one.maxPerDay = 4));
    var work = new ArrayList<Callable<BookingOutcome>>();
    for (int i = 0; i < 12; i++) {
      var start = Instant.parse("2026-03-03T14:00:00Z").plusSeconds(i * 1800L).toString();
      var key = "race-" + i;
      work.add(() -> bookings.book(shop.tenant.id(), shop.request(few, start, key)));
    }

    var outcomes = Shops.race(work);

    assertThat(outcomes).filteredOn(Booked.class::isInstance).hasSize(4);
    assertThat(shop.slots(few, "2026-03-03T05:00:00Z", "2026-03-04T05:00:00Z")).isEmpty();
    assertThat(shop.free(few, "2026-03-04T20:00:00Z")).isTrue();
    var one = (Booked) outcomes.stream().filter(Booked.class::isInstance).findFirst().orElseThrow();
    // One of them may still move within the day.
    assertThat(
            bookings.reschedule(
                shop.tenant.id(),
                one.appointment().id(),
                Instant.parse("2026-03-03T23:00:00Z"),
                null,
                Source.DESK,
                DESK))
        .isInstanceOf(Booked.class);
  }

  @Test
  void a_persons_limit_counts_all_services() {
    var shop = shops.open(1);
    var busy = catalogue.add(shop.tenant.id(), DESK, StaffDraft.of("Limited").atMost(2));
    var one = shop.serve(ServiceDraft.of("One", 30, null, List.of(busy.id())));
    var two = shop.serve(ServiceDraft.of("Two", 30, null, List.of(busy.id())));

    assertThat(book(shop, one, "2026-03-03T15:00:00Z")).isInstanceOf(Booked.class);
    assertThat(book(shop, two, "2026-03-03T17:00:00Z")).isInstanceOf(Booked.class);
    assertThat(book(shop, one, THREE)).isInstanceOf(Taken.class);
    assertThat(book(shop, one, "2026-03-04T20:00:00Z")).isInstanceOf(Booked.class);
  }

  @Test
  void turns_go_round_whatever_the_days_look_like() {
    var shop = shops.open(3);
    var turns =
        shop.serve(ServiceDraft.of("Call", 30, null, shop.people()).with(one -> one.byTurn = true));
    var asked = new ArrayList<StaffId>();

    for (int day = 3; day < 9; day++) {
      var start = "2026-03-0" + day + "T20:00:00Z";
      asked.add(((Booked) book(shop, turns, start)).appointment().staff());
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(asked.subList(0, 3)).doesNotHaveDuplicates();
    assertThat(asked.subList(3, 6)).isEqualTo(asked.subList(0, 3));
  }

  @Test
  void two_at_once_take_both_and_give_both_back() {
    var shop = shops.open(3);
    var couple =
        shop.serve(ServiceDraft.of("Couple", 60, null, shop.people()).with(one -> one.people = 2));

    var booked = ((Booked) book(shop, couple, THREE)).appointment();

    assertThat(booked.team()).hasSize(1).doesNotContain(booked.staff());
    assertThat(booked.staffName()).contains(" and ");
    assertThat(shop.free(couple, THREE)).isFalse();
    assertThat(shop.free(THREE)).isTrue();
    assertThat(book(shop, couple, "2026-03-03T20:30:00Z")).isInstanceOf(Taken.class);
    bookings.cancel(shop.tenant.id(), booked.id(), "", DESK);
    assertThat(shop.free(couple, THREE)).isTrue();
    assertThat(shop.overlaps()).isZero();
  }

  @Test
  void two_at_once_race_without_halves() throws Exception {
    var shop = shops.open(5);
    var couple =
        shop.serve(ServiceDraft.of("Couple", 60, null, shop.people()).with(one -> one.people = 2));
    var work = new ArrayList<Callable<BookingOutcome>>();
    for (int i = 0; i < 8; i++) {
      var key = "race-" + i;
      work.add(() -> bookings.book(shop.tenant.id(), shop.request(couple, THREE, key)));
    }

    var outcomes = Shops.race(work);

    assertThat(outcomes).filteredOn(Booked.class::isInstance).hasSize(2);
    assertThat(shop.count("occupancy")).isEqualTo(4);
    assertThat(shop.overlaps()).isZero();
  }

  @Test
  void starts_lie_where_the_service_says() {
    var shop = shops.open(1);
    var late =
        shop.serve(
            ServiceDraft.of("Late", 30, null, shop.people())
                .with(
                    one -> {
                      one.stepMin = 30;
                      one.offsetMin = 10;
                    }));

    var slots = shop.slots(late, "2026-03-03T13:00:00Z", "2026-03-03T15:00:00Z");

    assertThat(slots)
        .extracting(slot -> slot.start().toLocalTime().toString())
        .containsExactly("08:10", "08:40", "09:10", "09:40");
  }

  @Test
  void a_place_has_its_own_clock_and_hours_and_the_way_there_is_kept_free() {
    var shop = shops.open(1);
    var west =
        catalogue.add(
            shop.tenant.id(),
            DESK,
            new LocationDraft("West", "", "America/Los_Angeles", nine(), 60));
    var there =
        shop.serve(
            ServiceDraft.of("Visit", 30, null, shop.people())
                .with(one -> one.locations = List.of(west.id())));

    var slots = shop.slots(there, "2026-03-03T05:00:00Z", "2026-03-04T08:00:00Z");

    assertThat(slots.getFirst().start().toString())
        .isEqualTo("2026-03-03T09:00-08:00[America/Los_Angeles]");
    var booked = ((Booked) book(shop, there, THREE)).appointment();
    assertThat(booked.locationName()).isEqualTo("West");
    assertThat(booked.start().getHour()).isEqualTo(12);
    // Back at the workspace only an hour after its end, and away an hour before its start.
    assertThat(shop.free("2026-03-03T21:15:00Z")).isFalse();
    assertThat(shop.free("2026-03-03T21:30:00Z")).isTrue();
    assertThat(shop.free("2026-03-03T18:45:00Z")).isFalse();
    assertThat(shop.free("2026-03-03T18:30:00Z")).isTrue();
    // There itself no way is needed.
    assertThat(shop.free(there, "2026-03-03T20:30:00Z")).isTrue();
  }

  @Test
  void the_way_between_places_holds_in_a_race() throws Exception {
    var shop = shops.open(1);
    var far =
        catalogue.add(
            shop.tenant.id(), DESK, new LocationDraft("Far", "", "America/New_York", null, 60));
    var there =
        shop.serve(
            ServiceDraft.of("Visit", 30, null, shop.people())
                .with(one -> one.locations = List.of(far.id())));
    for (int round = 0; round < 6; round++) {
      var start = Instant.parse("2026-03-03T14:00:00Z").plus(Duration.ofDays(round));
      var here = shop.request(start.toString(), "here-" + round);
      var away = shop.request(there, start.plusSeconds(1800).toString(), "away-" + round);

      var outcomes =
          Shops.<BookingOutcome>race(
              List.of(
                  () -> bookings.book(shop.tenant.id(), here),
                  () -> bookings.book(shop.tenant.id(), away)));

      assertThat(outcomes).filteredOn(Booked.class::isInstance).hasSize(1);
    }
  }

  @Test
  void a_person_is_where_their_week_says() {
    var shop = shops.open(1);
    var north =
        catalogue.add(
            shop.tenant.id(), DESK, new LocationDraft("North", "", "America/New_York", null, 0));
    var week =
        new StaffWeek(
            List.of(
                new StaffWeek.Hours(DayOfWeek.TUESDAY, TimeRange.of("09:00", "12:00"), north.id()),
                new StaffWeek.Hours(DayOfWeek.TUESDAY, TimeRange.of("13:00", "17:00"), null)));
    var roaming =
        catalogue.add(
            shop.tenant.id(),
            DESK,
            new StaffDraft("Roaming", "", null, "blue", week, null, List.of()));
    var there =
        shop.serve(
            ServiceDraft.of("North visit", 60, null, List.of(roaming.id()))
                .with(one -> one.locations = List.of(north.id())));
    var here = shop.serve(ServiceDraft.of("Here", 60, null, List.of(roaming.id())));

    assertThat(shop.free(there, "2026-03-03T14:00:00Z")).isTrue();
    assertThat(shop.free(here, "2026-03-03T14:00:00Z")).isFalse();
    assertThat(shop.free(there, "2026-03-03T18:00:00Z")).isTrue();
    assertThat(shop.free(here, "2026-03-03T18:00:00Z")).isTrue();
    assertThat(catalogue.require(shop.tenant.id(), roaming.id()).week()).isEqualTo(week);
  }

  @Test
  void the_way_to_the_clients_place_is_taken_too() {
    var shop = shops.open(1);
    var visit =
        shop.serve(
            ServiceDraft.of("House call", 30, null, shop.people())
                .with(
                    one -> {
                      one.atClient = true;
                      one.travelMin = 30;
                    }));

    book(shop, visit, THREE);

    assertThat(shop.free("2026-03-03T19:15:00Z")).isFalse();
    assertThat(shop.free("2026-03-03T19:00:00Z")).isTrue();
    assertThat(shop.free("2026-03-03T20:45:00Z")).isFalse();
    assertThat(shop.free("2026-03-03T21:00:00Z")).isTrue();
  }

  @Test
  void answers_are_asked_for_and_lie_sealed() {
    var shop = shops.open(1);
    var allergy =
        new IntakeQuestion(
            UUID.randomUUID(), "Allergies?", IntakeQuestion.Kind.TEXT, List.of(), true);
    var pressure =
        new IntakeQuestion(
            UUID.randomUUID(),
            "Pressure",
            IntakeQuestion.Kind.CHOICE,
            List.of("soft", "firm"),
            false);
    var massage =
        shop.serve(
            ServiceDraft.of("Massage", 30, 9000L, shop.people())
                .with(
                    one -> {
                      one.questions = List.of(allergy, pressure);
                      one.depositMinor = 2000L;
                    }));
    var client = fromPage(shop, massage, "a");

    assertThat(refusal(shop, client)).isEqualTo("calendar.answer-missing");
    assertThat(refusal(shop, client.answering(Map.of(allergy.id(), "nuts", pressure.id(), "x"))))
        .isEqualTo("calendar.answer-unknown");
    assertThat(refusal(shop, client.answering(Map.of(UUID.randomUUID(), "nuts"))))
        .isEqualTo("calendar.unknown-question");
    var booked =
        ((Booked)
                bookings.book(
                    shop.tenant.id(), client.answering(Map.of(allergy.id(), "sesame-secret"))))
            .appointment();

    assertThat(bookings.answers(shop.tenant.id(), booked.id()))
        .containsExactly(new IntakeAnswer("Allergies?", "sesame-secret"));
    assertThat(booked.depositMinor()).isEqualTo(2000L);
    var stored =
        transactions.read(
            shop.tenant.id(),
            () ->
                db.sql("SELECT sealed FROM calendar.intake_answer WHERE tenant_id = :tenant")
                    .param("tenant", shop.tenant.id().value())
                    .query(byte[].class)
                    .single());
    assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("sesame");
    // The desk books without.
    assertThat(bookings.book(shop.tenant.id(), shop.request(massage, "2026-03-04T20:00:00Z", "b")))
        .isInstanceOf(Booked.class);
  }

  @Test
  void needs_survive_every_change_and_share_what_they_can() {
    var shop = shops.open(1);
    var things = new ArrayList<ResourceId>();
    for (int i = 0; i < 40; i++) {
      things.add(catalogue.add(shop.tenant.id(), DESK, Resource.Kind.DEVICE, "Thing " + i, 1));
    }
    var hungry =
        shop.serve(
            ServiceDraft.of("Hungry", 30, null, shop.people())
                .needing(
                    new Service.Need(20, things),
                    new Service.Need(20, things),
                    new Service.Need(1, things.subList(0, 1))));

    var again =
        catalogue.change(
            shop.tenant.id(), DESK, hungry.id(), ServiceDraft.of(hungry), hungry.version());

    assertThat(again.needs()).isEqualTo(hungry.needs());
    // 41 of 40: told at once, not after every combination.
    assertThat(shop.slots(hungry, "2026-03-03T05:00:00Z", "2026-03-04T05:00:00Z")).isEmpty();
  }

  @Test
  void places_that_are_none_and_hours_that_overlap_are_refused() {
    var shop = shops.open(1);

    for (var zone : List.of("Mars/Olympus", "", "+02:00", "GMT+25")) {
      assertThatThrownBy(
              () ->
                  catalogue.add(
                      shop.tenant.id(), DESK, new LocationDraft("Off", "", zone, null, 0)))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.fields().getFirst().field()).isEqualTo("zone"));
    }
    assertThatThrownBy(
            () ->
                new StaffWeek(
                    List.of(
                        new StaffWeek.Hours(DayOfWeek.MONDAY, TimeRange.of("09:00", "12:00"), null),
                        new StaffWeek.Hours(
                            DayOfWeek.MONDAY, TimeRange.of("11:00", "13:00"), null))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thousands_of_exceptions_are_one_more_millisecond() {
    var shop = shops.open(1);
    transactions.write(
        shop.tenant.id(),
        () ->
            db.sql(
                    """
                    INSERT INTO calendar.staff_exception
                           (tenant_id, id, staff_id, first_day, last_day, opens, closes, works)
                    SELECT :tenant, gen_random_uuid(), :staff, date '2026-03-03' + n % 60,
                           date '2026-03-03' + n % 60, '12:00', '13:00', false
                      FROM generate_series(1, 5000) n
                    """)
                .param("tenant", shop.tenant.id().value())
                .param("staff", shop.staff.getFirst().id().value())
                .update());

    long begin = System.nanoTime();
    var slots = shop.slots(shop.service, "2026-03-03T05:00:00Z", "2026-04-02T04:00:00Z");
    long millis = (System.nanoTime() - begin) / 1_000_000;

    assertThat(slots).isNotEmpty().noneMatch(slot -> slot.start().getHour() == 12);
    assertThat(millis).isLessThan(2000);
  }

  @Test
  void a_start_in_a_fold_is_two_times_and_one_in_a_gap_is_none() {
    clock.set("2026-02-20T15:00:00Z");
    var shop = shops.open(1);
    var night =
        catalogue.add(
            shop.tenant.id(),
            DESK,
            new LocationDraft("Night", "", "America/New_York", everyDay("00:00", "00:00"), 0));
    var watch =
        shop.serve(
            ServiceDraft.of("Watch", 30, null, shop.people())
                .with(
                    one -> {
                      one.stepMin = 60;
                      one.offsetMin = 30;
                      one.horizonDays = 730;
                      one.locations = List.of(night.id());
                    }));

    var spring = shop.slots(watch, "2026-03-08T05:00:00Z", "2026-03-08T09:00:00Z");
    var autumn = shop.slots(watch, "2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z");

    assertThat(spring)
        .extracting(slot -> slot.start().toLocalTime().toString())
        .containsExactly("00:30", "01:30", "03:30", "04:30");
    assertThat(autumn)
        .extracting(slot -> slot.start().toOffsetDateTime().toString())
        .containsExactly(
            "2026-11-01T00:30-04:00",
            "2026-11-01T01:30-04:00",
            "2026-11-01T01:30-05:00",
            "2026-11-01T02:30-05:00");
  }

  private BookingOutcome book(Shop shop, Service what, String start) {
    return bookings.book(shop.tenant.id(), shop.request(what, start, what.id() + start));
  }

  private static BookingRequest fromPage(Shop shop, Service what, String key) {
    return new BookingRequest(
        what.id(), Instant.parse(THREE), null, shop.client.id(), Source.PAGE, key, DESK, null, "");
  }

  private String refusal(Shop shop, BookingRequest request) {
    return ((Refused) bookings.book(shop.tenant.id(), request)).code();
  }

  private static WeekHours nine() {
    return everyDay("09:00", "17:00");
  }

  private static WeekHours everyDay(String from, String to) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      days.put(day, List.of(TimeRange.of(from, to)));
    }
    return new WeekHours(days);
  }
}
