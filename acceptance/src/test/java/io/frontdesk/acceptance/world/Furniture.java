package io.frontdesk.acceptance.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.frontdesk.acceptance.world.Visitor.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// What the demonstration clinic has not by itself, so that every screen has something to show:
/// made through its own screens, weeks ahead and for people of its own. Beside it a workspace that
/// is as empty as on its first day.
public final class Furniture implements AutoCloseable {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String ID = "[0-9a-f-]{36}";

  private final World world;
  private final Visitor owner;
  private final HttpServer elsewhere;
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final LocalDate day =
      LocalDate.now(ZONE).plusWeeks(5).with(TemporalAdjusters.next(DayOfWeek.TUESDAY));

  public Furniture(World world) throws IOException, InterruptedException {
    this.world = world;
    this.owner = world.owner();
    this.elsewhere =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    elsewhere.createContext("/busy.ics", exchange -> answer(exchange, busy()));
    elsewhere.createContext("/hook", exchange -> answer(exchange, ""));
    elsewhere.start();
    furnish();
  }

  /// Address of a screen with something on it, by its name.
  public Map<String, String> paths() {
    return Map.copyOf(paths);
  }

  /// A page of the empty workspace.
  public String empty(String path) {
    return "/w/harbor-wellness" + path;
  }

  @Override
  public void close() {
    elsewhere.stop(0);
  }

  private void furnish() throws InterruptedException {
    emptyWorkspace();
    placesAndPeople();
    var staff = id("/settings/staff", "staff/", "Luis Ferreira");
    yoga();
    deadLetter();
    endpoint();
    block();
    waitlist();
    series(staff);
    otherCalendar(staff);
    together();
    self();
    stop();
    undeliverable();
    conflict();
    everyday();
  }

  private void emptyWorkspace() {
    owner.submit(
        page("/settings/agency"),
        "Open it",
        Map.of("name", "Harbor Wellness", "zone", "America/New_York", "region", "US"));
  }

  private void placesAndPeople() {
    ok(
        owner.submit(
            page("/settings/locations/new"),
            "travelMin",
            Map.of("name", "Riverside", "address", "12 Water Street\nBrooklyn, NY 11201")));
    ok(
        owner.submit(
            page("/settings/resources"),
            "capacity",
            Map.of("name", "Treatment room 1", "capacity", "1")));
    ok(
        owner.submit(
            page("/settings/hours"), "label", Map.of("day", "2030-12-25", "label", "Christmas")));
    ok(
        owner.submit(
            page("/settings/members"),
            "Invite",
            Map.of("email", "sam@tidewater.example", "role", "FRONT_DESK")));
    ok(owner.submit(page("/settings/keys"), "Make key", Map.of("name", "Website", "days", "90")));
    ok(owner.submit(page("/settings/booking-page"), "published", Map.of("published", "true")));
    var away = id("/settings/staff", "staff/", "Grace Okafor");
    ok(
        owner.submit(
            page("/settings/staff/" + away),
            "/exceptions\"",
            Map.of("first", "2030-03-04", "last", "2030-03-08", "note", "Conference")));
    put("settings-staff-one", "/settings/staff/" + away);
    put(
        "settings-location-one",
        "/settings/locations/" + id("/settings/locations", "locations/", "Riverside"));
  }

  private void yoga() {
    var leader = id("/settings/staff", "staff/", "Grace Okafor");
    var form = page("/settings/services/new");
    var sent = new LinkedHashMap<>(Map.of("name", "Yoga for backs", "kind", "class"));
    sent.put("seats", "8");
    sent.put("durationMin", "60");
    sent.put("price", "25");
    sent.put("description", "In small groups. Mats are here.");
    sent.put("question-0-label", "Do you have any injuries?");
    ok(owner.submit(form, "durationMin", sent));
    var service = id("/settings/services", "services/", "Yoga for backs");
    put("settings-service-one", "/settings/services/" + service);
    put("settings-reminders", "/settings/services/" + service + "/reminders");
    ok(
        owner.submit(
            page("/calendar/classes"),
            "Every week until",
            Map.of(
                "service",
                service,
                "staff",
                leader,
                "day",
                day.toString(),
                "time",
                "18:00",
                "until",
                day.plusWeeks(2).toString())));
  }

  private void otherCalendar(String staff) {
    var home = "/settings/staff/" + staff + "/calendars";
    var busy = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/busy.ics";
    var connected = owner.submit(page(home), "/connect/ics", Map.of("url", busy));
    ok(connected);
    assertThat(connected.body()).contains("Read now");
    ok(owner.submit(page(home), "/feeds\"", Map.of("label", "Phone of Luis")));
    put("settings-staff-calendars", home);
  }

