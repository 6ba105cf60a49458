package io.frontdesk.policy.barred;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The suppressions of one tenant and their history.
@Repository
public class SuppressionStore {
  private final JdbcClient db;

  SuppressionStore(JdbcClient db) {
    this.db = db;
  }

  public List<Suppression> of(TenantId tenant, Channel channel, byte[] hash) {
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

  /// Keeps it unless as much is kept already, or the person has taken it back since. The desk's
  /// lifting takes back what was known by then, not what comes in late. A wider scope replaces a
  /// narrower one; of the same scope, what a START can't lift replaces what it can.
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
                                      AND e.reason = 'OPT_OUT' AND :reason = 'OPT_OUT'
                                      AND e.at > :since
                                      AND (e.evidence NOT LIKE 'desk %'
                                           OR EXISTS (SELECT 1
                                                        FROM policy.suppression_event k
                                                       WHERE k.tenant_id = :tenant
                                                         AND k.channel = :channel
                                                         AND k.address_hash = :hash
                                                         AND k.kind = 'suppressed'
                                                         AND k.evidence = :evidence)))
                ON CONFLICT (tenant_id, channel, address_hash, reason) DO UPDATE
                   SET scope = excluded.scope, evidence = excluded.evidence, since = excluded.since
                 WHERE (s.scope = 'MARKETING' AND excluded.scope = 'ALL')
                    OR (s.scope = excluded.scope AND excluded.reason = 'OPT_OUT'
                        AND split_part(s.evidence, ' ', 1) = ANY(:texts)
                        AND NOT split_part(excluded.evidence, ' ', 1) = ANY(:texts))
                """)
            .param("tenant", tenant.value())
            .param("channel", suppression.channel().name())
            .param("hash", hash)
            .param("scope", suppression.scope().name())
            .param("reason", suppression.reason().name())
            .param("evidence", suppression.evidence())
            .param("since", atUtc(suppression.since()))
            .param("texts", Suppression.BY_TEXT.toArray(String[]::new))
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

  /// Lifts an opt-out that the person's own texts brought about.
  public boolean liftTexted(
      TenantId tenant, Channel channel, byte[] hash, String evidence, String actor, Instant at) {
    int lifted =
        db.sql(
                """
                DELETE FROM policy.suppression
                 WHERE tenant_id = :tenant AND channel = :channel AND address_hash = :hash
                   AND reason = 'OPT_OUT' AND split_part(evidence, ' ', 1) = ANY(:texts)
                   AND since <= :at
                """)
            .param("tenant", tenant.value())
            .param("channel", channel.name())
            .param("hash", hash)
            .param("texts", Suppression.BY_TEXT.toArray(String[]::new))
            .param("at", atUtc(at))
            .update();
    if (lifted > 0) {
      addEvent(tenant, channel, hash, "lifted", null, "OPT_OUT", evidence, actor, at);
    }
    return lifted > 0;
  }

  /// Lifts one entry, whatever brought it about.
  public boolean lift(
      TenantId tenant,
      Channel channel,
      byte[] hash,
      Suppression.Reason reason,
      String evidence,
      String actor,
      Instant at) {
    int lifted =
        db.sql(
                """
                DELETE FROM policy.suppression
                 WHERE tenant_id = :tenant AND channel = :channel AND address_hash = :hash
                   AND reason = :reason
                """)
            .param("tenant", tenant.value())
            .param("channel", channel.name())
            .param("hash", hash)
            .param("reason", reason.name())
            .update();
    if (lifted > 0) {
      addEvent(tenant, channel, hash, "lifted", null, reason.name(), evidence, actor, at);
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
}
