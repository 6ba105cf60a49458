package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.WaitlistEntry.State;
import io.frontdesk.calendar.waitlist.WaitlistWork;
import io.frontdesk.contacts.Contact;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.FakeCarrier;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.tenancy.TimeRange;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class WaitlistTest {
  private static final TimeRange AT_THREE = TimeRange.of("15:00", "15:30");

  @Autowired private Salon salon;
  @Autowired private Waitlist waitlist;
  @Autowired private WaitlistWork work;
  @Autowired private Bookings bookings;
  @Autowired private Catalogue catalogue;
  @Autowired private Holds holds;
  @Autowired private Availability availability;
  @Autowired private Conversations conversations;
  @Autowired private Deliveries deliveries;
  @Autowired private Dispatcher dispatcher;
  @Autowired private FakeCarrier carrier;
  @Autowired private MovableClock clock;

  private Salon.Shop shop;
  private Contact ana;
  private Contact ben;
  private Contact cleo;
  private Appointment taken;

  /// One person, whose three o'clock on Thursday is taken.
  @BeforeEach
  void open() {
    shop = salon.open(1);
    ana = shop.client("Ana Example");
    ben = shop.client("Ben Example");
    cleo = shop.client("Cleo Example");
    taken = shop.book(cleo, "2026-03-05T20:00:00Z");
  }

  @Test
  void a_freed_time_is_offered_to_the_first_and_taken_by_a_yes() {
    var first = join(ana);
    clock.set("2026-03-02T15:01:00Z");
    var second = join(ben);
    work.drain();
    assertThat(state(first)).isEqualTo(State.WAITING);

    cancel();
    work.drain();
    work.drain();

    assertThat(state(first)).isEqualTo(State.OFFERED);
    assertThat(state(second)).isEqualTo(State.WAITING);
    assertThat(offers(first))
        .singleElement()
        .satisfies(
            text ->
                assertThat(text.body())
                    .contains("Thursday, March 5th, 2026 at 3 PM", "Reply YES by 10:46 AM"));
    assertThat(free()).isEmpty();

    shop.texts(ana, "1", "Yes please");
    shop.texts(ana, "1", "Yes please");
    shop.texts(ana, "2", "yes");
    work.drain();

    assertThat(state(first)).isEqualTo(State.BOOKED);
    assertThat(bookings.upcoming(shop.id(), ana.id()))
        .singleElement()
        .satisfies(one -> assertThat(one.startsAt()).isEqualTo(taken.startsAt()));
    assertThat(offers(second)).isEmpty();
    assertThat(conversations.findByContact(shop.id(), ana.id()).orElseThrow().unread()).isZero();
  }

  @Test
  void a_no_and_a_passed_deadline_hand_it_on() {
    var first = join(ana);
    clock.set("2026-03-02T15:01:00Z");
    var second = join(ben);
    cancel();
    work.drain();

    shop.texts(ana, "1", "no thanks");
    work.drain();
    assertThat(state(first)).isEqualTo(State.WAITING);
    assertThat(state(second)).isEqualTo(State.OFFERED);

    clock.set("2026-03-02T15:47:00Z");
    work.drain();
    assertThat(state(second)).isEqualTo(State.WAITING);
    // Nobody is offered the same time twice.
    assertThat(offers(first)).hasSize(1);
    assertThat(free()).hasSize(1);
  }

  @Test
  void a_yes_after_the_deadline_books_nothing_and_is_told_so() {
    var first = join(ana);
    cancel();
    work.drain();

    clock.set("2026-03-02T15:46:00Z");
    shop.texts(ana, "1", "yes");
    work.drain();
    shop.texts(ana, "2", "yes");

    assertThat(bookings.upcoming(shop.id(), ana.id())).isEmpty();
    assertThat(state(first)).isEqualTo(State.WAITING);
    assertThat(replies()).hasSize(2).allMatch(one -> one.body().contains("still on the list"));
  }

  @Test
  void a_yes_that_races_the_deadline_and_other_workers_books_once_or_not_at_all() throws Exception {
    for (int round = 0; round < 6; round++) {
      open();
      var first = join(ana);
      cancel();
      work.drain();
      clock.set("2026-03-02T15:44:59Z");
      var race = new ArrayList<Callable<Object>>();
      for (int i = 0; i < 4; i++) {
        var id = "r" + i;
        race.add(
            () -> {
              shop.texts(ana, id, "yes");
              return true;
            });
      }
      race.add(
          () -> {
            clock.set("2026-03-02T15:46:00Z");
            work.drain();
            return true;
          });

      Races.run(race);

      var booked = bookings.upcoming(shop.id(), ana.id());
      assertThat(booked).hasSizeLessThanOrEqualTo(1);
      assertThat(state(first)).isEqualTo(booked.isEmpty() ? State.WAITING : State.BOOKED);
    }
  }

  @Test
  void many_workers_make_one_offer_for_one_time() throws Exception {
    var entries = new ArrayList<WaitlistEntry>();
    for (int i = 0; i < 6; i++) {
      entries.add(join(shop.client("Client " + i)));
    }
    cancel();

    Races.run(List.of(drain(), drain(), drain(), drain()));

    assertThat(entries.stream().filter(one -> state(one) == State.OFFERED)).hasSize(1);
  }

  @Test
  void a_time_that_is_gone_is_told_and_the_wish_stays() {
    var first = join(ana);
    cancel();
    work.drain();
    // Somebody gave the hold back behind our back, and the desk booked the time.
    var offer = waitlist.require(shop.id(), first.id()).offer();
    assertThat(offer).isNotNull();
    holds.release(shop.id(), hold(first));
    shop.book(ben, "2026-03-05T20:00:00Z");

    shop.texts(ana, "1", "yes");

    assertThat(state(first)).isEqualTo(State.WAITING);
    assertThat(replies())
        .singleElement()
        .satisfies(one -> assertThat(one.body()).contains("just gone"));
  }

  @Test
  void one_who_opted_out_is_passed_over() {
    var first = join(ana);
    clock.set("2026-03-02T15:01:00Z");
    var second = join(ben);
    shop.texts(ana, "stop", "STOP");
    cancel();
    work.drain();
    dispatcher.drain();
    work.drain();

    assertThat(carrier.textsTo(Objects.requireNonNull(ana.phone()).e164()))
        .noneMatch(text -> text.body().contains("a time is free"));
    assertThat(state(first)).isEqualTo(State.LEFT);
    assertThat(state(second)).isEqualTo(State.OFFERED);
  }

  @Test
  void only_times_that_suit_are_offered_and_none_in_the_night() {
    var wish =
        waitlist.join(
            shop.id(),
            new WaitlistRequest(
                ana.id(),
                shop.service.id(),
                null,
                LocalDate.parse("2026-03-05"),
                LocalDate.parse("2026-03-10"),
                EnumSet.of(DayOfWeek.FRIDAY),
                TimeRange.of("16:00", "17:00"),
                "",
                Source.DESK),
            Salon.DESK);
    clock.set("2026-03-03T04:00:00Z");
    work.drain();
    assertThat(state(wish)).isEqualTo(State.WAITING);

    clock.set("2026-03-03T13:00:00Z");
    work.drain();

    assertThat(
            Objects.requireNonNull(waitlist.require(shop.id(), wish.id()).offer())
                .start()
                .toLocalDateTime())
        .hasToString("2026-03-06T16:00");
  }

  @Test
  void the_place_of_the_free_time_is_told_kept_and_booked() {
    var north =
        catalogue.add(
            shop.id(), Salon.DESK, new LocationDraft("North", "", "America/New_York", null, 0));
    var south =
        catalogue.add(
            shop.id(), Salon.DESK, new LocationDraft("South", "", "America/New_York", null, 0));
    catalogue.change(
        shop.id(),
        Salon.DESK,
        shop.service.id(),
        ServiceDraft.of(shop.service).with(it -> it.locations = List.of(north.id(), south.id())),
        shop.service.version());
    var wish = join(ana);
    cancel();
    work.drain();

    var offered = offers(wish).getFirst().body();
    shop.texts(ana, "1", "yes");

    assertThat(offered).containsAnyOf(" at North", " at South");
    var booked = bookings.upcoming(shop.id(), ana.id()).getFirst();
    assertThat(offered).contains(" at " + booked.locationName() + ":");
  }

  @Test
  void leaving_gives_the_time_to_the_next() {
    var first = join(ana);
    clock.set("2026-03-02T15:01:00Z");
    var second = join(ben);
    cancel();
    work.drain();

    waitlist.leave(shop.id(), first.id(), Salon.DESK);
    waitlist.leave(shop.id(), first.id(), Salon.DESK);
    work.drain();

    assertThat(state(first)).isEqualTo(State.LEFT);
    assertThat(state(second)).isEqualTo(State.OFFERED);
  }

  @Test
  void another_workspace_and_another_person_answer_nothing() {
    var first = join(ana);
    cancel();
    work.drain();
    var theirs = salon.open(1);

    theirs.receive(Objects.requireNonNull(ana.phone()).e164(), "x", "yes");
    shop.texts(ben, "y", "yes");
    assertThatThrownBy(() -> waitlist.answer(theirs.id(), first.id(), true, Salon.DESK))
        .isInstanceOf(Refusal.class);

    assertThat(state(first)).isEqualTo(State.OFFERED);
  }

  @Test
  void asking_again_changes_the_wish_and_keeps_the_place() {
    var first = join(ana);
    join(ben);

    var again = join(ana);

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(waitlist.open(shop.id()).getFirst().contact()).isEqualTo(ana.id());
  }

  @Test
  void the_list_is_kept_by_screen_and_api() {
    var api = shop.tenant.apiKey();
    var made =
        api.post(
            "/api/v1/waitlist",
            """
            {"contact":"%s","service":"%s","firstDay":"2026-03-05","lastDay":"2026-03-05",
             "days":["thursday"],"from":"15:00","until":"15:30"}
            """
                .formatted(ana.id(), shop.service.id()));
    assertThat(made.status()).isEqualTo(201);
    assertThat(api.get("/api/v1/waitlist").body()).contains("\"days\":[\"thursday\"]");
    assertThat(
            api.post(
                    "/api/v1/waitlist",
                    "{\"contact\":\"%s\",\"service\":\"%s\",\"firstDay\":\"soon\"}"
                        .formatted(ana.id(), shop.service.id()))
                .body())
        .contains("firstDay");
    var page = shop.tenant.owner().get("/calendar/waitlist").body();
    assertThat(page).contains("Ana Example", "15:00–15:30");
    assertThat(shop.tenant.owner().get("/calendar/panel/waitlist").body()).contains("1 waiting");
    assertThat(shop.tenant.owner().get("/calendar/panel/contact/" + ana.id() + "/waitlist").body())
        .contains("Haircut");
    var wrong =
        shop.tenant
            .owner()
            .post("/calendar/waitlist", Map.of("contact", "", "service", "x", "firstDay", ""));
    assertThat(wrong.body()).contains("Choose one of the list.");
  }

  private WaitlistEntry join(Contact who) {
    return waitlist.join(
        shop.id(),
        new WaitlistRequest(
            who.id(),
            shop.service.id(),
            null,
            LocalDate.parse("2026-03-05"),
            LocalDate.parse("2026-03-05"),
            Set.of(DayOfWeek.THURSDAY),
            AT_THREE,
            "",
            Source.DESK),
        Salon.DESK);
  }

  private void cancel() {
    bookings.cancel(shop.id(), taken.id(), "", Salon.DESK);
  }

  private State state(WaitlistEntry entry) {
    return waitlist.require(shop.id(), entry.id()).state();
  }

  private List<Delivery> offers(WaitlistEntry entry) {
    return deliveries.forReference(shop.id(), "waitlist", entry.id().toString());
  }

  private List<Delivery> replies() {
    return salon.replies(shop);
  }

  private List<Slot> free() {
    return availability.slots(
        shop.id(),
        SlotRequest.between(shop.service.id(), taken.startsAt(), taken.startsAt().plusSeconds(1)));
  }

  private HoldId hold(WaitlistEntry entry) {
    return salon.holdOf(shop, entry.id());
  }

  private Callable<Object> drain() {
    return () -> {
      work.drain();
      return true;
    };
  }
}
