package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// How far behind the inbox is, counted up to bounds.
@Repository
public class InboxLagStore {
  private static final int MOST = 100_000;
  private static final int MOST_OF_ONE = 10_000;

  private final JdbcClient db;
  private final WorkerTransactions worker;

  InboxLagStore(JdbcClient db, WorkerTransactions worker) {
    this.db = db;
    this.worker = worker;
  }

  /// How far behind the worker is, over all tenants.
  public record Lag(long open, long dead, double seconds) {}

  Lag lag() {
    return byIndexes(
        () ->
            worker
                .db()
                .sql(
                    """
                    WITH RECURSIVE oldest AS (
                      (SELECT tenant_id, due_at FROM integrations.webhook
                        WHERE state IN ('waiting', 'working') ORDER BY tenant_id, due_at LIMIT 1)
                      UNION ALL
                      SELECT next.tenant_id, next.due_at
                        FROM oldest
                       CROSS JOIN LATERAL (
                         SELECT w.tenant_id, w.due_at FROM integrations.webhook w
                          WHERE w.state IN ('waiting', 'working')
                            AND w.tenant_id > oldest.tenant_id
                          ORDER BY w.tenant_id, w.due_at LIMIT 1) next
                    )
                    SELECT (SELECT count(*)
                              FROM (SELECT 1 FROM integrations.webhook
                                     WHERE state IN ('waiting', 'working') LIMIT :most) o) AS open,
                           (SELECT count(*)
                              FROM (SELECT 1 FROM integrations.webhook
                                     WHERE state = 'dead' LIMIT :most) d) AS dead,
                           greatest(coalesce((SELECT extract(epoch FROM
                                                             clock_timestamp() - min(due_at))
                                                FROM oldest), 0), 0) AS seconds
                    """)
                .param("most", MOST)
                .query(
                    (row, _) ->
                        new Lag(row.getLong("open"), row.getLong("dead"), row.getDouble("seconds")))
                .single());
  }

  /// How far behind a provider's events are.
  record Behind(String provider, long open, double seconds) {}

  /// The same over all tenants, of each tenant's rows that are due longest.
  List<Behind> behind() {
    return byIndexes(
        () ->
            worker
                .db()
                .sql(
                    """
                    WITH RECURSIVE tenants AS (
                      (SELECT tenant_id FROM integrations.webhook
                        WHERE state IN ('waiting', 'working') ORDER BY tenant_id, due_at LIMIT 1)
                      UNION ALL
                      SELECT next.tenant_id
                        FROM tenants
                       CROSS JOIN LATERAL (
                         SELECT w.tenant_id FROM integrations.webhook w
                          WHERE w.state IN ('waiting', 'working')
                            AND w.tenant_id > tenants.tenant_id
                          ORDER BY w.tenant_id, w.due_at LIMIT 1) next
                    )
                    SELECT provider, count(*) AS open,
                           greatest(extract(epoch FROM clock_timestamp() - min(due_at)), 0)
                             AS seconds
                      FROM (SELECT longest.provider, longest.due_at
                              FROM tenants
                             CROSS JOIN LATERAL (
                               SELECT w.provider, w.due_at FROM integrations.webhook w
                                WHERE w.tenant_id = tenants.tenant_id
                                  AND w.state IN ('waiting', 'working')
                                ORDER BY w.due_at LIMIT :each) longest
                             LIMIT :most) r
                     GROUP BY provider
                    """)
                .param("each", MOST_OF_ONE)
                .param("most", MOST)
                .query(
                    (row, _) ->
                        new Behind(
                            Sql.text(row, "provider"),
                            row.getLong("open"),
                            row.getDouble("seconds")))
                .list());
  }

  private <T> T byIndexes(Supplier<T> look) {
    return worker.run(
        () -> {
          IndexOrder.keep(worker.db());
          return look.get();
        });
  }

  /// How a connection fares; counted up to a bound.
  ///
  /// @param oldest when the oldest of those that wait came
  public record Fare(
      ConnectionId connection,
      String provider,
      long waiting,
      long dead,
      @Nullable Instant oldest) {}

  /// How each connection of the tenant fares that has anything open or dead.
  List<Fare> fares(TenantId tenant, int most) {
    IndexOrder.keep(db);
    return db.sql(
            """
            SELECT r.connection_id, r.provider, count(*) FILTER (WHERE r.state <> 'dead') AS waiting,
                   count(*) FILTER (WHERE r.state = 'dead') AS dead,
                   min(r.received_at) FILTER (WHERE r.state <> 'dead') AS oldest
              FROM ((SELECT connection_id, provider, state, received_at FROM integrations.webhook
                      WHERE tenant_id = :tenant AND state IN ('waiting', 'working')
                      ORDER BY due_at LIMIT :most)
                    UNION ALL
                    (SELECT connection_id, provider, state, received_at FROM integrations.webhook
                      WHERE tenant_id = :tenant AND state = 'dead'
                      ORDER BY seq DESC LIMIT :most)) r
             GROUP BY r.connection_id, r.provider
             ORDER BY r.provider, r.connection_id
            """)
        .param("tenant", tenant.value())
        .param("most", most)
        .query(
            (row, _) ->
                new Fare(
                    new ConnectionId(Sql.uuid(row, "connection_id")),
                    Sql.text(row, "provider"),
                    row.getLong("waiting"),
                    row.getLong("dead"),
                    Sql.instantOrNull(row, "oldest")))
        .list();
  }
}
