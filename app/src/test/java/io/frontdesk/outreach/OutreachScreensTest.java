package io.frontdesk.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.outreach.planning.Planner;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.Purpose;
import io.frontdesk.testing.TestDesk;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class OutreachScreensTest {
  @Autowired private TestDesk desk;
  @Autowired private Contacts contacts;
  @Autowired private Consents consents;
  @Autowired private Planner planner;
  @Autowired private Blocks blocks;

  @Test
  void a_block_is_written_looked_at_planned_started_paused_and_cancelled() {
    var shop = desk.tenant().create();
    var marketer = shop.signedIn(Role.MARKETER);
    person(shop, "+12125550701", true);
    person(shop, "+12125550702", false);

    assertThat(marketer.get("/outreach").body()).contains("Nothing sent to many yet");
    assertThat(marketer.get("/outreach/new").body()).contains("How many that is");
    assertThat(marketer.post("/outreach/preview", form("Spring")).body())
        .contains("<b>2</b>", "To contact", "No consent");
    var wrong = marketer.post("/outreach/new", form("Spring", "body", "Hi {nick}"));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("There is no placeholder {nick}");
    var made = marketer.post("/outreach/new", form("Spring <b>"));
    var path = made.location().replaceFirst(".*/w/[^/]+", "");
    var id = new BlockId(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
    assertThat(marketer.get(path).body()).contains("Not planned yet", "Spring &lt;b&gt;");

    marketer.post(path + "/plan", Map.of());
    planner.plan(shop.id(), id);
    assertThat(marketer.get(path + "/progress").body())
        .contains("Start", "No consent", "about 1 part, $0.01");
    assertThat(marketer.get(path + "/recipients").body()).contains("(212) 555-0701");
    assertThat(marketer.get(path + "/recipients?reason=no-consent").body())
        .contains("(212) 555-0702")
        .doesNotContain("+12125550701");

    marketer.post(path + "/start", Map.of());
    assertThat(marketer.post(path + "/edit", form("Late")).status()).isEqualTo(409);
    assertThat(marketer.get(path).body()).contains("Pause");
    marketer.post(path + "/pause", Map.of());
    assertThat(marketer.get(path).body()).contains("Go on");
    marketer.post(path + "/cancel", Map.of());
    assertThat(blocks.require(shop.id(), id).state()).isEqualTo(BlockState.CANCELLED);

    assertThat(shop.signedIn(Role.AUDITOR).get(path).status()).isEqualTo(200);
    assertThat(shop.signedIn(Role.AUDITOR).post(path + "/plan", Map.of()).status()).isEqualTo(403);
    assertThat(shop.signedIn(Role.FRONT_DESK).get("/outreach").status()).isEqualTo(403);
  }

  @Test
  void programs_do_the_same() {
    var shop = desk.tenant().create();
    var key = shop.apiKey(Permission.VIEW_OUTREACH, Permission.MANAGE_OUTREACH);
    person(shop, "+12125550703", true);
    var path = "/api/v1/outreach/blocks";
    var body =
        "{\"name\":\"Spring\",\"channel\":\"sms\",\"body\":\"Hi\",\"stages\":[\"prospect\"]}";

    var made = key.send("POST", path, body, Map.of("Idempotency-Key", "one"));
    var again = key.send("POST", path, body, Map.of("Idempotency-Key", "one"));
    var wrong = key.send("POST", path, "{\"name\":\"\",\"channel\":\"fax\"}", Map.of());

    assertThat(made.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(made.body());
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("channel");
    var own = made.location().replaceFirst(".*/api", "/api");
    var id = new BlockId(UUID.fromString(own.substring(own.lastIndexOf('/') + 1)));
    assertThat(key.send("PATCH", own, "{\"per_minute\":9}", Map.of("If-Match", "\"7\"")).status())
        .isEqualTo(409);
    assertThat(key.send("PATCH", own, "{\"per_minute\":9}", Map.of()).body())
        .contains("\"per_minute\":9");
    key.send("POST", own + "/plan", "", Map.of());
    planner.plan(shop.id(), id);
    assertThat(key.get(own).body())
        .contains(
            "\"state\":\"planned\"", "\"to_contact\":1", "\"segments\":1", "\"cost_micros\":8300");
    assertThat(key.get(own + "/recipients").body()).contains("+12125550703");
    assertThat(key.get(own + "/recipients?cursor=x").status()).isEqualTo(400);
    assertThat(key.get(path + "?limit=1").body()).contains("Spring");
    assertThat(key.send("POST", own + "/start", "", Map.of()).body()).contains("running");
    assertThat(key.send("POST", own + "/cancel", "", Map.of()).body()).contains("cancelled");

    assertThat(desk.tenant().create().apiKey().get(own).status()).isEqualTo(404);
    assertThat(shop.apiKey(Permission.VIEW_OUTREACH).send("POST", path, body, Map.of()).status())
        .isEqualTo(403);
  }

  private void person(TestDesk.TestTenant shop, String number, boolean agrees) {
    contacts.findOrCreate(shop.id(), new PhoneNumber(number), null, "test");
    if (agrees) {
      consents.grant(
          shop.id(),
          Channel.SMS,
          number,
          Purpose.MARKETING,
          Consents.Kind.WRITTEN,
          "form 7",
          new Actor.Program("test"));
    }
  }

  private static Map<String, String> form(String name, String... more) {
    var form =
        new HashMap<>(
            Map.of(
                "name", name,
                "channel", "sms",
                "purpose", "marketing",
                "body", "Hi {first_name|there}",
                "opens", "09:00",
                "closes", "18:00",
                "per_minute", "60",
                "version", "1"));
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return form;
  }
}
