package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// How far behind the inbox is, counted up to bounds.
@Repository
public class InboxLagStore {
  private final JdbcClient db;
  private final WorkerTransactions worker;

  InboxLagStore(JdbcClient db, WorkerTransactions worker) {
    this.db = db;
    this.worker = worker;
  }

  /// How far behind the worker is, over all tenants.
  public record Lag(long open, long dead, double seconds) {}

  Lag lag() {
    return worker
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
                  WHERE w.state IN ('waiting', 'working') AND w.tenant_id > oldest.tenant_id
                  ORDER BY w.tenant_id, w.due_at LIMIT 1) next
            )
            SELECT (SELECT count(*) FROM (SELECT 1 FROM integrations.webhook
                                           WHERE state IN ('waiting', 'working') LIMIT 100000) o) AS open,
                   (SELECT count(*) FROM (SELECT 1 FROM integrations.webhook
                                           WHERE state = 'dead' LIMIT 100000) d) AS dead,
                   greatest(coalesce((SELECT extract(epoch FROM clock_timestamp() - min(due_at))
                                        FROM oldest), 0), 0) AS seconds
            """)
        .query(
            (row, _) -> new Lag(row.getLong("open"), row.getLong("dead"), row.getDouble("seconds")))
        .single();
  }

  /// How far behind a provider's events are.
  record Behind(String provider, long open, double seconds) {}

  /// The same over all tenants, of the rows that are due longest.
  List<Behind> behind(int most) {
    return worker
        .db()
        .sql(
            """
            SELECT provider, count(*) AS open,
                   greatest(extract(epoch FROM clock_timestamp() - min(due_at)), 0) AS seconds
              FROM (SELECT provider, due_at FROM integrations.webhook
                     WHERE state IN ('waiting', 'working') LIMIT :most) r
             GROUP BY provider
            """)
        .param("most", most)
        .query(
            (row, _) ->
                new Behind(
                    Sql.text(row, "provider"), row.getLong("open"), row.getDouble("seconds")))
        .list();
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
