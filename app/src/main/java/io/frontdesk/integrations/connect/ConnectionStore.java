package io.frontdesk.integrations.connect;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `integrations.connection`; values stay encrypted here.
@Repository
public class ConnectionStore {
  private final JdbcClient db;
  private final WorkerTransactions worker;

  ConnectionStore(JdbcClient db, WorkerTransactions worker) {
    this.db = db;
    this.worker = worker;
  }

  /// One row.
  ///
  /// @param checkOk what the last test found; null when it was never run
  public record Row(
      ConnectionId id,
      TenantId tenant,
      String provider,
      String name,
      boolean active,
      byte[] config,
      int version,
      @Nullable Instant checkedAt,
      @Nullable Boolean checkOk,
      @Nullable String checkNote) {}

  /// A hook's connection, of whichever tenant: the one look across tenants, by an unguessable id.
  public Optional<Row> findForHook(ConnectionId id) {
    return worker
        .db()
        .sql("SELECT * FROM integrations.connection WHERE id = :id")
        .param("id", id.value())
        .query(ConnectionStore::row)
        .optional();
  }

  public Optional<Row> find(TenantId tenant, ConnectionId id) {
    return db.sql("SELECT * FROM integrations.connection WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(ConnectionStore::row)
        .optional();
  }

  public List<Row> all(TenantId tenant) {
    return db.sql(
            """
            SELECT * FROM integrations.connection WHERE tenant_id = :tenant
             ORDER BY provider, lower(name)
            """)
        .param("tenant", tenant.value())
        .query(ConnectionStore::row)
        .list();
  }

  public void insert(Row row, Instant now) {
    db.sql(
            """
            INSERT INTO integrations.connection
                   (tenant_id, id, provider, name, state, config, created_at, updated_at)
            VALUES (:tenant, :id, :provider, :name, :state, :config, :now, :now)
            """)
        .param("tenant", row.tenant().value())
        .param("id", row.id().value())
        .param("provider", row.provider())
        .param("name", row.name())
        .param("state", row.active() ? "active" : "disabled")
        .param("config", row.config())
        .param("now", Sql.atUtc(now))
        .update();
  }

  /// @return false when somebody else changed it since `version`
  public boolean update(Row row, Instant now) {
    return db.sql(
                """
                UPDATE integrations.connection
                   SET name = :name, state = :state, config = :config, version = version + 1,
                       updated_at = :now
                 WHERE tenant_id = :tenant AND id = :id AND version = :version
                """)
            .param("tenant", row.tenant().value())
            .param("id", row.id().value())
            .param("name", row.name())
            .param("state", row.active() ? "active" : "disabled")
            .param("config", row.config())
            .param("version", row.version())
            .param("now", Sql.atUtc(now))
            .update()
        > 0;
  }

  public void checked(TenantId tenant, ConnectionId id, boolean ok, String note, Instant now) {
    db.sql(
            """
            UPDATE integrations.connection
               SET checked_at = :now, check_ok = :ok, check_note = :note
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("ok", ok)
        .param("note", note.length() > 500 ? note.substring(0, 500) : note)
        .param("now", Sql.atUtc(now))
        .update();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        new ConnectionId(Sql.uuid(row, "id")),
        new TenantId(Sql.uuid(row, "tenant_id")),
        Sql.text(row, "provider"),
        Sql.text(row, "name"),
        "active".equals(row.getString("state")),
        Objects.requireNonNull(row.getBytes("config")),
        row.getInt("version"),
        Sql.instantOrNull(row, "checked_at"),
        row.getObject("check_ok", Boolean.class),
        row.getString("check_note"));
  }
}
