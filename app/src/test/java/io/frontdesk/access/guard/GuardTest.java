package io.frontdesk.access.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.testing.TestDesk;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class GuardTest {
  @Autowired private TestDesk desk;

  @Test
  void a_member_gets_in_as_what_their_role_allows_and_nobody_else_does() {
    var shop = desk.tenant().named("Bright Smile").create();
    var other = desk.tenant().create();

    assertThat(shop.owner().get("/test-doors/members").body()).isEqualTo(shop.id().toString());
    assertThat(shop.signedIn(Role.VIEWER).get("/test-doors/members").status()).isEqualTo(403);
    var away = other.owner().get("//w/" + shop.slug() + "/test-doors/members");
    var missing = other.owner().get("//w/no-such-desk/test-doors/members");
    assertThat(away.status()).isEqualTo(404);
    assertThat(away.body()).isEqualTo(missing.body());
    assertThat(desk.stranger().get("/w/" + shop.slug() + "/test-doors/members").location())
        .isEqualTo("/sign-in?next=%2Fw%2F" + shop.slug() + "%2Ftest-doors%2Fmembers");
  }

  @Test
  void a_handler_without_a_mark_is_refused_even_to_an_owner() {
    var shop = desk.tenant().create();

    assertThat(shop.owner().get("/test-doors/unmarked").status()).isEqualTo(403);
    assertThat(shop.owner().get("//test-doors/unmarked").status()).isEqualTo(403);
    assertThat(desk.stranger().get("/test-doors/unmarked").status()).isEqualTo(403);
    assertThat(shop.apiKey().get("/api/v1/test-doors/unmarked").status()).isEqualTo(403);
  }

  @Test
  void a_key_opens_its_own_workspace_within_its_scopes() {
    var shop = desk.tenant().create();

    assertThat(shop.apiKey(Permission.VIEW_CALLS).get("/api/v1/test-doors/calls").body())
        .isEqualTo(shop.id().toString());
    var refused = shop.apiKey(Permission.VIEW_INBOX).get("/api/v1/test-doors/calls");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("Content-Type")).contains("application/problem+json");
    assertThat(desk.client("fdk_nonsense").get("/api/v1/test-doors/calls").status()).isEqualTo(401);
    assertThat(desk.client("").get("/api/v1/test-doors/calls").json().get("code").asString())
        .isEqualTo("unauthenticated");
  }
}
