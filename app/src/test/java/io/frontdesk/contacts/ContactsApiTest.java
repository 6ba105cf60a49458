package io.frontdesk.contacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Permission;
import io.frontdesk.testing.TestDesk;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class ContactsApiTest {
  private static final String ANA =
      "{\"name\":\"Ana\",\"phones\":[\"(212) 555-0142\"],\"tags\":[\"VIP\"]}";

  @Autowired private TestDesk desk;

  @Test
  void a_contact_is_made_read_changed_and_listed() {
    var api = desk.tenant().create().apiKey();

    var made = api.post("/api/v1/contacts", ANA);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var path = made.header("Location").orElseThrow();
    var read = api.get(path);
    assertThat(read.json().get("phones").get(0).asString()).isEqualTo("+12125550142");
    var etag = read.header("ETag").orElseThrow();
    var changed =
        api.send("PATCH", path, "{\"stage\":\"vip\",\"name\":null}", Map.of("If-Match", etag));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.json().get("stage").asString()).isEqualTo("vip");
    assertThat(changed.json().get("name").isNull()).isTrue();
    assertThat(changed.json().get("tags").get(0).asString()).isEqualTo("VIP");
    var late = api.send("PATCH", path, "{\"stage\":\"lost\"}", Map.of("If-Match", etag));
    assertThat(late.status()).isEqualTo(409);
    assertThat(api.get("/api/v1/contacts?q=0142").json().get("data")).hasSize(1);
  }

  @Test
  void a_repeated_request_makes_one_contact() {
    var shop = desk.tenant().create();
    var api = shop.apiKey();
    var key = Map.of("Idempotency-Key", "k-1");

    var first = api.send("POST", "/api/v1/contacts", ANA, key);
    var again = api.send("POST", "/api/v1/contacts", ANA, key);
    var other = api.send("POST", "/api/v1/contacts", "{\"name\":\"Bea\"}", key);

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(other.status()).isEqualTo(422);
    assertThat(api.get("/api/v1/contacts").json().get("data")).hasSize(1);
    assertThat(api.post("/api/v1/contacts", ANA).status()).as("the number is taken").isEqualTo(409);
  }

  @Test
  void a_refused_request_may_be_mended_under_the_same_key() {
    var api = desk.tenant().create().apiKey();
    var key = Map.of("Idempotency-Key", "k-2");

    assertThat(api.send("POST", "/api/v1/contacts", "{\"phones\":[\"1\"]}", key).status())
        .isEqualTo(400);
    assertThat(api.send("POST", "/api/v1/contacts", ANA, key).status()).isEqualTo(201);
  }

  @Test
  void the_list_is_walked_by_cursors() {
    var api = desk.tenant().create().apiKey();
    for (int i = 0; i < 7; i++) {
      api.post("/api/v1/contacts", "{\"name\":\"Person " + i + "\"}");
    }

    var names = new TreeSet<String>();
    var cursor = "";
    do {
      var page = api.get("/api/v1/contacts?limit=3" + cursor).json();
      page.get("data").forEach(one -> names.add(one.get("name").asString()));
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").asString();
    } while (!cursor.isEmpty());

    assertThat(names).hasSize(7);
  }

  @Test
  void bad_requests_get_a_clear_answer() {
    var shop = desk.tenant().create();
    var api = shop.apiKey();

    for (var body :
        new String[] {
          "",
          "[]",
          "nonsense",
          "{\"name\":7}",
          "{\"phones\":\"x\"}",
          "{}",
          "{\"stage\":\"king\",\"name\":\"A\"}"
        }) {
      var reply = api.post("/api/v1/contacts", body);
      assertThat(reply.status()).as(body).isEqualTo(400);
      assertThat(reply.header("Content-Type").orElseThrow()).startsWith("application/problem+json");
    }
    assertThat(api.get("/api/v1/contacts?limit=0").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/contacts?cursor=x").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/contacts/not-an-id").status()).isIn(400, 404);
    assertThat(shop.apiKey(Permission.VIEW_CALLS).get("/api/v1/contacts").status()).isEqualTo(403);
    assertThat(shop.apiKey(Permission.VIEW_CONTACTS).post("/api/v1/contacts", ANA).status())
        .isEqualTo(403);
  }
}
