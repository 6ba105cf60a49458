package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class CalendarScreensTest {
  private static final Actor DESK = new Actor.Program("test");

  @Autowired private TestDesk desk;
  @Autowired private Catalogue catalogue;
  @Autowired private Contacts contacts;
  @Autowired private Bookings bookings;
  @Autowired private MovableClock clock;

  private TestTenant tenant;
  private Staff person;
  private Service service;
  private Contact client;

  @BeforeEach
  void world() {
    clock.set("2026-03-02T15:00:00Z");
    tenant = desk.tenant().create();
    person = catalogue.add(tenant.id(), DESK, StaffDraft.of("Dana"));
    service =
        catalogue.add(
            tenant.id(), DESK, ServiceDraft.of("Haircut", 30, 4500L, List.of(person.id())));
    client =
        contacts.findOrCreate(
            tenant.id(), new PhoneNumber("+15555550123"), "Ana <b>Example", "test");
  }

  @Test
  void the_desk_books_from_an_empty_slot_and_finds_the_appointment() {
    var browser = tenant.signedIn(Role.FRONT_DESK);
    var day = browser.get("/calendar?day=2026-03-03");
    var form =
        browser.get(
            "/calendar/new?start=2026-03-03T15:00&staff=" + person.id(), "HX-Request", "true");
    var people = browser.get("/calendar/people?q=Ana");
    var booked =
        browser.post(
            "/calendar/appointments",
            "service",
            service.id().toString(),
            "staff",
            person.id().toString(),
            "day",
            "2026-03-03",
            "time",
            "15:00",
            "contact",
            client.id().toString(),
            "key",
            "form-1");
    var after = browser.get("/calendar?day=2026-03-03");
    var week = browser.get("/calendar?view=week&day=2026-03-03");

    assertThat(day.status()).isEqualTo(200);
    assertThat(day.body()).contains("Dana").contains("/calendar/new?start=2026-03-03T15:00");
    assertThat(form.body()).contains("Haircut").contains("3:00 PM").doesNotContain("<html");
    assertThat(people.body()).contains(client.id().toString()).doesNotContain("<b>Example");
    assertThat(booked.location()).endsWith("/calendar?day=2026-03-03");
    assertThat(after.body()).contains("3:00 PM").contains("state-booked");
    assertThat(week.body()).contains("Haircut · Dana");
    var appointment = bookings.upcoming(tenant.id(), client.id()).getFirst();
    var page = browser.get("/calendar/appointments/" + appointment.id());
    assertThat(page.body())
        .contains("Tuesday, March 3rd, 2026")
        .contains("Text message")
        .contains("Check in");
    assertThat(browser.get("/calendar/panel/today").status()).isEqualTo(200);
    assertThat(browser.get("/calendar/panel/contact/" + client.id()).body()).contains("Haircut");
    var move = browser.get("/calendar/appointments/" + appointment.id() + "/move?day=2026-03-04");
    assertThat(move.body()).contains("value=\"09:00\"");
    var moved =
        browser.post(
            "/calendar/appointments/" + appointment.id() + "/move",
            "day",
            "2026-03-04",
            "time",
            "09:00",
            "staff",
            "");
    assertThat(moved.status()).isEqualTo(302);
    assertThat(
            browser
                .post("/calendar/appointments/" + appointment.id() + "/mark", "state", "checked_in")
                .status())
        .isEqualTo(302);
    assertThat(bookings.require(tenant.id(), appointment.id()).state())
        .isEqualTo(AppointmentState.CHECKED_IN);
  }

  @Test
  void a_day_without_a_free_time_names_the_next_that_has_one() {
    var shop = desk.tenant().withHours(WeekHours.standard()).create();
    var lone = catalogue.add(shop.id(), DESK, StaffDraft.of("Lee"));
    catalogue.add(shop.id(), DESK, ServiceDraft.of("Shave", 30, 2000L, List.of(lone.id())));
    var browser = shop.signedIn(Role.FRONT_DESK);

    var closed = browser.get("/calendar/new?day=2026-03-07");
    var open = browser.get("/calendar/new?day=2026-03-09");
    var nobody = browser.get("/calendar/times?day=2026-03-07&service=" + UUID.randomUUID());

    assertThat(closed.body()).contains("data-value=\"2026-03-09\"", "Next free: Mon, Mar 9");
    assertThat(open.body()).doesNotContain("Next free");
    assertThat(nobody.body()).contains("nor in the month after it").doesNotContain("Next free");
  }

  @Test
  void a_bad_booking_form_comes_back_with_the_field_and_keeps_what_was_typed() {
    var browser = tenant.signedIn(Role.FRONT_DESK);
    browser.get("/calendar/new");

    var empty = browser.post("/calendar/appointments");
    var number =
        browser.post(
            "/calendar/appointments",
            "service",
            service.id().toString(),
            "day",
            "2026-03-03",
            "time",
            "15:00",
            "phone",
            "not a number",
            "name",
            "Kim",
            "note",
            "kept words");
    var closed =
        browser.post(
            "/calendar/appointments",
            "service",
            service.id().toString(),
            "day",
            "2026-03-03",
            "time",
            "03:00",
            "phone",
            "(555) 555-0177",
            "name",
            "Kim");
    var hostile =
        browser.post(
            "/calendar/appointments",
            "service",
            "'; DROP TABLE",
            "day",
            "2026-02-30",
            "time",
            "99",
            "contact",
            "x",
            "staff",
            "y");

    assertThat(empty.body())
        .contains("Choose a service.")
        .contains("Give a day.")
        .contains("Choose a time.");
    assertThat(number.body()).contains("This is no phone number.").contains("kept words");
    assertThat(closed.body()).contains("we are open from 8 AM to 8 PM");
    assertThat(contacts.findByPhone(tenant.id(), new PhoneNumber("+15555550177"))).isEmpty();
    assertThat(hostile.status()).isEqualTo(200);
    assertThat(browser.get("/calendar?day=banana&view=x&staff=y").status()).isEqualTo(200);
  }

  @Test
  void the_desk_chooses_the_place_and_writes_down_the_answers() {
    var places =
        List.of("North", "South").stream()
            .map(
                name ->
                    catalogue
                        .add(
                            tenant.id(),
                            DESK,
                            new LocationDraft(name, "", "America/New_York", null, 0))
                        .id())
            .toList();
    var question =
        new IntakeQuestion(
            UUID.randomUUID(), "Any allergies?", IntakeQuestion.Kind.TEXT, List.of(), true);
    var facial =
        catalogue.add(
            tenant.id(),
            DESK,
            ServiceDraft.of("Facial", 30, 100L, List.of(person.id()))
                .with(
                    one -> {
                      one.locations = places;
                      one.questions = List.of(question);
                    }));
    var browser = tenant.signedIn(Role.FRONT_DESK);
    var asks = browser.get("/calendar/asks?service=" + facial.id());
    var none = browser.get("/calendar/asks?service=" + service.id());
    var form =
        new HashMap<>(
            Map.of(
                "service",
                facial.id().toString(),
                "day",
                "2026-03-03",
                "time",
                "15:00",
                "contact",
                client.id().toString(),
                "location",
                places.get(1).toString(),
                "q-" + question.id(),
                "Nuts <b>"));
    var foreign = new HashMap<>(form);
    foreign.put("location", UUID.randomUUID().toString());
    var refused = browser.post("/calendar/appointments", foreign);
    var booked = browser.post("/calendar/appointments", form);

    assertThat(asks.body()).contains("North").contains("South").contains("Any allergies?");
    assertThat(none.body()).doesNotContain("North").doesNotContain("allergies");
    assertThat(refused.body()).contains("Choose a place of the list.").contains("Nuts &lt;b>");
    assertThat(booked.status()).isEqualTo(302);
    var made = bookings.upcoming(tenant.id(), client.id()).getFirst();
    assertThat(made.locationName()).isEqualTo("South");
    assertThat(bookings.answers(tenant.id(), made.id()))
        .containsExactly(new IntakeAnswer("Any allergies?", "Nuts <b>"));
  }

  @Test
  void services_people_and_rooms_are_kept_in_the_settings() {
    var browser = tenant.owner();
    assertThat(browser.get("/settings/services").body()).contains("Haircut").contains("$45.00");
    var form = browser.get("/settings/services/new");
    assertThat(form.body()).contains("Dana");

    var bad = browser.post("/settings/services", "name", "", "durationMin", "abc", "price", "4,5");
    var made =
        browser.post(
            "/settings/services",
            "name",
            "Colour",
            "durationMin",
            "90",
            "beforeMin",
            "0",
            "afterMin",
            "10",
            "stepMin",
            "30",
            "noticeMin",
            "60",
            "horizonDays",
            "60",
            "price",
            "120.50",
            "colour",
            "pink",
            "online",
            "on",
            "staff-" + person.id(),
            "on");
    var twice =
        browser.post(
            "/settings/services",
            "name",
            "colour",
            "durationMin",
            "90",
            "beforeMin",
            "0",
            "afterMin",
            "10",
            "stepMin",
            "30",
            "noticeMin",
            "60",
            "horizonDays",
            "60");
    var hours =
        browser.post(
            "/settings/staff/" + person.id(),
            "name",
            "Dana",
            "version",
            "1",
            "day1-1-from",
            "10:00",
            "day1-1-to",
            "12:00",
            "day1-2-from",
            "11:00",
            "day1-2-to",
            "13:00");
    var leave =
        browser.post(
            "/settings/staff/" + person.id() + "/exceptions",
            "kind",
            "away",
            "first",
            "2026-03-05",
            "last",
            "2026-03-04");
    var away =
        browser.post(
            "/settings/staff/" + person.id() + "/exceptions",
            "kind",
            "away",
            "first",
            "2026-03-05");
    var room =
        browser.post("/settings/resources", "name", "Room 1", "kind", "room", "capacity", "x");

    assertThat(bad.body())
        .contains("Give a name of up to 120 characters.")
        .contains("Give a whole number.")
        .contains("Give a price such as");
    assertThat(made.status()).isEqualTo(302);
    assertThat(catalogue.findService(tenant.id(), "colour").orElseThrow().priceMinor())
        .isEqualTo(12050L);
    assertThat(twice.body()).contains("Another service has this name.");
    assertThat(hours.body()).contains("These hours overlap.");
    assertThat(leave.body()).contains("The last day comes before the first.");
    assertThat(away.status()).isEqualTo(302);
    assertThat(browser.get("/settings/staff/" + person.id()).body()).contains("Away Mar 5, 2026");
    assertThat(room.body()).contains("Give a whole number.");
    assertThat(browser.get("/settings/staff").body()).contains("Dana");
  }

  @Test
  void a_viewer_sees_the_calendar_without_names_and_books_nothing() {
    var browser = tenant.signedIn(Role.VIEWER);

    assertThat(browser.get("/calendar?day=2026-03-03").body()).doesNotContain("calendar-cell");
    assertThat(browser.get("/calendar/new").status()).isEqualTo(403);
  }

  @Test
  void the_api_books_lists_moves_and_cancels() {
    var api = tenant.apiKey();
    var body =
        "{\"service\":\"%s\",\"start\":\"2026-03-03T15:00:00-05:00\",\"contact\":\"%s\"}"
            .formatted(service.id(), client.id());

    assertThat(api.get("/api/v1/services").json().path("items").get(0).path("name").asString())
        .isEqualTo("Haircut");
    assertThat(api.get("/api/v1/staff").json().path("items").size()).isEqualTo(1);
    var free =
        api.get(
            "/api/v1/availability?service="
                + service.id()
                + "&from=2026-03-03T15:00:00-05:00&until=2026-03-03T16:00:00-05:00");
    assertThat(free.json().path("items").size()).isEqualTo(4);
    assertThat(api.post("/api/v1/appointments", body).status()).isEqualTo(400);
    var made = api.send("POST", "/api/v1/appointments", body, Map.of("Idempotency-Key", "k1"));
    var again = api.send("POST", "/api/v1/appointments", body, Map.of("Idempotency-Key", "k1"));
    assertThat(made.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(made.json());
    var taken = api.send("POST", "/api/v1/appointments", body, Map.of("Idempotency-Key", "k2"));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.header("Content-Type").orElse("")).startsWith("application/problem+json");
    assertThat(taken.json().path("alternatives").size()).isEqualTo(3);
    var id = made.json().path("id").asString();
    var moved =
        api.post(
            "/api/v1/appointments/" + id + "/reschedule",
            "{\"start\":\"2026-03-03T16:00:00-05:00\"}");
    assertThat(moved.json().path("revision").asInt()).isEqualTo(1);
    var past =
        api.post(
            "/api/v1/appointments/" + id + "/reschedule",
            "{\"start\":\"2020-03-03T16:00:00-05:00\"}");
    assertThat(past.status()).isEqualTo(422);
    assertThat(past.json().path("code").asString()).isEqualTo("calendar.past");
    assertThat(api.get("/api/v1/appointments?limit=1").json().path("items").size()).isEqualTo(1);
    assertThat(api.get("/api/v1/appointments?cursor=bad").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/appointments?contact=" + client.id()).json().path("items").size())
        .isEqualTo(1);
    assertThat(
            api.post("/api/v1/appointments/" + id + "/cancel", "{}")
                .json()
                .path("state")
                .asString())
        .isEqualTo("cancelled");
    var reader = tenant.apiKey(Permission.VIEW_CALENDAR);
    assertThat(reader.post("/api/v1/appointments/" + id + "/cancel", "{}").status()).isEqualTo(403);
    assertThat(desk.tenant().create().apiKey().get("/api/v1/appointments/" + id).status())
        .isEqualTo(404);
  }
}