  // Until a mapping says what its payloads mean, events of such a connection wait as dead letters.
  private void deadLetter() throws InterruptedException {
    var made =
        owner.submit(
            page("/settings/connections/new/generic"),
            "v-secret",
            Map.of(
                "name", "Website form",
                "v-proof", "token",
                "v-header", "X-Token",
                "v-secret", "a-token-of-the-website"));
    ok(made);
    var list = page("/settings/connections");
    var hook = find(list.body(), "(http://[^\"<]+/hooks/generic/" + ID + ")");
    var answer =
        world.http(
            HttpRequest.newBuilder(URI.create(hook))
                .header("X-Token", "a-token-of-the-website")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"Wanda Webb\",\"phone\":\"+12125550188\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    put(
        "connection-mapping",
        "/settings/connections/" + hook.substring(hook.lastIndexOf('/') + 1) + "/mapping");
    World.until(
        "the event without a meaning is a dead letter",
        SOON,
        () -> page("/operations/webhooks?state=dead").shows("Website form"));
    put("operations-dead-letters", "/operations/webhooks?state=dead");
  }

  private void endpoint() {
    var made =
        owner.submit(
            page("/settings/webhooks/new"),
            "name=\"url\"",
            Map.of(
                "url",
                "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/hook",
                "description",
                "Accounting"));
    ok(made);
    var list = page("/settings/webhooks");
    var path = find(list.body(), "href=\"[^\"]*(/settings/webhooks/" + ID + ")\"");
    ok(owner.submit(page(path), "/test\"", Map.of()));
    put("webhooks-endpoint", path);
    put("webhooks-endpoint-edit", path + "/edit");
    put("webhooks-log", find(page(path).body(), "(" + path + "/log/" + ID + ")\""));
  }

  private void block() throws InterruptedException {
    var contact =
        owner.submit(
            page("/contacts/new"),
            "tags",
            Map.of(
                "name", "Nora Blockley-Featherstonehaugh of Upper Saddle River",
                "phone", "(212) 555-0190",
                "tags", "room-change"));
    ok(contact);
    var tag = find(page("/outreach/new").body(), "<option value=\"(" + ID + ")\"[^>]*>room-change");
    var sent = new LinkedHashMap<>(Map.of("name", "Room change", "purpose", "transactional"));
    sent.put("body", "Hello {first_name|there}, we moved to the second floor. {business}");
    sent.put("tag", tag);
    var planned = owner.submit(page("/outreach/new"), "per_minute", sent);
    ok(planned);
    var path = planned.address().getPath().replace("/w/" + World.WORKSPACE, "");
    put("outreach-block", path);
    put("outreach-edit", path + "/edit");
    ok(owner.submit(planned, path + "/plan", Map.of()));
    World.until("the block is planned", SOON, () -> page(path).shows(path + "/start"));
    put("outreach-recipients", path + "/recipients");
    sent.put("name", "Spring check-up");
    sent.put("purpose", "marketing");
    sent.put("tag", "");
    var offer = owner.submit(page("/outreach/new"), "per_minute", sent);
    ok(owner.submit(offer, "/plan\"", Map.of()));
    put("outreach-left-out", offer.address().getPath().replace("/w/" + World.WORKSPACE, ""));
  }

  private void waitlist() {
    ok(
        owner.submit(
            page("/calendar/waitlist"),
            "firstDay",
            Map.of(
                "contact",
                contact("Hiroshi Tanaka"),
                "service",
                id("/settings/services", "services/", "Massage therapy"),
                "firstDay",
                day.plusWeeks(4).toString(),
                "lastDay",
                day.plusWeeks(5).toString(),
                "from",
                "09:00",
                "until",
                "12:00",
                "day-tuesday",
                "on",
                "note",
                "Rather early")));
  }

  private void series(String staff) {
    var first = new LinkedHashMap<>(Map.of("contact", contact("Yusuf Demir"), "staff", staff));
    first.put("service", id("/settings/services", "services/", "Sports rehabilitation"));
    first.put("day", day.toString());
    first.put("time", "14:00");
    first.put("times", "3");
    first.put("_csrf", csrf("/calendar/new"));
    var preview = owner.post(World.page("/calendar/series/preview"), first);
    ok(preview);
    var booked = owner.submit(preview, "Book the ticked times", first);
    ok(booked);
    assertThat(booked.address().getPath()).contains("/calendar/appointments/");
    put("appointment-series", booked.address().getPath().replace("/w/" + World.WORKSPACE, ""));
    put(
        "appointment-move",
        booked.address().getPath().replace("/w/" + World.WORKSPACE, "") + "/move");
    put("calendar-busy-day", "/calendar?day=" + day);
    put("calendar-busy-week", "/calendar?view=week&day=" + day);
    put("calendar-busy-month", "/calendar?view=month&day=" + day);
  }

  private void together() {
    var services =
        "/calendar/together?service-0="
            + id("/settings/services", "services/", "Massage therapy")
            + "&service-1="
            + id("/settings/services", "services/", "Dry needling")
            + "&day="
            + day.plusDays(1);
    put("calendar-together-times", services);
    var times = page(services);
    var chain = find(times.body(), "name=\"chain\" value=\"([^\"]+)\"").replace("&#34;", "\"");
    var booked =
        owner.submit(times, "Book all", Map.of("contact", contact("Teresa Conti"), "chain", chain));
    ok(booked);
    put("appointment-together", booked.address().getPath().replace("/w/" + World.WORKSPACE, ""));
  }

