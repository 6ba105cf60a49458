package io.frontdesk.outreach.feeding;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.outreach.BlockId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Repository;

/// Finds running blocks of every tenant whose turn it is; it gives tenant and id only, and the work
/// is done as the tenant.
@Repository
class RunningStore {
  private final WorkerTransactions worker;

  RunningStore(WorkerTransactions worker) {
    this.worker = worker;
  }

  /// One block and whose it is.
  record Turn(TenantId tenant, BlockId block) {}

  /// Those that have waited longest first.
  List<Turn> due(Instant now, int limit) {
    return worker
        .db()
        .sql(
            """
            SELECT tenant_id, id
              FROM outreach.block
             WHERE state = 'running' AND feed_at <= :now
             ORDER BY feed_at
             LIMIT :limit
            """)
        .param("now", atUtc(now))
        .param("limit", limit)
        .query(
            (row, _) ->
                new Turn(new TenantId(uuid(row, "tenant_id")), new BlockId(uuid(row, "id"))))
        .list();
  }
}
