package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Stored events as screens show them.
@Repository
public class WebhookListStore {
  private final JdbcClient db;

  WebhookListStore(JdbcClient db) {
    this.db = db;
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
        .query(WebhookListStore::row)
        .list();
  }

  Optional<Row> find(TenantId tenant, UUID id) {
    return db.sql("SELECT * FROM integrations.webhook WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id)
        .query(WebhookListStore::row)
        .optional();
  }

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
        .query(WebhookListStore::kept)
        .list();
  }

  static JdbcClient.StatementSpec bound(
      JdbcClient.StatementSpec sql, TenantId tenant, WebhookQuery query) {
    return sql.param("tenant", tenant.value())
        .param("state", query.state())
        .param("provider", query.provider())
        .param("type", query.type())
        .param("text", query.text())
        .param("begin", Sql.atUtcOrNull(query.begin()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("end", Sql.atUtcOrNull(query.end()), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  static Kept kept(ResultSet row, int number) throws SQLException {
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
