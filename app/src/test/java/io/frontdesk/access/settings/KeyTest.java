package io.frontdesk.access.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.access.key.ApiKeys;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A key opens one workspace, no further than whoever made it, and no longer than meant.
@FrontdeskTest
class KeyTest {
  private static final Pattern KEY = Pattern.compile("fdk_[\\w-]{43}");
  private static final String ME = "/api/v1/me";

  @Autowired private TestDesk desk;
  @Autowired private ApiKeys keys;
  @Autowired private MovableClock clock;

  @BeforeEach
  @AfterEach
  void now() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void a_key_is_shown_once() {
    var shop = desk.tenant().create();
    var owner = shop.owner();

    var page = owner.post("/settings/keys", "name", "Website", "scope-VIEW_CALLS", "on");

    var matcher = KEY.matcher(page.body());
    assertThat(matcher.find()).isTrue();
    var text = matcher.group();
    var again = owner.get("/settings/keys").body();
    assertThat(again).contains("Website").contains(text.substring(0, 10)).doesNotContain(text);
    var me = desk.client(text).get(ME);
    assertThat(me.status()).isEqualTo(200);
    assertThat(me.body()).contains(shop.slug()).contains("VIEW_CALLS");
    assertThat(me.json().get("scopes").size()).isEqualTo(2);
  }

  @Test
  void a_key_can_not_do_more_than_its_maker() {
    var shop = desk.tenant().create();
    var limited =
        new Caller(
            shop.id(),
            shop.slug(),
            new Actor.Person(shop.ownerAccount(), "Limited"),
            EnumSet.of(Permission.VIEW_TODAY, Permission.MANAGE_API_KEYS));
    var strong = keys.make(shop.ownerCaller(), "Strong", Set.of(Permission.VIEW_AUDIT), null);

    assertThatThrownBy(() -> keys.make(limited, "More", Set.of(Permission.VIEW_INBOX), null))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> keys.rotate(limited, strong.key().id(), Duration.ofDays(1)))
        .isInstanceOf(Refusal.class);
    assertThat(shop.signedIn(Role.MANAGER).post("/settings/keys", "name", "Mine").status())
        .isEqualTo(403);
  }

  @Test
  void a_key_ends_when_it_should() {
    var shop = desk.tenant().create();
    var text = shop.apiKeyText(Duration.ofDays(30));
    var client = desk.client(text);

    clock.advance(Duration.ofDays(30).minusSeconds(1));
    assertThat(client.get(ME).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    var ended = client.get(ME);
    assertThat(ended.status()).isEqualTo(401);
    assertThat(ended.body()).isEqualTo(desk.client("fdk_" + "x".repeat(43)).get(ME).body());
    assertThat(ended.header("WWW-Authenticate")).isPresent();
  }

  @Test
  void a_revoked_key_is_refused_at_once() {
    var shop = desk.tenant().create();
    var made = keys.make(shop.ownerCaller(), "Gone", Set.of(), null);
    assertThat(desk.client(made.text()).get(ME).status()).isEqualTo(200);

    shop.owner().post("/settings/keys/" + made.key().id() + "/revoke");

    assertThat(desk.client(made.text()).get(ME).status()).isEqualTo(401);
  }

  @Test
  void a_rotated_key_works_beside_its_successor_for_a_day() {
    var shop = desk.tenant().create();
    var old = keys.make(shop.ownerCaller(), "Old", Set.of(Permission.VIEW_CALLS), null);

    var page = shop.owner().post("/settings/keys/" + old.key().id() + "/rotate").body();

    var matcher = KEY.matcher(page);
    assertThat(matcher.find()).isTrue();
    var successor = desk.client(matcher.group());
    assertThat(desk.client(old.text()).get(ME).status()).isEqualTo(200);
    assertThat(successor.get(ME).body()).contains("VIEW_CALLS");
    clock.advance(Duration.ofDays(1));
    assertThat(desk.client(old.text()).get(ME).status()).isEqualTo(401);
    assertThat(successor.get(ME).status()).isEqualTo(200);
  }

  @Test
  void a_key_ends_with_its_makers_membership_and_does_not_come_back() {
    var shop = desk.tenant().create();
    var account = desk.account("Leaver");
    var member = shop.join(account, Role.ADMIN);
    var client = desk.client(key(shop, account, Permission.VIEW_INBOX));
    assertThat(client.get(ME).status()).isEqualTo(200);

    shop.owner().post("/settings/members/" + member.value() + "/remove");

    assertThat(client.get(ME).status()).isEqualTo(401);
    shop.join(account, Role.ADMIN);
    assertThat(client.get(ME).status()).isEqualTo(401);
  }

  @Test
  void a_key_shrinks_with_its_makers_role() {
    var shop = desk.tenant().create();
    var account = desk.account("Demoted");
    var member = shop.join(account, Role.ADMIN);
    var client = desk.client(key(shop, account, Permission.VIEW_CALLS, Permission.VIEW_AUDIT));

    shop.owner().post("/settings/members/" + member.value() + "/role", "role", "VIEWER");

    assertThat(client.get(ME).body()).contains("VIEW_CALLS").doesNotContain("VIEW_AUDIT");
  }

  @Test
  void a_key_that_an_agency_made_in_a_child_ends_with_the_agencys_member() {
    var agency = desk.tenant().named("Agency").create();
    var child = desk.tenant().named("Child").under(agency).create();
    var account = desk.account("Agent");
    var member = agency.join(account, Role.ADMIN);
    var client = desk.client(key(child, account, Permission.VIEW_CALLS));
    assertThat(client.get(ME).status()).isEqualTo(200);

    agency.owner().post("/settings/members/" + member.value() + "/remove");

    assertThat(client.get(ME).status()).isEqualTo(401);
  }

  private String key(TestTenant shop, AccountId maker, Permission... scopes) {
    var caller =
        new Caller(
            shop.id(), shop.slug(), new Actor.Person(maker, "Maker"), Role.ADMIN.permissions());
    return keys.make(caller, "Key", Set.of(scopes), null).text();
  }
}
