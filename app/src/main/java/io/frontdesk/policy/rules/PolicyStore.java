package io.frontdesk.policy.rules;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

  /// Waits for whoever is barring this address; many may decide at once.
  void lockToDecide(long address) {
    db.sql("SELECT pg_advisory_xact_lock_shared(:address)")
        .param("address", address)
        .query((_, _) -> true)
        .single();
  }

  public List<Suppression> suppressions(TenantId tenant, Channel channel, byte[] hash) {
    return db.sql(
            """
            SELECT scope, reason, evidence, since
              FROM policy.suppression
             WHERE tenant_id = :tenant AND channel = :channel AND address_hash = :hash
             ORDER BY scope, since
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("hash", hash)
        .query(
            (row, _) ->
                new Suppression(
                    channel,
                    Suppression.Scope.valueOf(text(row, "scope")),
                    Suppression.Reason.valueOf(text(row, "reason")),
                    text(row, "evidence"),
                    instant(row, "since")))
        .list();
  }

  public boolean suppress(TenantId tenant, byte[] hash, Suppression suppression, String actor) {
    int changed =
        db.sql(
                """
                INSERT INTO policy.suppression AS s
                       (tenant_id, channel, address_hash, scope, reason, evidence, since)
                SELECT :tenant, :channel, :hash, :scope, :reason, :evidence, :since
                 WHERE NOT EXISTS (SELECT 1
                                     FROM policy.suppression_event e
                                    WHERE e.tenant_id = :tenant AND e.channel = :channel
                                      AND e.address_hash = :hash AND e.kind = 'lifted'
                                      AND :reason = 'OPT_OUT' AND e.at > :since)
                ON CONFLICT (tenant_id, channel, address_hash, reason) DO UPDATE
                   SET scope = excluded.scope, evidence = excluded.evidence, since = excluded.since
                 WHERE s.scope = 'MARKETING' AND excluded.scope = 'ALL'
                """)
            .param("tenant", tenant.value())
            .param("channel", suppression.channel().name())
            .param("hash", hash)
            .param("scope", suppression.scope().name())
            .param("reason", suppression.reason().name())
            .param("evidence", suppression.evidence())
            .param("since", atUtc(suppression.since()))
            .update();
    if (changed > 0) {
      addEvent(
          tenant,
          suppression.channel(),
          hash,
          "suppressed",
          suppression.scope().name(),
          suppression.reason().name(),
          suppression.evidence(),
          actor,
          suppression.since());
    }
    return changed > 0;
  }

  public boolean lift(
      TenantId tenant, Channel channel, byte[] hash, String evidence, String actor, Instant at) {
    int lifted =
        db.sql(
                """
                DELETE FROM policy.suppression
                 WHERE tenant_id = :tenant AND channel = :channel AND address_hash = :hash
                   AND reason IN ('OPT_OUT', 'STAFF') AND since <= :at
                """)
            .param("tenant", tenant.value())
            .param("channel", channel.name())
            .param("hash", hash)
            .param("at", atUtc(at))
            .update();
    if (lifted > 0) {
      addEvent(tenant, channel, hash, "lifted", null, null, evidence, actor, at);
    }
    return lifted > 0;
  }

  public boolean wasLiftedBy(TenantId tenant, Channel channel, byte[] hash, String evidence) {
    return db.sql(
            """
            SELECT EXISTS (SELECT 1
                             FROM policy.suppression_event
                            WHERE tenant_id = :tenant AND channel = :channel AND address_hash = :hash
                              AND kind = 'lifted' AND evidence = :evidence)
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("hash", hash)
        .param("evidence", evidence)
        .query(Boolean.class)
        .single();
  }

  private void addEvent(
      TenantId tenant,
      Channel channel,
      byte[] hash,
      String kind,
      @Nullable String scope,
      @Nullable String reason,
      String evidence,
      String actor,
      Instant at) {
    db.sql(
            """
            INSERT INTO policy.suppression_event
                   (tenant_id, channel, address_hash, kind, scope, reason, evidence, actor, at)
            VALUES (:tenant, :channel, :hash, :kind, :scope, :reason, :evidence, :actor, :at)
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("hash", hash)
        .param("kind", kind)
        .param("scope", scope)
        .param("reason", reason)
        .param("evidence", evidence)
        .param("actor", actor)
        .param("at", atUtc(at))
        .update();
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

  public void stop(TenantId tenant, String scope, String reason, String actor, Instant at) {
    int changed =
        db.sql(
                """
                INSERT INTO policy.kill_switch (tenant_id, scope, reason, stopped_by, stopped_at)
                VALUES (:tenant, :scope, :reason, :actor, :at)
                ON CONFLICT (tenant_id, scope) DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("scope", scope)
            .param("reason", reason)
            .param("actor", actor)
            .param("at", atUtc(at))
            .update();
    if (changed > 0) {
      addSwitchEvent(tenant, scope, "stopped", reason, actor, at);
    }
  }

  public void release(TenantId tenant, String scope, String actor, Instant at) {
    int changed =
        db.sql("DELETE FROM policy.kill_switch WHERE tenant_id = :tenant AND scope = :scope")
            .param("tenant", tenant.value())
            .param("scope", scope)
            .update();
    if (changed > 0) {
      addSwitchEvent(tenant, scope, "released", null, actor, at);
    }
  }

  private void addSwitchEvent(
      TenantId tenant,
      String scope,
      String kind,
      @Nullable String reason,
      String actor,
      Instant at) {
    db.sql(
            """
            INSERT INTO policy.kill_switch_event (tenant_id, scope, kind, reason, actor, at)
            VALUES (:tenant, :scope, :kind, :reason, :actor, :at)
            """)
        .param("tenant", tenant.value())
        .param("scope", scope)
        .param("kind", kind)
        .param("reason", reason)
        .param("actor", actor)
        .param("at", atUtc(at))
        .update();
  }
}
