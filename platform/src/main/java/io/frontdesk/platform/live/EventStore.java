package io.frontdesk.platform.live;

import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads the event log: every tenant's as the worker role for the tailer, one tenant's as the
/// application role for catching up.
final class EventStore {
  private final JdbcClient app;
  private final TenantTransactions transactions;
  private final WorkerTransactions worker;

  EventStore(JdbcClient app, TenantTransactions transactions, WorkerTransactions worker) {
    this.app = app;
    this.transactions = transactions;
    this.worker = worker;
  }

  /// Where the log stands: everything before it has been committed or never will be.
  Position end() {
    return worker
        .db()
        .sql("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        .query((row, _) -> new Position(Long.parseLong(text(row, "pg_snapshot_xmin")), 0))
        .single();
  }

  /// The next events of all tenants, in order. Only those of transactions below every one still
  /// running: a later read can't find an earlier one.
  List<LiveEvent> next(Position after, int limit) {
    return worker
        .db()
        .sql(
            """
            SELECT tenant_id, xid::text AS xid, seq, topic, subject, data::text AS data
              FROM platform.event
             WHERE (xid, seq) > (CAST(CAST(:xid AS text) AS xid8), CAST(:seq AS bigint))
               AND xid < pg_snapshot_xmin(pg_current_snapshot())
             ORDER BY event.xid, seq
             LIMIT :limit
            """)
        .param("xid", Long.toString(after.transaction()))
        .param("seq", after.number())
        .param("limit", limit)
        .query((row, _) -> event(row))
        .list();
  }

  /// Whether committed events wait behind a transaction that still runs.
  boolean waiting(Position after) {
    // In order, because only so it is a step of the index: by EXISTS the planner hopes to meet one
    // soon and walks the whole table.
    return worker
        .db()
        .sql(
            """
            SELECT seq
              FROM platform.event
             WHERE (xid, seq) > (CAST(CAST(:xid AS text) AS xid8), CAST(:seq AS bigint))
             ORDER BY xid, seq
             LIMIT 1
            """)
        .param("xid", Long.toString(after.transaction()))
        .param("seq", after.number())
        .query((row, _) -> row.getLong("seq"))
        .optional()
        .isPresent();
  }

  /// The newest of one tenant's events after one position up to and with another, in order.
  List<LiveEvent> newest(TenantId tenant, Position after, Position upTo, int limit) {
    return transactions
        .read(
            tenant,
            () ->
                app.sql(
                        """
                        SELECT tenant_id, xid::text AS xid, seq, topic, subject, data::text AS data
                          FROM platform.event
                         WHERE tenant_id = :tenant
                           AND (xid, seq)
                               > (CAST(CAST(:xid AS text) AS xid8), CAST(:seq AS bigint))
                           AND (xid, seq)
                               <= (CAST(CAST(:toXid AS text) AS xid8), CAST(:toSeq AS bigint))
                         ORDER BY event.xid DESC, seq DESC
                         LIMIT :limit
                        """)
                    .param("tenant", tenant.value())
                    .param("xid", Long.toString(after.transaction()))
                    .param("seq", after.number())
                    .param("toXid", Long.toString(upTo.transaction()))
                    .param("toSeq", upTo.number())
                    .param("limit", limit)
                    .query((row, _) -> event(row))
                    .list())
        .reversed();
  }

  /// Events up to here may have been deleted by retention.
  Position floor() {
    return worker
        .db()
        .sql("SELECT xid::text AS xid, seq FROM platform.event_floor")
        .query((row, _) -> position(row))
        .single();
  }

  /// Deletes a batch of events older than `keep` by the database's clock.
  ///
  /// @return how many
  int trim(Duration keep, int limit) {
    return worker.run(
        () -> {
          var gone =
              worker
                  .db()
                  .sql(
                      """
                      DELETE FROM platform.event
                       WHERE ctid IN (SELECT ctid FROM platform.event
                                       WHERE created_at
                                             < clock_timestamp() - make_interval(secs => :keep)
                                       LIMIT :limit)
                      RETURNING xid::text AS xid, seq
                      """)
                  .param("keep", keep.toSeconds())
                  .param("limit", limit)
                  .query((row, _) -> position(row))
                  .list();
          gone.stream().max(Position::compareTo).ifPresent(this::raiseFloor);
          return gone.size();
        });
  }

  void announce() {
    worker.db().sql("NOTIFY frontdesk_live").update();
  }

  private void raiseFloor(Position to) {
    worker
        .db()
        .sql(
            """
            UPDATE platform.event_floor
               SET xid = CAST(CAST(:xid AS text) AS xid8), seq = :seq
             WHERE (xid, seq) < (CAST(CAST(:xid AS text) AS xid8), CAST(:seq AS bigint))
            """)
        .param("xid", Long.toString(to.transaction()))
        .param("seq", to.number())
        .update();
  }

  private static LiveEvent event(ResultSet row) throws SQLException {
    return new LiveEvent(
        new TenantId(uuid(row, "tenant_id")),
        position(row),
        text(row, "topic"),
        text(row, "subject"),
        text(row, "data"));
  }

  private static Position position(ResultSet row) throws SQLException {
    return new Position(Long.parseLong(text(row, "xid")), row.getLong("seq"));
  }
}
