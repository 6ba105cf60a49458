package io.frontdesk.delivery.ledger;

import static io.frontdesk.delivery.ledger.DeliveryRows.state;
import static io.frontdesk.delivery.ledger.DeliveryRows.texts;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.delivery.AttemptEvent;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What was tried and what came of it; only added to.
@Repository
class HistoryStore {
  private final JdbcClient db;

  HistoryStore(JdbcClient db) {
    this.db = db;
  }

  List<AttemptEvent> history(TenantId tenant, DeliveryId id) {
    return db.sql(
            """
            SELECT attempt_id, kind, state, actor, provider, provider_id, code, at
              FROM delivery.attempt_event
             WHERE tenant_id = :tenant AND delivery_id = :id
             ORDER BY seq
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new AttemptEvent(
                    uuidOrNull(row, "attempt_id"),
                    text(row, "kind"),
                    state(text(row, "state")),
                    text(row, "actor"),
                    row.getString("provider"),
                    row.getString("provider_id"),
                    row.getString("code"),
                    instant(row, "at")))
        .list();
  }

  /// One line of one delivery's history.
  record Line(DeliveryId delivery, AttemptEvent event) {}

  void add(TenantId tenant, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    db.sql(
            """
            INSERT INTO delivery.attempt_event
                   (tenant_id, delivery_id, attempt_id, kind, state, actor, provider, provider_id, code,
                    at)
            SELECT :tenant, e.*
              FROM unnest(CAST(:ids AS uuid[]), CAST(:attempts AS uuid[]), CAST(:kinds AS text[]),
                          CAST(:states AS text[]), CAST(:actors AS text[]),
                          CAST(:providers AS text[]), CAST(:providerIds AS text[]),
                          CAST(:codes AS text[]), CAST(:ats AS timestamptz[])) AS e
            """)
        .param("tenant", tenant.value())
        .param("ids", texts(lines, Line::delivery))
        .param("attempts", texts(lines, line -> line.event().attempt()))
        .param("kinds", texts(lines, line -> line.event().kind()))
        .param("states", texts(lines, line -> line.event().state().code()))
        .param("actors", texts(lines, line -> line.event().actor()))
        .param("providers", texts(lines, line -> line.event().provider()))
        .param("providerIds", texts(lines, line -> line.event().providerId()))
        .param("codes", texts(lines, line -> line.event().code()))
        .param("ats", texts(lines, line -> line.event().at()))
        .update();
  }

  Optional<DeliveryId> find(TenantId tenant, String provider, UUID attempt) {
    return db.sql(
            """
            SELECT delivery_id FROM delivery.attempt_event
             WHERE tenant_id = :tenant AND attempt_id = :attempt AND kind = 'started'
               AND provider = :provider
             LIMIT 1
            """)
        .param("tenant", tenant.value())
        .param("provider", provider)
        .param("attempt", attempt)
        .query((row, _) -> new DeliveryId(uuid(row, "delivery_id")))
        .optional();
  }
}
