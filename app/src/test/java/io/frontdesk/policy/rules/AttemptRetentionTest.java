package io.frontdesk.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class AttemptRetentionTest {
  @Autowired private TestDesk desk;
  @Autowired private TenantTransactions transactions;
  @Autowired private WorkerTransactions worker;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  @Test
  void attempts_that_nothing_asks_about_are_forgotten_and_no_others() {
    clock.set("2026-06-08T16:00:00Z");
    var shop = desk.tenant().create().id();
    attempted(shop, AttemptRetention.KEPT.plusMinutes(1));
    var last = attempted(shop, AttemptRetention.KEPT.minusMinutes(1));

    AttemptRetention.forget(worker, clock.instant().minus(AttemptRetention.KEPT));

    var left =
        transactions.read(
            shop, () -> db.sql("SELECT id FROM policy.attempt").query(UUID.class).list());
    assertThat(left).containsExactly(last);
  }

  private UUID attempted(TenantId shop, Duration ago) {
    var id = UUID.randomUUID();
    transactions.write(
        shop,
        () ->
            db.sql(
                    """
                    INSERT INTO policy.attempt (tenant_id, id, address_hash, channel, purpose, at,
                                                segments, micros)
                    VALUES (:tenant, :id, '\\x01', 'SMS', 'MARKETING', :at, 1, 0)
                    """)
                .param("tenant", shop.value())
                .param("id", id)
                .param("at", Sql.atUtc(clock.instant().minus(ago)))
                .update());
    return id;
  }
}
