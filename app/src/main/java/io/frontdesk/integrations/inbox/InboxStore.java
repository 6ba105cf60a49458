package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What comes in: each event of the providers is stored once, and forgotten long after it is done.
@Repository
class InboxStore {
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

  /// Stores events of any tenants in one commit, numbered in their order; those whose identity is
  /// there already are left out.
  ///
  /// @param sealed the encrypted body
  /// @return ids of the rows that are new
  Set<UUID> insertAll(List<InboxWriter.Entry> entries, Function<InboxWriter.Entry, byte[]> sealed) {
    return insert(
        entries,
        sealed,
        "ON CONFLICT (tenant_id, connection_id, identity) DO NOTHING RETURNING id");
  }

  /// As [#insertAll] when none of them is expected to be here: a tenth cheaper, as PostgreSQL then
  /// need not be ready to take each row back.
  ///
  /// @throws org.springframework.dao.DuplicateKeyException when one is; then none is stored
  Set<UUID> insertNew(List<InboxWriter.Entry> entries, Function<InboxWriter.Entry, byte[]> sealed) {
    return insert(entries, sealed, "RETURNING id");
  }

  private Set<UUID> insert(
      List<InboxWriter.Entry> entries,
      Function<InboxWriter.Entry, byte[]> sealed,
      String conflict) {
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
                """
                    + conflict)
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

  static <R, T> T[] parts(List<R> rows, IntFunction<T[]> array, Function<R, T> part) {
    return rows.stream().map(part).toArray(array);
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

  /// Deletes finished rows older than `age`, some at a time.
  int forget(Duration age, int limit) {
    return worker.run(
        () -> {
          IndexOrder.keep(worker.db());
          return worker
              .db()
              .sql(
                  """
                  DELETE FROM integrations.webhook
                   WHERE ctid = ANY(ARRAY(
                           SELECT ctid FROM integrations.webhook
                            WHERE state IN ('done', 'ignored')
                              AND finished_at < statement_timestamp() - make_interval(secs => :age)
                            ORDER BY finished_at LIMIT :limit FOR UPDATE SKIP LOCKED))
                  """)
              .param("age", (double) age.toSeconds())
              .param("limit", limit)
              .update();
        });
  }
}
