package io.frontdesk.policy.rules;

import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.jobs.RecurringJob;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Forgets counted attempts once no cap and no budget asks about them: caps look back a day, a
/// budget a month, and a delivery in doubt is settled long before.
@Configuration(proxyBeanMethods = false)
class AttemptRetention {
  static final Duration KEPT = Duration.ofDays(62);
  private static final int AT_ONCE = 5_000;

  @Bean
  RecurringJob attemptRetention(WorkerTransactions worker, Clock clock) {
    return RecurringJob.of(
        "policy.forget-attempts",
        Duration.ofHours(6),
        "Forgets counted messages that no cap and no budget asks about.",
        () -> {
          var before = clock.instant().minus(KEPT);
          for (int i = 0; i < 100 && forget(worker, before) == AT_ONCE; i++) {
            // some at a time, so that no transaction grows long
          }
        });
  }

  static int forget(WorkerTransactions worker, Instant before) {
    return worker
        .db()
        .sql(
            """
            DELETE FROM policy.attempt a
             USING (SELECT tenant_id, id FROM policy.attempt WHERE at < :before LIMIT :limit) old
             WHERE a.tenant_id = old.tenant_id AND a.id = old.id
            """)
        .param("before", Sql.atUtc(before))
        .param("limit", AT_ONCE)
        .update();
  }
}
