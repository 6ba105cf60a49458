package io.frontdesk.delivery.ledger;

import static io.frontdesk.delivery.ledger.DeliveryRows.texts;
import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.Sender;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Decision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Deliveries on their way to a provider: what is read and written around its call, for many at
/// once.
@Repository
class HandoverStore {
  private static final String COLUMNS =
      DeliveryRows.COLUMNS
          + """
          , html, in_reply_to, lease_owner, attempt_id, attempt_at, sender_id, wanted_sender, line,
          tried_lines
          """;

  private final JdbcClient db;

  HandoverStore(JdbcClient db) {
    this.db = db;
  }

  /// What sending needs beyond [Delivery].
  record Sendable(
      @Nullable String html,
      @Nullable String inReplyTo,
      @Nullable UUID leaseOwner,
      @Nullable UUID attempt,
      @Nullable Instant attemptAt,
      @Nullable UUID sender,
      @Nullable String wantedSender,
      UUID line,
      List<UUID> tried) {}

  /// A delivery with what sending needs.
  record Row(Delivery delivery, Sendable extra) {
    Row claimed() {
      return new Row(delivery.in(DeliveryState.CLAIMED), extra);
    }
  }

  /// Reads those of `ids` that exist.
  List<Row> all(TenantId tenant, List<DeliveryId> ids) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + " FROM delivery.delivery WHERE tenant_id = :tenant AND id = ANY(:ids) ORDER BY id")
        .param("tenant", tenant.value())
        .param("ids", uuids(ids))
        .query((row, _) -> row(row))
        .list();
  }

  /// As [#all], and keeps them to this transaction.
  List<Row> lockAll(TenantId tenant, List<DeliveryId> ids) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + """
                  FROM delivery.delivery
                 WHERE tenant_id = :tenant AND id = ANY(:ids)
                 ORDER BY id
                   FOR NO KEY UPDATE
                """)
        .param("tenant", tenant.value())
        .param("ids", uuids(ids))
        .query((row, _) -> row(row))
        .list();
  }

  Sendable sendable(TenantId tenant, DeliveryId id) {
    return db.sql(
            """
            SELECT html, in_reply_to, lease_owner, attempt_id, attempt_at, sender_id,
                   wanted_sender, line, tried_lines
              FROM delivery.delivery
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> sendable(row))
        .single();
  }

  /// Writes down that `owner` has claimed deliveries, until it decides on them or its lease ends.
  void claimAll(TenantId tenant, List<DeliveryId> ids, UUID owner, Instant leaseUntil) {
    db.sql(
            """
            UPDATE delivery.delivery
               SET state = 'claimed', lease_owner = :owner, lease_until = :until
             WHERE tenant_id = :tenant AND id = ANY(:ids)
            """)
        .param("tenant", tenant.value())
        .param("ids", uuids(ids))
        .param("owner", owner)
        .param("until", atUtc(leaseUntil))
        .update();
  }

  /// An attempt that is about to be made, and the decision that allows it.
  record Start(DeliveryId delivery, UUID attempt, Sender sender, Decision decision) {}

  /// Marks the attempts that are about to be made.
  void startAll(TenantId tenant, List<Start> starts, UUID owner, Instant now, Instant leaseUntil) {
    db.sql(
            """
            UPDATE delivery.delivery
               SET state = 'sending', attempt_id = s.attempt, attempt_at = :now,
                   attempts = attempts + 1, sender_id = s.sender, line = s.sender,
                   provider = s.provider, lease_owner = :owner, lease_until = :until, reason_code = NULL, reason = NULL,
                   changed_at = :now, rule_id = s.rule, rule_version = s.version,
                   rule_source = s.source, inputs_digest = s.digest, decided_at = :now
              FROM unnest(CAST(:ids AS uuid[]), CAST(:attempts AS uuid[]),
                          CAST(:senders AS uuid[]), CAST(:providers AS text[]),
                          CAST(:rules AS text[]), CAST(:versions AS text[]),
                          CAST(:sources AS text[]), CAST(:digests AS text[]))
                   AS s (started, attempt, sender, provider, rule, version, source, digest)
             WHERE tenant_id = :tenant AND id = s.started
            """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("owner", owner)
        .param("until", atUtc(leaseUntil))
        .param("ids", texts(starts, Start::delivery))
        .param("attempts", texts(starts, Start::attempt))
        .param("senders", texts(starts, start -> start.sender().id()))
        .param("providers", texts(starts, start -> start.sender().provider()))
        .param("rules", texts(starts, start -> start.decision().rule().id()))
        .param("versions", texts(starts, start -> start.decision().rule().version()))
        .param("sources", texts(starts, start -> start.decision().rule().source()))
        .param("digests", texts(starts, start -> start.decision().inputsDigest()))
        .update();
  }

  /// A delivery that may not go now, and why.
  record Decided(DeliveryId delivery, Decision decision) {}

  void setDecisions(TenantId tenant, List<Decided> decided, Instant now) {
    if (decided.isEmpty()) {
      return;
    }
    db.sql(
            """
            UPDATE delivery.delivery
               SET rule_id = d.rule, rule_version = d.version, rule_source = d.source,
                   inputs_digest = d.digest, decided_at = :now
              FROM unnest(CAST(:ids AS uuid[]), CAST(:rules AS text[]), CAST(:versions AS text[]),
                          CAST(:sources AS text[]), CAST(:digests AS text[]))
                   AS d (decided, rule, version, source, digest)
             WHERE tenant_id = :tenant AND id = d.decided
            """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("ids", texts(decided, Decided::delivery))
        .param("rules", texts(decided, one -> one.decision().rule().id()))
        .param("versions", texts(decided, one -> one.decision().rule().version()))
        .param("sources", texts(decided, one -> one.decision().rule().source()))
        .param("digests", texts(decided, one -> one.decision().inputsDigest()))
        .update();
  }

  /// An attempt that its provider accepted.
  record Accepted(DeliveryId delivery, UUID attempt, String providerId) {}

  /// Marks those as sent whose attempt is the last one made and that stand in one of `awaited`. A
  /// provider's name for a message that another delivery bears already is left out.
  ///
  /// @return those, as they are now
  List<Delivery> acceptAll(
      TenantId tenant, List<Accepted> accepted, Set<DeliveryState> awaited, Instant now) {
    return db.sql(
            """
            UPDATE delivery.delivery
               SET state = 'sent', reason_code = NULL, reason = NULL, changed_at = :now,
                   provider_id = CASE WHEN NOT EXISTS (SELECT 1
                                                         FROM delivery.delivery o
                                                        WHERE o.tenant_id = :tenant
                                                          AND o.provider = delivery.provider
                                                          AND o.provider_id = a.given
                                                          AND o.id <> delivery.id)
                                      THEN a.given END,
                   reconcile_at = NULL, lease_owner = NULL, lease_until = NULL
              FROM unnest(CAST(:ids AS uuid[]), CAST(:attempts AS uuid[]), :providerIds)
                   AS a (accepted, attempt, given)
             WHERE tenant_id = :tenant AND id = a.accepted AND attempt_id = a.attempt
               AND state = ANY(:awaited)
            RETURNING\s"""
                + DeliveryRows.COLUMNS)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("ids", texts(accepted, Accepted::delivery))
        .param("attempts", texts(accepted, Accepted::attempt))
        .param("providerIds", distinct(accepted))
        .param("awaited", awaited.stream().map(DeliveryState::code).toArray(String[]::new))
        .query((row, _) -> DeliveryRows.delivery(row))
        .list();
  }

  // The first of those that a provider gave one name bears it.
  private static @Nullable String[] distinct(List<Accepted> accepted) {
    var seen = new HashSet<String>();
    return texts(accepted, one -> seen.add(one.providerId()) ? one.providerId() : null);
  }

  void setReconcileAt(TenantId tenant, DeliveryId id, @Nullable Instant at) {
    db.sql(
            """
            UPDATE delivery.delivery SET reconcile_at = :at
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("at", atUtcOrNull(at), Types.TIMESTAMP_WITH_TIMEZONE)
        .update();
  }

  private static UUID[] uuids(List<DeliveryId> ids) {
    return ids.stream().map(DeliveryId::value).toArray(UUID[]::new);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(DeliveryRows.delivery(row), sendable(row));
  }

  private static Sendable sendable(ResultSet row) throws SQLException {
    return new Sendable(
        row.getString("html"),
        row.getString("in_reply_to"),
        uuidOrNull(row, "lease_owner"),
        uuidOrNull(row, "attempt_id"),
        instantOrNull(row, "attempt_at"),
        uuidOrNull(row, "sender_id"),
        row.getString("wanted_sender"),
        uuid(row, "line"),
        List.of((UUID[]) row.getArray("tried_lines").getArray()));
  }
}
