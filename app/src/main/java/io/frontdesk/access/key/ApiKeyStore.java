package io.frontdesk.access.key;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// SQL of API keys. [#workspaceOf] runs with no tenant set, all else inside the tenant.
@Repository
public class ApiKeyStore {
  private static final String COLUMNS =
      """
      SELECT key_id, name, hint, scopes, created_by, creator_id, created_at, expires_at,
             last_used_at, revoked_at
        FROM access.api_key
       WHERE tenant_id = :tenant
      """;

  private final JdbcClient db;

  ApiKeyStore(JdbcClient db) {
    this.db = db;
  }

  Optional<TenantId> workspaceOf(byte[] hash) {
    return db.sql("SELECT workspace FROM access.api_key_place WHERE key_hash = :hash")
        .param("hash", hash)
        .query((row, _) -> new TenantId(uuid(row, "workspace")))
        .optional();
  }

  Optional<ApiKey> byHash(TenantId tenant, byte[] hash) {
    return db.sql(COLUMNS + " AND key_hash = :hash")
        .param("tenant", tenant.value())
        .param("hash", hash)
        .query((row, _) -> key(row))
        .optional();
  }

  Optional<ApiKey> find(TenantId tenant, UUID id) {
    return db.sql(COLUMNS + " AND key_id = :id")
        .param("tenant", tenant.value())
        .param("id", id)
        .query((row, _) -> key(row))
        .optional();
  }

  List<ApiKey> all(TenantId tenant) {
    return db.sql(COLUMNS + " ORDER BY revoked_at NULLS FIRST, created_at DESC, key_id")
        .param("tenant", tenant.value())
        .query((row, _) -> key(row))
        .list();
  }

  void insert(TenantId tenant, ApiKey key, byte[] hash) {
    db.sql(
            """
            INSERT INTO access.api_key (tenant_id, key_id, key_hash, hint, name, scopes, created_by,
                                        creator_id, created_at, expires_at)
            VALUES (:tenant, :id, :hash, :hint, :name, :scopes, :by, :creator, :now, :expires)
            """)
        .param("tenant", tenant.value())
        .param("id", key.id())
        .param("hash", hash)
        .param("hint", key.hint())
        .param("name", key.name())
        .param("scopes", key.scopes().stream().map(Enum::name).sorted().toArray(String[]::new))
        .param("by", key.createdBy())
        .param("creator", key.creator())
        .param("now", atUtc(key.createdAt()))
        .param("expires", atUtcOrNull(key.expiresAt()))
        .update();
    db.sql("INSERT INTO access.api_key_place (key_hash, workspace) VALUES (:hash, :tenant)")
        .param("tenant", tenant.value())
        .param("hash", hash)
        .update();
  }

  void used(TenantId tenant, UUID id, Instant now) {
    db.sql(
            """
            UPDATE access.api_key SET last_used_at = :now
             WHERE tenant_id = :tenant AND key_id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("now", atUtc(now))
        .update();
  }

  /// Lets the key end at `at`, or earlier if it did anyway.
  void endBy(TenantId tenant, UUID id, Instant at) {
    db.sql(
            """
            UPDATE access.api_key SET expires_at = least(expires_at, :at)
             WHERE tenant_id = :tenant AND key_id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("at", atUtc(at))
        .update();
  }

  void revoke(TenantId tenant, UUID id, Instant now) {
    db.sql(
            """
            UPDATE access.api_key SET revoked_at = coalesce(revoked_at, :now)
             WHERE tenant_id = :tenant AND key_id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("now", atUtc(now))
        .update();
  }

  /// Ends every key that an account made here.
  ///
  /// @return how many worked until now
  public int revokeMadeBy(TenantId tenant, AccountId account, Instant now) {
    return db.sql(
            """
            UPDATE access.api_key SET revoked_at = :now
             WHERE tenant_id = :tenant AND creator_id = :account AND revoked_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("account", account.value())
        .param("now", atUtc(now))
        .update();
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        uuid(row, "key_id"),
        text(row, "name"),
        text(row, "hint"),
        scopes(row),
        text(row, "created_by"),
        uuid(row, "creator_id"),
        instant(row, "created_at"),
        instantOrNull(row, "expires_at"),
        instantOrNull(row, "last_used_at"),
        instantOrNull(row, "revoked_at"));
  }

  // A scope that a later version removed grants nothing.
  private static Set<Permission> scopes(ResultSet row) throws SQLException {
    var names = (String[]) Objects.requireNonNull(row.getArray("scopes")).getArray();
    return Arrays.stream(Permission.values())
        .filter(permission -> Arrays.asList(names).contains(permission.name()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
