package io.frontdesk.integrations.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.integrations.Connections;
import io.frontdesk.testing.TestDesk;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class ConnectionPagesTest {
  @Autowired private TestDesk desk;
  @Autowired private Connections connections;

  @Test
  void a_connection_is_added_shown_changed_and_switched_off_and_its_secret_never_leaves() {
    var shop = desk.tenant().create();
    var browser = shop.owner();
    assertThat(browser.get("/settings/connections").status()).isEqualTo(200);
    assertThat(browser.get("/settings/connections/new/vapi").body()).contains("Server secret");
    var wrong = browser.post("/settings/connections/new/vapi", "name", "Main", "v-secret", "short");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("Does not look right: At least 16 characters")
        .doesNotContain("\"short\"");

    var added =
        browser.post(
            "/settings/connections/new/vapi",
            "name",
            "Main line",
            "v-secret",
            "quite-a-long-hook-key",
            "v-api-base",
            "https://api.vapi.ai",
            "v-token-header",
            "Authorization",
            "v-signature-header",
            "x-vapi-signature",
            "v-timestamp-header",
            "x-vapi-timestamp",
            "v-signed-content",
            "timestamp.body");
    assertThat(added.status()).as(added.body()).isIn(302, 303);
    var connection = connections.active(shop.id(), "vapi").getFirst();
    var list = browser.get("/settings/connections").body();
    assertThat(list).contains("Main line", "/hooks/vapi/" + connection.id());
    var edit = browser.get("/settings/connections/" + connection.id()).body();
    assertThat(edit).doesNotContain("quite-a-long-hook-key");

    var kept =
        browser.post(
            "/settings/connections/" + connection.id(),
            "version",
            Integer.toString(connection.version()),
            "name",
            "Second name",
            "v-secret",
            "",
            "v-api-base",
            "https://api.vapi.ai",
            "v-token-header",
            "Authorization",
            "v-signature-header",
            "x-vapi-signature",
            "v-timestamp-header",
            "x-vapi-timestamp",
            "v-signed-content",
            "timestamp.body");
    assertThat(kept.status()).as(kept.body()).isIn(302, 303);
    var changed = connections.require(shop.id(), connection.id());
    assertThat(changed.name()).isEqualTo("Second name");
    assertThat(changed.require("secret")).isEqualTo("quite-a-long-hook-key");

    browser.post("/settings/connections/" + connection.id() + "/active", "active", "false");
    assertThat(connections.active(shop.id(), "vapi")).isEmpty();
    assertThat(browser.post("/settings/connections/" + connection.id() + "/test").status())
        .isIn(302, 303);
    assertThat(browser.get("/settings/connections").body()).contains("Give the private API key");
  }

  @Test
  void only_those_who_manage_connections_see_them() {
    var shop = desk.tenant().create();
    assertThat(shop.signedIn(Role.MANAGER).get("/settings/connections").status()).isEqualTo(403);
  }
}
