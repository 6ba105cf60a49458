package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Repository;

/// What the workers see across tenants: which deliveries are due, lost or unclear. Runs as the
/// worker role; each statement commits by itself.
@Repository
class ClaimStore {
  private final WorkerTransactions workers;

  ClaimStore(WorkerTransactions workers) {
    this.workers = workers;
  }

  /// Claims up to `limit` due deliveries for `owner`, in turn between tenants, conversation before
  /// transactional before reminder before marketing. Those another worker is claiming are passed
  /// over.
  ///
  /// The first part walks the index from tenant to tenant, so a tenant with a million due rows
  /// costs no more than one with ten.
  List<Claimed> claim(UUID owner, Instant now, Duration lease, int limit) {
    return workers
        .db()
        .sql(
            """
            WITH RECURSIVE tenant AS (
              (SELECT d.tenant_id
                 FROM delivery.delivery d
                WHERE d.state IN ('waiting', 'held')
                ORDER BY d.tenant_id
                LIMIT 1)
              UNION ALL
              SELECT (SELECT d.tenant_id
                        FROM delivery.delivery d
                       WHERE d.state IN ('waiting', 'held') AND d.tenant_id > t.tenant_id
                       ORDER BY d.tenant_id
                       LIMIT 1)
                FROM tenant t
               WHERE t.tenant_id IS NOT NULL
            ),
            due AS (
              SELECT of.tenant_id, of.id, of.priority, of.due_at,
                     row_number() OVER (PARTITION BY of.tenant_id, of.priority ORDER BY of.due_at)
                       AS turn
                FROM tenant t
               CROSS JOIN LATERAL (SELECT d.tenant_id, d.id, d.priority, d.due_at
                                     FROM delivery.delivery d
                                    WHERE d.tenant_id = t.tenant_id
                                      AND d.state IN ('waiting', 'held') AND d.due_at <= :now
                                    ORDER BY d.priority, d.due_at
                                    LIMIT :limit) of
            ),
            picked AS (
              SELECT tenant_id, id FROM due ORDER BY priority, turn, due_at LIMIT :limit
            ),
            free AS (
              SELECT d.tenant_id, d.id
                FROM delivery.delivery d
                JOIN picked p ON p.tenant_id = d.tenant_id AND p.id = d.id
               WHERE d.state IN ('waiting', 'held') AND d.due_at <= :now
                 FOR UPDATE OF d SKIP LOCKED
            )
            UPDATE delivery.delivery d
               SET state = 'claimed', lease_owner = :owner, lease_until = :until
              FROM free f
             WHERE d.tenant_id = f.tenant_id AND d.id = f.id
            RETURNING d.tenant_id, d.id
            """)
        .param("owner", owner)
        .param("now", atUtc(now))
        .param("until", atUtc(now.plus(lease)))
        .param("limit", limit)
        .query((row, _) -> claimed(row))
        .list();
  }

  /// Gives back what a dead worker claimed and did not begin to send.
  int returnLostClaims(Instant now) {
    return workers
        .db()
        .sql(
            """
            UPDATE delivery.delivery
               SET state = 'waiting', lease_owner = NULL, lease_until = NULL
             WHERE state = 'claimed' AND lease_until < :now
            """)
        .param("now", atUtc(now))
        .update();
  }

  /// Deliveries whose worker died, or hangs, between calling the provider and writing down its
  /// answer.
  List<Claimed> lostSends(Instant now, int limit) {
    return workers
        .db()
        .sql(
            """
            SELECT tenant_id, id
              FROM delivery.delivery
             WHERE state = 'sending' AND lease_until < :now
             ORDER BY lease_until
             LIMIT :limit
            """)
        .param("now", atUtc(now))
        .param("limit", limit)
        .query((row, _) -> claimed(row))
        .list();
  }

  /// Unknown deliveries whose provider should be asked now; each is taken by one worker.
  List<Claimed> toReconcile(Instant now, Instant next, int limit) {
    return workers
        .db()
        .sql(
            """
            UPDATE delivery.delivery
               SET reconcile_at = :next
             WHERE (tenant_id, id) IN (SELECT tenant_id, id
                                         FROM delivery.delivery
                                        WHERE state = 'unknown' AND reconcile_at <= :now
                                        ORDER BY reconcile_at
                                        LIMIT :limit
                                          FOR UPDATE SKIP LOCKED)
            RETURNING tenant_id, id
            """)
        .param("now", atUtc(now))
        .param("next", atUtc(next))
        .param("limit", limit)
        .query((row, _) -> claimed(row))
        .list();
  }

  /// How many deliveries stand in each state that is not settled.
  Map<String, Long> openCounts() {
    return workers
        .db()
        .sql(
            """
            SELECT state, count(*) AS many
              FROM delivery.delivery
             WHERE state IN ('waiting', 'held', 'claimed', 'sending', 'unknown')
             GROUP BY state
            """)
        .query(
            (row, _) ->
                Map.entry(
                    Objects.requireNonNull(row.getString("state")).toLowerCase(Locale.ROOT),
                    row.getLong("many")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// Seconds the longest-due delivery has been waiting, 0 when none is due.
  double lagSeconds(Instant now) {
    return workers
        .db()
        .sql(
            """
            SELECT coalesce(extract(epoch FROM CAST(:now AS timestamptz) - min(due_at)), 0) AS lag
              FROM delivery.delivery
             WHERE state IN ('waiting', 'held') AND due_at <= :now
            """)
        .param("now", atUtc(now))
        .query((row, _) -> row.getDouble("lag"))
        .single();
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(new TenantId(uuid(row, "tenant_id")), new DeliveryId(uuid(row, "id")));
  }
}
