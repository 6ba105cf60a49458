package io.frontdesk.access.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Another site's page makes a signed-in browser send a form.
@FrontdeskTest
class FormsTest {
  private static final String CHANGE = "/test-doors/change";

  @Autowired private TestDesk desk;

  @Test
  void a_form_without_a_token_or_with_a_foreign_one_changes_nothing() {
    var shop = desk.tenant().create();
    var owner = shop.owner();
    assertThat(owner.post(CHANGE).status()).isEqualTo(200);
    var other = shop.owner();
    other.get("//account");
    var visitor = desk.stranger();
    visitor.get("/sign-in");

    owner.forgetCsrf();
    refused(owner.post(CHANGE));
    for (var token :
        new String[] {
          Objects.requireNonNull(other.csrf()),
          Objects.requireNonNull(visitor.csrf()),
          "x",
          "A".repeat(86),
          "=".repeat(5000)
        }) {
      owner.useCsrf(token);
      refused(owner.post(CHANGE));
    }
  }

  @Test
  void a_right_token_from_another_site_changes_nothing() {
    var shop = desk.tenant().create();
    var owner = shop.owner();
    var host = desk.baseUrl();

    for (var headers :
        new String[][] {
          {"Origin", "https://evil.example"},
          {"Origin", "null"},
          {"Origin", host + ".evil.example"},
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"},
          {"Sec-Fetch-Site", "same-origin", "Origin", "https://evil.example"}
        }) {
      refused(owner.submit("POST", CHANGE, Map.of(), headers));
    }
    assertThat(
            owner
                .submit("POST", CHANGE, Map.of(), "Origin", host, "Sec-Fetch-Site", "same-origin")
                .status())
        .isEqualTo(200);
  }

  @Test
  void nobody_can_be_signed_in_by_another_sites_form() {
    var browser = desk.strangerElsewhere();
    browser.forgetCsrf();

    refused(browser.post("/sign-in", "email", "eve@people.example", "password", "evil"));
    refused(browser.post("/forgot", "email", "eve@people.example"));
  }

  @Test
  void hooks_and_the_api_need_no_token_and_take_no_cookie() {
    var shop = desk.tenant().create();
    var browser = shop.owner();

    var hook = desk.client("").post("/hooks/vapi/" + UUID.randomUUID(), "{}");
    assertThat(hook.status()).isIn(401, 404);
    var api =
        shop.apiKey()
            .send(
                "POST",
                "/api/v1/contacts",
                "{}",
                Map.of("Origin", "https://shop.example", "Sec-Fetch-Site", "cross-site"));
    assertThat(api.body()).doesNotContain("form.stale");
    assertThat(api.status()).isNotEqualTo(403);
    assertThat(browser.get("//api/v1/me").status()).isEqualTo(401);
  }

  private static void refused(Reply reply) {
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("out of date");
  }
}
