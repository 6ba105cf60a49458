package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.ReminderPlan.Kind;
import io.frontdesk.calendar.ReminderPlan.Rule;
import io.frontdesk.calendar.reminder.ReminderWork;
import io.frontdesk.contacts.Contact;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class RemindersTest {
  private static final String THURSDAY = "2026-03-05T20:00:00Z";

  @Autowired private Salon salon;
  @Autowired private Bookings bookings;
  @Autowired private Reminders reminders;
  @Autowired private ReminderWork work;
  @Autowired private Conversations conversations;
  @Autowired private MovableClock clock;

  private Salon.Shop shop;
  private Contact ana;

  @BeforeEach
  void open() {
    shop = salon.open(2);
    ana = shop.client("Ana Example");
  }

  @Test
  void reminders_go_when_due_once_and_in_their_words() {
    var one = shop.book(ana, THURSDAY);

    shop.at("2026-03-03T19:59:00Z");
    assertThat(shop.reminders(one)).isEmpty();
    shop.at("2026-03-03T20:00:00Z");
    shop.at("2026-03-03T20:01:00Z");
    assertThat(shop.reminders(one)).extracting(Delivery::channel).containsExactly(Channel.EMAIL);
    shop.at("2026-03-04T20:00:00Z");
    shop.at("2026-03-05T18:00:00Z");

    assertThat(shop.reminders(one))
        .extracting(Delivery::channel)
        .containsExactly(Channel.EMAIL, Channel.SMS, Channel.SMS);
    assertThat(shop.reminders(one).get(1).body())
        .isEqualTo(
            "Salon: your Haircut with "
                + one.staffName()
                + " is on Thursday, March 5th, 2026 at 3 PM. Reply C to confirm or R to"
                + " reschedule.");
    assertThat(reminders.of(shop.id(), one.id()))
        .extracting(Reminder::state)
        .containsExactly("requested", "requested", "requested");
  }

  @Test
  void many_workers_at_once_request_each_reminder_once() throws Exception {
    var booked = new ArrayList<Appointment>();
    for (int i = 0; i < 10; i++) {
      booked.add(shop.book(shop.client("Client " + i), "2026-03-05T%02d:00:00Z".formatted(13 + i)));
    }
    clock.set("2026-03-03T23:00:00Z");

    Races.run(List.of(drain(), drain(), drain(), drain()));

    assertThat(booked).allSatisfy(one -> assertThat(shop.reminders(one)).hasSize(1));
  }

  @Test
  void nothing_is_left_after_a_cancellation() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-04T20:00:00Z");
    assertThat(shop.reminders(one)).isNotEmpty();

    bookings.cancel(shop.id(), one.id(), "", Salon.DESK);
    shop.at("2026-03-05T18:00:00Z");

    assertThat(shop.reminders(one))
        .allMatch(delivery -> delivery.state() == DeliveryState.CANCELLED);
    assertThat(reminders.of(shop.id(), one.id())).noneMatch(r -> r.state().equals("waiting"));
  }

  @Test
  void nothing_is_left_after_a_cancellation_that_races_the_worker() throws Exception {
    for (int round = 0; round < 10; round++) {
      clock.set("2026-03-02T15:00:00Z");
      var one = shop.book(ana, THURSDAY);
      clock.set("2026-03-04T20:00:00Z");

      Races.run(List.of(drain(), () -> bookings.cancel(shop.id(), one.id(), "", Salon.DESK)));
      work.drain();

      assertThat(shop.reminders(one))
          .allMatch(delivery -> delivery.state() == DeliveryState.CANCELLED);
      assertThat(reminders.of(shop.id(), one.id())).noneMatch(r -> r.state().equals("waiting"));
    }
  }

  @Test
  void a_move_leaves_nothing_of_the_old_time_behind() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-03T20:00:00Z");

    bookings.reschedule(
        shop.id(), one.id(), Instant.parse("2026-03-06T20:00:00Z"), null, Source.DESK, Salon.DESK);
    shop.at("2026-03-04T20:00:00Z");

    var told = shop.reminders(one);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst().state()).isEqualTo(DeliveryState.CANCELLED);
    assertThat(told.get(1).body()).contains("Friday, March 6th");
    assertThat(told.get(1).channel()).isEqualTo(Channel.EMAIL);
  }

  @Test
  void after_a_long_outage_only_the_last_of_a_channel_goes_and_none_after_the_start() {
    var one = shop.book(ana, THURSDAY);
    var other = shop.book(shop.client("Ben"), "2026-03-05T15:00:00Z");

    shop.at("2026-03-05T18:30:00Z");

    assertThat(shop.reminders(one))
        .extracting(Delivery::channel)
        .containsExactlyInAnyOrder(Channel.EMAIL, Channel.SMS);
    assertThat(shop.reminders(other)).isEmpty();
  }

  @Test
  void what_has_not_left_by_the_start_is_withdrawn() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-05T18:00:00Z");

    shop.at(THURSDAY);

    assertThat(shop.reminders(one))
        .isNotEmpty()
        .allMatch(delivery -> delivery.state() == DeliveryState.CANCELLED);
  }

  @Test
  void a_plan_of_its_own_is_followed_by_appointments_ahead() {
    var one = shop.book(ana, THURSDAY);
    reminders.change(
        shop.id(),
        Salon.DESK,
        shop.service.id(),
        ReminderPlan.checked(
            List.of(
                new Rule(
                    Duration.ofHours(3), Channel.SMS, Kind.REMIND, "Hi {name}, {time}! {day}"))));

    shop.at("2026-03-05T17:00:00Z");

    assertThat(shop.reminders(one))
        .extracting(Delivery::body)
        .containsExactly("Hi Ana Example, 3 PM! Thursday, March 5th, 2026");
  }

  @Test
  void a_wrong_plan_names_every_field() {
    assertThatThrownBy(
            () ->
                ReminderPlan.checked(
                    List.of(
                        new Rule(Duration.ofMinutes(5), Channel.SMS, Kind.REMIND, "x"),
                        new Rule(Duration.ofHours(5), Channel.EMAIL, Kind.ASK, "{phone}"))))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.fields())
                    .extracting(Refusal.FieldError::field)
                    .containsExactly("rules[0].before", "rules[1].kind", "rules[1].words"));
  }

  @Test
  void a_c_confirms_once_whatever_is_repeated_and_nobody_needs_to_look() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-04T20:00:00Z");

    shop.texts(ana, "1", " c. ");
    shop.texts(ana, "1", " c. ");
    shop.texts(ana, "2", "C");

    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.CONFIRMED);
    assertThat(bookings.history(shop.id(), one.id()))
        .filteredOn(event -> event.what().equals("confirmed"))
        .singleElement()
        .satisfies(event -> assertThat(event.actor()).isEqualTo("the client"));
    assertThat(answers()).singleElement().satisfies(d -> assertThat(d.body()).contains("see you"));
    var thread = conversations.findByContact(shop.id(), ana.id()).orElseThrow();
    assertThat(thread.unread()).isZero();
    var page = shop.tenant.signedIn(Role.FRONT_DESK).get("/inbox/" + thread.id()).body();
    assertThat(page).contains("Confirmed the appointment on Thursday, March 5th, 2026 at 3 PM.");
  }

  @Test
  void a_yes_when_nothing_waits_for_one_is_left_to_people() {
    shop.book(ana, THURSDAY);
    shop.at("2026-03-04T20:00:00Z");
    shop.texts(ana, "1", "C");

    shop.texts(ana, "2", "Yes");

    assertThat(conversations.findByContact(shop.id(), ana.id()).orElseThrow().unread()).isOne();
  }

  @Test
  void a_yes_to_what_the_desk_asked_by_hand_confirms_nothing() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-04T20:00:00Z");
    shop.texts(ana, "0", "How do I get there?");
    var thread = conversations.findByContact(shop.id(), ana.id()).orElseThrow();
    var asked =
        shop.tenant
            .signedIn(Role.FRONT_DESK)
            .post(
                "/inbox/" + thread.id() + "/send", "channel", "sms", "body", "Shall we call you?");
    assertThat(asked.status()).isEqualTo(302);

    for (var word : List.of("Yes", "C", "R", "no")) {
      shop.texts(ana, word, word);
    }

    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.BOOKED);
    assertThat(answers()).isEmpty();
    assertThat(conversations.findByContact(shop.id(), ana.id()).orElseThrow().unread())
        .isEqualTo(5);

    // What has not left was not read either.
    reminders.change(
        shop.id(),
        Salon.DESK,
        shop.service.id(),
        ReminderPlan.checked(
            List.of(
                new Rule(Duration.ofHours(3), Channel.SMS, Kind.ASK, "Coming, {name}? Reply C."))));
    clock.set("2026-03-05T17:00:00Z");
    shop.texts(ana, "early", "C");
    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.BOOKED);
    shop.at("2026-03-05T17:00:00Z");
    shop.texts(ana, "asked", "C");
    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.CONFIRMED);
  }

  @Test
  void an_r_gets_the_link_to_move_it() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-04T20:00:00Z");

    shop.texts(ana, "1", "R");

    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.BOOKED);
    assertThat(answers())
        .singleElement()
        .satisfies(d -> assertThat(d.body()).contains("another time", "/a/", "555-0199"));
    assertThat(conversations.findByContact(shop.id(), ana.id()).orElseThrow().unread()).isZero();
  }

  @Test
  void what_is_not_clear_is_left_to_people() {
    var one = shop.book(ana, THURSDAY);
    var two = shop.book(ana, "2026-03-05T20:30:00Z");
    shop.at("2026-03-04T20:30:00Z");

    shop.texts(ana, "1", "yes");
    shop.texts(ana, "2", "yes but can we make it four");

    assertThat(List.of(shop.now(one).state(), shop.now(two).state()))
        .containsOnly(AppointmentState.BOOKED);
    assertThat(answers()).isEmpty();
    assertThat(conversations.findByContact(shop.id(), ana.id()).orElseThrow().unread())
        .isEqualTo(2);
  }

  @Test
  void a_stop_wins_and_a_yes_after_it_only_lifts_it() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-04T20:00:00Z");

    shop.texts(ana, "1", "STOP");
    shop.texts(ana, "2", "YES");

    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.BOOKED);
    assertThat(answers()).isEmpty();
  }

  @Test
  void another_number_and_another_workspace_confirm_nothing() {
    var one = shop.book(ana, THURSDAY);
    var theirs = salon.open(1);
    shop.at("2026-03-04T20:00:00Z");
    var ben = shop.client("Ben");

    shop.texts(ben, "1", "C");
    theirs.receive(Objects.requireNonNull(ana.phone()).e164(), "1", "C");

    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.BOOKED);
  }

  @Test
  void a_question_about_an_old_time_is_not_answered_by_a_late_yes() {
    var one = shop.book(ana, THURSDAY);
    shop.at("2026-03-04T20:00:00Z");
    bookings.reschedule(
        shop.id(), one.id(), Instant.parse("2026-03-09T20:00:00Z"), null, Source.DESK, Salon.DESK);

    shop.texts(ana, "1", "C");

    assertThat(shop.now(one).state()).isEqualTo(AppointmentState.BOOKED);
  }

  @Test
  void the_late_rule_is_said_and_kept_per_service() {
    var one = shop.book(ana, THURSDAY);
    reminders.change(
        shop.id(), Salon.DESK, shop.service.id(), new CancelRule(24, "half of the price", false));

    assertThat(reminders.terms(shop.id(), one)).isEqualTo(CancelRule.Terms.FREE);
    clock.set("2026-03-05T10:00:00Z");
    assertThat(reminders.terms(shop.id(), one))
        .satisfies(
            terms -> {
              assertThat(terms.late()).isTrue();
              assertThat(terms.allowed()).isFalse();
              assertThat(terms.say()).contains("24 hours", "only our team", "half of the price");
            });
    assertThatThrownBy(
            () ->
                reminders.change(
                    shop.id(), Salon.DESK, shop.service.id(), new CancelRule(721, "", true)))
        .hasMessageContaining("hours");
  }

  @Test
  void plan_and_rule_are_read_and_changed_by_screen_and_api() {
    var service = shop.service.id();
    var page = shop.tenant.owner().get("/settings/services/" + service + "/reminders");
    assertThat(page.body()).contains("asks to confirm", "Reply C to confirm", "Late changes");
    var saved =
        shop.tenant
            .owner()
            .post(
                "/settings/services/" + service + "/reminders",
                java.util.Map.of(
                    "before-0",
                    "90",
                    "unit-0",
                    "minutes",
                    "channel-0",
                    "sms",
                    "kind-0",
                    "ask",
                    "words-0",
                    "{oops}"));
    assertThat(saved.body()).contains("{oops} is not known");

    var api = shop.tenant.apiKey();
    var put =
        api.send(
            "PUT",
            "/api/v1/services/" + service + "/reminders",
            "{\"rules\":[{\"beforeMinutes\":60,\"channel\":\"sms\",\"kind\":\"ask\"}]}",
            java.util.Map.of());
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.body()).contains("\"standard\":false", "\"beforeMinutes\":60");
    assertThat(
            api.send(
                    "PUT",
                    "/api/v1/services/" + service + "/cancel-rule",
                    "{\"hours\":24,\"allowed\":false}",
                    java.util.Map.of())
                .body())
        .contains("\"hours\":24", "\"allowed\":false");
    assertThat(
            api.send("PUT", "/api/v1/services/" + service + "/reminders", "{}", java.util.Map.of())
                .status())
        .isEqualTo(400);
    assertThat(
            api.send(
                    "DELETE",
                    "/api/v1/services/" + service + "/reminders",
                    null,
                    java.util.Map.of())
                .body())
        .contains("\"standard\":true");
  }

  private List<Delivery> answers() {
    return salon.replies(shop);
  }

  private Callable<Object> drain() {
    return () -> {
      work.drain();
      return true;
    };
  }
}
