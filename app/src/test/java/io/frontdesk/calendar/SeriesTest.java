package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.Series.Scope;
import io.frontdesk.calendar.SeriesOutcome.Blocked;
import io.frontdesk.calendar.SeriesOutcome.Done;
import io.frontdesk.calendar.series.Recurrence;
import io.frontdesk.contacts.Contact;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class SeriesTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @Autowired private Salon salon;
  @Autowired private Series series;
  @Autowired private Bookings bookings;
  @Autowired private Catalogue catalogue;

  private Salon.Shop shop;
  private Contact ana;

  @BeforeEach
  void open() {
    shop = salon.open(1);
    ana = shop.client("Ana Example");
  }

  @Test
  void a_series_keeps_its_local_time_over_the_change_of_clocks_and_is_told_once() {
    var done = booked("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=4", "a");
    var again = booked("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=4", "a");

    assertThat(again.series()).isEqualTo(done.series());
    assertThat(done.appointments())
        .extracting(one -> one.startsAt().toString())
        .containsExactly(
            "2026-03-03T20:00:00Z",
            "2026-03-10T19:00:00Z",
            "2026-03-17T19:00:00Z",
            "2026-03-24T19:00:00Z");
    var told = told(done);
    assertThat(told)
        .extracting(Delivery::channel)
        .containsExactlyInAnyOrder(Channel.SMS, Channel.EMAIL);
    assertThat(told).allSatisfy(one -> assertThat(one.body()).contains("March 24th, 2026 at 3 PM"));
    assertThat(bookings.upcoming(shop.id(), ana.id())).hasSize(4);
  }

  @Test
  void a_taken_date_is_shown_and_all_or_the_chosen_are_booked() {
    shop.book(shop.client("Ben"), "2026-03-10T19:00:00Z");

    var preview =
        series.preview(
            shop.id(),
            shop.service.id(),
            LocalDateTime.parse("2026-03-03T15:00"),
            "FREQ=WEEKLY;COUNT=3",
            null,
            null,
            Source.DESK);
    var all = book("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=3", "a", null);
    var chosen =
        book(
            "2026-03-03T15:00",
            "FREQ=WEEKLY;COUNT=3",
            "b",
            Set.of(
                LocalDateTime.parse("2026-03-03T15:00"), LocalDateTime.parse("2026-03-17T15:00")));

    assertThat(preview).extracting(Occurrence::isFree).containsExactly(true, false, true);
    assertThat(all)
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked ->
                assertThat(blocked.blocked())
                    .singleElement()
                    .satisfies(one -> assertThat(one.say()).contains("is taken")));
    assertThat(((Done) chosen).appointments()).hasSize(2);
    assertThat(bookings.upcoming(shop.id(), ana.id())).hasSize(2);
  }

  @Test
  void two_series_that_race_for_the_same_times_are_whole_or_nothing() throws Exception {
    var ben = shop.client("Ben");

    var outcomes =
        Races.run(
            List.<Callable<SeriesOutcome>>of(
                () -> book(ana, "2026-03-03T15:00", "FREQ=WEEKLY;COUNT=8", "a", null),
                () -> book(ben, "2026-03-03T15:15", "FREQ=WEEKLY;COUNT=8", "b", null)));

    assertThat(outcomes).filteredOn(one -> one instanceof Done).hasSizeLessThanOrEqualTo(1);
    var made =
        bookings.upcoming(shop.id(), ana.id()).size()
            + bookings.upcoming(shop.id(), ben.id()).size();
    assertThat(made).isIn(0, 8);
  }

  @Test
  void one_following_and_all_are_moved() {
    var done = booked("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=5", "a");
    var ids = done.appointments().stream().map(Appointment::id).toList();

    moved(ids.get(1), Scope.ONE, "2026-03-11T10:00");
    assertThat(starts(ids))
        .containsExactly(
            "2026-03-03T15:00",
            "2026-03-11T10:00",
            "2026-03-17T15:00",
            "2026-03-24T15:00",
            "2026-03-31T15:00");
    assertThat(series.of(shop.id(), ids.get(1)).orElseThrow().parts())
        .extracting(SeriesView.Part::isMoved)
        .containsExactly(false, true, false, false, false);

    var following = moved(ids.get(3), Scope.FOLLOWING, "2026-03-25T16:00");
    assertThat(starts(ids))
        .containsExactly(
            "2026-03-03T15:00",
            "2026-03-11T10:00",
            "2026-03-17T15:00",
            "2026-03-25T16:00",
            "2026-04-01T16:00");
    assertThat(following.series()).isNotEqualTo(done.series());
    assertThat(series.require(shop.id(), done.series()).parts()).hasSize(3);

    moved(ids.getFirst(), Scope.ALL, "2026-03-03T15:30");
    assertThat(starts(ids.subList(0, 3)))
        .containsExactly("2026-03-03T15:30", "2026-03-11T15:30", "2026-03-17T15:30");
  }

  @Test
  void a_series_moves_onto_its_own_dates() {
    var done = booked("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=4", "a");
    var ids = done.appointments().stream().map(Appointment::id).toList();

    moved(ids.getFirst(), Scope.ALL, "2026-03-10T15:00");
    moved(ids.getFirst(), Scope.ALL, "2026-03-03T15:00");

    assertThat(starts(ids)).startsWith("2026-03-03T15:00").endsWith("2026-03-24T15:00");
  }

  @Test
  void a_move_that_meets_one_taken_time_moves_nothing() {
    var done = booked("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=4", "a");
    var ids = done.appointments().stream().map(Appointment::id).toList();
    shop.book(shop.client("Ben"), "2026-03-17T20:00:00Z");
    var before = starts(ids);

    var outcome =
        series.move(
            shop.id(),
            ids.getFirst(),
            Scope.ALL,
            LocalDateTime.parse("2026-03-03T16:00"),
            null,
            Source.DESK,
            Salon.DESK);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked ->
                assertThat(blocked.blocked())
                    .extracting(one -> one.at().toString())
                    .containsExactly("2026-03-17T16:00"));
    assertThat(starts(ids)).isEqualTo(before);
  }

  @Test
  void one_following_and_all_are_cancelled_and_told_once() {
    var done = booked("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=6", "a");
    var ids = done.appointments().stream().map(Appointment::id).toList();

    series.cancel(shop.id(), ids.get(1), Scope.ONE, "", Salon.DESK);
    series.cancel(shop.id(), ids.get(4), Scope.FOLLOWING, "", Salon.DESK);
    assertThat(bookings.upcoming(shop.id(), ana.id()))
        .extracting(Appointment::id)
        .containsExactly(ids.get(0), ids.get(2), ids.get(3));

    series.cancel(shop.id(), ids.getFirst(), Scope.ALL, "", Salon.DESK);
    assertThat(bookings.upcoming(shop.id(), ana.id())).isEmpty();
    assertThat(shop.about(shop.now(done.appointments().get(4))))
        .filteredOn(one -> one.channel() == Channel.SMS)
        .singleElement()
        .satisfies(one -> assertThat(one.body()).contains("cancelled", "April 7th"));
  }

  @Test
  void what_is_not_bounded_or_not_a_rule_is_refused_by_name() {
    assertThat(refused("2026-03-03T15:00", "FREQ=WEEKLY;UNTIL=20360303")).contains("at most 104");
    assertThat(refused("2026-03-03T15:00", "FREQ=MONTHLY;COUNT=30")).contains("2 years");
    assertThat(refused("2026-03-03T15:00", "FREQ=WEEKLY")).contains("give an end");
    assertThat(refused("2026-03-03T15:00", "FREQ=SECONDLY;COUNT=5")).contains("FREQ");
    assertThat(refused("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=5;BYHOUR=1")).contains("BYHOUR");
    assertThat(refused("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=5;BYDAY=XX")).contains("rule");
    assertThat(refused("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=5;BYDAY=FR")).contains("first");
    assertThat(refused("2026-03-03T15:00", "FREQ=DAILY;COUNT=99999999")).contains("COUNT");
    assertThat(refused("2026-03-03T15:00", "")).contains("rule");
  }

  @Test
  void a_gap_moves_forward_and_of_a_fold_the_first_is_meant() {
    var gap = Recurrence.parse("FREQ=DAILY;COUNT=2", NEW_YORK).from(local("2026-03-07T02:30"));
    assertThat(gap.stream().map(at -> Recurrence.instant(at, NEW_YORK).toString()))
        .containsExactly("2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z");
    assertThat(Recurrence.instant(local("2026-11-01T01:30"), NEW_YORK))
        .isEqualTo(Instant.parse("2026-11-01T05:30:00Z"));
    var year = Recurrence.parse("FREQ=WEEKLY;COUNT=104", NEW_YORK).from(local("2026-01-05T09:00"));
    assertThat(year)
        .hasSize(104)
        .allMatch(at -> at.atZone(NEW_YORK).toLocalTime().toString().equals("09:00"));
  }

  @Test
  void at_a_place_elsewhere_a_series_keeps_the_time_of_the_place() {
    var phoenix =
        catalogue.add(
            shop.id(), Salon.DESK, new LocationDraft("Phoenix", "", "America/Phoenix", null, 0));
    var there =
        catalogue.add(
            shop.id(),
            Salon.DESK,
            ServiceDraft.of("Facial", 30, 100L, List.of(shop.staff.getFirst().id()))
                .with(one -> one.locations = List.of(phoenix.id())));
    // Noon in New York is ten in Phoenix, which keeps its clocks on March 8th.
    var owner = shop.tenant.owner();
    var form = new java.util.HashMap<String, String>();
    form.put("service", there.id().toString());
    form.put("day", "2026-03-03");
    form.put("time", "12:00");
    form.put("contact", ana.id().toString());
    form.put("repeat", "WEEKLY");
    form.put("interval", "1");
    form.put("times", "3");
    form.put("key", "far");
    var preview = owner.post("/calendar/series/preview", form).body();
    for (var day : List.of("03", "10", "17")) {
      form.put("at-2026-03-" + day + "T10:00", "on");
    }
    owner.post("/calendar/series", form);
    var made = bookings.upcoming(shop.id(), ana.id());

    assertThat(preview).contains("March 10th, 2026 at 10 AM").contains("Mountain");
    assertThat(made)
        .extracting(one -> one.startsAt().toString())
        .containsExactly("2026-03-03T17:00:00Z", "2026-03-10T17:00:00Z", "2026-03-17T17:00:00Z");

    var second = made.get(1);
    owner.post(
        "/calendar/appointments/" + second.id() + "/series/move",
        "scope",
        "following",
        "day",
        "2026-03-11",
        "time",
        "11:30");

    assertThat(bookings.upcoming(shop.id(), ana.id()))
        .extracting(one -> one.start().toLocalDateTime().toString())
        .containsExactly("2026-03-03T10:00", "2026-03-11T11:30", "2026-03-18T11:30");
  }

  @Test
  void another_workspaces_series_is_not_there() {
    var done = booked("2026-03-03T15:00", "FREQ=WEEKLY;COUNT=2", "a");
    var theirs = salon.open(1);

    assertThat(series.find(theirs.id(), done.series())).isEmpty();
    assertThatThrownBy(
            () ->
                series.cancel(
                    theirs.id(), done.appointments().getFirst().id(), Scope.ALL, "", Salon.DESK))
        .isInstanceOf(Refusal.class);
    assertThat(bookings.upcoming(shop.id(), ana.id())).hasSize(2);
  }

  @Test
  void a_series_is_booked_and_changed_by_screen_and_api() {
    var owner = shop.tenant.owner();
    var form =
        Map.of(
            "service", shop.service.id().toString(),
            "day", "2026-03-03",
            "time", "15:00",
            "contact", ana.id().toString(),
            "repeat", "MONTHLY_DAY",
            "times", "3",
            "key", "k1");
    var preview = owner.post("/calendar/series/preview", form).body();
    assertThat(preview).contains("3 of 3 times are free", "Tuesday, April 7th, 2026 at 3 PM");
    var sent = new java.util.HashMap<>(form);
    sent.put("interval", "1");
    sent.put("at-2026-03-03T15:00", "on");
    sent.put("at-2026-04-07T15:00", "on");
    owner.post("/calendar/series", sent);
    var made = bookings.upcoming(shop.id(), ana.id());
    assertThat(made).hasSize(2);
    var panel = owner.get("/calendar/appointments/" + made.getFirst().id() + "/together").body();
    assertThat(panel).contains("Series of 2", "this and following");
    var tooLong = new java.util.HashMap<>(form);
    tooLong.put("times", "500");
    assertThat(owner.post("/calendar/series/preview", tooLong).body()).contains("at most 104");

    var api = shop.tenant.apiKey();
    var booked =
        api.send(
            "POST",
            "/api/v1/series",
            "{\"service\":\"%s\",\"first\":\"2026-03-04T11:00\",\"rule\":\"FREQ=DAILY;COUNT=3\",\"contact\":\"%s\"}"
                .formatted(shop.service.id(), ana.id()),
            Map.of("Idempotency-Key", "s1"));
    assertThat(booked.status()).isEqualTo(201);
    var blocked =
        api.send(
            "POST",
            "/api/v1/series",
            "{\"service\":\"%s\",\"first\":\"2026-03-04T11:00\",\"rule\":\"FREQ=DAILY;COUNT=3\",\"contact\":\"%s\"}"
                .formatted(shop.service.id(), ana.id()),
            Map.of("Idempotency-Key", "s2"));
    assertThat(blocked.status()).isEqualTo(409);
    assertThat(blocked.body()).contains("calendar.series-blocked", "2026-03-05T11:00");
    var cancelled =
        api.post(
            "/api/v1/appointments/" + made.getFirst().id() + "/series/cancel",
            "{\"scope\":\"all\"}");
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(
            api.post(
                    "/api/v1/appointments/" + made.getFirst().id() + "/series/cancel",
                    "{\"scope\":\"some\"}")
                .status())
        .isEqualTo(400);
  }

  private SeriesOutcome book(
      String first, String rule, String key, @Nullable Set<LocalDateTime> chosen) {
    return book(ana, first, rule, key, chosen);
  }

  private SeriesOutcome book(
      Contact who, String first, String rule, String key, @Nullable Set<LocalDateTime> chosen) {
    return series.book(
        shop.id(),
        new SeriesRequest(
            shop.service.id(),
            local(first),
            rule,
            null,
            who.id(),
            chosen,
            Source.DESK,
            key,
            Salon.DESK,
            ""));
  }

  private Done booked(String first, String rule, String key) {
    var outcome = book(first, rule, key, null);
    assertThat(outcome).isInstanceOf(Done.class);
    return (Done) outcome;
  }

  private Done moved(AppointmentId id, Scope scope, String to) {
    var outcome = series.move(shop.id(), id, scope, local(to), null, Source.DESK, Salon.DESK);
    assertThat(outcome).isInstanceOf(Done.class);
    return (Done) outcome;
  }

  private List<String> starts(List<AppointmentId> ids) {
    return ids.stream()
        .map(id -> bookings.require(shop.id(), id).start().toLocalDateTime().toString())
        .toList();
  }

  private String refused(String first, String rule) {
    try {
      book(first, rule, "wrong", null);
      throw new AssertionError("was booked: " + rule);
    } catch (Refusal refusal) {
      return refusal.text();
    }
  }

  private List<Delivery> told(Done done) {
    return done.appointments().stream().flatMap(one -> shop.about(one).stream()).toList();
  }

  private static LocalDateTime local(String text) {
    return LocalDateTime.parse(text);
  }
}
