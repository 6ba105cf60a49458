package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What becomes of rows whose keys are leased. Whoever lost the lease changes nothing.
@Repository
class InboxLeaseStore {
  private final JdbcClient db;
  private final WorkerTransactions worker;

  InboxLeaseStore(JdbcClient db, WorkerTransactions worker) {
    this.db = db;
    this.worker = worker;
  }

  /// Locks the lease for its tenant's transaction, so that nobody takes it away before the commit.
  /// The next statement is to be [#done].
  ///
  /// @param idle how long the transaction may rest before the database ends it: a node that is
  ///     stopped inside one would keep its keys for ever
  /// @return false when it has been taken away
  boolean hold(InboxClaimStore.Lease lease, Duration idle) {
    return db.sql(
            """
            SELECT id, set_config('plan_cache_mode', 'force_custom_plan', true),
                   set_config('enable_sort', 'off', true),
                   set_config('enable_seqscan', 'off', true),
                   set_config('enable_bitmapscan', 'off', true),
                   set_config('enable_indexscan', 'off', true),
                   set_config('idle_in_transaction_session_timeout', :idle, true)
              FROM integrations.webhook_lease
             WHERE tenant_id = :tenant AND id = :id FOR UPDATE
            """)
        .param("idle", idle.toMillis() + "ms")
        .param("tenant", lease.tenant().value())
        .param("id", lease.id())
        .query((row, _) -> Sql.uuid(row, "id"))
        .optional()
        .isPresent();
  }

  /// Marks rows of a held lease done, all at the same moment; their effects belong to the same
  /// transaction.
  ///
  /// @return their sealed bodies, without those that are gone; empty when some rows are not open
  ///     any more: then the transaction must roll back
  Optional<Map<UUID, byte[]>> done(TenantId tenant, List<InboxClaimStore.Claimed> rows) {
    var bodies = new HashMap<UUID, byte[]>();
    var marked = new AtomicInteger();
    // A flood comes faster than statistics do. So this is planned anew each time, by what the table
    // has become; row by row in the order that only the primary key has (of a tenant that is new to
    // statistics each index seems to have one row), and with a condition on the state that no
    // partial index answers. Index scans are no better than others then: only where the rows are
    // looked up by what was found, one is left out. A version before this one leases rows: working,
    // and due when the lease
    // ends.
    db.sql(
            """
            WITH done AS (
              UPDATE integrations.webhook
                 SET state = 'done', lease = NULL, error = NULL, failure = NULL,
                     attempts = attempts + 1, finished_at = statement_timestamp()
               WHERE ctid = ANY(ARRAY(
                       SELECT leased.at
                         FROM unnest(CAST(:ids AS uuid[])) AS one (id)
                        CROSS JOIN LATERAL (
                          SELECT w.ctid AS at FROM integrations.webhook w
                           WHERE w.tenant_id = :tenant AND w.id >= one.id AND w.id <= one.id
                           ORDER BY w.id LIMIT 1) leased))
                 AND CASE state WHEN 'waiting' THEN true
                                WHEN 'working' THEN due_at <= statement_timestamp()
                                ELSE false END
              RETURNING id, body
            )
            SELECT done.id, done.body, mode.*
              FROM done
             CROSS JOIN (SELECT set_config('plan_cache_mode', 'auto', true),
                                set_config('enable_sort', 'on', true),
                                set_config('enable_seqscan', 'on', true),
                                set_config('enable_bitmapscan', 'on', true),
                                set_config('enable_indexscan', 'on', true)) mode
            """)
        .param("tenant", tenant.value())
        .param("ids", InboxStore.parts(rows, UUID[]::new, InboxClaimStore.Claimed::id))
        .query(
            (RowCallbackHandler)
                row -> {
                  marked.incrementAndGet();
                  var body = row.getBytes("body");
                  if (body != null) {
                    bodies.put(Sql.uuid(row, "id"), body);
                  }
                });
    return marked.get() == rows.size() ? Optional.of(bodies) : Optional.empty();
  }

  /// Gives a held lease back when its transaction commits.
  void end(InboxClaimStore.Lease lease) {
    end(db, lease);
  }

  /// Gives a lease back; what was not done of it can be claimed again.
  void release(InboxClaimStore.Lease lease) {
    end(worker.db(), lease);
  }

  private static void end(JdbcClient as, InboxClaimStore.Lease lease) {
    as.sql("DELETE FROM integrations.webhook_lease WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", lease.tenant().value())
        .param("id", lease.id())
        .update();
  }

  /// Lengthens a lease, unless it has been taken away.
  void renew(InboxClaimStore.Lease lease, Duration by) {
    worker
        .db()
        .sql(
            """
            UPDATE integrations.webhook_lease
               SET until = clock_timestamp() + make_interval(secs => :by)
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", lease.tenant().value())
        .param("id", lease.id())
        .param("by", by.toMillis() / 1000.0)
        .update();
  }

  /// Puts a failed row back, or buries it.
  ///
  /// @param pause until the next attempt; null makes it a dead letter
  /// @param patience how long later rows of its key wait for it
  void failed(
      InboxClaimStore.Claimed row,
      Failure kind,
      String error,
      @Nullable Duration pause,
      Duration patience) {
    worker.run(
        () -> {
          IndexOrder.keep(worker.db());
          return worker
              .db()
              .sql(
                  """
                  WITH held AS (
                    SELECT id FROM integrations.webhook_lease
                     WHERE tenant_id = :tenant AND id = :lease FOR UPDATE
                  )
                  UPDATE integrations.webhook
                     SET state = CASE WHEN :dead THEN 'dead' ELSE 'waiting' END,
                         attempts = attempts + 1, failure = :failure, error = :error, lease = NULL,
                         due_at = clock_timestamp() + make_interval(secs => :pause),
                         blocks_until = least(blocks_until,
                                              clock_timestamp() + make_interval(secs => :patience)),
                         finished_at = CASE WHEN :dead THEN clock_timestamp() END
                   WHERE ctid = (SELECT w.ctid FROM integrations.webhook w
                                  WHERE w.tenant_id = :tenant AND w.id >= :id AND w.id <= :id
                                  ORDER BY w.id LIMIT 1)
                     AND CASE WHEN state IN ('waiting', 'working') THEN EXISTS (SELECT 1 FROM held)
                              ELSE false END
                  """)
              .param("tenant", row.tenant().value())
              .param("id", row.id())
              .param("lease", row.lease().id())
              .param("dead", pause == null)
              .param("failure", kind.code())
              .param("error", error)
              .param("pause", pause == null ? 0 : pause.toMillis() / 1000.0)
              .param("patience", patience.toMillis() / 1000.0)
              .update();
        });
  }
}
