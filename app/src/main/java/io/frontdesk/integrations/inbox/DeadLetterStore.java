package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows that failed for good, until somebody tries them again.
@Repository
class DeadLetterStore {
  private final JdbcClient db;
  private final WorkerTransactions worker;

  DeadLetterStore(JdbcClient db, WorkerTransactions worker) {
    this.db = db;
    this.worker = worker;
  }

  /// The number of the newest dead letter; 0 when there is none.
  long newest(TenantId tenant) {
    IndexOrder.keep(db);
    return db.sql(
            """
            SELECT seq FROM integrations.webhook
             WHERE tenant_id = :tenant AND state = 'dead'
             ORDER BY seq DESC LIMIT 1
            """)
        .param("tenant", tenant.value())
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /// The number of the last of the next `many` dead letters; empty when there are none.
  OptionalLong lookedTo(TenantId tenant, long after, long upTo, int many) {
    IndexOrder.keep(db);
    var last =
        db.sql(
                """
                SELECT coalesce(max(seq), 0)
                  FROM (SELECT seq FROM integrations.webhook
                         WHERE tenant_id = :tenant AND state = 'dead' AND seq > :after
                           AND seq <= :upTo
                         ORDER BY seq LIMIT :many) next
                """)
            .param("tenant", tenant.value())
            .param("after", after)
            .param("upTo", upTo)
            .param("many", many)
            .query(Long.class)
            .single();
    return last == 0 ? OptionalLong.empty() : OptionalLong.of(last);
  }

  /// Dead letters that match, oldest first, with their bodies.
  ///
  /// @param after only those behind this seq
  /// @param upTo and not behind this one
  /// @param bytes of bodies after which no other row is begun
  List<WebhookListStore.Kept> some(
      TenantId tenant, WebhookQuery query, long after, long upTo, int limit, long bytes) {
    IndexOrder.keep(db);
    return WebhookListStore.bound(
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
        .query(WebhookListStore::kept)
        .list();
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

  /// Gives those that match a new life.
  ///
  /// @param after only those behind this seq
  /// @param upTo and not behind this one
  int replay(TenantId tenant, WebhookQuery query, long after, long upTo) {
    IndexOrder.keep(db);
    return WebhookListStore.bound(
            db.sql(
                """
                UPDATE integrations.webhook
                   SET state = 'waiting', attempts = 0, due_at = clock_timestamp(),
                       blocks_until = clock_timestamp(), finished_at = NULL
                 WHERE tenant_id = :tenant
                   AND ctid = ANY(ARRAY(
                         SELECT ctid FROM integrations.webhook
                          WHERE tenant_id = :tenant AND state = 'dead' AND seq > :after
                            AND seq <= :upTo
                            AND (:state = '' OR state = :state)
                            AND (:provider = '' OR provider = :provider)
                            AND (:type = '' OR type = :type)
                            AND (:text = '' OR position(lower(:text) IN lower(error)) > 0)
                            AND (CAST(:begin AS timestamptz) IS NULL OR received_at >= :begin)
                            AND (CAST(:end AS timestamptz) IS NULL OR received_at < :end)
                          ORDER BY seq FOR UPDATE))
                """),
            tenant,
            query.dead())
        .param("after", after)
        .param("upTo", upTo)
        .update();
  }

  /// Deletes dead letters older than `age`, some at a time.
  ///
  /// @return how many of whom
  Map<TenantId, Long> forget(Duration age, int limit) {
    var gone =
        worker.run(
            () -> {
              IndexOrder.keep(worker.db());
              return worker
                  .db()
                  .sql(
                      """
                      DELETE FROM integrations.webhook
                       WHERE ctid = ANY(ARRAY(
                               SELECT ctid FROM integrations.webhook
                                WHERE state = 'dead'
                                  AND finished_at < statement_timestamp()
                                                    - make_interval(secs => :age)
                                ORDER BY finished_at LIMIT :limit FOR UPDATE SKIP LOCKED))
                      RETURNING tenant_id
                      """)
                  .param("age", (double) age.toSeconds())
                  .param("limit", limit)
                  .query((row, _) -> new TenantId(Sql.uuid(row, "tenant_id")))
                  .list();
            });
    return gone.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
