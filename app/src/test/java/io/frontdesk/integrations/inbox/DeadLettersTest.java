package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.testing.TestDesk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class DeadLettersTest {
  private static final String PATH = "/operations/webhooks";

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private Vault vault;
  @Autowired private DeadLetters dead;
  @Autowired private InboxStore store;
  @Autowired private DeadLetterStore letters;

  @Test
  void dead_letters_are_found_by_type_reason_provider_and_time() {
    var box = new Box();
    box.dead("made", "Bug: /phone is missing", "2026-03-01T12:00:00Z", "one");
    box.dead("paid", "Bug: too late", "2026-03-05T12:00:00Z", "two");
    var browser = box.shop.owner();

    assertThat(browser.get(PATH + "?state=dead").body()).contains("/phone is missing", "too late");
    assertThat(browser.get(PATH + "?state=dead&text=PHONE").body())
        .contains("/phone is missing")
        .doesNotContain("too late");
    assertThat(browser.get(PATH + "?state=dead&type=paid").body())
        .contains("too late")
        .doesNotContain("/phone is missing");
    assertThat(browser.get(PATH + "?state=dead&provider=vapi").body()).contains("No dead letters");
    assertThat(browser.get(PATH + "?state=dead&from=2026-03-02&until=2026-03-05").body())
        .contains("too late")
        .doesNotContain("/phone is missing");
    assertThat(browser.get(PATH + "?state=dead&from=nonsense&text=%25").body())
        .contains("No dead letters");
    assertThat(browser.get(PATH).body()).contains("By connection");
  }

  @Test
  void only_those_that_match_are_tried_again() {
    var box = new Box();
    var wanted = box.dead("made", "Bug: soon", "2026-03-01T12:00:00Z", "one");
    var other = box.dead("made", "Bug: never", "2026-03-01T12:00:00Z", "two");
    assertThat(box.shop.owner().post(PATH + "/replay", "text", "soon").status()).isIn(302, 303);
    assertThat(box.state(wanted)).isNotEqualTo("dead");
    assertThat(box.state(other)).isEqualTo("dead");
  }

  @Test
  void all_of_more_than_one_step_are_tried_again_and_told_in_one_number() {
    var box = new Box();
    for (int i = 0; i < 1_030; i++) {
      box.dead("made", "Bug: soon", "2026-03-01T12:00:00Z", "letter " + i);
    }
    var browser = box.shop.owner();

    assertThat(browser.post(PATH + "/replay").status()).isIn(302, 303);

    assertThat(browser.get(PATH).body()).contains("1030 webhooks are tried again.");
    assertThat(browser.get(PATH + "?state=dead").body()).contains("No dead letters");
  }

  @Test
  void an_export_has_what_matches_is_audited_and_takes_the_permission() {
    var box = new Box();
    box.dead("=cmd()", "Bug: \"quoted\", and more", "2026-03-01T12:00:00Z", "{\"a\":\"ü\"}");
    box.dead("paid", "Bug: too late", "2026-03-05T12:00:00Z", "two");
    var browser = box.shop.owner();

    var csv = browser.get(PATH + "/export?form=csv&type=%3Dcmd()");
    assertThat(csv.status()).isEqualTo(200);
    assertThat(csv.body().lines()).hasSize(2);
    assertThat(csv.body())
        .contains("'=cmd()", "\"Bug: \"\"quoted\"\", and more\"")
        .doesNotContain("too late", "ü");
    var lines = browser.get(PATH + "/export?form=ndjson").body().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).contains("{\\\"a\\\":\\\"ü\\\"}");
    assertThat(box.audited("webhooks.exported")).isEqualTo(2);

    assertThat(box.shop.signedIn(Role.FRONT_DESK).get(PATH + "/export").status()).isEqualTo(403);
    assertThat(desk.tenant().create().owner().get(PATH + "/export?form=ndjson").body()).isEmpty();
  }

  @Test
  void an_export_has_no_end_but_the_last_letter_and_never_many_bytes_at_once() {
    var box = new Box();
    for (int i = 0; i < 230; i++) {
      box.dead("made", "Bug", "2026-03-01T12:00:00Z", "small " + i);
    }
    var large = "x".repeat(3 << 20);
    for (int i = 0; i < 3; i++) {
      box.dead("large", "Bug", "2026-03-01T12:00:00Z", large + i);
    }

    assertThat(box.shop.owner().get(PATH + "/export?form=csv&type=made").body().lines())
        .hasSize(231);
    assertThat(box.shop.owner().get(PATH + "/export?form=ndjson").body().lines()).hasSize(233);
    assertThat(
            transactions.read(
                box.shop.id(),
                () ->
                    letters.some(
                        box.shop.id(),
                        WebhookQuery.of(Map.of("type", "large"), ZoneOffset.UTC),
                        0,
                        Long.MAX_VALUE,
                        100,
                        4 << 20)))
        .hasSize(2);
    assertThat(
            transactions.read(
                box.shop.id(),
                () ->
                    letters.some(
                        box.shop.id(),
                        WebhookQuery.of(Map.of("type", "large"), ZoneOffset.UTC),
                        0,
                        Long.MAX_VALUE,
                        100,
                        1)))
        .hasSize(1);
  }

  @Test
  void dead_letters_expire_and_the_audit_log_keeps_how_many() {
    var box = new Box();
    var other = new Box();
    var old = box.dead("made", "Bug", "2025-01-01T12:00:00Z", "one");
    var fresh = box.dead("made", "Bug", "2025-01-01T12:00:00Z", "two");
    var theirs = other.dead("made", "Bug", "2025-01-01T12:00:00Z", "three");
    box.diedAgo(old, 181);
    box.diedAgo(fresh, 179);

    dead.forget(Duration.ofDays(180));

    assertThat(box.has(old)).isFalse();
    assertThat(box.has(fresh)).isTrue();
    assertThat(other.has(theirs)).isTrue();
    assertThat(box.audited("webhooks.expired")).isEqualTo(1);
    assertThat(other.audited("webhooks.expired")).isZero();
    assertThat(box.shop.owner().get(PATH).body()).contains("kept for 180 days");
  }

  @Test
  void a_repeat_of_what_was_stored_has_taken_effect_only_once_it_was_worked_on() {
    var box = new Box();
    var other = new Box();
    var id = box.dead("made", "Bug", "2026-03-01T12:00:00Z", "STOP");

    assertThat(box.tookEffect(id)).isFalse();
    box.become(id, "waiting");
    assertThat(box.tookEffect(id)).isFalse();
    box.become(id, "done");
    assertThat(box.tookEffect(id)).isTrue();
    assertThat(other.tookEffect(id)).isFalse();
  }

  @Test
  void a_search_among_very_many_looks_further_and_trying_again_reaches_the_last() {
    var box = new Box();
    var wanted = box.dead("made", "Bug: needle", "2026-03-01T12:00:00Z", "one");
    box.many(WebhookListStore.LOOK + 20);
    var other = new Box();
    var browser = box.shop.owner();

    var first = browser.get(PATH + "?state=dead&text=needle").body();
    assertThat(first).contains("Nothing among the last 10,000").doesNotContain("Bug: needle");
    assertThat(first).contains("10,000+");
    var rest = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first);
    assertThat(rest.find()).isTrue();
    var next = rest.group(1).replace("&amp;", "&").replaceFirst(".*(?=/operations)", "");
    assertThat(browser.get(next).body()).contains("Bug: needle").doesNotContain("rel=\"next\"");
    assertThat(other.shop.owner().get(next).body()).doesNotContain("Bug: needle");

    assertThat(browser.get(PATH + "/export?form=csv&text=needle").body().lines()).hasSize(2);
    assertThat(browser.post(PATH + "/replay", "text", "needle").status()).isIn(302, 303);
    assertThat(box.state(wanted)).isNotEqualTo("dead");
    assertThat(box.audited("webhooks.replayed")).isEqualTo(1);
    assertThat(browser.post(PATH + "/replay").status()).isIn(302, 303);
    assertThat(box.dead()).isZero();
    // A thousand to a commit, each of which is audited.
    assertThat(box.audited("webhooks.replayed")).isEqualTo(12);
  }

  @Test
  void what_waits_is_listed_in_the_order_of_its_turn_page_by_page() {
    var box = new Box();
    for (int i = 0; i < 60; i++) {
      var id = box.dead("turn-%02d-".formatted(i), "Bug", "2026-03-01T12:00:00Z", "x");
      box.waits(id, 60 - i);
    }
    var browser = box.shop.owner();

    var first = browser.get(PATH + "?state=waiting").body();
    var next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first);
    assertThat(next.find()).isTrue();
    var second =
        browser
            .get(next.group(1).replace("&amp;", "&").replaceFirst(".*(?=/operations)", ""))
            .body();

    assertThat(turns(first)).hasSize(50).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(turns(second)).hasSize(10).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(turns(first)).doesNotContainAnyElementsOf(turns(second));
  }

  private static List<String> turns(String page) {
    return Pattern.compile("(?i)turn.(\\d\\d)")
        .matcher(page)
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  private final class Box {
    final TestDesk.TestTenant shop = desk.tenant().create();
    final UUID connection =
        connections.add(shop.id(), shop.ownerCaller().actor(), "echo", "Echo", Map.of()).value();

    UUID dead(String type, String error, String at, String body) {
      var id = Uuid7.next();
      transactions.write(
          shop.id(),
          () ->
              db.sql(
                      """
                      INSERT INTO integrations.webhook
                             (tenant_id, id, connection_id, provider, identity, type, ordering_key,
                              state, body, received_at, due_at, failure, error, finished_at)
                      VALUES (:tenant, :id, :connection, 'echo', :identity, :type, :identity,
                              'dead', :body, CAST(:at AS timestamptz), now(), 'bug', :error, now())
                      """)
                  .param("tenant", shop.id().value())
                  .param("id", id)
                  .param("connection", connection)
                  .param("identity", id.toString())
                  .param("type", type)
                  .param("error", error)
                  .param("at", at)
                  .param(
                      "body",
                      vault.encrypt(
                          shop.id(), Inbox.PURPOSE, body.getBytes(StandardCharsets.UTF_8)))
                  .update());
      return id;
    }

    void many(int many) {
      transactions.write(
          shop.id(),
          () ->
              db.sql(
                      """
                      INSERT INTO integrations.webhook
                             (tenant_id, id, connection_id, provider, identity, type, ordering_key,
                              state, body, received_at, due_at, failure, error, finished_at)
                      SELECT :tenant, CAST('ffffffff-ffff-7000-8000-' || lpad(to_hex(g), 12, '0')
                                           AS uuid),
                             :connection, 'echo', g, 'many', 'many', 'dead', :body, now(), now(),
                             'bug', 'Bug', now()
                        FROM generate_series(1, :many) g
                      """)
                  .param("tenant", shop.id().value())
                  .param("connection", connection)
                  .param("body", vault.encrypt(shop.id(), Inbox.PURPOSE, new byte[1]))
                  .param("many", many)
                  .update());
    }

    void waits(UUID id, int minutes) {
      transactions.write(
          shop.id(),
          () ->
              db.sql(
                      """
                      UPDATE integrations.webhook
                         SET state = 'waiting', due_at = now() + make_interval(mins => :minutes)
                       WHERE tenant_id = :t AND id = :id
                      """)
                  .param("t", shop.id().value())
                  .param("id", id)
                  .param("minutes", minutes)
                  .update());
    }

    long dead() {
      return transactions.read(
          shop.id(),
          () ->
              db.sql(
                      """
                      SELECT count(*) FROM integrations.webhook
                       WHERE tenant_id = :t AND state = 'dead'
                      """)
                  .param("t", shop.id().value())
                  .query(Long.class)
                  .single());
    }

    String state(UUID id) {
      return transactions.read(
          shop.id(),
          () ->
              db.sql("SELECT state FROM integrations.webhook WHERE tenant_id = :t AND id = :id")
                  .param("t", shop.id().value())
                  .param("id", id)
                  .query(String.class)
                  .single());
    }

    boolean tookEffect(UUID id) {
      return transactions.read(
          shop.id(),
          () -> store.hasTakenEffect(shop.id(), new ConnectionId(connection), id.toString()));
    }

    void become(UUID id, String state) {
      transactions.write(
          shop.id(),
          () ->
              db.sql(
                      "UPDATE integrations.webhook SET state = :state"
                          + " WHERE tenant_id = :t AND id = :id")
                  .param("t", shop.id().value())
                  .param("id", id)
                  .param("state", state)
                  .update());
    }

    boolean has(UUID id) {
      return transactions.read(
          shop.id(),
          () ->
              db.sql("SELECT 1 FROM integrations.webhook WHERE tenant_id = :t AND id = :id")
                  .param("t", shop.id().value())
                  .param("id", id)
                  .query(Integer.class)
                  .optional()
                  .isPresent());
    }

    void diedAgo(UUID id, int days) {
      transactions.write(
          shop.id(),
          () ->
              db.sql(
                      """
                      UPDATE integrations.webhook
                         SET finished_at = now() - make_interval(days => :days)
                       WHERE tenant_id = :t AND id = :id
                      """)
                  .param("t", shop.id().value())
                  .param("id", id)
                  .param("days", days)
                  .update());
    }

    long audited(String action) {
      return transactions.read(
          shop.id(),
          () ->
              db.sql("SELECT count(*) FROM access.audit WHERE tenant_id = :t AND action = :action")
                  .param("t", shop.id().value())
                  .param("action", action)
                  .query(Long.class)
                  .single());
    }
  }
}
