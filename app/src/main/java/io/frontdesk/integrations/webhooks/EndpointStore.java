package io.frontdesk.integrations.webhooks;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.live.Position;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `integrations.hook_endpoint`. Secrets stay encrypted here.
@Repository
class EndpointStore {
  private static final String COLUMNS =
      """
      SELECT id, url, description, types, off_because, old_until, xid::text AS xid, seq,
             failing_since, delivered_at, version, created_at, updated_at
        FROM integrations.hook_endpoint
      """;

  private final JdbcClient db;

  EndpointStore(JdbcClient db) {
    this.db = db;
  }

  /// @param old null when there is none, or it has ended
  record Secrets(byte[] now, byte @Nullable [] old, @Nullable Instant oldUntil) {}

  List<Endpoint> all(TenantId tenant) {
    return db.sql(COLUMNS + "WHERE tenant_id = :tenant ORDER BY created_at, id")
        .param("tenant", tenant.value())
        .query((row, _) -> endpoint(row))
        .list();
  }

  Optional<Endpoint> find(TenantId tenant, EndpointId id) {
    return db.sql(COLUMNS + "WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> endpoint(row))
        .optional();
  }

  /// Locks the endpoint until the transaction ends.
  Optional<Endpoint> lock(TenantId tenant, EndpointId id) {
    return db.sql(COLUMNS + "WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> endpoint(row))
        .optional();
  }

  /// As [#lock] for an active one; empty too when someone else holds it.
  Optional<Endpoint> lockFree(TenantId tenant, EndpointId id) {
    return db.sql(
            COLUMNS
                + """
                WHERE tenant_id = :tenant AND id = :id AND state = 'active'
                  FOR UPDATE SKIP LOCKED
                """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> endpoint(row))
        .optional();
  }

  /// How many there are; makes others who want to add one wait until the transaction ends.
  int countAlone(TenantId tenant) {
    db.sql("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
        .param("key", "hook-endpoints/" + tenant)
        .query((_, _) -> true)
        .single();
    return db.sql("SELECT count(*) FROM integrations.hook_endpoint WHERE tenant_id = :tenant")
        .param("tenant", tenant.value())
        .query((row, _) -> row.getInt(1))
        .single();
  }

  /// Adds an active one that hears of everything from now on.
  void insert(
      TenantId tenant,
      EndpointId id,
      String url,
      String description,
      List<String> types,
      byte[] secret,
      Instant now) {
    db.sql(
            """
            INSERT INTO integrations.hook_endpoint
                   (tenant_id, id, url, description, types, state, secret, xid, seq, created_at,
                    updated_at)
            VALUES (:tenant, :id, :url, :description, :types, 'active', :secret,
                    pg_snapshot_xmin(pg_current_snapshot()), 0, :now, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("url", url)
        .param("description", description)
        .param("types", types.toArray(String[]::new))
        .param("secret", secret)
        .param("now", atUtc(now))
        .update();
  }

  /// @return false when somebody else changed it since `version`
  boolean update(
      TenantId tenant,
      EndpointId id,
      int version,
      String url,
      String description,
      List<String> types,
      Instant now) {
    return db.sql(
                """
                UPDATE integrations.hook_endpoint
                   SET url = :url, description = :description, types = :types,
                       version = version + 1, updated_at = :now
                 WHERE tenant_id = :tenant AND id = :id AND version = :version
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("url", url)
            .param("description", description)
            .param("types", types.toArray(String[]::new))
            .param("version", version)
            .param("now", atUtc(now))
            .update()
        > 0;
  }

  void switchOff(TenantId tenant, EndpointId id, Endpoint.Off why, Instant now) {
    db.sql(
            """
            UPDATE integrations.hook_endpoint
               SET state = 'disabled', off_because = :why, version = version + 1, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("why", why.code())
        .param("now", atUtc(now))
        .update();
  }

  /// It hears of everything from now on, not of what was meanwhile.
  void switchOn(TenantId tenant, EndpointId id, Instant now) {
    db.sql(
            """
            UPDATE integrations.hook_endpoint
               SET state = 'active', off_because = NULL, failing_since = NULL,
                   xid = pg_snapshot_xmin(pg_current_snapshot()), seq = 0,
                   version = version + 1, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .update();
  }

  /// The secret in use becomes the old one until `until`.
  void rotate(TenantId tenant, EndpointId id, byte[] secret, Instant until, Instant now) {
    db.sql(
            """
            UPDATE integrations.hook_endpoint
               SET old_secret = secret, old_until = :until, secret = :secret,
                   version = version + 1, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("secret", secret)
        .param("until", atUtcOrNull(until))
        .param("now", atUtc(now))
        .update();
  }

  Secrets secrets(TenantId tenant, EndpointId id) {
    return db.sql(
            """
            SELECT secret, old_secret, old_until FROM integrations.hook_endpoint
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new Secrets(
                    Objects.requireNonNull(row.getBytes("secret")),
                    row.getBytes("old_secret"),
                    instantOrNull(row, "old_until")))
        .single();
  }

  void delete(TenantId tenant, EndpointId id) {
    db.sql("DELETE FROM integrations.hook_endpoint WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  /// Remembers up to where events are planned.
  void advance(TenantId tenant, EndpointId id, Position to) {
    db.sql(
            """
            UPDATE integrations.hook_endpoint
               SET xid = CAST(CAST(:xid AS text) AS xid8), seq = :seq
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("xid", Long.toString(to.transaction()))
        .param("seq", to.number())
        .update();
  }

  void delivered(TenantId tenant, EndpointId id, Instant now) {
    db.sql(
            """
            UPDATE integrations.hook_endpoint SET failing_since = NULL, delivered_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .update();
  }

  void failed(TenantId tenant, EndpointId id, Instant now) {
    db.sql(
            """
            UPDATE integrations.hook_endpoint SET failing_since = coalesce(failing_since, :now)
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .update();
  }

  private static Endpoint endpoint(ResultSet row) throws SQLException {
    var off = row.getString("off_because");
    return new Endpoint(
        new EndpointId(uuid(row, "id")),
        text(row, "url"),
        text(row, "description"),
        List.of((String[]) row.getArray("types").getArray()),
        off == null ? null : Endpoint.Off.ofCode(off),
        instantOrNull(row, "old_until"),
        new Position(Long.parseLong(text(row, "xid")), row.getLong("seq")),
        instantOrNull(row, "failing_since"),
        instantOrNull(row, "delivered_at"),
        row.getInt("version"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
