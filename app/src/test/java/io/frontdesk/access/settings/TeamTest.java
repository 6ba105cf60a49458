package io.frontdesk.access.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Role;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Nobody takes more than they were given.
@FrontdeskTest
class TeamTest {
  private static final Pattern LINK = Pattern.compile("/invitation/[a-z0-9-]+/[\\w-]{43}");
  private static final String GOOD = "four unrelated words do well";

  @Autowired private TestDesk desk;
  @Autowired private MovableClock clock;

  @BeforeEach
  @AfterEach
  void now() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void nobody_grants_more_than_they_are() {
    var shop = desk.tenant().create();
    var viewer = shop.join(desk.account("Vic"), Role.VIEWER);
    var owner = owner(shop);

    for (var role : Role.values()) {
      if (role == Role.OWNER || role == Role.ADMIN) {
        continue;
      }
      var browser = shop.signedIn(role);
      assertThat(grant(browser, viewer, Role.OWNER).status()).as(role.label()).isEqualTo(403);
      assertThat(invite(browser, Role.VIEWER).status()).as(role.label()).isEqualTo(403);
    }
    var admin = shop.signedIn(Role.ADMIN);
    assertThat(grant(admin, viewer, Role.OWNER).status()).isEqualTo(403);
    assertThat(grant(admin, owner, Role.VIEWER).status()).isEqualTo(403);
    assertThat(remove(admin, owner).status()).isEqualTo(403);
    assertThat(invite(admin, Role.OWNER).status()).isEqualTo(403);
    assertThat(grant(admin, viewer, Role.MANAGER).status()).isBetween(302, 303);
    assertThat(admin.post("/settings/members/" + viewer.value() + "/role", "role", "GOD").status())
        .isEqualTo(400);
    assertThat(role(shop, viewer)).isEqualTo(Role.MANAGER);
    assertThat(role(shop, owner)).isEqualTo(Role.OWNER);
  }

  @Test
  void the_last_owner_can_not_leave_even_when_two_leave_at_once() throws Exception {
    var shop = desk.tenant().create();
    var first = owner(shop);
    var refused = remove(shop.owner(), first);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("A workspace keeps an owner.", "Invite someone");
    assertThat(grant(shop.owner(), first, Role.ADMIN).status()).isEqualTo(409);

    var second = shop.join(desk.account("Second"), Role.OWNER);
    var outcomes = new ArrayList<Boolean>();
    try (var threads = Executors.newFixedThreadPool(2)) {
      var tasks =
          java.util.List.<Callable<Boolean>>of(
              () -> leaves(shop, first), () -> leaves(shop, second));
      for (var future : threads.invokeAll(tasks)) {
        outcomes.add(future.get());
      }
    }

    assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    assertThat(shop.members()).filteredOn(m -> m.role() == Role.OWNER).hasSize(1);
  }

  @Test
  void who_was_removed_is_out_at_once() {
    var shop = desk.tenant().create();
    var account = desk.account("Vic");
    var member = shop.join(account, Role.MANAGER);
    var browser = desk.browser(account).below("/w/" + shop.slug());
    assertThat(browser.get("/settings/members").status()).isEqualTo(200);

    remove(shop.owner(), member);

    assertThat(browser.get("/settings/members").status()).isEqualTo(404);
  }

  @Test
  void an_agency_enters_its_children_and_they_see_neither_it_nor_each_other() {
    var agency = desk.tenant().named("Agency").create();
    var child = desk.tenant().named("Child").under(agency).create();
    var sibling = desk.tenant().named("Sibling").under(agency).create();

    assertThat(at(agency.owner(), child).status()).isEqualTo(200);
    assertThat(at(agency.signedIn(Role.ADMIN), child).status()).isEqualTo(200);
    assertThat(at(agency.signedIn(Role.MANAGER), child).status()).isEqualTo(404);
    assertThat(at(child.owner(), agency).status()).isEqualTo(404);
    assertThat(at(child.owner(), sibling).status()).isEqualTo(404);
    assertThat(agency.owner().get("/settings/agency").body())
        .contains("/w/" + child.slug())
        .contains("/w/" + sibling.slug());
    assertThat(child.owner().get("/settings/members").body())
        .doesNotContain("/w/" + agency.slug())
        .doesNotContain("/w/" + sibling.slug());
    // The visit is in the child's own book.
    assertThat(child.owner().get("/settings/audit").body()).contains("access.entered-as-agency");
  }

  @Test
  void a_child_can_not_become_an_agency() {
    var agency = desk.tenant().named("Agency").create();
    var child = desk.tenant().named("Child").under(agency).create();

    assertThatThrownBy(() -> desk.tenant().under(child).create())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("agency");
  }

  @Test
  void an_invited_person_joins_once_by_the_link() {
    var shop = desk.tenant().create();
    var link = link(invite(shop.owner(), Role.FRONT_DESK));
    var guest = desk.strangerElsewhere();

    assertThat(guest.get(link).status()).isEqualTo(200);
    assertThat(guest.post(link, "name", "Gia Guest", "password", "short").status()).isEqualTo(400);
    assertThat(guest.post(link, "name", "Gia Guest", "password", GOOD).location())
        .isEqualTo("/w/" + shop.slug() + "/today");

    assertThat(guest.get("/w/" + shop.slug() + "/settings/keys").status()).isEqualTo(403);
    assertThat(shop.members())
        .filteredOn(m -> m.name().equals("Gia Guest"))
        .singleElement()
        .satisfies(m -> assertThat(m.role()).isEqualTo(Role.FRONT_DESK));
    var other = desk.strangerElsewhere();
    assertThat(other.get(link).status()).isEqualTo(410);
    assertThat(other.post(link, "name", "Second Guest", "password", GOOD).status()).isEqualTo(410);
  }

