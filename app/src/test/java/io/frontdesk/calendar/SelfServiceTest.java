package io.frontdesk.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.booking.AppointmentLinks;
import io.frontdesk.calendar.page.SelfServiceProbe;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// The booking page as clients and as attackers use it, over HTTP and without cookies.
@FrontdeskTest
class SelfServiceTest {
  private static final Pattern TIME = Pattern.compile("name=\"time\" value=\"([^\"]+)\"");
  private static final Pattern VISIT = Pattern.compile("name=\"visit\" value=\"([^\"]+)\"");
  private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

  @Autowired private TestDesk desk;
  @Autowired private Shops shops;
  @Autowired private Bookings bookings;
  @Autowired private Contacts contacts;
  @Autowired private Reminders reminders;
  @Autowired private AppointmentLinks links;
  @Autowired private MovableClock clock;
  @Autowired private SelfServiceProbe probe;

  private Shops.Shop shop;
  private String base;
  private Browser visitor;

  @BeforeEach
  void a_shop_with_a_page() {
    clock.set("2026-03-02T15:00:00Z");
    shop = shops.open(2);
    base = "/book/" + shop.tenant.slug();
    publish("https://www.example.com");
    visitor = desk.strangerElsewhere();
  }

  @Test
  void a_client_books_sees_moves_and_cancels() {
    var times = visitor().get(base + "/" + shop.service.id());
    assertThat(visitor().get(base).body()).contains("Haircut", "$45.00");
    assertThat(times.body()).contains("Monday, March 2").contains("Eastern Time");

    var details = follow(choose(base, times));
    assertThat(details.body()).contains("Your details", "Haircut").doesNotContain("_csrf");
    var done = send(details, "name", "Kim Example", "phone", "+12125550177");
    assertThat(done.status()).isEqualTo(302);
    assertThat(done.location()).contains(base + "/done/");
    assertThat(follow(done).body()).contains("You are booked", "calendar.google.com");
    // Sent once more, it is the same appointment.
    assertThat(send(details, "name", "Kim Example", "phone", "+12125550177").location())
        .contains(base + "/done/");

    var booked = ahead("+12125550177");
    assertThat(booked).hasSize(1);
    assertThat(booked.getFirst().source()).isEqualTo(Source.PAGE);
    var link = "/a/" + links.token(shop.tenant.id(), booked.getFirst().id());
    var page = visitor().get(link);
    assertThat(page.body()).contains("Your appointment", "Move it");
    assertThat(page.header("Referrer-Policy")).contains("no-referrer");
    assertThat(visitor().get(link + "/appointment.ics").body())
        .contains("METHOD:PUBLISH", "BEGIN:VEVENT", booked.getFirst().id() + "@frontdesk");

    var other = visitor().get(link + "/move?from=2026-03-05");
    var moved = visitor().post(link + "/move", "time", first(TIME, other.body()));
    assertThat(moved.status()).isEqualTo(302);
    assertThat(ahead("+12125550177").getFirst().start().toLocalDate()).hasToString("2026-03-05");
    assertThat(visitor().post(link + "/cancel").status()).isEqualTo(302);
    assertThat(visitor().post(link + "/cancel").status()).isEqualTo(302);
    assertThat(visitor().get(link).body()).contains("This appointment is cancelled");
    assertThat(ahead("+12125550177")).isEmpty();
  }

  @Test
  void a_page_that_is_not_published_and_a_name_that_is_none_look_the_same() {
    unpublish();

    var hidden = visitor().get(base);
    var none = visitor().get("/book/no-such-place");

    assertThat(hidden.status()).isEqualTo(404);
    assertThat(none.status()).isEqualTo(404);
  }

  @Test
  void only_the_sites_that_the_workspace_names_may_frame_it() {
    var framed = visitor().get("/embed/" + shop.tenant.slug());
    var plain = visitor().get(base);
    var secret = visitor().get("/sign-in");

    assertThat(framed.header("Content-Security-Policy").orElseThrow())
        .contains("frame-ancestors https://www.example.com;")
        .contains("script-src 'self'");
    assertThat(framed.header("X-Frame-Options")).isEmpty();
    for (var closed : List.of(plain, secret)) {
      assertThat(closed.header("Content-Security-Policy").orElseThrow())
          .contains("frame-ancestors 'none'");
      assertThat(closed.header("X-Frame-Options")).contains("DENY");
    }
    publish("");
    assertThat(
            visitor()
                .get("/embed/" + shop.tenant.slug())
                .header("Content-Security-Policy")
                .orElseThrow())
        .contains("frame-ancestors 'none'");
    var script = visitor().get("/book.js");
    assertThat(script.header("Cross-Origin-Resource-Policy")).contains("cross-origin");
  }

