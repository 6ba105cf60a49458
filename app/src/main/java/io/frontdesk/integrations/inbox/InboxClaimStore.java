package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Which keys of the inbox may be worked on, and their leases.
///
/// Leases and due times are the database's time, so that nodes whose clocks differ agree on them.
@Repository
class InboxClaimStore {
  // Any number, the same on every node.
  private static final long CLAIM_LOCK = 0x0F50_1000_0000_0001L;

  private final WorkerTransactions worker;

  InboxClaimStore(WorkerTransactions worker) {
    this.worker = worker;
  }

  /// The right to work on some keys of a tenant.
  ///
  /// @param id the fencing token
  record Lease(TenantId tenant, UUID id) {}

  /// A row of a leased key. Its body is read when its turn comes.
  ///
  /// @param bytes length of the sealed body
  record Claimed(
      Lease lease,
      UUID id,
      ConnectionId connection,
      String provider,
      String identity,
      String type,
      String orderingKey,
      int bytes,
      Instant receivedAt,
      int attempts) {
    TenantId tenant() {
      return lease.tenant();
    }

    Key key() {
      return new Key(lease.tenant(), connection, orderingKey);
    }
  }

  /// A key: what is worked on in order.
  record Key(TenantId tenant, ConnectionId connection, String orderingKey) {}

  /// A key to be leased.
  ///
  /// @param rows at most so many of it
  record LeasedKey(Key key, UUID lease, int rows) {}

  /// A key that may be worked on now.
  ///
  /// @param rows how many of it are due, as far as was looked
  record FoundKey(Key key, int rows) {}

  /// What a look at some tenants found.
  ///
  /// @param hidden tenants with more due rows than were looked at
  record Found(List<FoundKey> keys, Set<TenantId> hidden) {}

  /// Runs a claim while no other node runs one; a node that is stopped in the middle of it holds up
  /// the others for seconds only.
  <T> T alone(Supplier<T> claim) {
    return worker.run(
        () -> {
          IndexOrder.keep(worker.db());
          worker
              .db()
              .sql(
                  """
                  SELECT set_config('idle_in_transaction_session_timeout', '5s', true),
                         pg_advisory_xact_lock(:lock),
                         set_config('plan_cache_mode', 'force_generic_plan', true)
                  """)
              .param("lock", CLAIM_LOCK)
              .query((_, _) -> true)
              .single();
          return claim.get();
        });
  }

  /// Takes leases away from those who held them too long. One that is locked is about to commit.
  /// The oldest row of each key counts it as an attempt, since it may be what its worker ended of.
  void expire() {
    var lost =
        worker
            .db()
            .sql(
                """
                WITH gone AS (
                  DELETE FROM integrations.webhook_lease l
                   USING (SELECT tenant_id, id FROM integrations.webhook_lease
                           WHERE until < statement_timestamp() FOR UPDATE SKIP LOCKED) old
                   WHERE l.tenant_id = old.tenant_id AND l.id = old.id
                  RETURNING l.tenant_id, l.connections, l.ordering_keys
                )
                SELECT gone.tenant_id, k.connection_id, k.ordering_key
                  FROM gone
                 CROSS JOIN LATERAL unnest(gone.connections, gone.ordering_keys)
                       AS k (connection_id, ordering_key)
                """)
            .query((row, _) -> key(row))
            .list();
    if (!lost.isEmpty()) {
      countLost(lost);
    }
  }

  private void countLost(List<Key> keys) {
    worker
        .db()
        .sql(
            """
            UPDATE integrations.webhook w
               SET attempts = w.attempts + 1
              FROM unnest(CAST(:tenants AS uuid[]), CAST(:connections AS uuid[]),
                          CAST(:keys AS text[])) AS k (tenant_id, connection_id, ordering_key)
             CROSS JOIN LATERAL (
               SELECT o.id FROM integrations.webhook o
                WHERE o.tenant_id = k.tenant_id AND o.connection_id = k.connection_id
                  AND o.ordering_key = k.ordering_key AND o.state = 'waiting'
                ORDER BY o.seq LIMIT 1 FOR UPDATE SKIP LOCKED) oldest
             WHERE w.tenant_id = k.tenant_id AND w.id = oldest.id
            """)
        .param("tenants", InboxStore.parts(keys, UUID[]::new, one -> one.tenant().value()))
        .param("connections", InboxStore.parts(keys, UUID[]::new, one -> one.connection().value()))
        .param("keys", InboxStore.parts(keys, String[]::new, Key::orderingKey))
        .update();
  }

