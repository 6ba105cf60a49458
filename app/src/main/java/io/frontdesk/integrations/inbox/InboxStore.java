package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `integrations.webhook`.
///
/// Leases and due times are the database's time, so that nodes whose clocks differ agree on them.
@Repository
public class InboxStore {
  // Any number, the same on every node.
  private static final long CLAIM_LOCK = 0x0F50_1000_0000_0001L;

  private final JdbcClient db;
  private final WorkerTransactions worker;

  InboxStore(JdbcClient db, WorkerTransactions worker) {
    this.db = db;
    this.worker = worker;
  }

  /// A row to be stored; its body is still in the clear.
  record NewRow(
      UUID id,
      ConnectionId connection,
      String provider,
      String identity,
      String type,
      String orderingKey,
      boolean ignored,
      byte[] body,
      Instant receivedAt) {}

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

  /// As screens show it: without the body.
  public record Row(
      UUID id,
      ConnectionId connection,
      String provider,
      String type,
      String orderingKey,
      String state,
      Instant receivedAt,
      int attempts,
      Instant dueAt,
      @Nullable String error,
      @Nullable Instant finishedAt) {}

  /// How far behind the worker is, over all tenants.
  public record Lag(long open, long dead, double seconds) {}

  /// Stores events of any tenants in one commit, numbered in their order; those whose identity is
  /// there already are left out.
  ///
  /// @param sealed the encrypted body
  /// @return ids of the rows that are new
  Set<UUID> insertAll(List<InboxWriter.Entry> entries, Function<InboxWriter.Entry, byte[]> sealed) {
    return new HashSet<>(
        worker
            .db()
            .sql(
                """
                INSERT INTO integrations.webhook
                       (tenant_id, id, connection_id, provider, identity, type, ordering_key, state,
                        body, received_at, due_at, finished_at)
                SELECT n.tenant_id, n.id, n.connection_id, n.provider, n.identity, n.type,
                       n.ordering_key, CASE WHEN n.ignored THEN 'ignored' ELSE 'waiting' END, n.body,
                       n.received_at, clock_timestamp(),
                       CASE WHEN n.ignored THEN clock_timestamp() END
                  FROM unnest(CAST(:tenants AS uuid[]), CAST(:ids AS uuid[]),
                              CAST(:connections AS uuid[]), CAST(:providers AS text[]),
                              CAST(:identities AS text[]), CAST(:types AS text[]),
                              CAST(:keys AS text[]), CAST(:ignored AS boolean[]),
                              CAST(:bodies AS bytea[]), CAST(:received AS timestamptz[]))
                       WITH ORDINALITY AS n (tenant_id, id, connection_id, provider, identity, type,
                                             ordering_key, ignored, body, received_at, place)
                 ORDER BY n.place
                ON CONFLICT (tenant_id, connection_id, identity) DO NOTHING
                RETURNING id
                """)
            .param("tenants", parts(entries, UUID[]::new, entry -> entry.tenant().value()))
            .param("ids", parts(entries, UUID[]::new, entry -> entry.row().id()))
            .param(
                "connections",
                parts(entries, UUID[]::new, entry -> entry.row().connection().value()))
            .param("providers", parts(entries, String[]::new, entry -> entry.row().provider()))
            .param("identities", parts(entries, String[]::new, entry -> entry.row().identity()))
            .param("types", parts(entries, String[]::new, entry -> entry.row().type()))
            .param("keys", parts(entries, String[]::new, entry -> entry.row().orderingKey()))
            .param("ignored", parts(entries, Boolean[]::new, entry -> entry.row().ignored()))
            .param("bodies", parts(entries, byte[][]::new, sealed))
            .param(
                "received",
                parts(entries, String[]::new, entry -> entry.row().receivedAt().toString()))
            .query((row, _) -> Sql.uuid(row, "id"))
            .list());
  }

