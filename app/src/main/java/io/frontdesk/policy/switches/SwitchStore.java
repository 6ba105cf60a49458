package io.frontdesk.policy.switches;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.KillSwitch;
import io.frontdesk.policy.KillSwitch.Reach;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The switches that are on, those of one tenant and the platform's.
@Repository
public class SwitchStore {
  private final JdbcClient db;

  SwitchStore(JdbcClient db) {
    this.db = db;
  }

  /// What is on, widest first.
  public List<KillSwitch> on(TenantId tenant) {
    return db
        .sql(
            """
            SELECT 'platform' AS scope, reason, stopped_by, stopped_at
              FROM policy.platform_switch
            UNION ALL
            SELECT scope, reason, stopped_by, stopped_at
              FROM policy.kill_switch
             WHERE tenant_id = :tenant
             ORDER BY stopped_at, scope
             LIMIT 1000
            """)
        .param("tenant", tenant.value())
        .query(
            (row, _) ->
                new KillSwitch(
                    reach(text(row, "scope")),
                    text(row, "reason"),
                    text(row, "stopped_by"),
                    instant(row, "stopped_at")))
        .list()
        .stream()
        .sorted(Comparator.comparing(one -> one.reach().kind()))
        .toList();
  }

  /// Those among `reaches` that are on, and the platform's, with their reasons.
  public Map<Reach, String> reasons(TenantId tenant, Collection<Reach> reaches) {
    return db
        .sql(
            """
            SELECT 'platform' AS scope, reason FROM policy.platform_switch
            UNION ALL
            SELECT scope, reason
              FROM policy.kill_switch
             WHERE tenant_id = :tenant AND scope = ANY(:scopes)
            """)
        .param("tenant", tenant.value())
        .param("scopes", reaches.stream().map(SwitchStore::scope).toArray(String[]::new))
        .query((row, _) -> Map.entry(reach(text(row, "scope")), text(row, "reason")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  public boolean stop(TenantId tenant, Reach reach, String reason, String actor, Instant at) {
    int changed =
        reach.kind() == Reach.Kind.PLATFORM
            ? db.sql(
                    """
                    INSERT INTO policy.platform_switch (reason, stopped_by, stopped_at)
                    VALUES (:reason, :actor, :at)
                    ON CONFLICT (one) DO NOTHING
                    """)
                .param("reason", reason)
                .param("actor", actor)
                .param("at", atUtc(at))
                .update()
            : db.sql(
                    """
                    INSERT INTO policy.kill_switch (tenant_id, scope, reason, stopped_by, stopped_at)
                    VALUES (:tenant, :scope, :reason, :actor, :at)
                    ON CONFLICT (tenant_id, scope) DO UPDATE
                       SET reason = excluded.reason, stopped_by = excluded.stopped_by,
                           stopped_at = excluded.stopped_at
                     WHERE kill_switch.reason <> excluded.reason
                    """)
                .param("tenant", tenant.value())
                .param("scope", scope(reach))
                .param("reason", reason)
                .param("actor", actor)
                .param("at", atUtc(at))
                .update();
    if (changed > 0) {
      addEvent(tenant, reach, "stopped", reason, actor, at);
    }
    return changed > 0;
  }

  public boolean release(TenantId tenant, Reach reach, String actor, Instant at) {
    int changed =
        reach.kind() == Reach.Kind.PLATFORM
            ? db.sql("DELETE FROM policy.platform_switch").update()
            : db.sql("DELETE FROM policy.kill_switch WHERE tenant_id = :tenant AND scope = :scope")
                .param("tenant", tenant.value())
                .param("scope", scope(reach))
                .update();
    if (changed > 0) {
      addEvent(tenant, reach, "released", null, actor, at);
    }
    return changed > 0;
  }

  private void addEvent(
      TenantId tenant,
      Reach reach,
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
        .param("scope", scope(reach))
        .param("kind", kind)
        .param("reason", reason)
        .param("actor", actor)
        .param("at", atUtc(at))
        .update();
  }

  private static String scope(Reach reach) {
    var kind = reach.kind().name().toLowerCase(Locale.ROOT);
    return reach.id().isEmpty() ? kind : kind + ":" + reach.id();
  }

  private static Reach reach(String scope) {
    int colon = scope.indexOf(':');
    var kind = colon < 0 ? scope : scope.substring(0, colon);
    return new Reach(
        Reach.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        colon < 0 ? "" : scope.substring(colon + 1));
  }
}