  /// Tenants with something due, in the order of their ids: one probe of an index for each.
  ///
  /// @param after only those behind this one; null for all
  List<TenantId> dueTenants(@Nullable TenantId after, int limit) {
    return worker
        .db()
        .sql(
            """
            WITH RECURSIVE open AS (
              (SELECT tenant_id, due_at FROM integrations.webhook
                WHERE state IN ('waiting', 'working')
                  AND tenant_id > coalesce(CAST(:after AS uuid),
                                           '00000000-0000-0000-0000-000000000000'::uuid)
                ORDER BY tenant_id, due_at LIMIT 1)
              UNION ALL
              SELECT next.tenant_id, next.due_at
                FROM open
               CROSS JOIN LATERAL (
                 SELECT w.tenant_id, w.due_at FROM integrations.webhook w
                  WHERE w.state IN ('waiting', 'working') AND w.tenant_id > open.tenant_id
                  ORDER BY w.tenant_id, w.due_at LIMIT 1) next
            )
            SELECT tenant_id FROM open WHERE due_at <= statement_timestamp() LIMIT :limit
            """)
        .param("after", after == null ? null : after.value())
        .param("limit", limit)
        .query((row, _) -> new TenantId(Sql.uuid(row, "tenant_id")))
        .list();
  }

  /// Free keys of each tenant's oldest due rows, the longest due first.
  ///
  /// @param looks at how many rows of each tenant to look
  Found dueKeys(Map<TenantId, Integer> looks) {
    var tenants = List.copyOf(looks.keySet());
    var hidden = new HashSet<TenantId>();
    var keys =
        worker
            .db()
            .sql(
                """
                WITH held AS MATERIALIZED (
                  SELECT l.tenant_id, k.connection_id, k.ordering_key
                    FROM integrations.webhook_lease l
                   CROSS JOIN LATERAL unnest(l.connections, l.ordering_keys)
                         AS k (connection_id, ordering_key)
                   WHERE l.tenant_id = ANY(CAST(:tenants AS uuid[]))
                )
                SELECT k.tenant_id, k.connection_id, k.ordering_key, k.many,
                       k.seen = k.look AS more,
                       held.tenant_id IS NULL AND NOT t.held
                         AND (t.barrier IS NULL OR (
                           SELECT true FROM integrations.webhook w
                            WHERE w.tenant_id = k.tenant_id AND w.connection_id = k.connection_id
                              AND w.ordering_key = k.ordering_key
                              AND w.state IN ('waiting', 'working')
                              AND w.due_at <= statement_timestamp() AND w.seq < t.barrier
                            ORDER BY w.connection_id, w.ordering_key, w.seq LIMIT 1)
                           IS NOT NULL) AS free
                  FROM (SELECT a.tenant_id, a.look, o.connection_id, o.ordering_key,
                               min(o.due_at) AS due_at, count(*) AS many,
                               sum(count(*)) OVER (PARTITION BY a.tenant_id) AS seen,
                               row_number() OVER (PARTITION BY a.tenant_id) AS nth
                          FROM unnest(CAST(:tenants AS uuid[]), CAST(:looks AS integer[]))
                               AS a (tenant_id, look)
                         CROSS JOIN LATERAL (
                           SELECT w.connection_id, w.ordering_key, w.due_at
                             FROM integrations.webhook w
                            WHERE w.tenant_id = a.tenant_id AND w.state IN ('waiting', 'working')
                              AND w.due_at <= statement_timestamp()
                            ORDER BY w.due_at LIMIT a.look) o
                         GROUP BY a.tenant_id, a.look, o.connection_id, o.ordering_key) k
                  LEFT JOIN held ON held.tenant_id = k.tenant_id
                                AND held.connection_id = k.connection_id
                                AND held.ordering_key = k.ordering_key
                 CROSS JOIN LATERAL (
                   SELECT coalesce(bool_or(w.state = 'working'), false) AS held,
                          min(w.seq) FILTER (WHERE w.blocks_until > statement_timestamp()) AS barrier
                     FROM integrations.webhook w
                    WHERE w.tenant_id = k.tenant_id AND w.connection_id = k.connection_id
                      AND w.ordering_key = k.ordering_key
                      AND (w.state = 'working' OR (w.state = 'waiting' AND w.attempts > 0))
                      AND w.due_at > statement_timestamp()) t
                 WHERE held.tenant_id IS NULL OR (k.seen = k.look AND k.nth = 1)
                 ORDER BY k.due_at
                """)
            .param("tenants", InboxStore.parts(tenants, UUID[]::new, TenantId::value))
            .param(
                "looks",
                InboxStore.parts(tenants, Integer[]::new, tenant -> looks.getOrDefault(tenant, 0)))
            .query((row, number) -> found(row, hidden))
            .list();
    return new Found(keys.stream().flatMap(Optional::stream).toList(), hidden);
  }