  private static <R, T> T[] parts(List<R> rows, IntFunction<T[]> array, Function<R, T> part) {
    return rows.stream().map(part).toArray(array);
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
  /// the others for seconds only. Plans inside walk indexes in their order whatever
  /// the statistics say: a flood comes faster than they do.
  <T> T alone(Supplier<T> claim) {
    return worker.run(
        () -> {
          worker
              .db()
              .sql(
                  """
                  SELECT set_config('idle_in_transaction_session_timeout', '5s', true),
                         pg_advisory_xact_lock(:lock), set_config('enable_sort', 'off', true),
                         set_config('enable_seqscan', 'off', true),
                         set_config('enable_bitmapscan', 'off', true),
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
                           WHERE until < clock_timestamp() FOR UPDATE SKIP LOCKED) old
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
        .param("tenants", parts(keys, UUID[]::new, one -> one.tenant().value()))
        .param("connections", parts(keys, UUID[]::new, one -> one.connection().value()))
        .param("keys", parts(keys, String[]::new, Key::orderingKey))
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
                         AND (t.barrier IS NULL OR EXISTS (
                           SELECT 1 FROM integrations.webhook w
                            WHERE w.tenant_id = k.tenant_id AND w.connection_id = k.connection_id
                              AND w.ordering_key = k.ordering_key
                              AND w.state IN ('waiting', 'working')
                              AND w.due_at <= statement_timestamp() AND w.seq < t.barrier)) AS free
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
            .param("tenants", parts(tenants, UUID[]::new, TenantId::value))
            .param("looks", parts(tenants, Integer[]::new, tenant -> looks.getOrDefault(tenant, 0)))
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
                     AND EXISTS (
                       SELECT 1 FROM integrations.webhook w
                        WHERE w.tenant_id = :tenant AND w.connection_id = k.connection_id
                          AND w.ordering_key = k.ordering_key AND w.state IN ('waiting', 'working')
                          AND w.due_at <= statement_timestamp()
                          AND w.seq < coalesce(t.barrier, 9223372036854775807)) AS free
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
        .param("tenants", parts(keys, UUID[]::new, one -> one.key().tenant().value()))
        .param("connections", parts(keys, UUID[]::new, one -> one.key().connection().value()))
        .param("keys", parts(keys, String[]::new, one -> one.key().orderingKey()))
        .param("leases", parts(keys, UUID[]::new, LeasedKey::lease))
        .param("rows", parts(keys, Integer[]::new, LeasedKey::rows))
        .param("lease", lease.toMillis() / 1000.0)
        .query(InboxStore::claimed)
        .list();
  }

  /// Locks the lease for its tenant's transaction, so that nobody takes it away before the commit.
  /// The next statement is to be [#done].
  ///
  /// @param idle how long the transaction may rest before the database ends it: a node that is
  ///     stopped inside one would keep its keys for ever
  /// @return false when it has been taken away
  boolean hold(Lease lease, Duration idle) {
    return db.sql(
            """
            SELECT id, set_config('plan_cache_mode', 'force_custom_plan', true),
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
  Optional<Map<UUID, byte[]>> done(TenantId tenant, List<Claimed> rows) {
    var bodies = new HashMap<UUID, byte[]>();
    var marked = new AtomicInteger();
    // A flood comes faster than statistics do. So this is planned anew each time, by what the table
    // has become; row by row, and with a condition on the state that no partial index answers, so
    // that nothing but the primary key is cheap. A version before this one leases rows: working,
    // and due when the lease ends.
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
                           WHERE w.tenant_id = :tenant AND w.id = one.id OFFSET 0) leased))
                 AND CASE state WHEN 'waiting' THEN true
                                WHEN 'working' THEN due_at <= statement_timestamp()
                                ELSE false END
              RETURNING id, body
            )
            SELECT done.id, done.body, mode.kept
              FROM done CROSS JOIN (SELECT set_config('plan_cache_mode', 'auto', true) AS kept) mode
            """)
        .param("tenant", tenant.value())
        .param("ids", parts(rows, UUID[]::new, Claimed::id))
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
  void end(Lease lease) {
    end(db, lease);
  }

  /// Gives a lease back; what was not done of it can be claimed again.
  void release(Lease lease) {
    end(worker.db(), lease);
  }

  private static void end(JdbcClient as, Lease lease) {
    as.sql("DELETE FROM integrations.webhook_lease WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", lease.tenant().value())
        .param("id", lease.id())
        .update();
  }

  /// Lengthens a lease, unless it has been taken away.
  void renew(Lease lease, Duration by) {
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
      Claimed row, Failure kind, String error, @Nullable Duration pause, Duration patience) {
    worker
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
             WHERE tenant_id = :tenant AND id = :id AND state IN ('waiting', 'working')
               AND EXISTS (SELECT 1 FROM held)
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
  }

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

  /// Deletes finished rows older than `age`, some at a time.
  int forget(Duration age, int limit) {
    return worker
        .db()
        .sql(
            """
            DELETE FROM integrations.webhook w
             USING (SELECT tenant_id, id FROM integrations.webhook
                     WHERE state IN ('done', 'ignored')
                       AND finished_at < clock_timestamp() - make_interval(secs => :age)
                     LIMIT :limit) old
             WHERE w.tenant_id = old.tenant_id AND w.id = old.id
            """)
        .param("age", (double) age.toSeconds())
        .param("limit", limit)
        .update();
  }

  /// Deletes dead letters older than `age`, some at a time.
  ///
  /// @return how many of whom
  Map<TenantId, Long> forgetDead(Duration age, int limit) {
    return worker
        .db()
        .sql(
            """
            DELETE FROM integrations.webhook w
             USING (SELECT tenant_id, id FROM integrations.webhook
                     WHERE state = 'dead'
                       AND finished_at < clock_timestamp() - make_interval(secs => :age)
                     LIMIT :limit FOR UPDATE SKIP LOCKED) old
             WHERE w.tenant_id = old.tenant_id AND w.id = old.id
            RETURNING w.tenant_id
            """)
        .param("age", (double) age.toSeconds())
        .param("limit", limit)
        .query((row, _) -> new TenantId(Sql.uuid(row, "tenant_id")))
        .list()
        .stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /// A page of the tenant's rows, newest first.
  ///
  /// @param before only those older than this one
  List<Row> page(TenantId tenant, WebhookQuery query, UUID before, int limit) {
    return bound(
            db.sql(
                """
                SELECT id, connection_id, provider, type, ordering_key, state, received_at, attempts,
                       due_at, error, finished_at
                  FROM integrations.webhook
                 WHERE tenant_id = :tenant AND id < :before
                   AND (:state = '' OR state = :state)
                   AND (:provider = '' OR provider = :provider) AND (:type = '' OR type = :type)
                   AND (:text = '' OR position(lower(:text) IN lower(error)) > 0)
                   AND (CAST(:begin AS timestamptz) IS NULL OR received_at >= :begin)
                   AND (CAST(:end AS timestamptz) IS NULL OR received_at < :end)
                 ORDER BY id DESC LIMIT :limit
                """),
            tenant,
            query)
        .param("before", before)
        .param("limit", limit)
        .query(InboxStore::row)
        .list();
  }

  /// Dead letters that match, oldest first, with their bodies.
  ///
  /// @param after only those behind this seq
  /// @param upTo and not behind this one
  /// @param bytes of bodies after which no other row is begun
  List<Kept> dead(
      TenantId tenant, WebhookQuery query, long after, long upTo, int limit, long bytes) {
    return bound(
            db.sql(
                """
                SELECT w.id, w.connection_id, w.provider, w.identity, w.type, w.ordering_key, w.body,
                       w.received_at, w.attempts, w.failure, w.error, w.seq
                  FROM (SELECT tenant_id, id, seq, octet_length(body) AS size,
                               sum(octet_length(body)) OVER (ORDER BY seq) AS so_far
                          FROM (SELECT tenant_id, id, seq, body
                                  FROM integrations.webhook
                                 WHERE tenant_id = :tenant AND state = 'dead' AND body IS NOT NULL
                                   AND seq > :after AND seq <= :upTo
                                   AND (:state = '' OR state = :state)
                                   AND (:provider = '' OR provider = :provider)
                                   AND (:type = '' OR type = :type)
                                   AND (:text = ''
                                        OR position(lower(:text) IN lower(error)) > 0)
                                   AND (CAST(:begin AS timestamptz) IS NULL
                                        OR received_at >= :begin)
                                   AND (CAST(:end AS timestamptz) IS NULL OR received_at < :end)
                                 ORDER BY seq LIMIT :limit) found) sized
                  JOIN integrations.webhook w
                    ON w.tenant_id = sized.tenant_id AND w.id = sized.id
                 WHERE sized.so_far - sized.size < :bytes
                 ORDER BY w.seq
                """),
            tenant,
            query.dead())
        .param("after", after)
        .param("upTo", upTo)
        .param("limit", limit)
        .param("bytes", bytes)
        .query(InboxStore::kept)
        .list();
  }

  boolean hasTakenEffect(TenantId tenant, ConnectionId connection, String identity) {
    return db.sql(
            """
            SELECT state IN ('done', 'ignored') AS settled FROM integrations.webhook
             WHERE tenant_id = :tenant AND connection_id = :connection AND identity = :identity
            """)
        .param("tenant", tenant.value())
        .param("connection", connection.value())
        .param("identity", identity)
        .query((row, _) -> row.getBoolean("settled"))
        .optional()
        .orElse(false);
  }

  /// The number of the newest dead letter; 0 when there is none.
  long newestDead(TenantId tenant) {
    return db.sql(
            """
            SELECT coalesce(max(seq), 0) FROM integrations.webhook
             WHERE tenant_id = :tenant AND state = 'dead'
            """)
        .param("tenant", tenant.value())
        .query(Long.class)
        .single();
  }

  private static JdbcClient.StatementSpec bound(
      JdbcClient.StatementSpec sql, TenantId tenant, WebhookQuery query) {
    return sql.param("tenant", tenant.value())
        .param("state", query.state())
        .param("provider", query.provider())
        .param("type", query.type())
        .param("text", query.text())
        .param("begin", Sql.atUtcOrNull(query.begin()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("end", Sql.atUtcOrNull(query.end()), Types.TIMESTAMP_WITH_TIMEZONE);
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

  /// A row with its sealed body.
  record Kept(
      UUID id,
      ConnectionId connection,
      String provider,
      String identity,
      String type,
      String orderingKey,
      byte[] body,
      Instant receivedAt,
      int attempts,
      @Nullable String failure,
      @Nullable String error,
      long seq) {}

  /// The newest of a connection.
  List<Kept> latest(TenantId tenant, ConnectionId connection, int limit) {
    return db.sql(
            """
            SELECT id, connection_id, provider, identity, type, ordering_key, body, received_at,
                   attempts, failure, error, seq
              FROM integrations.webhook
             WHERE tenant_id = :tenant AND connection_id = :connection AND body IS NOT NULL
             ORDER BY id DESC LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("connection", connection.value())
        .param("limit", limit)
        .query(InboxStore::kept)
        .list();
  }

  private static Kept kept(ResultSet row, int number) throws SQLException {
    return new Kept(
        Sql.uuid(row, "id"),
        new ConnectionId(Sql.uuid(row, "connection_id")),
        Sql.text(row, "provider"),
        Sql.text(row, "identity"),
        Sql.text(row, "type"),
        Sql.text(row, "ordering_key"),
        java.util.Objects.requireNonNull(row.getBytes("body")),
        Sql.instant(row, "received_at"),
        row.getInt("attempts"),
        row.getString("failure"),
        row.getString("error"),
        row.getLong("seq"));
  }

  public Optional<Row> find(TenantId tenant, UUID id) {
    return db.sql("SELECT * FROM integrations.webhook WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id)
        .query(InboxStore::row)
        .optional();
  }

  public long countDead(TenantId tenant) {
    return db.sql(
            """
            SELECT count(*) FROM integrations.webhook WHERE tenant_id = :tenant AND state = 'dead'
            """)
        .param("tenant", tenant.value())
        .query(Long.class)
        .single();
  }

  /// Gives a dead letter a new life.
  ///
  /// @return how many
  int replay(TenantId tenant, UUID id) {
    return db.sql(
            """
            UPDATE integrations.webhook
               SET state = 'waiting', attempts = 0, due_at = clock_timestamp(),
                   blocks_until = clock_timestamp(), finished_at = NULL
             WHERE tenant_id = :tenant AND state = 'dead' AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .update();
  }

  /// Gives dead letters that match a new life, oldest first.
  ///
  /// @param after only those behind this seq
  /// @param upTo and not behind this one
  /// @return their seqs
  List<Long> replay(TenantId tenant, WebhookQuery query, long after, long upTo, int limit) {
    return bound(
            db.sql(
                """
                UPDATE integrations.webhook
                   SET state = 'waiting', attempts = 0, due_at = clock_timestamp(),
                       blocks_until = clock_timestamp(), finished_at = NULL
                 WHERE tenant_id = :tenant AND state = 'dead'
                   AND id IN (SELECT id FROM integrations.webhook
                               WHERE tenant_id = :tenant AND state = 'dead'
                                 AND seq > :after AND seq <= :upTo
                                 AND (:state = '' OR state = :state)
                                 AND (:provider = '' OR provider = :provider)
                                 AND (:type = '' OR type = :type)
                                 AND (:text = '' OR position(lower(:text) IN lower(error)) > 0)
                                 AND (CAST(:begin AS timestamptz) IS NULL
                                      OR received_at >= :begin)
                                 AND (CAST(:end AS timestamptz) IS NULL OR received_at < :end)
                               ORDER BY seq LIMIT :limit
                                 FOR UPDATE)
                RETURNING seq
                """),
            tenant,
            query.dead())
        .param("after", after)
        .param("upTo", upTo)
        .param("limit", limit)
        .query((row, _) -> row.getLong("seq"))
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

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        Sql.uuid(row, "id"),
        new ConnectionId(Sql.uuid(row, "connection_id")),
        Sql.text(row, "provider"),
        Sql.text(row, "type"),
        Sql.text(row, "ordering_key"),
        Sql.text(row, "state"),
        Sql.instant(row, "received_at"),
        row.getInt("attempts"),
        Sql.instant(row, "due_at"),
        row.getString("error"),
        Sql.instantOrNull(row, "finished_at"));
  }
}
