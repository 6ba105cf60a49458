package io.frontdesk.delivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.testing.TestDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// However much waits, a look costs a walk along an index. `FRONTDESK_PLAN_ROWS` sets how many
/// wait, and each plan is printed with its time.
@FrontdeskTest
class DeliveryPlansTest {
  private static final int TENANTS = 20;
  private static final int ROWS =
      Integer.parseInt(System.getenv().getOrDefault("FRONTDESK_PLAN_ROWS", "40000"));

  @Autowired private TestDesk desk;
  @Autowired private ClaimStore claims;
  @Autowired private TenantTransactions transactions;
  @Autowired private WorkerTransactions workers;
  @Autowired private JdbcClient db;

  private TenantId shop = new TenantId(Uuid7.next());

  // Due in 2030, so that no other test's dispatcher finds them.
  @BeforeEach
  void much_waits_at_many_tenants() {
    for (int t = 0; t < TENANTS; t++) {
      shop = desk.tenant().create().id();
      transactions.write(shop, () -> waiting(shop, ROWS / TENANTS));
    }
    workers.db().sql("ANALYZE delivery.delivery").update();
  }

  @Test
  void the_screens_and_the_dispatcher_walk_indexes() {
    var plans = new ArrayList<String>();
    for (var filter : List.of("'waiting','held','claimed','sending'", "'unknown'", "'sent'")) {
      plans.add(
          ofShop(
              """
              SELECT * FROM unnest(CAST(ARRAY[%s] AS text[])) AS s (wanted)
              CROSS JOIN LATERAL (SELECT * FROM delivery.delivery
                                   WHERE tenant_id = '%s' AND state = s.wanted
                                     AND state NOT IN ('claimed', 'sending')
                                     AND changed_at < '2031-01-01'
                                   ORDER BY changed_at DESC, id LIMIT 51) n
              ORDER BY changed_at DESC, id LIMIT 51
              """
                  .formatted(filter, shop)));
    }
    plans.add(
        ofShop(
            """
            SELECT channel, purpose, ref_type, count(*) FROM delivery.delivery
             WHERE tenant_id = '%s' AND state = 'held' AND reason_code = 'kill-switch'
             GROUP BY channel, purpose, ref_type
            """
                .formatted(shop)));
    plans.add(
        ofWorkers(
            """
            SELECT tenant_id, id FROM delivery.delivery
             WHERE state = 'sending' AND lease_until < '2031-01-01' ORDER BY lease_until LIMIT 100
            """));
    plans.add(
        ofWorkers(
            """
            SELECT tenant_id, id FROM delivery.delivery
             WHERE state = 'unknown' AND reconcile_at <= '2031-01-01'
             ORDER BY reconcile_at LIMIT 100
            """));
    plans.add(
        ofShop(
            """
            SELECT * FROM delivery.take('%s', '2030-06-01', 160, 0)
            """
                .formatted(shop)));

    assertThat(plans).noneMatch(plan -> plan.contains("Seq Scan on delivery"));
    long begin = System.nanoTime();
    var due = claims.due(java.time.Instant.parse("2030-06-01T00:00:00Z"));
    System.out.printf("heads of all queues: %.1f ms%n", (System.nanoTime() - begin) / 1e6);
    assertThat(due.tenants()).contains(shop);
  }

  @Test
  void a_report_finds_its_attempt_by_an_index() {
    var plan =
        ofShop(
            """
            SELECT delivery_id FROM delivery.attempt_event
             WHERE tenant_id = '%s' AND attempt_id = gen_random_uuid() AND kind = 'started'
               AND provider = 'x' LIMIT 1
            """
                .formatted(shop));
    assertThat(plan).contains("attempt_started").doesNotContain("Seq Scan");
  }

  private String ofShop(String sql) {
    return transactions.write(shop, () -> plan(db, sql));
  }

  private String ofWorkers(String sql) {
    return plan(workers.db(), sql);
  }

  private static String plan(JdbcClient db, String sql) {
    var lines = db.sql("EXPLAIN (ANALYZE, BUFFERS) " + sql).query(String.class).list();
    var plan = String.join("\n", lines);
    System.out.println("PLAN " + sql.strip().replaceAll("\\s+", " ") + "\n" + plan);
    return plan;
  }

  private int waiting(TenantId tenant, int many) {
    return db.sql(
            """
            INSERT INTO delivery.delivery
                   (tenant_id, id, contact_id, channel, address, purpose, priority, body, segments,
                    line, state, reason_code, not_before, due_at, idempotency_key, ref_type, ref_id,
                    created_at, changed_at)
            SELECT :tenant, gen_random_uuid(), gen_random_uuid(), 'SMS', '+13125550100', 'REMINDER',
                   3, 'x', 1, CAST(:line AS uuid),
                   CASE WHEN g %% 50 = 0 THEN 'held' ELSE 'waiting' END,
                   CASE WHEN g %% 50 = 0 THEN 'kill-switch' END, at, at, g::text, 'test', 'plan', at,
                   at
              FROM (SELECT g, timestamptz '2030-01-01' + g * interval '1 second' AS at
                      FROM generate_series(1, :many) g) g
            """
                .formatted())
        .param("tenant", tenant.value())
        .param("line", UUID.randomUUID())
        .param("many", many)
        .update();
  }
}
