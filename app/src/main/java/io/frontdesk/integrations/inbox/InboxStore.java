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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
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

  /// A row to be stored.
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

  /// A row that a worker holds.
  record Claimed(
      TenantId tenant,
      UUID id,
      ConnectionId connection,
      String provider,
      String identity,
      String type,
      String orderingKey,
      byte[] body,
      Instant receivedAt,
      int attempts,
      UUID lease) {
    String key() {
      return tenant + "/" + connection + "/" + orderingKey;
    }
  }

  /// As screens show it: without the body.
  public record Row(
      UUID id,
      ConnectionId connection,
      String provider,
      String type,
      String orderingKey,
      long seq,
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
  /// @return ids of the rows that are new
  Set<UUID> insertAll(List<InboxWriter.Entry> entries) {
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
            .param("tenants", each(entries, UUID[]::new, entry -> entry.tenant().value()))
            .param("ids", each(entries, UUID[]::new, entry -> entry.row().id()))
            .param(
                "connections",
                each(entries, UUID[]::new, entry -> entry.row().connection().value()))
            .param("providers", each(entries, String[]::new, entry -> entry.row().provider()))
            .param("identities", each(entries, String[]::new, entry -> entry.row().identity()))
            .param("types", each(entries, String[]::new, entry -> entry.row().type()))
            .param("keys", each(entries, String[]::new, entry -> entry.row().orderingKey()))
            .param("ignored", each(entries, Boolean[]::new, entry -> entry.row().ignored()))
            .param("bodies", each(entries, byte[][]::new, entry -> entry.row().body()))
            .param(
                "received",
                each(entries, String[]::new, entry -> entry.row().receivedAt().toString()))
            .query((row, _) -> Sql.uuid(row, "id"))
            .list());
  }

  private static <T> T[] each(
      List<InboxWriter.Entry> entries,
      IntFunction<T[]> array,
      Function<InboxWriter.Entry, T> part) {
    return entries.stream().map(part).toArray(array);
  }

  /// Leases due rows: of each tenant in turn, of each key its oldest open rows. One claim at a time
  /// over all nodes, so that no two workers ever hold the same key.
  ///
  /// @param keys at most so many keys
  /// @param perKey at most so many rows of each, in their order
  List<Claimed> claim(int keys, int perKey, Duration lease) {
    return worker.run(
        () -> {
          worker
              .db()
              .sql("SELECT pg_advisory_xact_lock(:lock)")
              .param("lock", CLAIM_LOCK)
              .query((_, _) -> true)
              .single();
          return worker
              .db()
              .sql(
                  """
                  WITH RECURSIVE tenants AS (
                    (SELECT tenant_id FROM integrations.webhook
                      WHERE state IN ('waiting', 'working') ORDER BY tenant_id LIMIT 1)
                    UNION ALL
                    SELECT (SELECT w.tenant_id FROM integrations.webhook w
                             WHERE w.state IN ('waiting', 'working') AND w.tenant_id > t.tenant_id
                             ORDER BY w.tenant_id LIMIT 1)
                      FROM tenants t WHERE t.tenant_id IS NOT NULL
                  ), heads AS (
                    SELECT t.tenant_id, h.connection_id, h.ordering_key,
                           row_number() OVER (PARTITION BY t.tenant_id ORDER BY h.due_at, h.seq) AS turn,
                           h.due_at
                      FROM tenants t
                     CROSS JOIN LATERAL (
                       SELECT w.connection_id, w.ordering_key, w.due_at, w.seq
                         FROM integrations.webhook w
                        WHERE w.tenant_id = t.tenant_id AND w.state IN ('waiting', 'working')
                          AND w.due_at <= clock_timestamp()
                          AND NOT EXISTS (
                            SELECT 1 FROM integrations.webhook o
                             WHERE o.tenant_id = w.tenant_id AND o.connection_id = w.connection_id
                               AND o.ordering_key = w.ordering_key
                               AND o.state IN ('waiting', 'working')
                               AND ((o.seq < w.seq AND o.blocks_until > clock_timestamp())
                                    OR (o.state = 'working' AND o.due_at > clock_timestamp())))
                        ORDER BY w.due_at LIMIT :keys) h
                     WHERE t.tenant_id IS NOT NULL
                  ), chosen AS (
                    SELECT DISTINCT tenant_id, connection_id, ordering_key, gen_random_uuid() AS lease
                      FROM (SELECT * FROM heads ORDER BY turn, due_at LIMIT :keys) fair
                  ), due AS (
                    SELECT r.tenant_id, r.id, c.lease
                      FROM (SELECT DISTINCT ON (tenant_id, connection_id, ordering_key) *
                              FROM chosen) c
                     CROSS JOIN LATERAL (
                       SELECT w.tenant_id, w.id FROM integrations.webhook w
                        WHERE w.tenant_id = c.tenant_id AND w.connection_id = c.connection_id
                          AND w.ordering_key = c.ordering_key AND w.state IN ('waiting', 'working')
                          AND w.due_at <= clock_timestamp()
                        ORDER BY w.seq LIMIT :perKey FOR UPDATE SKIP LOCKED) r
                  )
                  UPDATE integrations.webhook w
                     SET state = 'working', lease = due.lease,
                         due_at = clock_timestamp() + make_interval(secs => :lease)
                    FROM due
                   WHERE w.tenant_id = due.tenant_id AND w.id = due.id
                  RETURNING w.*
                  """)
              .param("keys", keys)
              .param("perKey", perKey)
              .param("lease", lease.toMillis() / 1000.0)
              .query(InboxStore::claimed)
              .list()
              .stream()
              .sorted(java.util.Comparator.comparingLong(Ordered::seq))
              .map(Ordered::row)
              .toList();
        });
  }

  /// Locks a claimed row for its transaction.
  ///
  /// @return false when the lease has passed to another worker
  boolean hold(TenantId tenant, UUID id, UUID lease) {
    return db.sql(
            """
            SELECT 1 FROM integrations.webhook
             WHERE tenant_id = :tenant AND id = :id AND lease = :lease AND state = 'working'
               FOR UPDATE
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("lease", lease)
        .query((_, _) -> true)
        .optional()
        .orElse(false);
  }

  /// Marks a held row done.
  void done(TenantId tenant, UUID id, UUID lease) {
    int rows =
        db.sql(
                """
                UPDATE integrations.webhook
                   SET state = 'done', lease = NULL, error = NULL, attempts = attempts + 1,
                       finished_at = clock_timestamp()
                 WHERE tenant_id = :tenant AND id = :id AND lease = :lease
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .param("lease", lease)
            .update();
    if (rows != 1) {
      throw new IllegalStateException("the lease of a held row has changed");
    }
  }

  /// Puts a failed row back, or buries it.
  ///
  /// @param pause until the next attempt; null makes it a dead letter
  /// @param patience how long later rows of its key wait for it
  void failed(Claimed row, String error, @Nullable Duration pause, Duration patience) {
    worker
        .db()
        .sql(
            """
            UPDATE integrations.webhook
               SET state = CASE WHEN :dead THEN 'dead' ELSE 'waiting' END,
                   attempts = attempts + 1, error = :error, lease = NULL,
                   due_at = clock_timestamp() + make_interval(secs => :pause),
                   blocks_until = least(blocks_until,
                                        clock_timestamp() + make_interval(secs => :patience)),
                   finished_at = CASE WHEN :dead THEN clock_timestamp() END
             WHERE tenant_id = :tenant AND id = :id AND lease = :lease
            """)
        .param("tenant", row.tenant().value())
        .param("id", row.id())
        .param("lease", row.lease())
        .param("dead", pause == null)
        .param("error", error)
        .param("pause", pause == null ? 0 : pause.toMillis() / 1000.0)
        .param("patience", patience.toMillis() / 1000.0)
        .update();
  }

  /// Gives rows back that a worker will not come to.
  void release(List<Claimed> rows) {
    for (var row : rows) {
      worker
          .db()
          .sql(
              """
              UPDATE integrations.webhook
                 SET state = 'waiting', lease = NULL, due_at = clock_timestamp()
               WHERE tenant_id = :tenant AND id = :id AND lease = :lease AND state = 'working'
              """)
          .param("tenant", row.tenant().value())
          .param("id", row.id())
          .param("lease", row.lease())
          .update();
    }
  }

  /// Lengthens the lease of a key's remaining rows.
  void renew(TenantId tenant, UUID lease, Duration by) {
    worker
        .db()
        .sql(
            """
            UPDATE integrations.webhook
               SET due_at = clock_timestamp() + make_interval(secs => :by)
             WHERE tenant_id = :tenant AND lease = :lease AND state = 'working'
            """)
        .param("tenant", tenant.value())
        .param("lease", lease)
        .param("by", by.toMillis() / 1000.0)
        .update();
  }

  Lag lag() {
    return worker
        .db()
        .sql(
            """
            SELECT (SELECT count(*) FROM (SELECT 1 FROM integrations.webhook
                                           WHERE state IN ('waiting', 'working') LIMIT 100000) o) AS open,
                   (SELECT count(*) FROM (SELECT 1 FROM integrations.webhook
                                           WHERE state = 'dead' LIMIT 100000) d) AS dead,
                   coalesce((SELECT extract(epoch FROM clock_timestamp() - min(due_at))
                               FROM integrations.webhook
                              WHERE state IN ('waiting', 'working')
                                AND due_at <= clock_timestamp()), 0) AS seconds
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

  /// A page of the tenant's rows, newest first.
  ///
  /// @param state one state, or empty for all
  /// @param before rows older than this seq
  public List<Row> page(TenantId tenant, String state, String provider, long before, int limit) {
    return db.sql(
            """
            SELECT * FROM integrations.webhook
             WHERE tenant_id = :tenant AND seq < :before
               AND (:state = '' OR state = :state) AND (:provider = '' OR provider = :provider)
             ORDER BY seq DESC LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("before", before)
        .param("state", state)
        .param("provider", provider)
        .param("limit", limit)
        .query(InboxStore::row)
        .list();
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

  /// Gives dead letters a new life.
  ///
  /// @param id one of them, or null for all
  /// @return how many
  public int replay(TenantId tenant, @Nullable UUID id) {
    return db.sql(
            """
            UPDATE integrations.webhook
               SET state = 'waiting', attempts = 0, due_at = clock_timestamp(),
                   blocks_until = clock_timestamp(), finished_at = NULL
             WHERE tenant_id = :tenant AND state = 'dead' AND (:id::uuid IS NULL OR id = :id::uuid)
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .update();
  }

  private record Ordered(long seq, Claimed row) {}

  private static Ordered claimed(ResultSet row, int number) throws SQLException {
    return new Ordered(
        row.getLong("seq"),
        new Claimed(
            new TenantId(Sql.uuid(row, "tenant_id")),
            Sql.uuid(row, "id"),
            new ConnectionId(Sql.uuid(row, "connection_id")),
            Sql.text(row, "provider"),
            Sql.text(row, "identity"),
            Sql.text(row, "type"),
            Sql.text(row, "ordering_key"),
            java.util.Objects.requireNonNull(row.getBytes("body")),
            Sql.instant(row, "received_at"),
            row.getInt("attempts"),
            Sql.uuid(row, "lease")));
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        Sql.uuid(row, "id"),
        new ConnectionId(Sql.uuid(row, "connection_id")),
        Sql.text(row, "provider"),
        Sql.text(row, "type"),
        Sql.text(row, "ordering_key"),
        row.getLong("seq"),
        Sql.text(row, "state"),
        Sql.instant(row, "received_at"),
        row.getInt("attempts"),
        Sql.instant(row, "due_at"),
        row.getString("error"),
        Sql.instantOrNull(row, "finished_at"));
  }
}
