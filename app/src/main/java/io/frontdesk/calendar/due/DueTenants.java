package io.frontdesk.calendar.due;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Repository;

/// Finds tenants with something to do, those that wait longest first; what there is to do is read
/// and done as the tenant.
@Repository
public class DueTenants {
  private final WorkerTransactions worker;
  private final TenantTransactions transactions;

  DueTenants(WorkerTransactions worker, TenantTransactions transactions) {
    this.worker = worker;
    this.transactions = transactions;
  }

  public List<TenantId> withReminders(Instant now) {
    return tenants(
        """
        SELECT tenant_id FROM calendar.reminder
         WHERE state = 'waiting' AND due_at <= :now
         GROUP BY tenant_id
         ORDER BY min(due_at)
         LIMIT 1000
        """,
        now);
  }

  /// Tenants with messages for appointments that have begun meanwhile.
  public List<TenantId> withLateReminders(Instant now) {
    return tenants(
        """
        SELECT DISTINCT tenant_id FROM calendar.reminder
         WHERE state = 'requested' AND starts_at <= :now
         LIMIT 1000
        """,
        now);
  }

  public List<TenantId> withWaitlists(Instant now) {
    return tenants(
        """
        SELECT tenant_id FROM calendar.waitlist_turn
         WHERE due_at <= :now
         ORDER BY due_at
         LIMIT 1000
        """,
        now);
  }

  /// Tenants with answers that another version of the vault's keys sealed.
  public List<TenantId> withStaleAnswers(byte[] newest) {
    return worker
        .db()
        .sql(
            """
            SELECT DISTINCT tenant_id FROM calendar.intake_answer
             WHERE substring(sealed FROM 2 FOR 4) < :newest
                OR substring(sealed FROM 2 FOR 4) > :newest
             LIMIT 1000
            """)
        .param("newest", newest)
        .query((row, _) -> new TenantId(uuid(row, "tenant_id")))
        .list();
  }

  /// Does one piece of work in a transaction of the tenant. Where the database ended it because it
  /// and another waited for each other, nothing was done and it is tried again.
  public boolean work(TenantId tenant, Supplier<Boolean> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions.write(tenant, work);
      } catch (ConcurrencyFailureException deadlock) {
        if (attempt == 5) {
          throw deadlock;
        }
      }
    }
  }

  private List<TenantId> tenants(String sql, Instant now) {
    return worker
        .db()
        .sql(sql)
        .param("now", atUtc(now))
        .query((row, _) -> new TenantId(uuid(row, "tenant_id")))
        .list();
  }
}
