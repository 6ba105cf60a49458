package io.frontdesk.calendar.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.LocationDraft;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a calendar program gets under a secret address.
@FrontdeskTest
class FeedTest {
  private static final Actor DESK = new Actor.Program("test");

  @Autowired private TestDesk desk;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Contacts contacts;
  @Autowired private Feeds feeds;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  private TestTenant shop;
  private StaffId staff;
  private ServiceId service;

  @BeforeEach
  void a_person_with_an_appointment() {
    clock.set("2026-03-02T15:00:00Z");
    shop = desk.tenant().named("Bright; Smile").create();
    staff = catalogue.add(shop.id(), DESK, StaffDraft.of("Dr. Rossi")).id();
    service =
        catalogue
            .add(shop.id(), DESK, ServiceDraft.of("Cleaning, long", 60, 9000L, List.of(staff)))
            .id();
    book("2026-03-04T15:00:00Z");
  }

  @Test
  void a_feed_tells_everything_or_only_that_the_time_is_taken() {
    var full = read(make(false));
    var busy = read(make(true));

    assertThat(full.status()).isEqualTo(200);
    assertThat(full.header("Content-Type").orElse("")).startsWith("text/calendar");
    assertThat(full.body())
        .contains("DTSTART:20260304T150000Z", "SUMMARY:Cleaning\\, long – Ana Vela")
        .contains("BEGIN:VCALENDAR\r\n");
    assertThat(busy.body()).contains("DTSTART:20260304T150000Z", "SUMMARY:Busy");
    assertThat(busy.body()).doesNotContain("Ana", "Cleaning");
  }

  @Test
  void the_same_content_is_not_sent_twice_and_a_change_is() {
    var token = make(false);
    var first = read(token);
    clock.advance(java.time.Duration.ofMinutes(10));
    var etag = first.header("ETag").orElseThrow();
    var again = desk.stranger().get("/ics/" + token + ".ics", "If-None-Match", etag);
    book("2026-03-05T15:00:00Z");
    var changed = desk.stranger().get("/ics/" + token + ".ics", "If-None-Match", etag);

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(first.header("Cache-Control").orElse("")).contains("no-cache", "private");
    assertThat(changed.status()).isEqualTo(200);
  }

  @Test
  void a_cancelled_one_goes_and_far_ones_are_left_out() {
    var token = make(false);
    clock.set("2026-04-10T15:00:00Z");

    assertThat(read(token).body()).doesNotContain("20260304T150000Z");
  }

  @Test
  void revoked_forged_and_foreign_addresses_are_unknown() {
    var token = make(false);
    var other = desk.tenant().create();
    var bytes = Base64.getUrlDecoder().decode(token);
    // The secret of one workspace under the name of another.
    ByteBuffer.wrap(bytes)
        .putLong(other.id().value().getMostSignificantBits())
        .putLong(other.id().value().getLeastSignificantBits());
    var foreign = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var feed = feeds.of(shop.id(), staff).getFirst();

    assertThat(read(foreign).status()).isEqualTo(404);
    assertThat(read("A".repeat(54)).status()).isEqualTo(404);
    assertThat(read("nothing").status()).isEqualTo(404);
    assertThat(read(token.substring(0, 53) + "!").status()).isEqualTo(404);
    var page = "/settings/staff/" + staff + "/calendars";
    other.owner().post(page + "/feeds/" + feed.id() + "/revoke");
    assertThat(read(token).status()).isEqualTo(200);
    shop.owner().post(page + "/feeds/" + feed.id() + "/revoke");
    assertThat(read(token).status()).isEqualTo(404);
  }

  @Test
  void the_secret_is_nowhere_in_the_database_and_shown_once() {
    var page = "/settings/staff/" + staff + "/calendars";
    var made = shop.owner().post(page + "/feeds", "label", "Phone", "busy", "on");
    var token = made.body().replaceAll("(?s).*/ics/([A-Za-z0-9_-]{54})\\.ics.*", "$1");

    assertThat(read(token).status()).isEqualTo(200);
    assertThat(shop.owner().get(page).body()).contains("Phone").doesNotContain(token);
    var rows =
        transactions.read(
            shop.id(),
            () ->
                db.sql("SELECT string_agg(f::text, '|') AS rows FROM calendar.feed f")
                    .query((row, _) -> row.getString("rows"))
                    .single());
    assertThat(rows).doesNotContain(token);
    assertThat(shop.signedIn(Role.FRONT_DESK).post(page + "/feeds", "label", "x").status())
        .isEqualTo(403);
  }

