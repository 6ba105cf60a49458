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
  /// At how many rows a page looks.
  static final int LOOK = 10_000;

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

  /// A page of the tenant's rows that match: what waits in the order in which it is due, everything
  /// else newest first. Looks at no more than [#LOOK] rows, however few match.
  ///
  /// @param after only those behind this one; one that is not there means from the beginning
  List<Row> page(TenantId tenant, WebhookQuery query, UUID after, int limit) {
    IndexOrder.keep(db);
    return bound(db.sql(Look.of(query).page), tenant, query)
        .param("after", after)
        .param("look", LOOK)
        .param("limit", limit)
        .query(WebhookListStore::row)
        .list();
  }

  /// The last row that [#page] looks at; empty when it looks at all there are.
  Optional<UUID> lookedTo(TenantId tenant, WebhookQuery query, UUID after) {
    IndexOrder.keep(db);
    return db.sql(Look.of(query).end)
        .param("tenant", tenant.value())
        .param("after", after)
        .param("look", LOOK)
        .query((row, _) -> Sql.uuid(row, "id"))
        .optional();
  }

  // One for each index that gives rows in an order: a plan for all of them could use none.
  private enum Look {
    ALL(
        """
        FROM (SELECT * FROM integrations.webhook
               WHERE tenant_id = :tenant AND id < :after
               ORDER BY id DESC LIMIT :look) looked
        """,
        "id DESC"),
    OPEN(
        """
        FROM (SELECT * FROM integrations.webhook
               WHERE tenant_id = :tenant AND state IN ('waiting', 'working')
                 AND due_at >= coalesce((SELECT due_at FROM integrations.webhook
                                          WHERE tenant_id = :tenant AND id = :after), '-infinity')
                 AND (due_at, id) > (coalesce((SELECT due_at FROM integrations.webhook
                                                WHERE tenant_id = :tenant AND id = :after),
                                              '-infinity'),
                                     :after)
               ORDER BY due_at, id LIMIT :look) looked
        """,
        "due_at, id"),
    DEAD(
        """
        FROM (SELECT * FROM integrations.webhook
               WHERE tenant_id = :tenant AND state = 'dead'
                 AND seq < coalesce((SELECT seq FROM integrations.webhook
                                      WHERE tenant_id = :tenant AND id = :after),
                                    9223372036854775807)
               ORDER BY seq DESC LIMIT :look) looked
        """,
        "seq DESC");

    final String page;
    final String end;

    Look(String from, String order) {
      page =
          """
          SELECT id, connection_id, provider, type, ordering_key, state, received_at, attempts,
                 due_at, error, finished_at
          %s
           WHERE (:state = '' OR state = :state)
             AND (:provider = '' OR provider = :provider) AND (:type = '' OR type = :type)
             AND (:text = '' OR position(lower(:text) IN lower(error)) > 0)
             AND (CAST(:begin AS timestamptz) IS NULL OR received_at >= :begin)
             AND (CAST(:end AS timestamptz) IS NULL OR received_at < :end)
           ORDER BY %s LIMIT :limit
          """
              .formatted(from, order);
      end = "SELECT id %s ORDER BY %s OFFSET :look - 1 LIMIT 1".formatted(from, order);
    }

    static Look of(WebhookQuery query) {
      return switch (query.state()) {
        case "waiting", "working" -> OPEN;
        case "dead" -> DEAD;
        default -> ALL;
      };
    }
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
    IndexOrder.keep(db);
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
