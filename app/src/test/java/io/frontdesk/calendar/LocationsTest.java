package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.ApiClient;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Locations as programs keep them.
@FrontdeskTest
class LocationsTest {
  private static final String PATH = "/api/v1/locations";

  @Autowired private TestDesk desk;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;

  private TestTenant shop;
  private ApiClient api;

  @BeforeEach
  void open() {
    shop = desk.tenant().create();
    api = shop.apiKey();
  }

  @Test
  void a_location_is_made_changed_closed_and_put_back() {
    var made =
        api.post(
            PATH,
            """
            {"name": "Riverside", "zone": "America/Chicago", "travelMinutes": 20,
             "openingHours": [{"day": "monday", "from": "09:00", "to": "12:00"},
                       {"day": "monday", "from": "13:00", "to": "00:00"}]}
            """);
    var id = made.json().path("id").asString();
    var at = PATH + "/" + id;
    var read = api.get(at);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).contains(at);
    assertThat(read.json().path("zone").asString()).isEqualTo("America/Chicago");
    assertThat(read.json().path("openingHours").size()).isEqualTo(2);
    assertThat(read.json().path("followsOpening").asBoolean()).isFalse();

    var changed = api.send("PUT", at, "{\"address\": \"1 River St\", \"version\": 1}", Map.of());
    assertThat(changed.json().path("name").asString()).isEqualTo("Riverside");
    assertThat(changed.json().path("travelMinutes").asInt()).isEqualTo(20);
    assertThat(changed.json().path("openingHours").size()).isEqualTo(2);
    var stale = api.send("PUT", at, "{\"name\": \"Other\", \"version\": 1}", Map.of());
    assertThat(stale.status()).isEqualTo(409);
    var whole = api.send("PUT", at, "{\"followsOpening\": true, \"version\": 2}", Map.of());
    assertThat(whole.json().path("openingHours").isNull()).isTrue();

    assertThat(api.post(at + "/archive", "{}").json().path("archived").asBoolean()).isTrue();
    assertThat(api.get(PATH).body()).doesNotContain(id);
    assertThat(api.get(PATH + "?archived=true").body()).contains(id);
    var back = api.post(at + "/archive", "{\"archived\": false}");
    assertThat(back.json().path("archived").asBoolean()).isFalse();
    assertThat(audited())
        .containsExactly(
            "calendar.location-added",
            "calendar.location-changed",
            "calendar.location-changed",
            "calendar.location-archived",
            "calendar.location-restored");
  }

  @Test
  void bad_input_names_its_field_and_strangers_find_nothing() {
    var bad =
        Map.of(
            "{\"name\": \" \"}", "name",
            "{\"name\": \"A\", \"zone\": \"+02:00\"}", "zone",
            "{\"name\": \"A\", \"travelMinutes\": 99999999999}", "travelMin",
            "{\"name\": \"A\", \"openingHours\": [{\"day\": \"noday\", \"from\": \"9\", \"to\": \"x\"}]}",
                "openingHours",
            "{\"name\": \"A\", \"openingHours\": [{}]}", "openingHours");
    bad.forEach(
        (body, field) -> {
          var answer = api.post(PATH, body);
          assertThat(answer.status()).as(body).isEqualTo(400);
          assertThat(answer.body()).as(body).contains("\"" + field + "\"");
        });
    var id = api.post(PATH, "{\"name\": \"North\"}").json().path("id").asString();
    var same = api.post(PATH, "{\"name\": \"north\"}");
    assertThat(same.status()).isIn(400, 409);

    var stranger = desk.tenant().create().apiKey();
    for (var answer :
        List.of(
            stranger.get(PATH + "/" + id),
            stranger.send("PUT", PATH + "/" + id, "{\"version\": 1}", Map.of()),
            stranger.post(PATH + "/" + id + "/archive", "{}"),
            api.get(PATH + "/" + UUID.randomUUID()))) {
      assertThat(answer.status()).isEqualTo(404);
    }
  }

  private List<String> audited() {
    return transactions.read(
        shop.id(),
        () ->
            db.sql(
                    """
                    SELECT action FROM access.audit
                     WHERE tenant_id = :tenant AND action LIKE 'calendar.location-%' ORDER BY audit_id
                    """)
                .param("tenant", shop.id().value())
                .query((row, _) -> row.getString("action"))
                .list());
  }
}
