package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.health.HealthProbe;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class InboxWorkerTest {
  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private WorkerTransactions worker;
  @Autowired private EchoWebhook echo;
  @Autowired private InboxLagStore store;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;

  @Test
  void rows_of_a_key_take_effect_once_and_in_order_while_keys_run_side_by_side() {
    var box = new Box();
    for (int i = 0; i < 40; i++) {
      for (var key : List.of("a", "b", "c", "d")) {
        box.post(key, "ok-" + i);
        box.post(key, "ok-" + i);
      }
    }
    box.settle();
    for (var key : List.of("a", "b", "c", "d")) {
      var expected = new ArrayList<String>();
      for (int i = 0; i < 40; i++) {
        expected.add("ok-" + i);
      }
      assertThat(echo.seen(box.path + "/" + key)).isEqualTo(expected);
      assertThat(echo.atOnce(box.path + "/" + key)).isEqualTo(1);
    }
  }

  @Test
  void a_failing_row_is_tried_again_and_holds_back_its_key_only_for_a_while() {
    var box = new Box();
    box.post("k", "twice-1");
    box.post("k", "ok-2");
    box.post("other", "ok-3");
    box.settle();
    assertThat(echo.seen(box.path + "/k")).containsExactlyInAnyOrder("twice-1", "ok-2");
    assertThat(echo.seen(box.path + "/other")).containsExactly("ok-3");
    assertThat(box.count("state = 'done' AND attempts = 3")).isEqualTo(1);
  }

  @Test
  void a_row_that_fails_among_many_harms_only_its_key() {
    var box = new Box();
    for (int i = 0; i < 60; i++) {
      box.post("k" + i % 20, i == 27 ? "never" : "ok-" + i);
    }
    box.settle();
    assertThat(box.count("state = 'dead'")).isEqualTo(1);
    assertThat(box.count("state = 'done'")).isEqualTo(59);
    assertThat(box.count("state = 'done' AND attempts <> 1")).isZero();
  }

  @Test
  void a_row_that_breaks_the_machine_is_tried_again_like_any_other() {
    var box = new Box();
    for (int i = 0; i < 20; i++) {
      box.post("k" + i, i == 7 ? "deep" : "ok-" + i);
    }
    box.settle();
    assertThat(echo.seen(box.path + "/k7")).containsExactly("deep");
    assertThat(box.count("state = 'done' AND attempts = 2")).isEqualTo(1);
    assertThat(box.count("state = 'done' AND attempts = 1")).isEqualTo(19);
  }

  @Test
  void a_row_over_which_worker_after_worker_ended_is_buried() {
    var box = new Box();
    var held = box.held("k");
    box.post("k", "ok-1");
    box.post("k", "ok-2");
    box.run(
        "UPDATE integrations.webhook SET attempts = 16 WHERE type = 'ok-1' AND tenant_id = :tenant");
    box.run(
        "DELETE FROM integrations.webhook_lease WHERE id = '" + held + "' AND tenant_id = :tenant");
    box.settle();
    assertThat(box.count("state = 'dead' AND error LIKE '%its worker ended 16 times%'"))
        .isEqualTo(1);
    assertThat(echo.seen(box.path + "/k")).containsExactly("ok-2");
  }

  @Test
  void a_dead_letter_that_is_tried_again_twice_at_once_takes_effect_once() throws Exception {
    var box = new Box();
    box.post("k", "twice-hopeless");
    box.settle();
    box.run(
        "UPDATE integrations.webhook SET state = 'dead', attempts = 0, finished_at = now()"
            + " WHERE tenant_id = :tenant");
    var before = echo.seen(box.path + "/k").size();
    var one = box.shop.owner();
    var other = box.shop.owner();
    var first =
        CompletableFuture.supplyAsync(
            () -> one.post("/operations/webhooks/replay"), Thread::startVirtualThread);
    var second =
        CompletableFuture.supplyAsync(
            () -> other.post("/operations/webhooks/replay"), Thread::startVirtualThread);
    assertThat(first.get().status()).isIn(302, 303);
    assertThat(second.get().status()).isIn(302, 303);
    box.settle();
    assertThat(echo.seen(box.path + "/k")).hasSize(before + 1);
    assertThat(echo.atOnce(box.path + "/k")).isEqualTo(1);
  }

  @Test
  void a_hopeless_row_is_a_dead_letter_that_can_be_tried_again() {
    var box = new Box();
    box.post("k", "hopeless");
    box.settle();
    assertThat(box.count("state = 'dead'")).isEqualTo(1);
    var browser = box.shop.owner();
    assertThat(browser.get("/operations/webhooks?state=dead").body()).contains("no use");
    until(() -> box.events("operations.changed") == 1);
    var health = new InboxUpkeep().webhooksProbe(store).check();
    assertThat(health.level()).isNotEqualTo(HealthProbe.Level.UP);
    assertThat(health.words()).contains("a person must look");
    echo.forgive();
    assertThat(browser.post("/operations/webhooks/replay").status()).isIn(302, 303);
    box.settle();
    assertThat(box.count("state = 'done'")).isEqualTo(1);
    assertThat(box.events("operations.changed")).isEqualTo(2);
    assertThat(desk.tenant().create().owner().get("/operations/webhooks").body())
        .doesNotContain("hopeless");
  }

  @Test
  void a_key_whose_worker_died_is_taken_over_when_its_lease_ends() {
    var box = new Box();
    worker
        .db()
        .sql(
            """
            INSERT INTO integrations.webhook_lease
                   (tenant_id, id, connections, ordering_keys, until)
            VALUES (:tenant, gen_random_uuid(), ARRAY[CAST(:connection AS uuid)], ARRAY[:key],
                    clock_timestamp() + interval '1 second')
            """)
        .param("tenant", box.shop.id().value())
        .param("connection", box.connection.value())
        .param("key", box.connection + "/k")
        .update();
    long began = System.nanoTime();
    box.post("k", "ok-1");
    box.post("other", "ok-2");
    box.settle();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(500));
    assertThat(echo.seen(box.path + "/k")).containsExactly("ok-1");
    assertThat(echo.seen(box.path + "/other")).containsExactly("ok-2");
  }

  @Test
  void a_row_that_a_dead_worker_of_the_version_before_left_is_taken_over() {
    var box = new Box();
    box.post("k", "ok-1");
    box.settle();
    worker
        .db()
        .sql(
            """
            UPDATE integrations.webhook
               SET state = 'working', lease = gen_random_uuid(),
                   due_at = clock_timestamp() + interval '1 second'
             WHERE tenant_id = :tenant
            """)
        .param("tenant", box.shop.id().value())
        .update();
    box.settle();
    assertThat(echo.seen(box.path + "/k")).containsExactly("ok-1", "ok-1");
  }

  @Test
  void health_tells_how_webhooks_and_each_kind_of_provider_fare() {
    new Box().post("k", "ok-1");
    for (var probe : List.of("webhooks", "voice", "sms", "mail")) {
      var reply = desk.stranger().get("/health/" + probe, "Accept", "application/json");
      assertThat(reply.status()).as(probe).isIn(200, 503);
      assertThat(reply.json().path("detail").asString()).as(probe).isNotBlank();
    }
    var page = desk.tenant().create().owner().get("/operations").body();
    assertThat(page)
        .contains("The voice platform", "The carrier of text messages", "Mail servers")
        .contains("still to take effect")
        .contains("/operations/webhooks");
  }

  private final class Box {
    // As a worker that has just died holds a key.
    String held(String key) {
      var lease = java.util.UUID.randomUUID();
      worker
          .db()
          .sql(
              """
              INSERT INTO integrations.webhook_lease
                     (tenant_id, id, connections, ordering_keys, until)
              VALUES (:tenant, :id, ARRAY[CAST(:connection AS uuid)], ARRAY[:key],
                      clock_timestamp() + interval '1 minute')
              """)
          .param("id", lease)
          .param("tenant", shop.id().value())
          .param("connection", connection.value())
          .param("key", connection + "/" + key)
          .update();
      return lease.toString();
    }

    void run(String sql) {
      worker.db().sql(sql).param("tenant", shop.id().value()).update();
    }

    final TestDesk.TestTenant shop = desk.tenant().create();
    final ConnectionId connection =
        connections.add(shop.id(), shop.ownerCaller().actor(), "echo", "Echo", Map.of());
    final String path = "/hooks/echo/" + connection;

    void post(String key, String what) {
      var reply = desk.client("").send("POST", path + "/" + key, what, Map.of());
      assertThat(reply.status()).isEqualTo(200);
    }

    void settle() {
      until(() -> count("state IN ('waiting', 'working')") == 0);
    }

    long events(String topic) {
      return transactions.read(
          shop.id(),
          () ->
              db.sql(
                      """
                      SELECT count(*) FROM platform.event
                       WHERE tenant_id = :tenant AND topic = :topic
                      """)
                  .param("tenant", shop.id().value())
                  .param("topic", topic)
                  .query(Long.class)
                  .single());
    }

    long count(String condition) {
      return worker
          .db()
          .sql(
              "SELECT count(*) FROM integrations.webhook WHERE tenant_id = :tenant AND "
                  + condition)
          .param("tenant", shop.id().value())
          .query(Long.class)
          .single();
    }
  }

  private static void until(BooleanSupplier done) {
    var giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within 30 seconds").isLessThan(giveUp);
      try {
        Thread.sleep(20);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
