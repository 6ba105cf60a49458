package io.frontdesk.policy.rules;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Suppressions, consents and switches of one tenant.
@Repository
public class PolicyStore {
  private final JdbcClient db;

  PolicyStore(JdbcClient db) {
    this.db = db;
  }

  Optional<byte[]> addressKey(TenantId tenant) {
    return db.sql("SELECT key FROM policy.address_key WHERE tenant_id = :tenant")
        .param("tenant", tenant.value())
        .query((row, _) -> Objects.requireNonNull(row.getBytes("key")))
        .optional();
  }

  void addAddressKey(TenantId tenant, byte[] key) {
    db.sql(
            """
            INSERT INTO policy.address_key (tenant_id, key) VALUES (:tenant, :key)
            ON CONFLICT (tenant_id) DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("key", key)
        .update();
  }

  /// Waits for whoever decides on this address or bars it, until the end of the transaction.
  void lockToBar(long address) {
    db.sql("SELECT pg_advisory_xact_lock(:address)")
        .param("address", address)
        .query((_, _) -> true)
        .single();
  }

  /// Waits for whoever is barring one of these addresses; many may decide at once.
  void lockToDecide(Collection<Long> addresses) {
    db.sql(
            """
            SELECT pg_advisory_xact_lock_shared(a.nr)
              FROM (SELECT DISTINCT nr FROM unnest(CAST(:addresses AS bigint[])) AS n (nr)
                     ORDER BY nr) a
            """)
        .param("addresses", addresses.toArray(Long[]::new))
        .query((_, _) -> true)
        .list();
  }

  /// Has each of these numbers alone until the end of the transaction.
  void lockToCount(Collection<Long> numbers) {
    db.sql(
            """
            SELECT pg_advisory_xact_lock(a.nr)
              FROM (SELECT DISTINCT nr FROM unnest(CAST(:numbers AS bigint[])) AS n (nr)
                     ORDER BY nr) a
            """)
        .param("numbers", numbers.toArray(Long[]::new))
        .query((_, _) -> true)
        .list();
  }

  public List<Suppression> suppressions(TenantId tenant, Channel channel, byte[] hash) {
    return suppressions(tenant, channel, List.of(hash)).getOrDefault(new Bytes(hash), List.of());
  }

  /// What bars each of these addresses, of those that are barred.
  Map<Bytes, List<Suppression>> suppressions(
      TenantId tenant, Channel channel, List<byte[]> hashes) {
    var found = new HashMap<Bytes, List<Suppression>>();
    db.sql(
            """
            SELECT address_hash, scope, reason, evidence, since
              FROM policy.suppression
             WHERE tenant_id = :tenant AND channel = :channel AND address_hash = ANY(:hashes)
             ORDER BY address_hash, scope, since
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("hashes", hashes.toArray(byte[][]::new))
        .query(
            (row, _) ->
                found
                    .computeIfAbsent(
                        new Bytes(Objects.requireNonNull(row.getBytes("address_hash"))),
                        _ -> new ArrayList<>())
                    .add(suppression(channel, row)))
        .list();
    return found;
  }

  public void recordConsent(
      TenantId tenant,
      byte[] hash,
      Channel channel,
      Purpose purpose,
      boolean granted,
      Consents.Kind kind,
      String evidence,
      String actor,
      Instant at) {
    db.sql(
            """
            INSERT INTO policy.consent
                   (tenant_id, channel, address_hash, purpose, granted, kind, evidence, actor, at)
            VALUES (:tenant, :channel, :hash, :purpose, :granted, :kind, :evidence, :actor, :at)
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("hash", hash)
        .param("purpose", purpose.name())
        .param("granted", granted)
        .param("kind", kind.name())
        .param("evidence", evidence)
        .param("actor", actor)
        .param("at", atUtc(at))
        .update();
  }

  public Optional<String> stopped(TenantId tenant, Channel channel) {
    return db.sql(
            """
            SELECT reason
              FROM policy.kill_switch
             WHERE tenant_id = :tenant AND scope IN ('tenant', :channel)
             ORDER BY scope DESC
             LIMIT 1
            """)
        .param("tenant", tenant.value())
        .param("channel", "channel:" + channel.name())
        .query((row, _) -> text(row, "reason"))
        .optional();
  }

  private static Suppression suppression(Channel channel, ResultSet row) throws SQLException {
    return new Suppression(
        channel,
        Suppression.Scope.valueOf(text(row, "scope")),
        Suppression.Reason.valueOf(text(row, "reason")),
        text(row, "evidence"),
        instant(row, "since"));
  }
}
