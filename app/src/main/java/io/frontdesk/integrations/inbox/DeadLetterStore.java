package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import io.frontdesk.platform.db.Sql;

/// Rows that failed for good, until somebody tries them again.
@Repository
class DeadLetterStore {
  private final JdbcClient db;
  private final WorkerTransactions worker;

  DeadLetterStore(JdbcClient db, WorkerTransactions worker) {
    this.db = db;
    this.worker = worker;
  }

  long count(TenantId tenant) {
    return db.sql(
            """
            SELECT count(*) FROM integrations.webhook WHERE tenant_id = :tenant AND state = 'dead'
            """)
        .param("tenant", tenant.value())
        .query(Long.class)
        .single();
  }

  /// The number of the newest dead letter; 0 when there is none.
  long newest(TenantId tenant) {
    return db.sql(
            """
            SELECT coalesce(max(seq), 0) FROM integrations.webhook
             WHERE tenant_id = :tenant AND state = 'dead'
            """)
        .param("tenant", tenant.value())
        .query(Long.class)
        .single();
  }

  /// Dead letters that match, oldest first, with their bodies.
  ///
  /// @param after only those behind this seq
  /// @param upTo and not behind this one
  /// @param bytes of bodies after which no other row is begun
  List<WebhookListStore.Kept> some(
      TenantId tenant, WebhookQuery query, long after, long upTo, int limit, long bytes) {
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

  /// Gives all that match a new life.
  int replay(TenantId tenant, WebhookQuery query) {
    return WebhookListStore.bound(
            db.sql(
                """
                UPDATE integrations.webhook
                   SET state = 'waiting', attempts = 0, due_at = clock_timestamp(),
                       blocks_until = clock_timestamp(), finished_at = NULL
                 WHERE tenant_id = :tenant AND state = 'dead'
                   AND (:state = '' OR state = :state)
                   AND (:provider = '' OR provider = :provider) AND (:type = '' OR type = :type)
                   AND (:text = '' OR position(lower(:text) IN lower(error)) > 0)
                   AND (CAST(:begin AS timestamptz) IS NULL OR received_at >= :begin)
                   AND (CAST(:end AS timestamptz) IS NULL OR received_at < :end)
                """),
            tenant,
            query.dead())
        .update();
  }

  /// Deletes dead letters older than `age`, some at a time.
  ///
  /// @return how many of whom
  Map<TenantId, Long> forget(Duration age, int limit) {
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
}
