package io.frontdesk.access.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Permission;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Whatever goes wrong, the answer is one that its reader understands and that tells nothing.
@FrontdeskTest
class ErrorsTest {
  private static final Pattern ID = Pattern.compile("E-[2-9A-Z]{6}");
  private static final String PROBLEM = "application/problem+json";
  private static final int OVER = 11 * 1024 * 1024;

  @Autowired private TestDesk desk;
  @Autowired private MeterRegistry meters;

  @Test
  void what_nobody_foresaw_is_counted_and_told_by_an_id_alone() {
    var shop = desk.tenant().create();
    double pages = count("page");
    double calls = count("api");

    var page = desk.stranger().get("/test-errors/boom");
    var problem = shop.apiKey().get("/api/v1/test-doors/fail?kind=boom");

    assertThat(page.status()).isEqualTo(500);
    assertThat(page.header("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(ID.matcher(page.body()).find()).isTrue();
    assertThat(problem.status()).isEqualTo(500);
    assertThat(problem.header("Content-Type")).contains(PROBLEM);
    assertThat(problem.json().get("errorId").asString()).matches(ID);
    assertThat(problem.json().get("code").asString()).isEqualTo("internal");
    tellsNothing(page);
    tellsNothing(problem);
    assertThat(count("page")).isEqualTo(pages + 1);
    assertThat(count("api")).isEqualTo(calls + 1);
  }

  @Test
  void a_database_that_is_full_or_away_is_no_error_of_ours_but_a_pause() {
    var shop = desk.tenant().create();
    double before = count("page") + count("api");

    for (var kind : new String[] {"pool-full", "database-away", "database-stops"}) {
      var page = desk.stranger().get("/test-errors/" + kind);
      var problem = shop.apiKey().get("/api/v1/test-doors/fail?kind=" + kind);

      assertThat(page.status()).as(kind).isEqualTo(503);
      assertThat(page.header("Retry-After")).isPresent();
      assertThat(page.header("Content-Type").orElseThrow()).startsWith("text/html");
      assertThat(problem.status()).isEqualTo(503);
      assertThat(problem.header("Retry-After")).isPresent();
      assertThat(problem.header("Content-Type")).contains(PROBLEM);
      tellsNothing(page);
      tellsNothing(problem);
    }
    assertThat(count("page") + count("api")).isEqualTo(before);
  }

  @Test
  void an_unknown_address_is_a_page_for_people_and_a_problem_for_programs() {
    var shop = desk.tenant().create();

    for (var path :
        new String[] {"/nowhere", "/w/no-such/nowhere", "/assets/x/none.css", "/error"}) {
      var page = desk.stranger().get(path);
      assertThat(page.status()).as(path).isEqualTo(404);
      assertThat(page.header("Content-Type").orElseThrow()).as(path).startsWith("text/html");
      assertThat(page.body()).contains("Back to the desk");
      tellsNothing(page);
    }
    var problem = shop.apiKey().send("GET", "/api/v1/nowhere", null, Map.of("Accept", "text/html"));
    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem.header("Content-Type")).contains(PROBLEM);
    assertThat(desk.client("").get("/hooks/nowhere").header("Content-Type")).contains(PROBLEM);
    var wrong = shop.apiKey().send("DELETE", "/api/v1/me", null, Map.of());
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.header("Allow").orElseThrow()).contains("GET");
    assertThat(desk.stranger().get("/w/no-such/today/../../..%2f").status()).isBetween(400, 404);
  }

  @Test
  void characters_that_no_text_can_hold_are_the_callers_mistake() {
    var shop = desk.tenant().create();
    var owner = shop.owner();

    for (var query : new String[] {"q=%00", "q=a%00b", "%00=q", "q=%ff%fe", "q=%c3%28"}) {
      var page = owner.get("/contacts?" + query);
      assertThat(page.status()).as(query).isEqualTo(400);
      tellsNothing(page);
      var problem = shop.apiKey().get("/api/v1/contacts?" + query);
      assertThat(problem.status()).as(query).isEqualTo(400);
      tellsNothing(problem);
    }
    var form = owner.post("/settings/members", "email", "a\0@people.example", "role", "VIEWER");
    assertThat(form.status()).isEqualTo(400);
    var json =
        shop.apiKey()
            .post("/api/v1/contacts", "{\"name\":\"a\\u0000b\",\"phone\":\"+12125550100\"}");
    assertThat(json.status()).isLessThan(500);
    tellsNothing(json);
    // Where a module lets one through, the database refuses it.
    assertThat(desk.stranger().get("/test-errors/bad-text").status()).isEqualTo(400);
    assertThat(owner.get("/contacts?q=caf%C3%A9").status()).isEqualTo(200);
  }

  @Test
  void a_body_over_the_limit_is_413_whether_it_was_announced_or_not() throws Exception {
    var shop = desk.tenant().create();
    var key = shop.apiKeyText(null, Permission.EDIT_CONTACTS);

    var unannounced =
        send(
            HttpRequest.newBuilder(URI.create(desk.baseUrl() + "/api/v1/contacts"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(json(OVER)))));
    var announced =
        send(
            HttpRequest.newBuilder(URI.create(desk.baseUrl() + "/api/v1/contacts"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json(OVER))));
    var page =
        send(
            HttpRequest.newBuilder(URI.create(desk.baseUrl() + "/sign-in"))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json(OVER))));
    var form =
        send(
            HttpRequest.newBuilder(URI.create(desk.baseUrl() + "/sign-in"))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(json(3 * 1024 * 1024)))));

    for (var problem : new Reply[] {unannounced, announced}) {
      assertThat(problem.status()).isEqualTo(413);
      assertThat(problem.header("Content-Type")).contains(PROBLEM);
      assertThat(problem.json().get("code").asString()).isEqualTo("request.too-large");
    }
    for (var human : new Reply[] {page, form}) {
      assertThat(human.status()).isEqualTo(413);
      assertThat(human.header("Content-Type").orElseThrow()).startsWith("text/html");
      tellsNothing(human);
    }
  }

  @Test
  void a_body_that_is_not_what_it_says_is_400() {
    var shop = desk.tenant().create();

    for (var body : new String[] {"{", "[1,2", "null", "\"text\"", "{\"name\":{}}", ""}) {
      var reply = shop.apiKey().post("/api/v1/contacts", body);
      assertThat(reply.status()).as(body).isBetween(400, 422);
      tellsNothing(reply);
    }
    var xml =
        shop.apiKey()
            .send("POST", "/api/v1/contacts", "<a/>", Map.of("Content-Type", "application/xml"));
    assertThat(xml.status()).isEqualTo(415);
  }

  private double count(String door) {
    return meters.counter("frontdesk.errors", "door", door).count();
  }

  private static void tellsNothing(Reply reply) {
    assertThat(reply.body())
        .doesNotContain("Exception")
        .doesNotContain("\tat ")
        .doesNotContain("io.frontdesk")
        .doesNotContain("org.springframework")
        .doesNotContain("Tomcat")
        .doesNotContain("secret cause")
        .doesNotContain("pool is full");
    assertThat(reply.header("Server")).isEmpty();
    assertThat(reply.header("X-Powered-By")).isEmpty();
  }

  private static Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return new Reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }
  }

  private static byte[] json(int size) {
    var body = new StringBuilder("{\"name\":\"");
    body.repeat('x', size - 30);
    return body.append("\",\"phone\":\"\"}")
        .toString()
        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
