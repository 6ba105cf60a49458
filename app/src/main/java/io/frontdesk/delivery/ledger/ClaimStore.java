package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// What the workers see across tenants: whose deliveries are due, and which are lost or unclear.
/// Runs as the worker role; each statement commits by itself.
@Repository
class ClaimStore {
  private final WorkerTransactions workers;

  ClaimStore(WorkerTransactions workers) {
    this.workers = workers;
  }

  /// Whose deliveries are due, and when the next one will be.
  ///
  /// @param oldest since when the longest-due one waits; null when none is due
  /// @param next null when nothing waits that is not due
  record Due(List<TenantId> tenants, @Nullable Instant oldest, @Nullable Instant next) {}

  /// Looks at the head of every queue, one step of the index each, however long the queues are.
  Due due(Instant now) {
    return workers
        .db()
        .sql(
            """
            WITH RECURSIVE head AS (
              (SELECT d.tenant_id, d.line, d.priority, d.due_at
                 FROM delivery.delivery d
                WHERE d.state IN ('waiting', 'held')
                ORDER BY d.tenant_id, d.line, d.priority, d.due_at
                LIMIT 1)
              UNION ALL
              SELECT n.tenant_id, n.line, n.priority, n.due_at
                FROM head h
               CROSS JOIN LATERAL (SELECT d.tenant_id, d.line, d.priority, d.due_at
                                     FROM delivery.delivery d
                                    WHERE d.state IN ('waiting', 'held')
                                      AND (d.tenant_id, d.line, d.priority)
                                          > (h.tenant_id, h.line, h.priority)
                                    ORDER BY d.tenant_id, d.line, d.priority, d.due_at
                                    LIMIT 1) n
            )
            SELECT array_agg(DISTINCT tenant_id) FILTER (WHERE due_at <= :now) AS tenants,
                   min(due_at) FILTER (WHERE due_at <= :now) AS oldest,
                   min(due_at) FILTER (WHERE due_at > :now) AS next
              FROM head
            """)
        .param("now", atUtc(now))
        .query(
            (row, _) ->
                new Due(tenants(row), instantOrNull(row, "oldest"), instantOrNull(row, "next")))
        .single();
  }

  /// How much a tenant has had, and how much it counts beside others.
  record Turn(TenantId tenant, double used, double weight) {}

  /// The turns of `tenants`; who never had one gets one that comes soon.
  List<Turn> turns(Collection<TenantId> tenants) {
    return workers
        .db()
        .sql(
            """
            WITH known AS (
              SELECT tenant_id, used, weight FROM delivery.turn WHERE tenant_id = ANY(:tenants)
            ),
            fresh AS (
              INSERT INTO delivery.turn (tenant_id, used)
              SELECT t.tenant, (SELECT coalesce(max(used), 0) - 50 FROM known)
                FROM unnest(:tenants) AS t (tenant)
               WHERE t.tenant NOT IN (SELECT tenant_id FROM known)
              ON CONFLICT DO NOTHING
              RETURNING tenant_id, used, weight
            )
            SELECT tenant_id, used, weight FROM known
            UNION ALL
            SELECT tenant_id, used, weight FROM fresh
            """)
        .param("tenants", tenants.stream().map(TenantId::value).toArray(UUID[]::new))
        .query(
            (row, _) ->
                new Turn(
                    new TenantId(uuid(row, "tenant_id")),
                    row.getDouble("used"),
                    row.getDouble("weight")))
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
             WHERE state = 'claimed' AND lease_until < least(:now, statement_timestamp())
            """)
        .param("now", atUtc(now))
        .update();
  }

  /// Deliveries whose worker died, or hangs, between calling the provider and writing down its
  /// answer. The database must think so, too: a node whose clock is ahead would take from others
  /// what they are just sending, and send it again.
  List<Claimed> lostSends(Instant now, int limit) {
    return workers
        .db()
        .sql(
            """
            SELECT tenant_id, id
              FROM delivery.delivery
             WHERE state = 'sending' AND lease_until < least(:now, statement_timestamp())
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
                                        WHERE state = 'unknown'
                                          AND reconcile_at <= least(:now, statement_timestamp())
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

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(new TenantId(uuid(row, "tenant_id")), new DeliveryId(uuid(row, "id")));
  }

  private static List<TenantId> tenants(ResultSet row) throws SQLException {
    var array = row.getArray("tenants");
    return array == null
        ? List.of()
        : Arrays.stream((UUID[]) array.getArray()).map(TenantId::new).toList();
  }
}
