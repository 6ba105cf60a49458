package io.frontdesk.receptionist;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.testing.TestDesk;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class ReceptionistPagesTest {
  @Autowired private TestDesk desks;
  @Autowired private Receptionist receptionist;

  @Test
  void the_receptionist_is_changed_tried_and_put_back() {
    var shop = desks.tenant().named("Bright Smile").create();
    var manager = shop.signedIn(Role.MANAGER);

    assertThat(manager.get("/receptionist").status()).isEqualTo(200);
    var saved = manager.post("/receptionist", form("0", "Ada", "(212) 555-0177"));
    var stale = manager.post("/receptionist", form("0", "Eve", "(212) 555-0177"));
    var wrong = manager.post("/receptionist", form("1", "Eve", "not a number"));
    var tried =
        manager.post(
            "/receptionist/try",
            Map.of("tool", "transferCall", "from", "+12125550111", "arguments", "{}"));
    var malformed =
        manager.post(
            "/receptionist/try", Map.of("tool", "transferCall", "from", "", "arguments", "{oops"));

    assertThat(saved.status()).isIn(302, 303);
    assertThat(receptionist.configuration(shop.id()).persona()).isEqualTo("Ada");
    assertThat(stale.body()).contains("Someone else saved");
    assertThat(wrong.body()).contains("dialled");
    assertThat(tried.body()).contains("putting you through to billing");
    assertThat(malformed.body()).contains("JSON object");

    manager.post("/receptionist", form("1", "Eve", "(212) 555-0177"));
    manager.post("/receptionist/versions/1/restore", Map.of());

    assertThat(receptionist.configuration(shop.id()).persona()).isEqualTo("Ada");
    assertThat(manager.get("/receptionist").body())
        .contains("Version 3 is in force", "As version 1");
    assertThat(shop.signedIn(Role.VIEWER).get("/receptionist").status()).isEqualTo(403);
  }

  @Test
  void documents_are_added_found_switched_off_and_deleted_with_undo() {
    var shop = desks.tenant().create();
    var manager = shop.signedIn(Role.MANAGER);

    assertThat(manager.get("/knowledge").body()).contains("Nothing to answer from yet");
    manager.post(
        "/knowledge",
        Map.of("title", "Parking", "category", "Visit", "body", "Park behind the <b>house</b>."));
    var empty = manager.post("/knowledge", Map.of("title", "", "body", ""));
    var list = manager.get("/knowledge").body();
    var id = list.replaceAll("(?s).*data-href=\"[^\"]*/knowledge/([0-9a-f-]{36})\".*", "$1");

    assertThat(list).contains("Parking", "Answers");
    assertThat(empty.body()).contains("Give a title", "Write or paste");
    assertThat(manager.get("/knowledge/try?q=where+to+park").body())
        .contains("<mark>")
        .doesNotContain("<b>house");
    assertThat(manager.get("/knowledge/" + id).body()).contains("Park behind");

    manager.post("/knowledge/" + id + "/active", Map.of("active", "false"));
    assertThat(manager.get("/knowledge/try?q=park").body()).contains("No document speaks");

    manager.post("/knowledge/" + id + "/active", Map.of("active", "true"));
    manager.post("/knowledge/" + id + "/delete", Map.of());
    assertThat(manager.get("/knowledge/try?q=park").body()).contains("No document speaks");
    assertThat(manager.get("/knowledge?deleted=" + id).body()).contains("Undo");
    manager.post("/knowledge/" + id + "/restore", Map.of());
    assertThat(manager.get("/knowledge/try?q=park").body()).contains("<mark>");

    var other = desks.tenant().create().signedIn(Role.MANAGER);
    assertThat(other.get("/knowledge/" + id).status()).isEqualTo(404);
    assertThat(other.post("/knowledge/" + id + "/delete", Map.of()).status()).isEqualTo(404);
    assertThat(manager.get("/knowledge/try?q=park").body()).contains("<mark>");
  }

  private static Map<String, String> form(String seen, String persona, String number) {
    return Map.of(
        "seen", seen,
        "persona", persona,
        "greeting", "Hello",
        "tools", "TRANSFER_CALL",
        "departmentName0", "billing",
        "departmentNumber0", number,
        "departmentRule0", "always",
        "emergencySentence", "Dial 911",
        "emergencyWords", "chest pain",
        "mostTransfers", "2");
  }
}
