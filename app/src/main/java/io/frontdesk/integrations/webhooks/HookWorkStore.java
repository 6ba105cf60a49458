package io.frontdesk.integrations.webhooks;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Repository;

/// Finds endpoints of every tenant that have something to do; it gives tenant and id only, and the
/// work is done as the tenant.
@Repository
class HookWorkStore {
  private final WorkerTransactions worker;

  HookWorkStore(WorkerTransactions worker) {
    this.worker = worker;
  }

  /// One endpoint and whose it is.
  record Place(TenantId tenant, EndpointId endpoint) {}

  /// Endpoints with events that are not planned yet, or whose position is not of this log.
  List<Place> withNews() {
    return worker
        .db()
        .sql(
            """
            SELECT e.tenant_id, e.id
              FROM integrations.hook_endpoint e
             WHERE e.state = 'active'
               AND (e.xid > pg_snapshot_xmax(pg_current_snapshot())
                    OR EXISTS (SELECT 1 FROM platform.event v
                                WHERE v.tenant_id = e.tenant_id
                                  AND (v.xid, v.seq) > (e.xid, e.seq)
                                  AND v.xid < pg_snapshot_xmin(pg_current_snapshot())))
            """)
        .query((row, _) -> place(row))
        .list();
  }

  /// Endpoints with webhooks that are due, those left alone longest first.
  ///
  /// @param full endpoints that have no room right now
  List<Place> withDue(Instant now, Set<EndpointId> full, int limit) {
    return worker
        .db()
        .sql(
            """
            SELECT e.tenant_id, e.id
              FROM integrations.hook_endpoint e
                   CROSS JOIN LATERAL (SELECT min(d.due_at) AS due_at
                                         FROM integrations.hook_delivery d
                                        WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id
                                          AND d.state = 'waiting' AND d.due_at <= :now) oldest
             WHERE e.state = 'active' AND e.id <> ALL(:full) AND oldest.due_at IS NOT NULL
             ORDER BY oldest.due_at
             LIMIT :limit
            """)
        .param("now", atUtc(now))
        .param("full", full.stream().map(EndpointId::value).toArray(UUID[]::new))
        .param("limit", limit)
        .query((row, _) -> place(row))
        .list();
  }

  /// Deletes some that were finished before `before`.
  ///
  /// @return how many
  int forget(Instant before, int limit) {
    return worker
        .db()
        .sql(
            """
            DELETE FROM integrations.hook_delivery
             WHERE ctid IN (SELECT ctid FROM integrations.hook_delivery
                             WHERE state <> 'waiting' AND finished_at < :before
                             LIMIT :limit)
            """)
        .param("before", atUtc(before))
        .param("limit", limit)
        .update();
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(new TenantId(uuid(row, "tenant_id")), new EndpointId(uuid(row, "id")));
  }
}
