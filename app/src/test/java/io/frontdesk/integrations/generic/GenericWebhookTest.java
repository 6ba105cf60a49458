package io.frontdesk.integrations.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class GenericWebhookTest {
  private static final String SECRET = "a-key-of-some-length";

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Contacts contacts;
  @Autowired private Mappings mappings;
  @Autowired private TenantTransactions transactions;
  @Autowired private WorkerTransactions worker;
  @Autowired private JdbcClient db;
  @Autowired private Clock clock;

  @Test
  void a_signed_event_finds_or_makes_the_person_with_consent_and_an_entry() {
    var hook = new Hook(signed());
    hook.map(
        Map.of(
            "phone", "/customer/phone",
            "email", "/customer/email",
            "name", "/customer/name",
            "consent", "/customer/ok",
            "consent-proof", "I agree to text messages about my visit",
            "consent-purpose", "TRANSACTIONAL",
            "note-title", "Asked through the website",
            "note", "/message"));
    var body =
        """
        {"customer":{"phone":"(202) 555-0143","email":"Ada@Example.com","name":"Ada Byron",
         "ok":"yes"},"message":"Do you open on Sunday?"}
        """;

    assertThat(hook.post(body, signature(body)).status()).isEqualTo(200);
    assertThat(hook.post(body, signature(body)).status()).isEqualTo(200);
    hook.settle();

    assertThat(hook.count("true")).isEqualTo(1);
    var ada = contacts.findByPhone(hook.shop.id(), new PhoneNumber("+12025550143")).orElseThrow();
    assertThat(ada.name()).isEqualTo("Ada Byron");
    assertThat(ada.emails()).containsExactly(new EmailAddress("ada@example.com"));
    assertThat(hook.shop.owner().get("/contacts/" + ada.id()).body())
        .contains("Asked through the website", "Do you open on Sunday?");
    assertThat(hook.rows("policy.consent")).isEqualTo(2);
  }

  @Test
  void a_form_is_a_payload_and_a_token_may_stand_in_a_header_or_in_the_address() {
    var hook =
        new Hook(
            Map.of(
                "proof", "token",
                "secret", SECRET,
                "header", "Authorization",
                "query-parameter", "key"));
    hook.map(Map.of("email", "/mail", "name", "/name"));
    assertThat(
            hook.post(
                    "mail=eve%40example.com&name=Eve", Map.of("Authorization", "Bearer " + SECRET))
                .status())
        .isEqualTo(200);
    assertThat(hook.send("?key=" + SECRET, "mail=bob%40example.com", Map.of()).status())
        .isEqualTo(200);
    assertThat(hook.send("?key=wrong", "mail=x%40example.com", Map.of()).status()).isEqualTo(401);
    assertThat(
            hook.send("?key=" + SECRET + "&key=" + SECRET, "mail=x%40example.com", Map.of())
                .status())
        .isEqualTo(401);
    assertThat(hook.post("mail=x%40example.com", Map.of()).status()).isEqualTo(401);
    hook.settle();
    assertThat(contacts.findByEmail(hook.shop.id(), new EmailAddress("eve@example.com")))
        .hasValueSatisfying(eve -> assertThat(eve.name()).isEqualTo("Eve"));
    assertThat(contacts.findByEmail(hook.shop.id(), new EmailAddress("bob@example.com")))
        .isPresent();
    assertThat(hook.count("true")).isEqualTo(2);
  }

  @Test
  void signatures_of_other_shapes_are_read_and_forged_or_old_ones_refused() throws Exception {
    var hook =
        new Hook(
            Map.of(
                "proof", "signature",
                "secret", SECRET,
                "header", "X-Hub-Signature",
                "prefix", "sha1=",
                "algorithm", "sha1",
                "encoding", "base64",
                "signed-content", "timestamp.body",
                "timestamp-header", "X-Time",
                "tolerance", "60"));
    var body = "{\"phone\":\"+12025550144\"}";
    long now = clock.instant().getEpochSecond();
    for (var skew : Map.of(0L, 200, -59L, 200, -120L, 401, 120L, 401).entrySet()) {
      var stamp = Long.toString(now + skew.getKey());
      var told =
          hook.post(
              body,
              Map.of(
                  "X-Time",
                  stamp,
                  "X-Hub-Signature",
                  "sha1="
                      + Base64.getEncoder()
                          .encodeToString(mac("HmacSHA1", SECRET, stamp + "." + body))));
      assertThat(told.status()).as("skew %s", skew.getKey()).isEqualTo(skew.getValue());
    }
    var stamp = Long.toString(now);
    var good = Base64.getEncoder().encodeToString(mac("HmacSHA1", SECRET, stamp + "." + body));
    for (var bad :
        List.of(
            good,
            "sha1=" + good.substring(2),
            "sha1=***",
            "sha1=",
            "sha1="
                + Base64.getEncoder()
                    .encodeToString(mac("HmacSHA1", "another-key-of-it", stamp + "." + body)))) {
      assertThat(hook.post(body, Map.of("X-Time", stamp, "X-Hub-Signature", bad)).status())
          .as(bad)
          .isEqualTo(401);
    }
  }

  @Test
  void a_payload_that_does_not_fit_is_a_dead_letter_that_names_the_pointer_and_no_value() {
    var hook = new Hook(signed());
    hook.map(
        Map.of(
            "phone",
            "/who/phone",
            "name",
            "/who/name",
            "consent",
            "/ok",
            "consent-proof",
            "Yes",
            "consent-purpose",
            "MARKETING"));
    var wrong = new HashMap<String, String>();
    wrong.put("{\"who\":{\"phone\":{\"a\":1}}}", "/who/phone: a text is expected, an object");
    wrong.put("{\"who\":{\"phone\":[1]}}", "/who/phone: a text is expected, a list");
    wrong.put("{\"who\":{\"phone\":\"hello\"}}", "/who/phone: is no telephone number");
    wrong.put("{\"other\":1}", "/who/phone: is missing");
    wrong.put(
        "{\"who\":{\"phone\":\"+12025550145\",\"name\":\"" + "n".repeat(900_000) + "\"}}",
        "/who/name: is longer than 1000 characters");
    wrong.put("{\"who\":{\"phone\":\"+12025550145\"},\"ok\":\"perhaps\"}", "/ok: yes or no");
    wrong.put("[\"a list is a payload too\"]", "/who/phone: is missing");
    wrong.forEach(
        (body, reason) -> {
          assertThat(hook.post(body, signature(body)).status()).isEqualTo(200);
          hook.settle();
          assertThat(hook.count("state = 'dead' AND position('" + reason + "' in error) > 0"))
              .as(reason)
              .isPositive();
        });
    assertThat(hook.count("state = 'dead' AND error LIKE '%hello%'")).isZero();
    assertThat(contacts.findByPhone(hook.shop.id(), new PhoneNumber("+12025550145"))).isEmpty();
  }

  @Test
  void hostile_bodies_are_refused_and_nothing_is_stored() {
    var hook = new Hook(signed());
    for (var body :
        List.of(
            "",
            "   ",
            "nonsense",
            "{\"a\":1",
            "{\"a\":1} trailing",
            "{\"phone\":\"+12025550146\",\"phone\":\"+12025550147\"}",
            "[".repeat(5_000) + "]".repeat(5_000),
            "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
            "a=%zz",
            "=x")) {
      assertThat(hook.post(body, signature(body)).status())
          .as(body.length() > 60 ? body.substring(0, 60) : body)
          .isEqualTo(400);
    }
    assertThat(hook.count("true")).isZero();
  }

  @Test
  void an_event_takes_effect_only_where_its_connection_belongs_whatever_ids_it_names() {
    var theirs = desk.tenant().create();
    var known =
        contacts.findOrCreate(theirs.id(), new PhoneNumber("+12025550148"), "Theirs", "phone");
    var hook = new Hook(signed());
    hook.map(Map.of("phone", "/phone", "name", "/name", "note-title", "Hello"));
    var body =
        "{\"phone\":\"+12025550148\",\"name\":\"Mine\",\"tenant_id\":\""
            + theirs.id()
            + "\",\"contact_id\":\""
            + known.id()
            + "\"}";
    assertThat(hook.post(body, signature(body)).status()).isEqualTo(200);
    hook.settle();
    var mine = contacts.findByPhone(hook.shop.id(), new PhoneNumber("+12025550148")).orElseThrow();
    assertThat(mine.id()).isNotEqualTo(known.id());
    assertThat(contacts.require(theirs.id(), known.id()).name()).isEqualTo("Theirs");
    assertThat(theirs.owner().get("/contacts/" + known.id()).body()).doesNotContain("Hello");
  }

  @Test
  void identity_type_and_order_come_from_their_pointers_and_else_from_a_digest() {
    var values = new HashMap<>(signed());
    values.put("identity-pointer", "/id");
    values.put("type-pointer", "/kind");
    values.put("order-pointer", "/customer");
    var hook = new Hook(values);
    for (var body :
        List.of(
            "{\"id\":7,\"kind\":\"made\",\"customer\":\"c\"}",
            "{\"id\":7,\"kind\":\"made\",\"customer\":\"c\",\"again\":1}",
            "{\"id\":7,\"kind\":\"paid\",\"customer\":\"c\"}",
            "{\"kind\":\"made\"}",
            "{\"kind\":\"made\"}",
            "{\"id\":{},\"kind\":[]}")) {
      assertThat(hook.post(body, signature(body)).status()).isEqualTo(200);
    }
    assertThat(hook.count("true")).isEqualTo(4);
    assertThat(hook.count("identity IN ('made/7', 'paid/7')")).isEqualTo(2);
    assertThat(hook.count("identity LIKE 'made/#%'")).isEqualTo(1);
    assertThat(hook.count("ordering_key = 'by:c'")).isEqualTo(2);
  }

  @Test
  void events_that_differ_in_type_or_name_are_never_taken_for_one() {
    var values = new HashMap<>(signed());
    values.put("identity-pointer", "/id");
    values.put("type-pointer", "/kind");
    var hook = new Hook(values);
    var longer = "n".repeat(700);
    var bodies =
        List.of(
            "{\"kind\":\"a/b\",\"id\":\"c\"}",
            "{\"kind\":\"a\",\"id\":\"b/c\"}",
            "{\"kind\":\"a~1b\",\"id\":\"c\"}",
            "{\"kind\":\"a\",\"id\":\"" + longer + "1\"}",
            "{\"kind\":\"a\",\"id\":\"" + longer + "2\"}",
            "{\"kind\":\"" + longer + "1\",\"id\":\"c\"}",
            "{\"kind\":\"" + longer + "2\",\"id\":\"c\"}");
    for (int i = 0; i < 2; i++) {
      for (var body : bodies) {
        assertThat(hook.post(body, signature(body)).status()).isEqualTo(200);
      }
    }
    assertThat(hook.count("true")).isEqualTo(bodies.size());
  }

  @Test
  void the_same_event_of_two_workspaces_is_two_events() {
    var values = new HashMap<>(signed());
    values.put("identity-pointer", "/id");
    var ours = new Hook(values);
    var theirs = new Hook(values);
    var body = "{\"id\":\"same\"}";
    for (var hook : List.of(ours, theirs, ours)) {
      assertThat(hook.post(body, signature(body)).status()).isEqualTo(200);
    }
    assertThat(ours.count("true")).isEqualTo(1);
    assertThat(theirs.count("true")).isEqualTo(1);
  }

  @Test
  void a_signature_covers_the_bytes_as_they_came_in_any_charset() throws Exception {
    var hook = new Hook(signed());
    for (var charset : List.of("UTF-16LE", "ISO-8859-1", "UTF-8")) {
      var bytes = "{\"name\":\"Z\u00fcrich \u00e9\"}".getBytes(charset);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var signature = "sha256=" + HexFormat.of().formatHex(mac.doFinal(bytes));
      var address = URI.create(desk.baseUrl() + "/hooks/generic/" + hook.id);
      try (var client = HttpClient.newHttpClient()) {
        var answer =
            client.send(
                HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json;charset=" + charset)
                    .header("X-Signature", signature)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        // Never "forged": what can't be read as JSON is told so.
        assertThat(answer.statusCode()).as(charset + answer.body()).isIn(200, 400);
      }
    }
    assertThat(hook.count("true")).isPositive();
  }

  @Test
  void the_mapping_screen_shows_payloads_without_secrets_previews_and_saves_versions() {
    var hook = new Hook(signed());
    var page = "/settings/connections/" + hook.id + "/mapping";
    var browser = hook.shop.owner();
    assertThat(browser.get(page).body()).contains("Nothing came yet");
    var body =
        "{\"phone\":\"(202) 555-0149\",\"password\":\"hunter2\",\"name\":\"<b>Zoe</b>\",\"a/b~c\":1}";
    hook.post(body, signature(body));
    hook.settle();
    assertThat(hook.count("state = 'dead' AND error LIKE '%There is no mapping yet%'"))
        .isEqualTo(1);

    assertThat(browser.get(page).body())
        .contains("/phone", "(202) 555-0149", "/a~1b~0c", "••••")
        .doesNotContain("hunter2", "<b>Zoe</b>");

    var wrong = browser.post(page, "action", "save", "version", "0", "phone", "phone");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("Write a JSON pointer");
    var empty = browser.post(page, "action", "preview", "version", "0", "name", "/name");
    assertThat(empty.body())
        .containsIgnoringCase("say where the phone or the e-mail address stands");
    var bad = browser.post(page, "action", "preview", "version", "0", "phone", "/name");
    assertThat(bad.body()).contains("Would be a dead letter", "/name: is no telephone number");
    var preview = browser.post(page, "action", "preview", "version", "0", "phone", "/phone");
    assertThat(preview.body()).contains("Would take effect");
    assertThat(mappings.latest(hook.shop.id(), hook.id)).isEmpty();
    assertThat(contacts.findByPhone(hook.shop.id(), new PhoneNumber("+12025550149"))).isEmpty();

    assertThat(browser.post(page, "action", "save", "version", "0", "phone", "/phone").status())
        .isIn(302, 303);
    assertThat(browser.post(page, "action", "save", "version", "0", "phone", "/other").status())
        .isEqualTo(409);
    assertThat(browser.get(page).body()).contains("Version 1 by");
    browser.post("/operations/webhooks/replay");
    hook.settle();
    assertThat(contacts.findByPhone(hook.shop.id(), new PhoneNumber("+12025550149"))).isPresent();
    assertThat(hook.shop.signedIn(Role.MANAGER).get(page).status()).isEqualTo(403);
    assertThat(desk.tenant().create().owner().get(page).status()).isEqualTo(404);
    assertThat(browser.get("/settings/connections").body()).contains(page);
  }

  @Test
  void a_connection_that_could_not_work_is_refused_by_the_field_at_fault() {
    var browser = desk.tenant().create().owner();
    var path = "/settings/connections/new/generic";
    assertThat(
            browser
                .post(
                    path,
                    "name",
                    "W",
                    "v-proof",
                    "signature",
                    "v-secret",
                    SECRET,
                    "v-header",
                    "X-Sig",
                    "v-timestamp-header",
                    "X-Time")
                .body())
        .containsIgnoringCase("a timestamp that is not signed proves nothing");
    assertThat(browser.post(path, "name", "W", "v-proof", "token", "v-secret", SECRET).body())
        .containsIgnoringCase("name a header, or a query parameter");
    assertThat(
            browser
                .post(
                    path,
                    "name",
                    "W",
                    "v-proof",
                    "token",
                    "v-secret",
                    SECRET,
                    "v-header",
                    "X-T",
                    "v-identity-pointer",
                    "id")
                .body())
        .containsIgnoringCase("write a JSON pointer");
  }

  private static Map<String, String> signed() {
    return Map.of(
        "proof", "signature", "secret", SECRET, "header", "X-Signature", "prefix", "sha256=");
  }

  private static Map<String, String> signature(String body) {
    try {
      return Map.of(
          "X-Signature", "sha256=" + HexFormat.of().formatHex(mac("HmacSHA256", SECRET, body)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] mac(String algorithm, String secret, String text)
      throws GeneralSecurityException {
    var mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private final class Hook {
    final TestDesk.TestTenant shop = desk.tenant().create();
    final ConnectionId id;

    Hook(Map<String, String> values) {
      id = connections.add(shop.id(), shop.ownerCaller().actor(), "generic", "Website", values);
    }

    void map(Map<String, String> fields) {
      mappings.save(shop.id(), shop.ownerCaller().actor(), id, 0, new Mapping(fields));
    }

    Reply post(String body, Map<String, String> headers) {
      return send("", body, headers);
    }

    Reply send(String query, String body, Map<String, String> headers) {
      return desk.client("").send("POST", "/hooks/generic/" + id + query, body, headers);
    }

    void settle() {
      until(() -> count("state IN ('waiting', 'working')") == 0);
    }

    long count(String condition) {
      return worker
          .db()
          .sql(
              "SELECT count(*) FROM integrations.webhook WHERE tenant_id = :tenant AND "
                  + condition)
          .param("tenant", shop.id().value())
          .query(Long.class)
          .single();
    }

    long rows(String table) {
      return transactions.read(
          shop.id(), () -> db.sql("SELECT count(*) FROM " + table).query(Long.class).single());
    }
  }

  private static void until(BooleanSupplier done) {
    var giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within 30 seconds").isLessThan(giveUp);
      Thread.onSpinWait();
    }
  }
}