  // A client books on the public page, and gets the link to their appointment.
  private void self() throws InterruptedException {
    var client = new Visitor(world.base());
    var service = id("/settings/services", "services/", "Dry needling");
    var times = client.get("/book/" + World.WORKSPACE + "/" + service + "?from=" + day.plusDays(2));
    paths.put("book-times", times.address().getPath() + "?from=" + day.plusDays(2));
    var time = find(times.body(), "name=\"time\" value=\"([^\"]+)\"");
    var details = client.submit(times, "name=\"visit\"", Map.of("time", time));
    ok(details);
    // Faster than a person is taken for a program.
    Thread.sleep(2_200);
    var done =
        client.submit(
            details, "/details/", Map.of("name", "Pia Selfmade", "phone", "(212) 555-0191"));
    ok(done);
    paths.put("book-done", done.address().getPath());
    var link = find(done.body(), "(/a/[A-Za-z0-9_-]+)\"");
    paths.put("self-service", link);
    paths.put("self-service-move", link + "/move");
    var other =
        find(times.body(), "name=\"time\" value=\"(?!" + Pattern.quote(time) + ")([^\"]+)\"");
    paths.put(
        "book-details",
        client.submit(times, "name=\"visit\"", Map.of("time", other)).address().getPath());
  }

  private void stop() throws InterruptedException {
    var person = contact("Amelia Santos");
    world.outside().post("sms", "from", "+12125550111", "to", World.LINE, "body", "STOP");
    World.until(
        "STOP is heard",
        SOON,
        () -> page("/policy/contact/" + person).shows("opted out of text messages"));
    put("may-we-after-stop", "/policy/contact/" + person);
    put("contact-after-stop", "/contacts/" + person);
  }

  private void undeliverable() throws InterruptedException {
    world.outside().post("twilio/undeliverable", "number", "+17185550145");
    var person = contact("Ivan Horvat");
    var thread =
        owner.post(
            World.page("/inbox/start"),
            Map.of("contact", person, "_csrf", csrf("/contacts/" + person)));
    ok(owner.submit(thread, "/send", Map.of("body", "Your insurance card is still at our desk.")));
    World.until(
        "the text did not arrive",
        SOON,
        () -> page("/operations/deliveries?state=trouble").shows("Ivan Horvat"));
    put("inbox-not-delivered", thread.address().getPath().replace("/w/" + World.WORKSPACE, ""));
    put("deliveries-failed", "/operations/deliveries?state=trouble");
  }

  private void conflict() throws InterruptedException {
    World.until(
        "what the other calendar says is seen",
        SOON,
        () -> page("/calendar/conflicts").shows("Sports rehabilitation"));
    put("calendar-conflict", "/calendar/conflicts");
  }

  // What a desk has open all day.
  private void everyday() {
    put("call", "/calls/" + find(page("/calls").body(), "/calls/(" + ID + ")\""));
    put(
        "conversation",
        "/inbox/" + find(page("/inbox?filter=all").body(), "/inbox/(" + ID + ")\""));
    put("person", "/contacts/" + contact("Hiroshi Tanaka"));
  }

  // Something else at the time of the series' first appointment.
  private String busy() {
    var at = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    var start = day.atTime(LocalTime.of(14, 15)).atZone(ZONE).toInstant();
    return String.join(
        "\r\n",
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//elsewhere//EN",
        "BEGIN:VEVENT",
        "UID:dentist@elsewhere",
        "DTSTAMP:20260101T000000Z",
        "DTSTART:" + at.format(start),
        "DTEND:" + at.format(start.plusSeconds(1800)),
        "SUMMARY:Dentist",
        "END:VEVENT",
        "END:VCALENDAR",
        "");
  }

  private static void answer(com.sun.net.httpserver.HttpExchange exchange, String text)
      throws IOException {
    var body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/calendar; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Page page(String path) {
    var page = owner.get(World.page(path));
    assertThat(page.status()).as(path).isEqualTo(200);
    return page;
  }

  private void put(String name, String path) {
    paths.put(name, World.page(path));
  }

  private String csrf(String path) {
    return find(page(path).body(), "name=\"csrf\" content=\"([^\"]+)\"");
  }

  private String contact(String name) {
    return id("/contacts?q=" + name.replace(' ', '+'), "contacts/", name);
  }

  private String id(String list, String before, String name) {
    return find(
        page(list).body(), before + "(" + ID + ")\"[^>]*>(?:(?!</a>).)*?" + Pattern.quote(name));
  }

  private static String find(String text, String pattern) {
    var found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertThat(found.find()).as(pattern + " in " + text).isTrue();
    return found.group(1);
  }

  private static void ok(Page page) {
    assertThat(page.status()).as(page.address() + "\n" + page.body()).isLessThan(400);
    var error =
        Pattern.compile(
                "class=\"field-error\"[^>]*>.*?</p>|class=\"alert danger\"[^>]*>.*?</p>",
                Pattern.DOTALL)
            .matcher(page.body());
    assertThat(error.find()).as(() -> page.address() + ": " + error.group()).isFalse();
  }
}
