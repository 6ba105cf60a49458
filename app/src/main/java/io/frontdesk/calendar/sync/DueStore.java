package io.frontdesk.calendar.sync;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Repository;

/// Finds the accounts of every workspace that have something to do.
@Repository
class DueStore {
  private final WorkerTransactions worker;

  DueStore(WorkerTransactions worker) {
    this.worker = worker;
  }

  record Due(TenantId tenant, UUID account) {}

  /// Those that waited longest first.
  List<Due> due(Instant now, int limit) {
    return worker
        .db()
        .sql(
            """
            SELECT a.tenant_id, a.id
              FROM calendar.sync_account a
             WHERE (a.lease_until IS NULL OR a.lease_until <= :now)
               AND (a.due_at <= :now
                    OR (a.state = 'active'
                        AND EXISTS (SELECT 1
                                      FROM calendar.sync_outbox o
                                     WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id
                                       AND o.due_at <= :now)))
             ORDER BY a.due_at
             LIMIT :limit
            """)
        .param("now", atUtc(now))
        .param("limit", limit)
        .query((row, _) -> new Due(new TenantId(uuid(row, "tenant_id")), uuid(row, "id")))
        .list();
  }
}
