package io.frontdesk.delivery.ledger;

import static io.frontdesk.delivery.ledger.DeliveryRows.COLUMNS;
import static io.frontdesk.delivery.ledger.DeliveryRows.state;
import static io.frontdesk.delivery.ledger.DeliveryRows.texts;
import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Deliveries of one tenant.
@Repository
class LedgerStore {
  private final JdbcClient db;

  LedgerStore(JdbcClient db) {
    this.db = db;
  }

  /// Adds the delivery unless its key exists.
  ///
  /// @return whether it was added
  boolean add(
      TenantId tenant,
      DeliveryId id,
      DeliveryRequest request,
      @Nullable String inReplyTo,
      @Nullable String from,
      int segments,
      long costMicros,
      Instant now) {
    var content = columns(request.content());
    int added =
        db.sql(
                """
                INSERT INTO delivery.delivery
                       (tenant_id, id, contact_id, channel, address, purpose, priority, subject, body,
                        html, in_reply_to, wanted_sender, segments, cost_micros, line, state, not_before, due_at, idempotency_key, ref_type, ref_id,
                        created_at, changed_at)
                VALUES (:tenant, :id, :contact, :channel, :address, :purpose, :priority, :subject, :body,
                        :html, :inReplyTo, :from, :segments, :cost,
                        coalesce((SELECT s.id FROM delivery.sender s
                                   WHERE s.tenant_id = :tenant AND s.channel = :channel
                                     AND (s.address = :from OR s.is_default)
                                   ORDER BY (s.address = :from) DESC NULLS LAST
                                   LIMIT 1),
                                 '00000000-0000-0000-0000-000000000000'),
                        'waiting', :notBefore, :notBefore, :key, :refType, :refId,
                        :now, :now)
                ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("contact", request.contact().value())
            .param("channel", request.channel().name())
            .param("address", request.address())
            .param("purpose", request.purpose().name())
            .param("priority", request.purpose().ordinal())
            .param("subject", content.subject())
            .param("body", content.body())
            .param("html", content.html())
            .param("inReplyTo", inReplyTo)
            .param("from", from)
            .param("segments", segments)
            .param("cost", costMicros)
            .param("notBefore", atUtc(request.notBefore()))
            .param("key", request.idempotencyKey())
            .param("refType", request.refType())
            .param("refId", request.refId())
            .param("now", atUtc(now))
            .update();
    return added > 0;
  }

  Optional<DeliveryId> findByKey(TenantId tenant, String key) {
    return db.sql(
            """
            SELECT id FROM delivery.delivery
             WHERE tenant_id = :tenant AND idempotency_key = :key
            """)
        .param("tenant", tenant.value())
        .param("key", key)
        .query((row, _) -> new DeliveryId(uuid(row, "id")))
        .optional();
  }

  Optional<Delivery> find(TenantId tenant, DeliveryId id) {
    return db.sql(
            "SELECT " + COLUMNS + " FROM delivery.delivery WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> DeliveryRows.delivery(row))
        .optional();
  }

  /// Reads one delivery and keeps it to this transaction.
  Optional<Delivery> lock(TenantId tenant, DeliveryId id) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + " FROM delivery.delivery WHERE tenant_id = :tenant AND id = :id FOR NO KEY"
                + " UPDATE")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> DeliveryRows.delivery(row))
        .optional();
  }

  List<Delivery> forReference(TenantId tenant, String refType, String refId) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + """
                 FROM delivery.delivery
                WHERE tenant_id = :tenant AND ref_type = :refType AND ref_id = :refId
                ORDER BY created_at, id
                """)
        .param("tenant", tenant.value())
        .param("refType", refType)
        .param("refId", refId)
        .query((row, _) -> DeliveryRows.delivery(row))
        .list();
  }

  Optional<Deliveries.Reference> lastReference(
      TenantId tenant, ContactId contact, Channel channel, String address) {
    return db.sql(
            """
            SELECT ref_type, ref_id
              FROM delivery.delivery
             WHERE tenant_id = :tenant AND contact_id = :contact
               AND channel = :channel AND address = :address
               AND state IN ('sending', 'sent', 'delivered', 'unknown')
             ORDER BY attempt_at DESC NULLS LAST, created_at DESC, id DESC
             LIMIT 1
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("channel", channel.name())
        .param("address", address)
        .query((row, _) -> new Deliveries.Reference(text(row, "ref_type"), text(row, "ref_id")))
        .optional();
  }

  /// How many deliveries of a campaign stand in each of `states`.
  Map<DeliveryState, Long> countCampaign(
      TenantId tenant, String campaign, Set<DeliveryState> states) {
    return db
        .sql(
            """
            SELECT state, count(*) AS many
              FROM delivery.delivery
             WHERE tenant_id = :tenant AND ref_type = 'campaign' AND ref_id = :campaign
               AND state = ANY(:states)
             GROUP BY state
            """)
        .param("tenant", tenant.value())
        .param("campaign", campaign)
        .param("states", states.stream().map(DeliveryState::code).toArray(String[]::new))
        .query((row, _) -> Map.entry(state(text(row, "state")), row.getLong("many")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// What was requested for one thing and has not left, kept to this transaction.
  List<Delivery> lockReference(TenantId tenant, String refType, String refId) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + """
                 FROM delivery.delivery
                WHERE tenant_id = :tenant AND ref_type = :refType AND ref_id = :refId
                  AND state IN ('waiting', 'held', 'claimed')
                ORDER BY id
                  FOR NO KEY UPDATE
                """)
        .param("tenant", tenant.value())
        .param("refType", refType)
        .param("refId", refId)
        .query((row, _) -> DeliveryRows.delivery(row))
        .list();
  }

  /// Writes moves that [Ledger] has found legal.
  ///
  /// @return the deliveries as they are now
  Map<DeliveryId, Delivery> moveAll(TenantId tenant, List<Ledger.Step> steps, Instant now) {
    return db
        .sql(
            """
            UPDATE delivery.delivery
               SET state = m.state, reason_code = m.code, reason = m.reason, changed_at = :now,
                   due_at = coalesce(m.due, due_at),
                   provider_id = coalesce(m.new_provider_id, provider_id),
                   reconcile_at = m.reconcile, lease_owner = NULL, lease_until = NULL,
                   line = coalesce(m.new_line, line),
                   tried_lines = coalesce(CAST(m.tried AS uuid[]), tried_lines)
              FROM unnest(CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:codes AS text[]),
                          CAST(:reasons AS text[]), CAST(:dues AS timestamptz[]),
                          CAST(:providerIds AS text[]), CAST(:reconciles AS timestamptz[]),
                          CAST(:lines AS uuid[]), CAST(:tried AS text[]))
                   AS m (moved, state, code, reason, due, new_provider_id, reconcile, new_line, tried)
             WHERE tenant_id = :tenant AND id = m.moved
            RETURNING id, contact_id, channel, address, purpose, delivery.state, subject, body,
                      segments, cost_micros, not_before, due_at, attempts, delivery.reason,
                      reason_code, provider, provider_id, ref_type, ref_id, created_at, changed_at
            """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("ids", texts(steps, step -> step.from().id()))
        .param("states", texts(steps, step -> step.move().to().code()))
        .param("codes", texts(steps, step -> step.move().code()))
        .param("reasons", texts(steps, step -> step.move().reason()))
        .param("dues", texts(steps, step -> step.move().dueAt()))
        .param("providerIds", texts(steps, step -> step.move().providerId()))
        .param("reconciles", texts(steps, step -> step.move().reconcileAt()))
        .param(
            "lines",
            texts(steps, step -> step.move().route() == null ? null : step.move().route().line()))
        .param("tried", texts(steps, step -> tried(step.move().route())))
        .query((row, _) -> DeliveryRows.delivery(row))
        .list()
        .stream()
        .collect(Collectors.toMap(Delivery::id, Function.identity()));
  }

  private static @Nullable String tried(Move.@Nullable Route route) {
    return route == null
        ? null
        : route.tried().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
  }

  /// Unless another delivery bears that name.
  void setProviderId(TenantId tenant, DeliveryId id, String providerId) {
    db.sql(
            """
            UPDATE delivery.delivery d SET provider_id = :providerId
             WHERE d.tenant_id = :tenant AND d.id = :id
               AND NOT EXISTS (SELECT 1
                                 FROM delivery.delivery o
                                WHERE o.tenant_id = :tenant AND o.provider = d.provider
                                  AND o.provider_id = :providerId)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("providerId", providerId)
        .update();
  }

  void resetAttempts(TenantId tenant, DeliveryId id) {
    db.sql(
            """
            UPDATE delivery.delivery
               SET attempts = 0, provider_id = NULL
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  Optional<DeliveryId> findByProviderId(TenantId tenant, String provider, String providerId) {
    return db.sql(
            """
            SELECT id FROM delivery.delivery
             WHERE tenant_id = :tenant AND provider = :provider AND provider_id = :providerId
            """)
        .param("tenant", tenant.value())
        .param("provider", provider)
        .param("providerId", providerId)
        .query((row, _) -> new DeliveryId(uuid(row, "id")))
        .optional();
  }

  /// Whether the same words are just being sent to the same address under another name.
  boolean isTwinBeingSent(TenantId tenant, Delivery delivery) {
    return db.sql(
            """
            SELECT EXISTS (SELECT 1
                             FROM delivery.delivery
                            WHERE tenant_id = :tenant AND state = 'sending' AND id <> :id
                              AND channel = :channel AND address = :address AND body = :body)
            """)
        .param("tenant", tenant.value())
        .param("id", delivery.id().value())
        .param("channel", delivery.channel().name())
        .param("address", delivery.address())
        .param("body", delivery.body())
        .query(Boolean.class)
        .single();
  }

  /// Makes due what waits for a switch.
  int wakeHeld(TenantId tenant, String code, Instant now) {
    return db.sql(
            """
            UPDATE delivery.delivery
               SET due_at = :now
             WHERE tenant_id = :tenant AND state = 'held' AND reason_code = :code AND due_at > :now
            """)
        .param("tenant", tenant.value())
        .param("code", code)
        .param("now", atUtc(now))
        .update();
  }

  /// How many wait for a switch, by channel and what they belong to; the largest groups.
  List<Deliveries.Held> held(TenantId tenant, String code, int limit) {
    return db.sql(
            """
            SELECT channel, purpose, ref_type, count(*) AS many
              FROM delivery.delivery
             WHERE tenant_id = :tenant AND state = 'held' AND reason_code = :code
             GROUP BY channel, purpose, ref_type
             ORDER BY many DESC, channel, purpose, ref_type
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("code", code)
        .param("limit", limit)
        .query(
            (row, _) ->
                new Deliveries.Held(
                    Channel.valueOf(text(row, "channel")),
                    Purpose.valueOf(text(row, "purpose")),
                    text(row, "ref_type"),
                    row.getLong("many")))
        .list();
  }

  /// Those in one of `states` that changed before `before`, newest first.
  List<Delivery> list(TenantId tenant, List<DeliveryState> states, Instant before, int limit) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + """
                 FROM (SELECT newest.*
                         FROM unnest(CAST(:states AS text[])) AS s (wanted)
                        CROSS JOIN LATERAL (SELECT *
                                              FROM delivery.delivery
                                             WHERE tenant_id = :tenant AND state = s.wanted
                                               AND state NOT IN ('claimed', 'sending')
                                               AND changed_at < :before
                                             ORDER BY changed_at DESC, id
                                             LIMIT :limit) newest
                       UNION ALL
                       SELECT *
                         FROM delivery.delivery
                        WHERE tenant_id = :tenant AND state = ANY(CAST(:states AS text[]))
                          AND state IN ('claimed', 'sending') AND changed_at < :before) found
                ORDER BY changed_at DESC, id
                LIMIT :limit
                """)
        .param("tenant", tenant.value())
        .param("states", texts(states, DeliveryState::code))
        .param("before", atUtc(before))
        .param("limit", limit)
        .query((row, _) -> DeliveryRows.delivery(row))
        .list();
  }

  private record ContentColumns(@Nullable String subject, String body, @Nullable String html) {}

  private static ContentColumns columns(Content content) {
    return switch (content) {
      case Content.Sms sms -> new ContentColumns(null, sms.body(), null);
      case Content.Email mail -> new ContentColumns(mail.subject(), mail.text(), mail.html());
    };
  }
}
