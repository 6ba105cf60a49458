package io.frontdesk.integrations.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.testing.TestDesk;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class EndpointDoorsTest {
  private static final String PATH = "/api/v1/webhook-endpoints";

  @Autowired private TestDesk desk;
  @Autowired private HookPump pump;
  @Autowired private Endpoints endpoints;

  private FakeCustomer customer;
  private TestDesk.TestTenant shop;

  @BeforeEach
  void open() throws Exception {
    customer = new FakeCustomer();
    shop = desk.tenant().create();
  }

  @AfterEach
  void close() {
    endpoints
        .all(shop.id())
        .forEach(one -> endpoints.remove(shop.id(), shop.ownerCaller().actor(), one.id()));
    customer.close();
  }

  @Test
  void a_person_adds_tests_reads_the_log_sends_again_edits_and_removes() {
    var browser = shop.owner();
    assertThat(browser.get("/settings/webhooks").body()).contains("Nobody is told yet");
    assertThat(browser.get("/settings/webhooks/new").body()).contains("appointment.booked");
    var wrong = browser.post("/settings/webhooks/new", "url", "http://127.0.0.1/x");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("Give an https address", "Choose at least one event");
    var inside =
        browser.post("/settings/webhooks/new", "url", "https://10.1.2.3/x", "t-call.ended", "true");
    assertThat(inside.body()).contains("private network");

    var added =
        browser.post(
            "/settings/webhooks/new",
            "url",
            customer.url(),
            "description",
            "Ledger <b>",
            "t-call.ended",
            "true");
    assertThat(added.status()).as(added.body()).isEqualTo(200);
    assertThat(added.body()).contains("whsec_", "Ledger &lt;b&gt;").doesNotContain("Ledger <b>");
    var id = endpoints.all(shop.id()).getFirst().id();
    var page = "/settings/webhooks/" + id;
    assertThat(browser.get(page).body()).doesNotContain("whsec_");
    assertThat(browser.get("/settings/webhooks").body()).contains("Ledger");

    customer.answer(_ -> 500);
    assertThat(browser.post(page + "/test").status()).isIn(302, 303);
    pump.drain();
    assertThat(browser.get(page).body()).contains("webhook.test", "it answered 500");
    var hook = endpoints.log(shop.id(), id, null, Long.MAX_VALUE, 5).getFirst();
    assertThat(browser.get(page + "/log/" + hook.id()).body()).contains("answer 500");
    assertThat(browser.get(page + "?state=delivered").body()).contains("Nothing here");

    var stale =
        browser.post(
            page + "/edit", "version", "99", "url", customer.url(), "t-call.ended", "true");
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body()).contains("Somebody changed it meanwhile");
    var saved =
        browser.post(
            page + "/edit", "version", "1", "url", customer.url(), "t-call.started", "true");
    assertThat(saved.status()).as(saved.body()).isIn(302, 303);
    assertThat(endpoints.require(shop.id(), id).types()).containsExactly("call.started");
    assertThat(browser.post(page + "/rotate").body()).contains("whsec_");

    browser.post(page + "/active", "active", "false");
    assertThat(browser.get(page).body()).contains("Switched off by hand");
    browser.post(page + "/active", "active", "true");
    customer.answer(_ -> 200);
    assertThat(browser.get(page + "?state=failed").body()).contains("Send again what failed");
    browser.post(page + "/replay", "days", "7");
    pump.drain();
    assertThat(browser.get(page + "?state=delivered").body()).contains("webhook.test");
    browser.post(page + "/log/" + hook.id() + "/replay");
    pump.drain();
    assertThat(customer.requests).hasSize(3);

    browser.post(page + "/remove");
    assertThat(browser.get(page).status()).isEqualTo(404);
  }

  @Test
  void those_who_may_not_manage_connections_see_nothing() {
    var manager = shop.signedIn(Role.MANAGER);
    assertThat(manager.get("/settings/webhooks").status()).isEqualTo(403);
    assertThat(manager.get("/settings/webhooks/panel/off").status()).isEqualTo(403);
    assertThat(shop.apiKey(Permission.VIEW_CALLS).get(PATH).status()).isEqualTo(403);
  }

  @Test
  void a_program_does_the_same_and_a_repeat_takes_effect_once() {
    var api = shop.apiKey();
    var body = "{\"url\":\"" + customer.url() + "\",\"types\":[\"call.ended\"]}";
    var key = Map.of("Idempotency-Key", "k-1");
    var made = api.send("POST", PATH, body, key);
    var again = api.send("POST", PATH, body, key);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(made.json());
    assertThat(made.json().path("secret").asString()).startsWith("whsec_");
    assertThat(api.get(PATH).json().path("data")).hasSize(1);
    assertThat(api.get(PATH).body()).doesNotContain("whsec_");
    var one = PATH + "/" + made.json().path("id").asString();
    assertThat(made.header("Location")).hasValue(one);

    assertThat(api.post(PATH, "{\"url\":\"ftp://x\",\"types\":[\"made.up\"]}").body())
        .contains("request.invalid", "url", "types");
    assertThat(api.get(PATH + "/types").body()).contains("appointment.booked", "starts_at");
    assertThat(
            api.send("PATCH", one, "{\"types\":[\"call.started\"]}", Map.of("If-Match", "\"7\""))
                .status())
        .isEqualTo(409);
    var patched =
        api.send("PATCH", one, "{\"types\":[\"call.started\"]}", Map.of("If-Match", "\"1\""));
    assertThat(patched.json().path("types").toString()).isEqualTo("[\"call.started\"]");
    assertThat(patched.json().path("url").asString()).isEqualTo(customer.url());

    customer.answer(_ -> 0);
    assertThat(api.send("POST", one + "/test", null, Map.of()).status()).isEqualTo(202);
    pump.drain();
    var row = api.get(one + "/deliveries").json().path("data").get(0);
    assertThat(row.path("state").asString()).isEqualTo("waiting");
    assertThat(row.path("error").asString()).contains("broke off");
    var hook = one + "/deliveries/" + row.path("id").asString();
    assertThat(api.get(hook).json().path("payload").path("type").asString())
        .isEqualTo("webhook.test");
    assertThat(api.get(hook).json().path("log")).hasSize(1);
    assertThat(api.get(one + "/deliveries?state=odd").status()).isEqualTo(400);
    assertThat(api.get(one + "/deliveries?cursor=x").status()).isEqualTo(400);

    assertThat(api.send("PATCH", one, "{\"active\":false}", Map.of()).json().path("off_because"))
        .hasToString("\"person\"");
    assertThat(api.send("POST", one + "/test", null, Map.of()).status()).isEqualTo(409);
    api.send("PATCH", one, "{\"active\":true}", Map.of());
    customer.answer(_ -> 200);
    assertThat(api.post(one + "/replay", "{\"since\":\"2020-01-01T00:00:00Z\"}").body())
        .isEqualTo("{\"replayed\":1}");
    assertThat(api.post(one + "/replay", "{\"since\":\"yesterday\"}").status()).isEqualTo(400);
    pump.drain();
    assertThat(api.get(hook).json().path("state").asString()).isEqualTo("delivered");
    assertThat(api.send("POST", hook + "/replay", null, Map.of()).status()).isEqualTo(202);
    var rotated = api.send("POST", one + "/rotate-secret", null, key).json().path("secret");
    assertThat(rotated).isNotEqualTo(made.json().path("secret"));
    assertThat(api.send("POST", one + "/rotate-secret", null, key).json().path("secret"))
        .isEqualTo(rotated);
    assertThat(api.send("DELETE", one, null, Map.of()).status()).isEqualTo(204);
    assertThat(api.get(one).status()).isEqualTo(404);
  }
}
