package io.frontdesk.receptionist;

import static io.frontdesk.receptionist.Desk.ANNA;
import static io.frontdesk.receptionist.Desk.BEN;
import static io.frontdesk.receptionist.Desk.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.CancelRule;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.LocationDraft;
import io.frontdesk.calendar.Reminders;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.Waitlist;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class OwnAppointmentsTest {
  private static final Map<String, Object> ANNAS = Map.of("name", "Anna Bell");

  @Autowired private TestDesk desks;
  @Autowired private Catalogue catalogue;
  @Autowired private Receptionist receptionist;
  @Autowired private Calls calls;
  @Autowired private Contacts contacts;
  @Autowired private Bookings bookings;
  @Autowired private Reminders reminders;
  @Autowired private Waitlist waitlist;
  @Autowired private MovableClock clock;

  private Desk desk;
  private Appointment tuesday;

  @BeforeEach
  void open() {
    clock.set("2026-03-02T15:00:00Z");
    desk = Desk.open(desks, catalogue, receptionist, calls);
    tuesday = book("tomorrow");
  }

  @Test
  void a_caller_cancels_after_it_was_read_back_and_a_repeat_hears_that_it_is_done() {
    var call = desk.ring(ANNA);

    var first = desk.ask(call, ANNA, "cancelAppointment", ANNAS);
    assertThat(first.outcome()).isEqualTo("ask-confirm");
    assertThat(first.say())
        .contains("Cleaning with Dr. Rossi on Tuesday, March 3rd, 2026 at 3 PM", "Shall I");
    assertThat(now().state()).isEqualTo(AppointmentState.BOOKED);
    var done = desk.ask(call, ANNA, "cancelAppointment", confirmed(ANNAS));
    var again = desk.ask(call, ANNA, "cancelAppointment", confirmed(ANNAS));

    assertThat(done.outcome()).isEqualTo("cancelled");
    assertThat(again.outcome()).isEqualTo("cancelled");
    assertThat(now().state()).isEqualTo(AppointmentState.CANCELLED);
  }

  @Test
  void a_model_that_confirms_without_reading_back_changes_nothing() {
    var call = desk.ring(ANNA);

    var answer = desk.ask(call, ANNA, "cancelAppointment", confirmed(ANNAS));

    assertThat(answer.outcome()).isEqualTo("ask-confirm");
    assertThat(now().state()).isEqualTo(AppointmentState.BOOKED);
  }

  @Test
  void what_was_read_back_in_another_call_or_for_another_time_counts_for_nothing() {
    desk.ask(desk.ring(ANNA), ANNA, "cancelAppointment", ANNAS);
    var call = desk.ring(ANNA);
    assertThat(desk.ask(call, ANNA, "cancelAppointment", confirmed(ANNAS)).outcome())
        .isEqualTo("ask-confirm");

    desk.ask(call, ANNA, "rescheduleAppointment", to("Wednesday", "10 am"));
    var other = desk.ask(call, ANNA, "rescheduleAppointment", confirmed(to("Wednesday", "11 am")));

    assertThat(other.outcome()).isEqualTo("ask-confirm");
    assertThat(now().startsAt()).isEqualTo(tuesday.startsAt());
  }

  @Test
  void a_caller_moves_an_appointment_after_both_times_were_read_back() {
    var call = desk.ring(ANNA);

    var read = desk.ask(call, ANNA, "rescheduleAppointment", to("Wednesday", "10 am"));
    var moved = desk.ask(call, ANNA, "rescheduleAppointment", confirmed(to("Wednesday", "10 am")));

    assertThat(read.say())
        .contains(
            "Tuesday, March 3rd, 2026 at 3 PM to Wednesday, March 4th, 2026 at 10 AM", "Shall I");
    assertThat(moved.outcome()).isEqualTo("moved");
    assertThat(now().startsAt()).hasToString("2026-03-04T15:00:00Z");
  }

  @Test
  void somebody_else_finds_nothing_whatever_they_know_by_hearsay() {
    var bens = desk.ring(BEN);
    for (var said :
        new Object[][] {
          {"name", "Anna Bell"},
          {"name", "Anna Bell", "phone", "+12125550111", "date", "Friday"},
          {"name", "Bob Miller", "phone", "+12125550111", "date", "tomorrow"},
        }) {
      var answer = desk.ask(bens, BEN, "cancelAppointment", confirmed(map(said)));
      assertThat(answer.say()).doesNotContain("Cleaning", "Rossi");
      assertThat(answer.outcome()).isIn("not-found", "ask-phone");
    }
    // Anna's number with another name, and a withheld one.
    assertThat(
            desk.ask(desk.ring(ANNA), ANNA, "nextAppointment", map("name", "Zoe Other")).outcome())
        .isEqualTo("not-found");
    assertThat(
            desk.ask(desk.ring(null), null, "nextAppointment", map("name", "Anna Bell")).outcome())
        .isEqualTo("ask-phone");
    assertThat(now().state()).isEqualTo(AppointmentState.BOOKED);
  }

  @Test
  void guessing_ends_after_three_misses_even_with_the_truth() {
    var call = desk.ring(null);
    for (int i = 0; i < 3; i++) {
      miss(call, "Friday");
    }

    var truth = miss(call, "tomorrow");

    assertThat(truth.outcome()).isEqualTo("not-found");
  }

  @Test
  void a_withheld_number_is_recognised_by_number_name_and_day_together() {
    var call = desk.ring(null);

    var answer =
        desk.ask(
            call,
            null,
            "nextAppointment",
            map("name", "Anna Bell", "phone", "+12125550111", "date", "tomorrow"));

    assertThat(answer.outcome()).isEqualTo("told");
    assertThat(answer.say()).contains("Tuesday, March 3rd");
  }

  @Test
  void another_workspaces_appointment_is_not_found() {
    var theirs = Desk.open(desks, catalogue, receptionist, calls);

    var answer = theirs.ask(theirs.ring(ANNA), ANNA, "cancelAppointment", map("name", "Anna Bell"));

    assertThat(answer.outcome()).isIn("not-found", "ask-phone");
    assertThat(now().state()).isEqualTo(AppointmentState.BOOKED);
  }

  @Test
  void of_several_the_caller_says_which() {
    book("Friday");
    var call = desk.ring(ANNA);

    var which = desk.ask(call, ANNA, "cancelAppointment", ANNAS);
    var one = desk.ask(call, ANNA, "cancelAppointment", map("name", "Anna Bell", "date", "Friday"));

    assertThat(which.outcome()).isEqualTo("ask-which");
    assertThat(which.say()).contains("Tuesday, March 3rd", "Friday, March 6th");
    assertThat(one.outcome()).isEqualTo("ask-confirm");
    assertThat(one.say()).contains("Friday, March 6th");
  }

  @Test
  void the_late_rule_is_said_and_when_it_forbids_a_person_must_do_it() {
    clock.set("2026-03-03T15:00:00Z");
    var call = desk.ring(ANNA);
    reminders.change(
        desk.tenant(), OWNER, tuesday.service(), new CancelRule(24, "20 dollars", true));
    assertThat(desk.ask(call, ANNA, "cancelAppointment", ANNAS).say())
        .contains("less than 24 hours", "20 dollars", "Shall I");

    reminders.change(desk.tenant(), OWNER, tuesday.service(), new CancelRule(24, "", false));
    var cancel = desk.ask(call, ANNA, "cancelAppointment", confirmed(ANNAS));
    var move = desk.ask(call, ANNA, "rescheduleAppointment", to("Thursday", "10 am"));

    assertThat(cancel.outcome()).isEqualTo("too-late");
    assertThat(move.outcome()).isEqualTo("too-late");
    assertThat(cancel.say()).contains("only our team");
    assertThat(now().state()).isEqualTo(AppointmentState.BOOKED);
  }

  @Test
  void a_caller_joins_the_waitlist_once() {
    var call = desk.ring(ANNA);
    var wish =
        map(
            "service",
            "whitening",
            "name",
            "Anna Bell",
            "earliest",
            "tomorrow",
            "latest",
            "Friday",
            "days",
            "Wednesday and Friday",
            "timeOfDay",
            "mornings");

    var joined = desk.ask(call, ANNA, "joinWaitlist", wish);
    desk.ask(call, ANNA, "joinWaitlist", wish);

    assertThat(joined.outcome()).isEqualTo("waitlisted");
    assertThat(joined.say()).contains("Whitening", "Tuesday, March 3rd", "Friday, March 6th");
    assertThat(waitlist.open(desk.tenant()))
        .singleElement()
        .satisfies(one -> assertThat(one.wishes()).isEqualTo("Wed, Fri · 00:00–12:00"));
  }

  @Test
  void the_tools_are_defined_for_the_voice_platform() {
    var configuration = receptionist.configuration(desk.tenant());

    assertThat(configuration.tools())
        .contains(
            ToolName.NEXT_APPOINTMENT,
            ToolName.CANCEL_APPOINTMENT,
            ToolName.RESCHEDULE_APPOINTMENT,
            ToolName.JOIN_WAITLIST);
    assertThat(ToolName.find("reschedule_booking")).contains(ToolName.RESCHEDULE_APPOINTMENT);
  }

  private ToolAnswer miss(CallId call, String day) {
    return desk.ask(
        call,
        null,
        "nextAppointment",
        map("name", "Anna Bell", "phone", "+12125550111", "date", day));
  }

  @Test
  void a_time_said_for_a_place_elsewhere_is_the_time_there() {
    var west =
        catalogue.add(
            desk.tenant(), OWNER, new LocationDraft("West", "", "America/Los_Angeles", null, 0));
    var dentist = catalogue.staff(desk.tenant()).getFirst().id();
    catalogue.add(
        desk.tenant(),
        OWNER,
        ServiceDraft.of("Braces", 45, 9000L, List.of(dentist))
            .with(one -> one.locations = List.of(west.id())));
    var call = desk.ring(ANNA);

    var free =
        desk.ask(
            call,
            ANNA,
            "checkAvailability",
            map("date", "Thursday", "time", "10 am", "service", "braces"));
    var booked =
        desk.ask(
            call,
            ANNA,
            "bookAppointment",
            map("date", "Thursday", "time", "10 am", "service", "braces", "name", "Anna Bell"));

    assertThat(free.say()).contains("Thursday, March 5th, 2026 at 10 AM is free");
    assertThat(booked.say()).contains("March 5th, 2026 at 10 AM, Pacific Time");
    var anna = contacts.findByPhone(desk.tenant(), ANNA).orElseThrow();
    assertThat(bookings.upcoming(desk.tenant(), anna.id()).getLast().startsAt())
        .hasToString("2026-03-05T18:00:00Z");

    var moved =
        desk.ask(
            call,
            ANNA,
            "rescheduleAppointment",
            map(
                "name",
                "Anna Bell",
                "appointmentDate",
                "Thursday",
                "newDate",
                "Thursday",
                "newTime",
                "11 am"));
    assertThat(moved.say()).contains("to Thursday, March 5th, 2026 at 11 AM");
  }

  private Appointment book(String day) {
    var call = desk.ring(ANNA);
    desk.ask(
        call,
        ANNA,
        "bookAppointment",
        map("date", day, "time", "3 pm", "service", "cleaning", "name", "Anna Bell"));
    var anna = contacts.findByPhone(desk.tenant(), ANNA).orElseThrow();
    return bookings.upcoming(desk.tenant(), anna.id()).getLast();
  }

  private Appointment now() {
    return bookings.require(desk.tenant(), tuesday.id());
  }

  private static Map<String, Object> to(String day, String time) {
    return map("name", "Anna Bell", "newDate", day, "newTime", time);
  }

  private static Map<String, Object> confirmed(Map<String, Object> arguments) {
    var all = new LinkedHashMap<>(arguments);
    all.put("confirm", true);
    return all;
  }

  private static Map<String, Object> map(Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