  @Test
  void a_site_that_would_open_the_header_is_refused() {
    for (var site :
        List.of(
            "*",
            "https://*.example.com",
            "https://example.com; script-src *",
            "http://example.com",
            "https://user@example.com",
            "https://example.com/path",
            "javascript:alert(1)")) {
      var refused =
          settings(
              "published",
              "true",
              "origins",
              site,
              "version",
              String.valueOf(probe.version(shop.tenant.id())));
      assertThat(refused.status()).as(site).isEqualTo(400);
      assertThat(refused.body()).contains("is no site");
    }
  }

  @Test
  void what_was_kept_is_nobody_elses_until_its_time_is_up() {
    var times = visitor().get(base + "/" + shop.service.id() + "?staff=" + person());
    var time = first(TIME, times.body());
    var kept = choose(base, times);
    assertThat(kept.status()).isEqualTo(302);

    var late = visitor().post(base + "/" + shop.service.id(), "time", time);
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.body()).contains("is taken");

    var details = follow(kept);
    clock.advance(Duration.ofMinutes(11));
    var over = send(details, "name", "Kim", "phone", "+12125550177");
    assertThat(over.location()).endsWith(base + "?over");
    assertThat(ahead("+12125550177")).isEmpty();
  }

  @Test
  void programs_that_fill_in_forms_book_nothing() {
    var details = follow(choose(base, visitor().get(base + "/" + shop.service.id())));
    var path = path(details);
    var genuine = first(FORM, details.body());

    var quick = visitor().post(path, "name", "Bot", "phone", "+12125550178", "form", genuine);
    clock.advance(Duration.ofSeconds(5));
    var greedy =
        visitor().post(path, "name", "Bot", "phone", "+12125550178", "form", genuine, "extra", "x");
    var forged =
        visitor().post(path, "name", "Bot", "phone", "+12125550178", "form", "1772463600.zz.AAAA");
    var bare = visitor().post(path, "name", "Bot", "phone", "+12125550178");

    for (var refused : List.of(quick, greedy, forged, bare)) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("too quick");
    }
    assertThat(ahead("+12125550178")).isEmpty();
  }

  @Test
  void a_wrong_form_comes_back_with_its_fields_and_keeps_the_time() {
    var details = follow(choose(base, visitor().get(base + "/" + shop.service.id())));

    var wrong = send(details, "name", "", "phone", "12", "email", "nobody", "note", "kept words");
    var empty = send(details, "name", "Kim");

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("This is no phone number.", "This is no e-mail address.", "kept words");
    assertThat(empty.body()).contains("Give a phone number or an e-mail address.");
    assertThat(send(details, "name", "Kim", "phone", "+12125550177").status()).isEqualTo(302);
  }

  @Test
  void a_stranger_who_names_somebody_elses_number_changes_nothing_of_theirs() {
    var ana = shop.client("+12125550190");
    var details = follow(choose(base, visitor().get(base + "/" + shop.service.id())));

    send(details, "name", "Mallory", "phone", "+12125550190", "email", "mallory@example.org");

    var after = contacts.require(shop.tenant.id(), ana.id());
    assertThat(after.name()).isEqualTo("Ana Example");
    assertThat(after.emails()).isEmpty();
    assertThat(ahead("+12125550190")).hasSize(1);
  }

  @Test
  void forged_foreign_and_old_links_open_nothing() {
    var other = shops.open(1);
    var theirs =
        ((BookingOutcome.Booked)
                bookings.book(other.tenant.id(), other.request("2026-03-03T15:00:00Z", "k")))
            .appointment();
    var token = links.token(other.tenant.id(), theirs.id());
    var mixed = links.token(shop.tenant.id(), theirs.id());

    assertThat(visitor().get("/a/" + mixed).status()).isEqualTo(404);
    assertThat(visitor().get("/a/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(visitor().get("/a/" + token.substring(0, token.length() - 2) + "AA").status())
        .isEqualTo(404);
    assertThat(visitor().post("/a/" + mixed + "/cancel").status()).isEqualTo(404);
    // Another workspace's page does not show it either.
    assertThat(visitor().get(base + "/done/" + token).status()).isEqualTo(404);
    var details = follow(choose(base, visitor().get(base + "/" + shop.service.id())));
    publishOther(other);
    var foreign = path(details).replace(shop.tenant.slug(), other.tenant.slug());
    assertThat(visitor().get(foreign).location()).endsWith("?over");
    clock.set("2026-04-10T15:00:00Z");
    assertThat(visitor().get("/a/" + token).status()).isEqualTo(404);
  }

  @Test
  void what_is_too_late_by_the_rule_of_the_service_is_not_done_by_the_link() {
    reminders.change(
        shop.tenant.id(), Shops.DESK, shop.service.id(), new CancelRule(24, "", false));
    var appointment =
        ((BookingOutcome.Booked)
                bookings.book(shop.tenant.id(), shop.request("2026-03-03T14:00:00Z", "late")))
            .appointment();
    var link = "/a/" + links.token(shop.tenant.id(), appointment.id());

    assertThat(visitor().get(link).body()).doesNotContain("Move it").doesNotContain("Cancel it");
    assertThat(visitor().get(link + "/move").status()).isEqualTo(302);
    assertThat(visitor().post(link + "/cancel").status()).isEqualTo(409);
    assertThat(visitor().post(link + "/move", "time", "2026-03-05T15:00:00Z/" + person()).status())
        .isEqualTo(409);
    assertThat(bookings.require(shop.tenant.id(), appointment.id()).state().isOpen()).isTrue();
  }

  @Test
  void a_service_for_the_desk_and_one_of_another_workspace_cannot_be_chosen() {
    var other = shops.open(1);
    var foreign = visitor().post(base + "/" + other.service.id(), "time", anyTime());
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(visitor().get(base + "/not-an-id").status()).isEqualTo(404);
    var nonsense = visitor().post(base + "/" + shop.service.id(), "time", "2026-13-45/none");
    assertThat(nonsense.status()).isEqualTo(400);
    assertThat(nonsense.body()).contains("Choose one of the times.");
    // Past, off the grid, in the night: refused by the same rules as everywhere.
    for (var time :
        List.of("2026-03-01T15:00:00Z", "2026-03-03T15:07:00Z", "2026-03-03T08:00:00Z")) {
      assertThat(
              visitor()
                  .post(base + "/" + shop.service.id(), "time", time + "/" + person())
                  .status())
          .isEqualTo(409);
    }
  }

  @Test
  void one_address_cannot_keep_the_whole_week() {
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      var reply =
          visitor()
              .post(
                  base + "/" + shop.service.id(),
                  "time",
                  Instant.parse("2026-03-04T14:00:00Z").plus(Duration.ofMinutes(30L * (i % 16)))
                      + "/"
                      + person(),
                  "visit",
                  UUID.randomUUID().toString());
      refused += reply.status() == 429 ? 1 : 0;
    }
    assertThat(refused).isBetween(20, 30);
    assertThat(shop.count("hold")).isEqualTo(4);
  }

  @Test
  void a_logo_is_a_picture_by_its_bytes() {
    var browser = shop.tenant.owner();
    browser.get("/settings/booking-page");
    assertThat(upload(browser, "logo.png", "<svg onload=alert(1)>".getBytes(UTF_8)).body())
        .contains("Choose a PNG");
    assertThat(visitor().get(base + "/logo").status()).isEqualTo(404);
    var png = java.util.HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
    assertThat(upload(browser, "x.svg", png).status()).isEqualTo(302);
    var logo = visitor().get(base + "/logo");
    assertThat(logo.header("Content-Type")).contains("image/png");
    assertThat(logo.header("X-Content-Type-Options")).contains("nosniff");
  }

  private String person() {
    return shop.people().getFirst().toString();
  }

  private String anyTime() {
    return "2026-03-03T15:00:00Z/" + person();
  }

  private Browser visitor() {
    return visitor;
  }

  private Reply choose(String site, Reply times) {
    return visitor()
        .post(
            site + "/" + shop.service.id(),
            "time",
            first(TIME, times.body()),
            "visit",
            first(VISIT, times.body()));
  }

  private Reply follow(Reply redirect) {
    assertThat(redirect.status()).isEqualTo(302);
    return visitor().get(java.net.URI.create(redirect.location()).getPath());
  }

  private static String path(Reply page) {
    return page.raw().uri().getPath();
  }

  private Reply send(Reply details, String... fields) {
    clock.advance(Duration.ofSeconds(5));
    var all = new java.util.ArrayList<>(List.of(fields));
    all.add("form");
    all.add(first(FORM, details.body()));
    return visitor().post(path(details), all.toArray(String[]::new));
  }

  private List<Appointment> ahead(String phone) {
    return contacts
        .findByPhone(shop.tenant.id(), new PhoneNumber(phone))
        .map(client -> bookings.upcoming(shop.tenant.id(), client.id()))
        .orElse(List.of())
        .stream()
        .filter(one -> one.state().isOpen())
        .toList();
  }

  private void publish(String origins) {
    assertThat(
            settings(
                    "published",
                    "true",
                    "origins",
                    origins,
                    "version",
                    String.valueOf(probe.version(shop.tenant.id())))
                .status())
        .isEqualTo(302);
  }

  private void unpublish() {
    settings("version", String.valueOf(probe.version(shop.tenant.id())));
  }

  private void publishOther(Shops.Shop other) {
    var owner = other.tenant.owner();
    owner.get("/settings/booking-page");
    owner.post("/settings/booking-page", "published", "true", "version", "0");
  }

  private Reply settings(String... fields) {
    var browser = shop.tenant.signedIn(Role.OWNER);
    browser.get("/settings/booking-page");
    return browser.post("/settings/booking-page", fields);
  }

  private static Reply upload(Browser browser, String name, byte[] bytes) {
    return browser.upload("/settings/booking-page/logo", "logo", name, bytes);
  }

  private static String first(Pattern pattern, String text) {
    var match = pattern.matcher(text);
    assertThat(match.find()).as(pattern.pattern() + " in " + text).isTrue();
    return match.group(1).replace("&#43;", "+");
  }
}