  @Test
  void a_places_feed_tells_what_takes_place_there_only() {
    var north =
        catalogue.add(shop.id(), DESK, new LocationDraft("North", "", "America/New_York", null, 0));
    var there =
        catalogue
            .add(
                shop.id(),
                DESK,
                ServiceDraft.of("Whitening", 30, 9000L, List.of(staff))
                    .with(one -> one.locations = List.of(north.id())))
            .id();
    book(there, "2026-03-05T15:00:00Z");
    var page = "/settings/locations/" + north.id() + "/feeds";
    var owner = shop.owner();

    var made = owner.post(page, "label", "Reception");
    var token = made.body().replaceAll("(?s).*/ics/([A-Za-z0-9_-]{54})\\.ics.*", "$1");
    var read = read(token);
    var busy = read(feeds.make(shop.id(), DESK, north.id(), "Wall", true).token());

    assertThat(read.body())
        .contains("20260305T150000Z", "Whitening – Ana Vela", "Bright\\; Smile\\, North")
        .doesNotContain("20260304T150000Z");
    assertThat(busy.body()).contains("SUMMARY:Busy").doesNotContain("Whitening", "Ana");
    assertThat(owner.get(page).body()).contains("Reception").doesNotContain(token);
    assertThat(owner.post(page, "label", " ").body()).contains("Give a name");
    assertThat(feeds.of(shop.id(), staff)).isEmpty();
    var other = desk.tenant().create();
    assertThat(other.owner().get(page).status()).isEqualTo(404);
    assertThat(shop.signedIn(Role.FRONT_DESK).post(page, "label", "x").status()).isEqualTo(403);
    var feed = feeds.of(shop.id(), north.id()).getFirst();
    owner.post(page + "/" + feed.id() + "/revoke");
    assertThat(read(token).status()).isEqualTo(404);

    var api = shop.apiKey();
    var both =
        "{\"staff\":\"%s\",\"location\":\"%s\",\"label\":\"x\"}".formatted(staff, north.id());
    assertThat(api.send("POST", "/api/v1/calendar-feeds", both, java.util.Map.of()).status())
        .isEqualTo(400);
    var one = "{\"location\":\"%s\",\"label\":\"x\"}".formatted(north.id());
    assertThat(api.send("POST", "/api/v1/calendar-feeds", one, java.util.Map.of()).status())
        .isEqualTo(201);
  }

  @Test
  void programs_make_and_revoke_them_too() {
    var api = shop.apiKey();
    var made =
        api.send(
            "POST",
            "/api/v1/calendar-feeds",
            "{\"staff\":\"%s\",\"label\":\"Phone\",\"busyOnly\":true}".formatted(staff),
            java.util.Map.of());
    var address = made.json().path("address").asString();
    assertThat(made.status()).isEqualTo(201);
    assertThat(desk.stranger().get(address.replaceFirst("^https?://[^/]+", "")).status())
        .isEqualTo(200);
    assertThat(api.get("/api/v1/calendar-feeds").body()).doesNotContain("/ics/");
    var gone =
        api.send(
            "DELETE",
            "/api/v1/calendar-feeds/" + made.json().path("id").asString(),
            "",
            java.util.Map.of());
    assertThat(gone.status()).isEqualTo(204);
    assertThat(desk.stranger().get(address.replaceFirst("^https?://[^/]+", "")).status())
        .isEqualTo(404);
  }

  private String make(boolean busyOnly) {
    return feeds.make(shop.id(), DESK, staff, "Phone", busyOnly).token();
  }

  private Reply read(String token) {
    return desk.stranger().get("/ics/" + token + ".ics");
  }

  private void book(String start) {
    book(service, start);
  }

  private void book(ServiceId what, String start) {
    var client =
        contacts.findOrCreate(shop.id(), new PhoneNumber("+15555550123"), "Ana Vela", "test");
    var outcome =
        bookings.book(
            shop.id(),
            new BookingRequest(
                what,
                Instant.parse(start),
                null,
                client.id(),
                Source.DESK,
                UUID.randomUUID().toString(),
                DESK,
                null,
                ""));
    assertThat(outcome).isInstanceOf(Booked.class);
  }
}