  private static Optional<FoundKey> found(ResultSet row, Set<TenantId> hidden) throws SQLException {
    var key = key(row);
    if (row.getBoolean("more")) {
      hidden.add(key.tenant());
    }
    return row.getBoolean("free")
        ? Optional.of(new FoundKey(key, row.getInt("many")))
        : Optional.empty();
  }

  /// @param free whether it may be worked on now
  record WalkedKey(Key key, boolean free) {}

  /// The tenant's open keys behind `from`, one probe of an index for each.
  List<WalkedKey> keysAfter(Key from, int limit) {
    return worker
        .db()
        .sql(
            """
            WITH RECURSIVE walk AS (
              SELECT CAST(:connection AS uuid) AS connection_id, CAST(:key AS text) AS ordering_key,
                     0 AS step
              UNION ALL
              SELECT next.connection_id, next.ordering_key, walk.step + 1
                FROM walk
               CROSS JOIN LATERAL (
                 SELECT w.connection_id, w.ordering_key FROM integrations.webhook w
                  WHERE w.tenant_id = :tenant AND w.state IN ('waiting', 'working')
                    AND (w.connection_id, w.ordering_key) > (walk.connection_id, walk.ordering_key)
                  ORDER BY w.connection_id, w.ordering_key, w.seq LIMIT 1) next
               WHERE walk.step < :limit
            )
            SELECT CAST(:tenant AS uuid) AS tenant_id, k.connection_id, k.ordering_key,
                   NOT t.held
                     AND NOT EXISTS (
                       SELECT 1 FROM integrations.webhook_lease l
                        CROSS JOIN LATERAL unnest(l.connections, l.ordering_keys)
                              AS h (connection_id, ordering_key)
                        WHERE l.tenant_id = :tenant AND h.connection_id = k.connection_id
                          AND h.ordering_key = k.ordering_key)
                     -- In the key's own order, and as no join: one by when rows are due reads all.
                     AND (SELECT true FROM integrations.webhook w
                           WHERE w.tenant_id = :tenant AND w.connection_id = k.connection_id
                             AND w.ordering_key = k.ordering_key
                             AND w.state IN ('waiting', 'working')
                             AND w.due_at <= statement_timestamp()
                             AND w.seq < coalesce(t.barrier, 9223372036854775807)
                           ORDER BY w.connection_id, w.ordering_key, w.seq LIMIT 1)
                         IS NOT NULL AS free
              FROM walk k
             CROSS JOIN LATERAL (
               SELECT coalesce(bool_or(w.state = 'working'), false) AS held,
                      min(w.seq) FILTER (WHERE w.blocks_until > statement_timestamp()) AS barrier
                 FROM integrations.webhook w
                WHERE w.tenant_id = :tenant AND w.connection_id = k.connection_id
                  AND w.ordering_key = k.ordering_key
                  AND (w.state = 'working' OR (w.state = 'waiting' AND w.attempts > 0))
                  AND w.due_at > statement_timestamp()) t
             WHERE k.step > 0
             ORDER BY k.step
            """)
        .param("tenant", from.tenant().value())
        .param("connection", from.connection().value())
        .param("key", from.orderingKey())
        .param("limit", limit)
        .query((row, _) -> new WalkedKey(key(row), row.getBoolean("free")))
        .list();
  }