  @Test
  void an_invitation_ends_and_can_be_withdrawn_and_holds_for_one_workspace() {
    var shop = desk.tenant().create();
    var other = desk.tenant().create();
    var late = link(invite(shop.owner(), Role.VIEWER));
    clock.advance(Duration.ofSeconds(1));
    var owner = shop.owner();
    var withdrawn = link(invite(owner, Role.VIEWER));
    var page = owner.get("/settings/members").body();
    Pattern.compile("/settings/invitations/([0-9a-f-]{36})/withdraw")
        .matcher(page)
        .results()
        .map(match -> match.group(1))
        .distinct()
        .findFirst()
        .ifPresent(id -> owner.post("/settings/invitations/" + id + "/withdraw"));

    assertThat(desk.strangerElsewhere().get(withdrawn).status()).isEqualTo(410);
    assertThat(desk.strangerElsewhere().get(late.replace(shop.slug(), other.slug())).status())
        .isEqualTo(410);
    clock.advance(Duration.ofDays(8));
    assertThat(desk.strangerElsewhere().get(late).status()).isEqualTo(410);
  }

  @Test
  void an_invitation_of_an_account_can_only_be_taken_by_it() {
    var shop = desk.tenant().create();
    var account = desk.account("Ana");
    var bystander = desk.browser(desk.account("Bystander"));
    var elsewhere = desk.tenant().create();
    elsewhere.join(account, Role.VIEWER);
    var email =
        elsewhere.members().stream()
            .filter(m -> m.account().equals(account))
            .findFirst()
            .orElseThrow()
            .email()
            .value();
    var link = link(shop.owner().post("/settings/members", "email", email, "role", "MANAGER"));

    bystander.post(link);
    desk.strangerElsewhere().post(link, "name", "Thief", "password", GOOD);
    assertThat(shop.members()).noneMatch(m -> m.role() == Role.MANAGER);

    assertThat(desk.browser(account).post(link).location())
        .isEqualTo("/w/" + shop.slug() + "/today");
    assertThat(shop.members())
        .filteredOn(m -> m.role() == Role.MANAGER)
        .singleElement()
        .satisfies(m -> assertThat(m.account()).isEqualTo(account));
  }

  @Test
  void sensitive_changes_ask_for_the_password_again() {
    var shop = desk.tenant().create();
    var owner = shop.owner();
    owner.get("//account");

    clock.advance(Duration.ofMinutes(11));

    assertThat(invite(owner, Role.VIEWER).location()).startsWith("/confirm?next=");
    assertThat(owner.post("/settings/keys", "name", "Key").location()).startsWith("/confirm");
  }

  @Test
  void who_came_by_a_link_and_has_no_password_confirms_with_a_new_link() {
    var shop = desk.tenant().create();
    var owner = shop.owner().below("");
    var terminal = new ByteArrayOutputStream();
    var before = System.out;

    assertThat(owner.get("/confirm").body())
        .contains("/confirm/link")
        .doesNotContain("current-password");
    System.setOut(new PrintStream(terminal, true, UTF_8));
    try {
      assertThat(owner.post("/confirm/link").location()).isEqualTo("/confirm?printed=true");
    } finally {
      System.setOut(before);
    }
    var link = Pattern.compile("/welcome/[\\w-]{43}").matcher(terminal.toString(UTF_8));
    assertThat(link.find()).isTrue();

    clock.advance(Duration.ofMinutes(11));
    assertThat(shop.owner().below("").post(link.group()).location()).isEqualTo("/");
    assertThat(desk.stranger().post("/confirm/link").status()).isNotEqualTo(200);
  }

  private boolean leaves(TestTenant shop, MemberId member) {
    var account =
        shop.members().stream()
            .filter(m -> m.id().equals(member))
            .findFirst()
            .orElseThrow()
            .account();
    return remove(desk.browser(account).below("/w/" + shop.slug()), member).status() < 400;
  }

  private static Reply at(Browser browser, TestTenant shop) {
    return browser.get("//w/" + shop.slug() + "/settings/members");
  }

  private static Reply grant(Browser browser, MemberId member, Role role) {
    return browser.post("/settings/members/" + member.value() + "/role", "role", role.name());
  }

  private static Reply remove(Browser browser, MemberId member) {
    return browser.post("/settings/members/" + member.value() + "/remove");
  }

  private static Reply invite(Browser browser, Role role) {
    return browser.post(
        "/settings/members",
        "email",
        "i" + Uuid7.next().toString().replace("-", "") + "@people.example",
        "role",
        role.name());
  }

  private static String link(Reply reply) {
    var matcher = LINK.matcher(reply.body());
    assertThat(matcher.find()).as("no link in the answer %s", reply.status()).isTrue();
    return matcher.group();
  }

  private static MemberId owner(TestTenant shop) {
    return shop.members().stream()
        .filter(m -> m.account().equals(shop.ownerAccount()))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static Role role(TestTenant shop, MemberId member) {
    return shop.members().stream()
        .filter(m -> m.id().equals(member))
        .findFirst()
        .orElseThrow()
        .role();
  }
}
