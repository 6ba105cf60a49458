package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.Attachment;
import io.frontdesk.delivery.AttemptEvent;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.Sender;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Decision;
import io.frontdesk.policy.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Deliveries of one tenant and their history.
@Repository
class LedgerStore {
  private static final String COLUMNS =
      """
      id, contact_id, channel, address, purpose, state, subject, body, segments, cost_micros, not_before,
      due_at,
      attempts, reason, reason_code, provider, provider_id, ref_type, ref_id, created_at, changed_at
      """;

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

  void addAttachment(TenantId tenant, DeliveryId id, int position, Attachment attachment) {
    db.sql(
            """
            INSERT INTO delivery.attachment
                   (tenant_id, delivery_id, position, file_name, content_type, bytes)
            VALUES (:tenant, :id, :position, :name, :type, :bytes)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("position", position)
        .param("name", attachment.fileName())
        .param("type", attachment.contentType())
        .param("bytes", attachment.bytes())
        .update();
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
        .query((row, _) -> delivery(row))
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
        .query((row, _) -> delivery(row))
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
        .query((row, _) -> delivery(row))
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
             ORDER BY attempt_at DESC NULLS LAST, created_at DESC
             LIMIT 1
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("channel", channel.name())
        .param("address", address)
        .query((row, _) -> new Deliveries.Reference(text(row, "ref_type"), text(row, "ref_id")))
        .optional();
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
  record Row(Delivery delivery, Sendable extra) {}

  /// Reads those of `ids` that exist and keeps them to this transaction, in the order of their ids.
  List<Row> lockAll(TenantId tenant, List<DeliveryId> ids) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + """
                 , html, in_reply_to, lease_owner, attempt_id, attempt_at, sender_id, wanted_sender,
                   line, tried_lines
                  FROM delivery.delivery
                 WHERE tenant_id = :tenant AND id = ANY(:ids)
                 ORDER BY id
                   FOR NO KEY UPDATE
                """)
        .param("tenant", tenant.value())
        .param("ids", ids.stream().map(DeliveryId::value).toArray(UUID[]::new))
        .query((row, _) -> new Row(delivery(row), sendable(row)))
        .list();
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
        .query((row, _) -> delivery(row))
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

  List<Attachment> attachments(TenantId tenant, DeliveryId id) {
    return db.sql(
            """
            SELECT file_name, content_type, bytes
              FROM delivery.attachment
             WHERE tenant_id = :tenant AND delivery_id = :id
             ORDER BY position
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new Attachment(
                    text(row, "file_name"),
                    text(row, "content_type"),
                    Objects.requireNonNull(row.getBytes("bytes"))))
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
        .query((row, _) -> delivery(row))
        .list()
        .stream()
        .collect(Collectors.toMap(Delivery::id, Function.identity()));
  }

  private static @Nullable String tried(Move.@Nullable Route route) {
    return route == null
        ? null
        : route.tried().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
  }

  private static <T> @Nullable String[] texts(
      List<T> all, Function<? super T, ? extends @Nullable Object> of) {
    return all.stream()
        .map(of)
        .map(one -> one == null ? null : one.toString())
        .toArray(String[]::new);
  }

  /// An attempt that is about to be made, and the decision that allows it.
  record Start(DeliveryId delivery, UUID attempt, Sender sender, Decision decision) {}

  /// Marks the attempts that are about to be made.
  void startAll(TenantId tenant, List<Start> starts, Instant now, Instant leaseUntil) {
    db.sql(
            """
            UPDATE delivery.delivery
               SET state = 'sending', attempt_id = s.attempt, attempt_at = :now,
                   attempts = attempts + 1, sender_id = s.sender, line = s.sender,
                   provider = s.provider, lease_until = :until, reason_code = NULL, reason = NULL,
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

  void setProviderId(TenantId tenant, DeliveryId id, String providerId) {
    db.sql(
            """
            UPDATE delivery.delivery SET provider_id = :providerId
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("providerId", providerId)
        .update();
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

  Optional<DeliveryId> findByAttempt(TenantId tenant, String provider, UUID attempt) {
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

  void addEvents(TenantId tenant, List<Line> lines) {
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
        .query((row, _) -> delivery(row))
        .list();
  }

  private record ContentColumns(@Nullable String subject, String body, @Nullable String html) {}

  private static ContentColumns columns(Content content) {
    return switch (content) {
      case Content.Sms sms -> new ContentColumns(null, sms.body(), null);
      case Content.Email mail -> new ContentColumns(mail.subject(), mail.text(), mail.html());
    };
  }

  private static DeliveryState state(String code) {
    return DeliveryState.valueOf(code.toUpperCase(Locale.ROOT));
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        new DeliveryId(uuid(row, "id")),
        new ContactId(uuid(row, "contact_id")),
        Channel.valueOf(text(row, "channel")),
        text(row, "address"),
        Purpose.valueOf(text(row, "purpose")),
        state(text(row, "state")),
        row.getString("subject"),
        text(row, "body"),
        row.getInt("segments"),
        row.getLong("cost_micros"),
        instant(row, "not_before"),
        instant(row, "due_at"),
        row.getInt("attempts"),
        row.getString("reason"),
        row.getString("reason_code"),
        row.getString("provider"),
        row.getString("provider_id"),
        text(row, "ref_type"),
        text(row, "ref_id"),
        instant(row, "created_at"),
        instant(row, "changed_at"));
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
