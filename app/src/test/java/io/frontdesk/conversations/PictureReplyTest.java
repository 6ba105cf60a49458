package io.frontdesk.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.FakeCarrier;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.delivery.SenderLimits;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.delivery.picture.PictureUpkeep;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.policy.Channel;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import io.frontdesk.testing.TestPictures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class PictureReplyTest {
  private static final Pattern CHOSEN =
      Pattern.compile("name=\"picture\" value=\"([0-9a-f-]{36})\"");
  private static final Pattern SHOWN =
      Pattern.compile("<img src=\"/w/[^\"]*/inbox/pictures/([0-9a-f-]{36})\"");
  private static final String LINE = "+13125550199";

  @Autowired private TestDesk desk;
  @Autowired private Conversations conversations;
  @Autowired private Contacts contacts;
  @Autowired private Pictures pictures;
  @Autowired private Senders senders;
  @Autowired private Dispatcher dispatcher;
  @Autowired private FakeCarrier carrier;
  @Autowired private PictureUpkeep upkeep;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private Vault vault;
  @Autowired private MovableClock clock;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String client =
      "+1312555" + String.format("%04d", ThreadLocalRandom.current().nextInt(10_000));
  private final byte[] photo = TestPictures.photo(TestPictures.noise(300, 200), 1);

  @BeforeEach
  @AfterEach
  void on_a_monday_morning() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void a_picture_is_chosen_described_sent_fetched_and_shown() throws Exception {
    var shop = shop();
    var thread = thread(shop);
    var browser = shop.signedIn(Role.FRONT_DESK);
    assertThat(browser.get("/inbox/" + thread.id()).body())
        .contains("enctype=\"multipart/form-data\"", "Add pictures", "JPEG, PNG or GIF");

    var added =
        choose(browser, thread, List.of(photo, TestPictures.film(20, 2)), "body", "Your X-ray");
    assertThat(added.status()).isEqualTo(200);
    assertThat(added.body())
        .contains("Your X-ray", "300 × 200", "Goes as a picture message (MMS)", "about $0.022");
    var two = chosen(added.body());
    assertThat(two).hasSize(2);

    var fewer =
        choose(
            browser,
            thread,
            List.of(),
            "picture",
            two.getFirst(),
            "picture",
            two.getLast(),
            "alt-" + two.getFirst(),
            "Left foot",
            "remove",
            two.getLast());
    assertThat(chosen(fewer.body())).containsExactly(two.getFirst());
    assertThat(fewer.body()).contains("value=\"Left foot\"");
    assertThat(browser.get("/inbox/pictures/" + two.getLast()).status()).isEqualTo(404);

    var sent =
        send(
            browser,
            thread,
            List.of(),
            "body",
            "Your X-ray",
            "key",
            "k1",
            "picture",
            two.getFirst(),
            "alt-" + two.getFirst(),
            "Left foot");
    assertThat(sent.status()).isBetween(300, 303);
    // The form again, as by a second click, is the same message.
    send(
        browser,
        thread,
        List.of(photo),
        "body",
        "Your X-ray",
        "key",
        "k1",
        "picture",
        two.getFirst());
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).hasSize(1);
    var text = carrier.textsTo(client).getFirst();
    assertThat(text.body()).isEqualTo("Your X-ray");
    assertThat(text.media()).hasSize(1);
    var fetched = fetch(text.media().getFirst());
    assertThat(fetched.statusCode()).isEqualTo(200);
    assertThat(fetched.headers().map())
        .containsEntry("content-type", List.of("image/jpeg"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("content-security-policy", List.of("default-src 'none'; sandbox"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("content-disposition", List.of("inline; filename=\"picture.jpg\""))
        .doesNotContainKey("set-cookie");
    assertThat(TestPictures.read(fetched.body()).getWidth()).isEqualTo(300);
    assertThat(new String(fetched.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("GPS");
    var head =
        http.send(
            request(text.media().getFirst())
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(fetched.body().length);

    var page = browser.get("/inbox/" + thread.id() + "/messages").body();
    assertThat(page).contains("alt=\"Left foot\"", "Picture message", "Your X-ray");
    var shown = browser.get("/inbox/pictures/" + ids(SHOWN, page).getFirst());
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.header("Content-Security-Policy")).hasValue("default-src 'none'; sandbox");
    assertThat(shown.headers("Cache-Control")).containsExactly("private, no-cache");
    assertThat(
            browser
                .get(
                    "/inbox/pictures/" + two.getFirst(),
                    "If-None-Match",
                    shown.header("ETag").orElseThrow())
                .status())
        .isEqualTo(304);
    // What was sent can't be taken away or sent with something else.
    assertThat(
            shop.apiKey()
                .send("DELETE", "/api/v1/pictures/" + two.getFirst(), null, Map.of())
                .status())
        .isEqualTo(409);
    assertThat(
            send(
                    browser,
                    thread,
                    List.of(),
                    "body",
                    "Again",
                    "key",
                    "k2",
                    "picture",
                    two.getFirst())
                .body())
        .contains("no longer there");
  }

  @Test
  void a_picture_goes_alone_and_without_a_script() {
    var shop = shop();
    var thread = thread(shop);
    var browser = shop.signedIn(Role.FRONT_DESK);

    assertThat(send(browser, thread, List.of(photo), "key", "k1").status()).isBetween(300, 303);
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).singleElement().extracting("body").isEqualTo("");
    assertThat(browser.get("/inbox?filter=all").body()).contains("You: Picture");
    assertThat(browser.get("/inbox/" + thread.id()).body())
        .contains("alt=\"Picture without a description, 300 by 200\"");
    assertThat(send(browser, thread, List.of(), "key", "k2").status()).isEqualTo(422);
  }

  @Test
  void what_is_wrong_with_a_picture_stands_at_the_pictures() {
    var shop = shop();
    var thread = thread(shop);
    var browser = shop.signedIn(Role.FRONT_DESK);

    var svg =
        send(browser, thread, List.of(photo, "<svg onload='x'/>".getBytes(UTF_8)), "body", "Look");
    assertThat(svg.status()).isEqualTo(422);
    assertThat(svg.body())
        .contains("file-2.jpg is an SVG drawing", "id=\"e-files\"", ">Look</textarea>");
    assertThat(chosen(svg.body())).hasSize(1);
    assertThat(
            send(browser, thread, List.of(TestPictures.bomb(12_000, 12_000)), "body", "x").body())
        .contains("more than 25 million pixels");
    var many = new ArrayList<byte[]>();
    for (int i = 0; i < 11; i++) {
      many.add(TestPictures.png(TestPictures.flag(9, 9)));
    }
    var ten = choose(browser, thread, many);
    assertThat(ten.status()).isEqualTo(422);
    assertThat(ten.body()).contains("at most 10 pictures");
    assertThat(chosen(ten.body())).hasSize(10);
    // The page's script asks for this part alone, and shows what it gets.
    var part =
        browser.uploadAll(
            "/inbox/" + thread.id() + "/pictures",
            List.of(new byte[0]),
            List.of(),
            "HX-Request",
            "true");
    assertThat(part.status()).isEqualTo(200);
    assertThat(part.body()).contains("is empty").doesNotContain("<html");
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).isEmpty();
  }

  @Test
  void a_number_that_cannot_send_pictures_says_so_and_toll_free_takes_less() {
    var shop = shop();
    var thread = thread(shop);
    var browser = shop.signedIn(Role.FRONT_DESK);
    var large = TestPictures.noise(1_600, 1_200);
    var files =
        List.of(TestPictures.jpeg(large), TestPictures.jpeg(large), TestPictures.jpeg(large));
    var line = senders.list(shop.id()).getFirst();
    senders.limit(
        shop.id(),
        shop.ownerCaller().actor(),
        line.id(),
        new SenderLimits(
            SenderLimits.Kind.TOLL_FREE,
            null,
            null,
            SenderLimits.CampaignClass.NONE,
            null,
            SenderLimits.BrandTier.NONE));

    var refused = send(browser, thread, files, "body", "Three");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("carriers take 525 KB");

    var words = "+13125550" + ThreadLocalRandom.current().nextInt(100, 999);
    var other = shop(words);
    carrier.wordsOnly.add(words);
    var theirs = thread(other);
    var desk = other.signedIn(Role.FRONT_DESK);
    assertThat(desk.get("/inbox/" + theirs.id()).body())
        .contains("Pictures can't go from")
        .doesNotContain("id=\"f-files\"");
    var tried = send(desk, theirs, List.of(photo), "body", "Look");
    assertThat(tried.status()).isEqualTo(422);
    assertThat(tried.body()).contains("takes picture messages (MMS)");
  }

  @Test
  void an_address_is_good_for_one_picture_for_a_while_and_tells_nothing() throws Exception {
    var shop = shop();
    var mine = sentAddress(shop, "k1");
    var other = shop();
    var theirs = sentAddress(other, "k1");
    var nothing = fetch("http://localhost/m/nonsense/nonsense");
    var answers = new ArrayList<HttpResponse<byte[]>>();

    var parts = mine.split("/");
    var name = parts[parts.length - 2];
    var signature = parts[parts.length - 1];
    var foreign = theirs.split("/");
    // Another's signature, another's name, a bit changed in each, a name of our own without one.
    answers.add(fetch(mine.replace(signature, foreign[foreign.length - 1])));
    answers.add(fetch(mine.replace(name, foreign[foreign.length - 2])));
    answers.add(fetch(mine.replace(signature, flipped(signature))));
    answers.add(fetch(mine.replace(name, flipped(name))));
    answers.add(fetch(mine.replace(signature, "zzzzzz." + signature.replaceFirst(".*\\.", ""))));
    answers.add(fetch(mine.replace("/" + signature, "/x")));
    answers.add(
        fetch(
            mine.replace(
                signature,
                vault.sign(
                    other.id(), "delivery.picture", name, clock.instant().plusSeconds(60)))));
    answers.add(
        fetch(
            mine.replace(
                signature,
                vault.sign(shop.id(), "calls.recording", name, clock.instant().plusSeconds(60)))));
    assertThat(fetch(mine).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofHours(12).plusSeconds(1));
    answers.add(fetch(mine));

    assertThat(mine).doesNotContain(shop.slug(), shop.id().toString());
    for (var answer : answers) {
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(nothing.body()).isEmpty();
      assertThat(headers(answer)).isEqualTo(headers(nothing));
    }
  }

  @Test
  void each_attempt_has_an_address_of_its_own_even_after_a_long_wait() throws Exception {
    var shop = shop();
    carrier.answer(client, _ -> new GatewayOutcome.Rejected("30008", "Unknown error."));
    var first = sentAddress(shop, "k1");
    clock.advance(Duration.ofHours(24));
    assertThat(fetch(first).statusCode()).isEqualTo(404);
    var thread = thread(shop);
    var browser = shop.signedIn(Role.FRONT_DESK);
    var page = browser.get("/inbox/" + thread.id()).body();

    browser.post(
        "/inbox/"
            + thread.id()
            + "/deliveries/"
            + page.replaceAll("(?s).*/deliveries/([0-9a-f-]{36})/again.*", "$1")
            + "/again");
    dispatcher.drain();

    var again = carrier.textsTo(client).getLast().media().getFirst();
    assertThat(again).isNotEqualTo(first);
    assertThat(fetch(again).statusCode()).isEqualTo(200);
  }

  @Test
  void a_picture_is_of_one_workspace_and_goes_with_one_message() throws Exception {
    var shop = shop();
    var thread = thread(shop);
    var mine = shop.signedIn(Role.FRONT_DESK);
    var picture = chosen(choose(mine, thread, List.of(photo)).body()).getFirst();
    var other = shop();
    var theirs = thread(other);
    var browser = other.owner();

    assertThat(browser.get("/inbox/pictures/" + picture).status()).isEqualTo(404);
    assertThat(other.apiKey().get("/api/v1/pictures/" + picture).status()).isEqualTo(404);
    assertThat(
            other.apiKey().send("DELETE", "/api/v1/pictures/" + picture, null, Map.of()).status())
        .isEqualTo(404);
    assertThat(send(browser, theirs, List.of(), "body", "x", "picture", picture).body())
        .contains("no longer there");
    assertThat(choose(browser, theirs, List.of(), "picture", picture, "remove", picture).status())
        .isEqualTo(200);
    assertThat(chosen(choose(browser, theirs, List.of(), "picture", picture).body())).isEmpty();
    assertThat(mine.get("/inbox/pictures/" + picture).status()).isEqualTo(200);
    assertThat(
            shop.signedIn(Role.VIEWER)
                .uploadAll("/inbox/" + thread.id() + "/pictures", List.of(photo), List.of())
                .status())
        .isEqualTo(403);

    // Two messages at once want it: one gets it.
    var api = shop.apiKey();
    try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
      var tries = new ArrayList<java.util.concurrent.Future<Integer>>();
      for (int i = 0; i < 6; i++) {
        var key = "race-" + i;
        tries.add(both.submit(() -> message(api, thread, picture, key).status()));
      }
      int taken = 0;
      for (var one : tries) {
        taken += one.get() == 202 ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    }
  }

  @Test
  void programs_upload_and_send_and_repeat_without_harm() throws Exception {
    var shop = shop();
    var thread = thread(shop);
    var api = shop.apiKey();
    var key = Map.of("Idempotency-Key", "up-1");

    // What it says it is does not matter.
    var first = api.upload("/api/v1/pictures", "image/gif", photo, key);
    assertThat(first.status()).as(first.body()).isEqualTo(201);
    assertThat(first.json().at("/type").asString()).isEqualTo("image/jpeg");
    assertThat(first.json().at("/width").asInt()).isEqualTo(300);
    var id = first.json().at("/id").asString();
    assertThat(first.header("Location")).hasValue("/api/v1/pictures/" + id);
    assertThat(api.upload("/api/v1/pictures", "image/gif", photo, key).json())
        .isEqualTo(first.json());
    var changed = TestPictures.jpeg(TestPictures.flag(30, 30));
    assertThat(api.upload("/api/v1/pictures", "image/jpeg", changed, key).status()).isEqualTo(422);
    var wrong = api.upload("/api/v1/pictures", "image/png", "<svg/>".getBytes(UTF_8), Map.of());
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().at("/errors/0/field").asString()).isEqualTo("pictures");
    assertThat(api.upload("/api/v1/pictures", "text/html", photo, Map.of()).status())
        .isEqualTo(415);
    assertThat(
            shop.apiKey(Permission.VIEW_INBOX)
                .upload("/api/v1/pictures", "image/png", photo, Map.of())
                .status())
        .isEqualTo(403);

    var sent = message(api, thread, id, "m-1");
    assertThat(sent.status()).as(sent.body()).isEqualTo(202);
    assertThat(sent.json().at("/segments").asInt()).isEqualTo(1);
    assertThat(sent.json().at("/costMicros").asInt()).isEqualTo(22_000);
    assertThat(message(api, thread, id, "m-1").json().at("/id")).isEqualTo(sent.json().at("/id"));
    assertThat(message(api, thread, id, "m-2").json().at("/errors/0/field").asString())
        .isEqualTo("pictures");
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).hasSize(1);
    var listed = api.get("/api/v1/messages?conversation=" + thread.id()).json();
    assertThat(listed.findPath("pictures")).isNotNull();
    assertThat(listed.toString()).contains("\"alt\":\"A foot\"", id);
    assertThat(api.get("/api/v1/pictures/" + id).header("Content-Type")).hasValue("image/jpeg");
    assertThat(actions(shop)).contains("delivery.picture-added");
    var unsent =
        api.upload("/api/v1/pictures", "image/png", photo, Map.of()).json().at("/id").asString();
    assertThat(api.send("DELETE", "/api/v1/pictures/" + unsent, null, Map.of()).status())
        .isEqualTo(204);
    assertThat(api.get("/api/v1/pictures/" + unsent).status()).isEqualTo(404);
  }

  @Test
  void pictures_of_the_deleted_go_and_uploads_nobody_sends_are_swept() throws Exception {
    var shop = shop();
    var address = sentAddress(shop, "k1");
    var thread = thread(shop);
    var browser = shop.owner();
    var unsent = chosen(choose(browser, thread, List.of(photo)).body()).getFirst();
    clock.advance(Duration.ofHours(23));
    upkeep.run();
    assertThat(shop.owner().get("/inbox/pictures/" + unsent).status()).isEqualTo(200);
    clock.advance(Duration.ofHours(2));
    upkeep.run();
    var later = shop.owner();
    assertThat(later.get("/inbox/pictures/" + unsent).status()).isEqualTo(404);
    var shown = ids(SHOWN, later.get("/inbox/" + thread.id()).body()).getFirst();

    later.get("/contacts/" + thread.contact());
    var deleted = later.post("/contacts/" + thread.contact() + "/delete");
    assertThat(deleted.status()).as(deleted.body()).isBetween(200, 303);
    clock.advance(Duration.ofDays(29));
    upkeep.run();
    assertThat(shop.owner().get("/inbox/pictures/" + shown).status()).isEqualTo(200);
    clock.advance(Duration.ofDays(2));
    upkeep.run();
    upkeep.run();

    assertThat(shop.owner().get("/inbox/pictures/" + shown).status()).isEqualTo(404);
    assertThat(fetch(address).statusCode()).isEqualTo(404);
    assertThat(shop.owner().get("/inbox/" + thread.id()).body())
        .contains("A picture that was deleted with its person");
    assertThat(kept(shop)).isZero();
    assertThat(actions(shop)).contains("delivery.pictures-forgotten");
    assertThat(pictures.forget(shop.id(), thread.contact(), new Actor.Program("test"))).isZero();
  }

  @Test
  void an_address_ends_with_the_person_it_was_sent_to() throws Exception {
    var shop = shop();
    var address = sentAddress(shop, "k1");
    assertThat(fetch(address).statusCode()).isEqualTo(200);

    assertThat(pictures.forget(shop.id(), thread(shop).contact(), new Actor.Program("test")))
        .isEqualTo(1);

    assertThat(fetch(address).statusCode()).isEqualTo(404);
  }

  @Test
  void a_number_that_lost_its_pictures_meanwhile_sends_no_half_message() {
    var words = "+13125551" + ThreadLocalRandom.current().nextInt(100, 999);
    var shop = shop(words);
    var thread = thread(shop);
    var browser = shop.signedIn(Role.FRONT_DESK);
    send(browser, thread, List.of(photo), "body", "Look", "key", "k1");

    carrier.wordsOnly.add(words);
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).isEmpty();
    assertThat(browser.get("/inbox/" + thread.id()).body())
        .contains("This number can't send pictures to that one.", "Send again");
  }

  @Test
  void a_workspace_cannot_fill_the_disk_with_what_it_never_sends() {
    var shop = shop();
    transactions.write(
        shop.id(),
        () ->
            db.sql(
                    """
                    INSERT INTO delivery.picture
                           (tenant_id, id, type, width, height, size, bytes, created_at)
                    SELECT :tenant, gen_random_uuid(), 'image/png', 1, 1, 1, '\\x00', now()
                      FROM generate_series(1, 500)
                    """)
                .param("tenant", shop.id().value())
                .update());

    var refused = shop.apiKey().upload("/api/v1/pictures", "image/png", photo, Map.of());

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("Too many uploaded pictures");
  }

  @Test
  void an_email_takes_pictures_as_attachments() {
    var shop = shop();
    var thread = thread(shop);
    senders.register(shop.id(), Channel.EMAIL, "desk@example.com", "fake", UUID.randomUUID(), null);
    var mail = "p" + ThreadLocalRandom.current().nextInt(1_000_000) + "@people.example";
    contacts.addEmail(shop.id(), thread.contact(), new EmailAddress(mail));
    var browser = shop.signedIn(Role.FRONT_DESK);

    var sent =
        send(
            browser,
            thread,
            List.of(photo),
            "channel",
            "email",
            "body",
            "See the picture",
            "key",
            "k1");
    assertThat(sent.status()).as(sent.body()).isBetween(300, 303);
    dispatcher.drain();

    assertThat(carrier.mailsTo(mail)).hasSize(1);
    var attached = carrier.mailsTo(mail).getFirst().content().attachments();
    assertThat(attached)
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.fileName()).isEqualTo("picture-1.jpeg");
              assertThat(file.contentType()).isEqualTo("image/jpeg");
              assertThat(TestPictures.read(file.bytes()).getWidth()).isEqualTo(300);
            });
    assertThat(browser.get("/inbox/" + thread.id()).body()).contains("/inbox/pictures/");
  }

  private String sentAddress(TestTenant shop, String key) {
    var browser = shop.signedIn(Role.FRONT_DESK);
    int before = carrier.textsTo(client).size();
    assertThat(send(browser, thread(shop), List.of(photo), "body", "Look", "key", key).status())
        .isBetween(300, 303);
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).hasSize(before + 1);
    return carrier.textsTo(client).getLast().media().getFirst();
  }

  private static io.frontdesk.testing.Reply message(
      io.frontdesk.testing.ApiClient api, Conversation thread, String picture, String key) {
    return api.send(
        "POST",
        "/api/v1/messages",
        """
        {"conversation": "%s", "channel": "sms", "body": "Look",
         "pictures": [{"id": "%s", "alt": "A foot"}]}
        """
            .formatted(thread.id(), picture),
        Map.of("Idempotency-Key", key));
  }

  private static io.frontdesk.testing.Reply choose(
      Browser browser, Conversation thread, List<byte[]> files, String... fields) {
    return browser.uploadAll("/inbox/" + thread.id() + "/pictures", files, List.of(fields));
  }

  private static io.frontdesk.testing.Reply send(
      Browser browser, Conversation thread, List<byte[]> files, String... fields) {
    return browser.uploadAll("/inbox/" + thread.id() + "/send", files, List.of(fields));
  }

  private HttpResponse<byte[]> fetch(String address) throws Exception {
    return http.send(request(address).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String address) {
    return HttpRequest.newBuilder(
        URI.create(address.replaceFirst("^https?://[^/]+", desk.baseUrl())));
  }

  private static Map<String, List<String>> headers(HttpResponse<byte[]> answer) {
    var headers = new java.util.TreeMap<>(answer.headers().map());
    headers.keySet().removeIf(name -> name.matches("date|x-request-id|.*ratelimit.*"));
    return headers;
  }

  private static String flipped(String text) {
    int at = text.length() / 2;
    return text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
  }

  private static List<String> chosen(String page) {
    return ids(CHOSEN, page);
  }

  private static List<String> ids(Pattern pattern, String page) {
    return pattern.matcher(page).results().map(found -> found.group(1)).distinct().toList();
  }

  private long kept(TestTenant shop) {
    return transactions.read(
        shop.id(),
        () ->
            db.sql(
                    "SELECT count(*) FROM delivery.picture WHERE bytes IS NOT NULL OR alt IS NOT NULL")
                .query((row, _) -> row.getLong(1))
                .single());
  }

  private List<String> actions(TestTenant shop) {
    return transactions.read(
        shop.id(),
        () ->
            db.sql("SELECT action FROM access.audit")
                .query((row, _) -> row.getString("action"))
                .list());
  }

  private TestTenant shop() {
    return shop(LINE);
  }

  private TestTenant shop(String line) {
    var shop = desk.tenant().create();
    senders.register(shop.id(), Channel.SMS, line, "fake", UUID.randomUUID(), null);
    conversations.receive(
        shop.id(),
        new InboundMessage(
            Channel.SMS,
            client,
            null,
            null,
            null,
            "Hello",
            "fake",
            "SM1",
            null,
            false,
            clock.instant()));
    return shop;
  }

  private Conversation thread(TestTenant shop) {
    var contact = contacts.findByPhone(shop.id(), new PhoneNumber(client)).orElseThrow();
    return conversations.findByContact(shop.id(), contact.id()).orElseThrow();
  }
}
