package io.frontdesk.access.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Every answer carries the same armour; an address that asks too much is slowed.
@FrontdeskTest
class HeadersTest {
  private static final Map<String, String> ARMOUR =
      Map.of(
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                  + " font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self';"
                  + " frame-ancestors 'none'; base-uri 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Embedder-Policy", "require-corp",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy",
              "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(),"
                  + " payment=(), usb=()");

  private static final Pattern ASSET = Pattern.compile("/assets/[^\"]+\\.css");

  @Autowired private TestDesk desk;

  @Test
  void pages_api_errors_and_assets_carry_the_same_headers() {
    var shop = desk.tenant().create();
    var page = desk.stranger().get("/sign-in");
    var asset = ASSET.matcher(page.body());
    assertThat(asset.find()).isTrue();

    for (var reply :
        new Reply[] {
          page,
          shop.owner().get("/settings/members"),
          shop.apiKey().get("/api/v1/me"),
          desk.client("").get("/api/v1/me"),
          desk.stranger().get("/nowhere"),
          desk.stranger().get("/test-errors/boom"),
          desk.stranger().get(asset.group()),
          desk.stranger().get("/assets/x/none.css"),
          desk.client("").get("/health/live"),
        }) {
      ARMOUR.forEach(
          (name, value) ->
              assertThat(reply.headers(name))
                  .as(reply.raw().uri() + " " + name)
                  .containsExactly(value));
      // The tests' address is plain HTTP; a browser would be locked out of it.
      assertThat(reply.header("Strict-Transport-Security")).isEmpty();
      assertThat(reply.header("X-Request-Id")).isPresent();
    }
    assertThat(desk.stranger().get(asset.group()).header("Cache-Control").orElseThrow())
        .contains("immutable");
    for (var reply : new Reply[] {page, shop.owner().get("/settings/members")}) {
      assertThat(reply.header("Cache-Control")).contains("no-store");
    }
  }

  @Test
  void what_providers_programs_are_answered_is_nothing_a_browser_could_run_or_frame() {
    var reply = desk.client("").post("/hooks/generic/none", "{}");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.headers("Content-Security-Policy"))
        .containsExactly("default-src 'none'; sandbox");
    assertThat(reply.headers("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(reply.header("X-Request-Id")).isPresent();
    assertThat(reply.header("RateLimit-Limit")).isEmpty();
  }

  @Test
  void too_many_tries_from_one_address_are_told_to_wait_whatever_address_they_claim() {
    var attacker = desk.strangerElsewhere();
    attacker.forgetCsrf();
    Reply last = attacker.submit("POST", "/sign-in", Map.of());
    assertThat(last.header("RateLimit-Limit")).contains("60");
    assertThat(last.header("RateLimit-Remaining")).contains("59");

    for (int i = 0; i < 100 && last.status() != 429; i++) {
      last =
          attacker.submit(
              "POST",
              "/sign-in",
              Map.of(),
              "X-Forwarded-For",
              "198.51.100." + i,
              "X-Real-IP",
              "198.51.100." + i,
              "Forwarded",
              "for=198.51.100." + i);
    }

    assertThat(last.status()).isEqualTo(429);
    assertThat(last.header("RateLimit-Remaining")).contains("0");
    assertThat(Integer.parseInt(last.header("Retry-After").orElseThrow())).isBetween(1, 60);
    assertThat(Integer.parseInt(last.header("RateLimit-Reset").orElseThrow())).isBetween(1, 61);
    assertThat(desk.strangerElsewhere().get("/sign-in").status()).isEqualTo(200);
  }

  @Test
  void an_api_answer_tells_how_much_is_left() {
    var shop = desk.tenant().create();
    var client = shop.apiKey();

    int first = left(client.get("/api/v1/me"));
    int second = left(client.get("/api/v1/me"));

    assertThat(second).isLessThanOrEqualTo(first);
    assertThat(client.get("/api/v1/me").header("RateLimit-Limit")).contains("600");
  }

  private static int left(Reply reply) {
    return Integer.parseInt(reply.header("RateLimit-Remaining").orElseThrow());
  }
}
