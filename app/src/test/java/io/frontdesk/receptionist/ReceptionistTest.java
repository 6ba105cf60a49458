package io.frontdesk.receptionist;

import static io.frontdesk.receptionist.Desk.ANNA;
import static io.frontdesk.receptionist.Desk.BEN;
import static io.frontdesk.receptionist.Desk.LINE;
import static io.frontdesk.receptionist.Desk.OFFICE;
import static io.frontdesk.receptionist.Desk.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.knowledge.Draft;
import io.frontdesk.knowledge.Knowledge;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.receptionist.ledger.Answers;
import io.frontdesk.testing.TestDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class ReceptionistTest {
  @Autowired private TestDesk desks;
  @Autowired private Catalogue catalogue;
  @Autowired private Receptionist receptionist;
  @Autowired private Answers answers;
  @Autowired private Calls calls;
  @Autowired private Contacts contacts;
  @Autowired private Bookings bookings;
  @Autowired private Knowledge knowledge;
  @Autowired private MovableClock clock;

  private Desk desk;

  private static final Map<String, Object> TUESDAY_AT_THREE =
      Map.of("date", "tomorrow", "time", "3 pm", "service", "cleaning", "name", "Anna Bell");

  @BeforeEach
  void open() {
    // Monday, ten in the morning in New York.
    clock.set("2026-03-02T15:00:00Z");
    desk = Desk.open(desks, catalogue, receptionist, calls);
  }

  @Test
  void a_new_caller_books_by_words_and_hears_the_date_in_full() {
    var call = desk.ring(ANNA);

    var free =
        desk.ask(
            call, ANNA, "checkAvailability", Map.of("date", "tomorrow", "service", "cleaning"));
    var booked = desk.ask(call, ANNA, "bookAppointment", TUESDAY_AT_THREE);

    assertThat(free.outcome()).isEqualTo("free");
    assertThat(free.say()).contains("Tuesday, March 3rd, 2026");
    assertThat((List<?>) free.result().get("slots")).hasSizeBetween(1, 3);
    assertThat(booked.outcome()).isEqualTo("booked");
    assertThat(booked.say())
        .contains(
            "Cleaning",
            "Dr. Rossi",
            "Tuesday, March 3rd, 2026",
            "3 PM",
            "Eastern Time",
            "Anna Bell");
    var anna = contacts.findByPhone(desk.tenant(), ANNA).orElseThrow();
    assertThat(anna.name()).isEqualTo("Anna Bell");
    assertThat(bookings.upcoming(desk.tenant(), anna.id())).hasSize(1);
    assertThat(calls.require(desk.tenant(), call).appointment()).isNotNull();
    assertThat(calls.require(desk.tenant(), call).contact()).isEqualTo(anna.id());
  }

  @Test
  void a_repeat_gets_the_first_answer_whatever_it_asks() {
    var call = desk.ring(ANNA);
    var first = desk.ask(call, "one", ANNA, "bookAppointment", TUESDAY_AT_THREE);

    var again = desk.ask(call, "one", ANNA, "bookAppointment", TUESDAY_AT_THREE);
    var other = desk.ask(call, "one", ANNA, "endCall", Map.of("reason", "completed"));

    assertThat(again).isEqualTo(first);
    assertThat(other).isEqualTo(first);
    var anna = contacts.findByPhone(desk.tenant(), ANNA).orElseThrow();
    assertThat(bookings.upcoming(desk.tenant(), anna.id())).hasSize(1);
  }

  @Test
  void simultaneous_duplicates_have_one_effect_and_one_answer() throws Exception {
    var call = desk.ring(ANNA);
    var results = new ArrayList<Future<ToolAnswer>>();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        results.add(
            threads.submit(
                () -> desk.ask(call, "same", ANNA, "bookAppointment", TUESDAY_AT_THREE)));
      }
    }

    var heard = new ArrayList<ToolAnswer>();
    for (var result : results) {
      heard.add(result.get());
    }
    assertThat(heard).allMatch(answer -> answer.equals(heard.getFirst()));
    assertThat(heard.getFirst().outcome()).isEqualTo("booked");
    var anna = contacts.findByPhone(desk.tenant(), ANNA).orElseThrow();
    assertThat(bookings.upcoming(desk.tenant(), anna.id())).hasSize(1);
  }

  @Test
  void two_callers_want_the_last_chair_and_one_hears_alternatives() throws Exception {
    var annas = desk.ring(ANNA);
    var bens = desk.ring(BEN);
    Future<ToolAnswer> one;
    Future<ToolAnswer> two;

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      one = threads.submit(() -> desk.ask(annas, ANNA, "bookAppointment", TUESDAY_AT_THREE));
      two =
          threads.submit(
              () ->
                  desk.ask(
                      bens,
                      BEN,
                      "bookAppointment",
                      Map.of(
                          "date",
                          "tomorrow",
                          "time",
                          "3 pm",
                          "service",
                          "cleaning",
                          "name",
                          "Ben Ode")));
    }

    assertThat(List.of(one.get().outcome(), two.get().outcome()))
        .containsExactlyInAnyOrder("booked", "taken");
    var loser = one.get().outcome().equals("taken") ? one.get() : two.get();
    assertThat(loser.result()).containsEntry("error", "SLOT_UNAVAILABLE");
    assertThat((List<?>) loser.result().get("slots")).isNotEmpty();
  }

  @Test
  void the_names_and_shapes_of_other_systems_work() {
    var call = desk.ring(ANNA);

    var slots =
        desk.ask(
            call,
            ANNA,
            "check_availability",
            Map.of("date", "2026-03-03", "serviceType", "cleaning"));
    var booked =
        desk.ask(
            call,
            ANNA,
            "bookClinicAppointment",
            Map.of(
                "appointmentDate", "2026-03-03",
                "appointmentTime", "15:00",
                "patientName", "Anna Bell",
                "patientPhone", "+12125550111",
                "patientEmail", "anna at example dot com",
                "serviceType", "cleaning",
                "duration", 45));
    var past =
        desk.ask(
            call,
            ANNA,
            "bookClinicAppointment",
            Map.of(
                "appointmentDate",
                "2025-03-03",
                "appointmentTime",
                "15:00",
                "patientName",
                "Anna Bell",
                "serviceType",
                "cleaning"));
    var known = desk.ask(call, ANNA, "queryKnowledgeBase", Map.of("query", "parking"));

    assertThat(slots.result())
        .containsEntry("success", true)
        .containsKeys("availableSlots", "slotCount", "alternatives");
    assertThat(String.valueOf(slots.result().get("availableSlots"))).contains("15:00");
    assertThat(booked.result())
        .containsEntry("success", true)
        .containsKeys("appointmentId", "smsStatus", "message");
    assertThat(contacts.findByEmail(desk.tenant(), new EmailAddress("anna@example.com")))
        .isPresent();
    assertThat(past.result()).containsEntry("success", false).containsKey("error");
    assertThat(known.result()).containsEntry("found", false).containsEntry("chunkCount", 0);
  }

  @Test
  void what_is_missing_is_asked_for() {
    var call = desk.ring(ANNA);

    assertThat(desk.ask(call, ANNA, "bookAppointment", Map.of()).outcome())
        .isEqualTo("ask-service");
    assertThat(desk.ask(call, ANNA, "bookAppointment", Map.of("service", "cleaning")).outcome())
        .isEqualTo("ask-date");
    assertThat(
            desk.ask(
                    call,
                    ANNA,
                    "bookAppointment",
                    Map.of("service", "cleaning", "date", "tomorrow"))
                .outcome())
        .isEqualTo("ask-time");
    assertThat(
            desk.ask(
                    call,
                    ANNA,
                    "bookAppointment",
                    Map.of("service", "cleaning", "date", "tomorrow", "time", "3 pm"))
                .outcome())
        .isEqualTo("ask-name");
    assertThat(desk.ask(desk.ring(null), null, "bookAppointment", TUESDAY_AT_THREE).outcome())
        .isEqualTo("ask-phone");
  }

  @Test
  void the_number_recognises_and_words_reveal_nobody() {
    var anna = contacts.findOrCreate(desk.tenant(), ANNA, "Anna Bell", "test");
    contacts.addEmail(desk.tenant(), anna.id(), new EmailAddress("anna@example.com"));
    var annas = desk.ring(ANNA);
    var strangers = desk.ring(BEN);

    var recognised = desk.ask(annas, ANNA, "lookupCaller", Map.of());
    var confirmed =
        desk.ask(
            annas, ANNA, "lookupCaller", Map.of("searchKey", "anna bell", "searchType", "name"));
    var fishing =
        desk.ask(
            strangers, BEN, "lookupCaller", Map.of("searchKey", "Anna Bell", "searchType", "name"));
    var byNumber =
        desk.ask(
            strangers,
            BEN,
            "lookupCaller",
            Map.of("searchKey", "+1 212 555 0111", "searchType", "phone"));
    var nobody =
        desk.ask(
            strangers,
            BEN,
            "lookupCaller",
            Map.of("searchKey", "Nobody Atall", "searchType", "name"));

    assertThat(recognised.result()).containsEntry("found", true).containsEntry("confirmed", false);
    assertThat(confirmed.result()).containsEntry("confirmed", true);
    assertThat(confirmed.result().toString()).doesNotContain("+1212").doesNotContain("example.com");
    assertThat(fishing).isEqualTo(nobody);
    assertThat(byNumber).isEqualTo(nobody);
  }

  @Test
  void ids_of_another_tenant_mean_nothing() {
    var other = Desk.open(desks, catalogue, receptionist, calls);
    var theirs = contacts.findOrCreate(other.tenant(), ANNA, "Their Anna", "test");
    other.ask(other.ring(ANNA), "one", ANNA, "takeMessage", Map.of("message", "hello"));
    var call = desk.ring(ANNA);

    var answer =
        desk.ask(
            call,
            "one",
            ANNA,
            "lookupCaller",
            Map.of(
                "contactId", theirs.id().value().toString(),
                "tenantId", other.tenant().toString(),
                "searchKey", "Their Anna"));

    assertThat(answer.result()).containsEntry("found", false);
    assertThat(answer.toString() + answer.result()).doesNotContain("Their");
  }

  @Test
  void knowledge_answers_in_its_own_words_or_says_it_does_not_know() {
    knowledge.add(
        desk.tenant(),
        OWNER,
        new Draft(
            "Arriving",
            "Visit",
            "# Parking\n\nFree parking is behind the building, entrance on Oak Street."));
    var call = desk.ring(ANNA);

    var found = desk.ask(call, ANNA, "queryKnowledge", Map.of("query", "Where can I park my car?"));
    var none =
        desk.ask(
            call, ANNA, "queryKnowledge", Map.of("query", "Which antibiotics help my toothache?"));

    assertThat(found.say()).contains("Oak Street");
    assertThat(found.result()).containsEntry("found", true);
    assertThat(none.outcome()).isEqualTo("no-answer");
    assertThat(none.say()).contains("message");
  }

  @Test
  void transfers_never_go_in_a_circle_nor_on_for_ever() {
    desk.configure(
        List.of(
            new Department("ourselves", LINE, false),
            new Department("caller", ANNA, false),
            new Department("billing", OFFICE, false)),
        AfterHours.TAKE_MESSAGE);
    var call = desk.ring(ANNA);

    var circle =
        desk.ask(call, ANNA, "transferCall", Map.of("department", "ourselves", "summary", "x"));
    var second =
        desk.ask(call, ANNA, "transferCall", Map.of("department", "billing", "summary", "x"));
    var third =
        desk.ask(call, ANNA, "transferCall", Map.of("department", "billing", "summary", "x"));

    assertThat(circle.transfer()).extracting(TransferTo::number).isEqualTo(OFFICE);
    assertThat(second.transfer()).extracting(TransferTo::number).isEqualTo(OFFICE);
    assertThat(third.transfer()).isNull();
    assertThat(third.outcome()).isEqualTo("too-many-transfers");
  }

  @Test
  void after_hours_a_message_is_offered() {
    desk.configure(List.of(new Department("billing", OFFICE, true)), AfterHours.TAKE_MESSAGE);
    clock.set("2026-03-03T04:00:00Z");
    var call = desk.ring(ANNA);

    var closed = desk.ask(call, ANNA, "transferCall", Map.of("department", "billing"));

    assertThat(closed.outcome()).isEqualTo("closed");
    assertThat(closed.transfer()).isNull();
    assertThat(closed.say()).contains("We open tomorrow at 8:00 AM", "message");
  }

  @Test
  void an_emergency_goes_before_everything() {
    desk.configure(List.of(new Department("front desk", OFFICE, true)), AfterHours.TAKE_MESSAGE);
    clock.set("2026-03-03T04:00:00Z");
    var call = desk.ring(ANNA);

    var answer =
        desk.ask(
            call, ANNA, "queryKnowledge", Map.of("query", "I have chest pain and can’t breathe"));

    assertThat(answer.outcome()).isEqualTo("emergency");
    assertThat(answer.say()).contains("911");
    assertThat(answer.transfer()).extracting(TransferTo::number).isEqualTo(OFFICE);
    assertThat(calls.require(desk.tenant(), call).needsAttention()).isTrue();
  }

  @Test
  void a_message_is_kept_and_marks_the_call() {
    var call = desk.ring(ANNA);

    var taken =
        desk.ask(
            call,
            ANNA,
            "takeMessage",
            Map.of("message", "Please call me about my bill", "name", "Anna Bell"));

    assertThat(taken.outcome()).isEqualTo("taken");
    assertThat(taken.say()).contains("0 1 1 1");
    assertThat(calls.require(desk.tenant(), call).needsAttention()).isTrue();
  }

  @Test
  void a_rehearsal_leaves_no_trace() {
    var call = desk.ring(ANNA);

    var tried =
        answers.rehearse(
            desk.tenant(),
            new ToolCall(call, "try", "bookAppointment", TUESDAY_AT_THREE, BEN, LINE));

    assertThat(tried.outcome()).isEqualTo("booked");
    assertThat(contacts.findByPhone(desk.tenant(), BEN)).isEmpty();
    assertThat(calls.require(desk.tenant(), call).appointment()).isNull();
  }

  @Test
  void unknown_tools_get_a_useful_sentence() {
    var answer = desk.ask(desk.ring(ANNA), ANNA, "dropAllTables", Map.of());

    assertThat(answer.outcome()).isEqualTo("not-offered");
    assertThat(answer.say()).isNotBlank();
  }
}
