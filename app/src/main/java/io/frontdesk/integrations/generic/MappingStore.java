package io.frontdesk.integrations.generic;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// The table `integrations.mapping`.
@Repository
class MappingStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient db;

  MappingStore(JdbcClient db) {
    this.db = db;
  }

  Optional<MappingVersion> latest(TenantId tenant, ConnectionId connection) {
    return versions(tenant, connection, 1).stream().findFirst();
  }

  /// The newest first.
  List<MappingVersion> versions(TenantId tenant, ConnectionId connection, int limit) {
    return db.sql(
            """
            SELECT version, fields, made_by, made_at FROM integrations.mapping
             WHERE tenant_id = :tenant AND connection_id = :connection
             ORDER BY version DESC LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("connection", connection.value())
        .param("limit", limit)
        .query(MappingStore::version)
        .list();
  }

  /// @return false when somebody else made this version
  boolean insert(TenantId tenant, ConnectionId connection, MappingVersion made) {
    return db.sql(
                """
                INSERT INTO integrations.mapping
                       (tenant_id, connection_id, version, fields, made_by, made_at)
                VALUES (:tenant, :connection, :version, CAST(:fields AS jsonb), :by, :at)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("connection", connection.value())
            .param("version", made.version())
            .param("fields", JSON.writeValueAsString(made.mapping().values()))
            .param("by", made.madeBy())
            .param("at", Sql.atUtc(made.madeAt()))
            .update()
        == 1;
  }

  private static MappingVersion version(ResultSet row, int number) throws SQLException {
    var values = new LinkedHashMap<String, String>();
    JSON.readTree(Sql.text(row, "fields"))
        .properties()
        .forEach(one -> values.put(one.getKey(), one.getValue().asString()));
    Instant at = Sql.instant(row, "made_at");
    return new MappingVersion(
        row.getInt("version"), new Mapping(values), Sql.text(row, "made_by"), at);
  }
}
