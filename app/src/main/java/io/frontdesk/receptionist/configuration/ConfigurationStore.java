package io.frontdesk.receptionist.configuration;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.Configuration;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Saved configurations; only ever added to.
@Component
public class ConfigurationStore {
  private final JdbcClient db;
  private final JsonMapper json;

  ConfigurationStore(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  public Optional<Version> current(TenantId tenant) {
    return db.sql(
            """
            SELECT v.version, v.content, v.note, v.created_at, v.created_by
              FROM receptionist.configuration c
              JOIN receptionist.configuration_version v
                   ON v.tenant_id = c.tenant_id AND v.version = c.version
             WHERE c.tenant_id = :tenant
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> version(row))
        .optional();
  }

  public Optional<Version> find(TenantId tenant, int number) {
    return db.sql(
            """
            SELECT version, content, note, created_at, created_by
              FROM receptionist.configuration_version
             WHERE tenant_id = :tenant AND version = :number
            """)
        .param("tenant", tenant.value())
        .param("number", number)
        .query((row, _) -> version(row))
        .optional();
  }

  /// Newest first.
  public List<Version> newest(TenantId tenant, int limit) {
    return db.sql(
            """
            SELECT version, content, note, created_at, created_by
              FROM receptionist.configuration_version
             WHERE tenant_id = :tenant
             ORDER BY version DESC
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("limit", limit)
        .query((row, _) -> version(row))
        .list();
  }

  public int latest(TenantId tenant) {
    return db.sql(
            """
            SELECT coalesce(max(version), 0)
              FROM receptionist.configuration_version
             WHERE tenant_id = :tenant
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> row.getInt(1))
        .single();
  }

  /// @return false when someone else made this version first
  public boolean add(
      TenantId tenant, int number, Configuration content, String note, Instant at, String by) {
    return db.sql(
                """
                INSERT INTO receptionist.configuration_version
                       (tenant_id, version, content, note, created_at, created_by)
                VALUES (:tenant, :number, CAST(:content AS jsonb), :note, :at, :by)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("number", number)
            .param("content", json.writeValueAsString(content))
            .param("note", note)
            .param("at", atUtc(at))
            .param("by", by)
            .update()
        == 1;
  }

  public void point(TenantId tenant, int number) {
    db.sql(
            """
            INSERT INTO receptionist.configuration (tenant_id, version) VALUES (:tenant, :number)
            ON CONFLICT (tenant_id) DO UPDATE SET version = EXCLUDED.version
            """)
        .param("tenant", tenant.value())
        .param("number", number)
        .update();
  }

  private Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getInt("version"),
        json.readValue(text(row, "content"), Configuration.class),
        text(row, "note"),
        instant(row, "created_at"),
        text(row, "created_by"));
  }
}