  /// Leases keys that were found free in the same claim; the oldest due rows of each, in order.
  List<Claimed> lease(List<LeasedKey> keys, Duration lease) {
    return worker
        .db()
        .sql(
            """
            WITH picked AS MATERIALIZED (
              SELECT a.tenant_id, a.lease, r.*
                FROM unnest(CAST(:tenants AS uuid[]), CAST(:connections AS uuid[]),
                            CAST(:keys AS text[]), CAST(:leases AS uuid[]), CAST(:rows AS integer[]))
                     AS a (tenant_id, connection_id, ordering_key, lease, most)
               CROSS JOIN LATERAL (
                 SELECT min(w.seq) FILTER (WHERE w.blocks_until > statement_timestamp()) AS barrier
                   FROM integrations.webhook w
                  WHERE w.tenant_id = a.tenant_id AND w.connection_id = a.connection_id
                    AND w.ordering_key = a.ordering_key
                    AND (w.state = 'working' OR (w.state = 'waiting' AND w.attempts > 0))
                    AND w.due_at > statement_timestamp()) t
               CROSS JOIN LATERAL (
                 SELECT w.id, w.connection_id, w.provider, w.identity, w.type, w.ordering_key,
                        octet_length(w.body) AS bytes, w.received_at, w.attempts, w.seq
                   FROM integrations.webhook w
                  WHERE w.tenant_id = a.tenant_id AND w.connection_id = a.connection_id
                    AND w.ordering_key = a.ordering_key AND w.state IN ('waiting', 'working')
                    AND w.due_at <= statement_timestamp()
                    AND w.seq < coalesce(t.barrier, 9223372036854775807)
                  ORDER BY w.seq LIMIT a.most) r
            ), made AS (
              INSERT INTO integrations.webhook_lease
                     (tenant_id, id, connections, ordering_keys, until)
              SELECT k.tenant_id, k.lease, array_agg(k.connection_id), array_agg(k.ordering_key),
                     clock_timestamp() + make_interval(secs => :lease)
                FROM (SELECT DISTINCT tenant_id, lease, connection_id, ordering_key FROM picked) k
               GROUP BY k.tenant_id, k.lease
            )
            SELECT * FROM picked ORDER BY seq
            """)
        .param("tenants", InboxStore.parts(keys, UUID[]::new, one -> one.key().tenant().value()))
        .param(
            "connections",
            InboxStore.parts(keys, UUID[]::new, one -> one.key().connection().value()))
        .param("keys", InboxStore.parts(keys, String[]::new, one -> one.key().orderingKey()))
        .param("leases", InboxStore.parts(keys, UUID[]::new, LeasedKey::lease))
        .param("rows", InboxStore.parts(keys, Integer[]::new, LeasedKey::rows))
        .param("lease", lease.toMillis() / 1000.0)
        .query(InboxClaimStore::claimed)
        .list();
  }

  private static Key key(ResultSet row) throws SQLException {
    return new Key(
        new TenantId(Sql.uuid(row, "tenant_id")),
        new ConnectionId(Sql.uuid(row, "connection_id")),
        Sql.text(row, "ordering_key"));
  }

  private static Claimed claimed(ResultSet row, int number) throws SQLException {
    return new Claimed(
        new Lease(new TenantId(Sql.uuid(row, "tenant_id")), Sql.uuid(row, "lease")),
        Sql.uuid(row, "id"),
        new ConnectionId(Sql.uuid(row, "connection_id")),
        Sql.text(row, "provider"),
        Sql.text(row, "identity"),
        Sql.text(row, "type"),
        Sql.text(row, "ordering_key"),
        row.getInt("bytes"),
        Sql.instant(row, "received_at"),
        row.getInt("attempts"));
  }
}
