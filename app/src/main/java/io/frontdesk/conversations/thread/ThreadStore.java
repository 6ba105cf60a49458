package io.frontdesk.conversations.thread;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.access.AccountId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.conversations.Conversation;
import io.frontdesk.conversations.ConversationId;
import io.frontdesk.conversations.ConversationStatus;
import io.frontdesk.conversations.Message;
import io.frontdesk.conversations.MessageId;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Threads and messages of one tenant.
@Repository
class ThreadStore {
  private static final String THREAD =
      """
      c.id, c.contact_id, c.status, c.snoozed_until, c.assignee, c.assignee_name, c.unread, c.trouble,
      c.last_at
      """;
  private static final String MESSAGE =
      """
      m.id AS message_id, m.conversation_id, m.direction, m.channel, m.subject, m.body, m.state,
      m.reason, m.delivery_id, m.author, m.ref_type, m.ref_id, m.at
      """;

  private final JdbcClient db;

  ThreadStore(JdbcClient db) {
    this.db = db;
  }

  /// Makes the thread when there is none, and keeps it to this transaction.
  Conversation ensure(
      TenantId tenant, ContactId contact, UUID fresh, ConversationStatus status, Instant now) {
    db.sql(
            """
            INSERT INTO conversations.conversation
                   (tenant_id, id, contact_id, status, settled_at, last_at, created_at)
            VALUES (:tenant, :id, :contact, :status, :now, :now, :now)
            ON CONFLICT (tenant_id, contact_id) DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("id", fresh)
        .param("contact", contact.value())
        .param("status", status.code())
        .param("now", atUtc(now))
        .update();
    return db.sql(
            "SELECT "
                + THREAD
                + """
                 FROM conversations.conversation c
                WHERE c.tenant_id = :tenant AND c.contact_id = :contact
                  FOR NO KEY UPDATE
                """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .query((row, _) -> conversation(row))
        .single();
  }

  Optional<Conversation> find(TenantId tenant, ConversationId id) {
    return db.sql(
            "SELECT "
                + THREAD
                + " FROM conversations.conversation c WHERE c.tenant_id = :tenant AND c.id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> conversation(row))
        .optional();
  }

  Optional<Conversation> findByContact(TenantId tenant, ContactId contact) {
    return db.sql(
            "SELECT "
                + THREAD
                + """
                 FROM conversations.conversation c
                WHERE c.tenant_id = :tenant AND c.contact_id = :contact
                """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .query((row, _) -> conversation(row))
        .optional();
  }

  /// Newest first, from before (`beforeAt`, `beforeId`) on.
  ///
  /// @param contacts only threads with these, null for all
  List<Summary> list(
      TenantId tenant,
      Filter filter,
      UUID @Nullable [] contacts,
      @Nullable UUID me,
      Instant now,
      Instant beforeAt,
      UUID beforeId,
      int limit) {
    return db.sql(
            "SELECT "
                + THREAD
                + ", "
                + MESSAGE
                + """
                 FROM conversations.conversation c
                 LEFT JOIN LATERAL (SELECT m.*
                                      FROM conversations.message m
                                     WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                                     ORDER BY m.at DESC, m.id DESC
                                     LIMIT 1) m ON true
                WHERE c.tenant_id = :tenant
                  AND (CAST(:contacts AS uuid[]) IS NULL OR c.contact_id = ANY(:contacts))
                  AND (CAST(:me AS uuid) IS NULL OR true) AND (CAST(:now AS timestamptz) IS NOT NULL)
                  AND (c.last_at, c.id) < (:beforeAt, :beforeId)
                  AND
                """
                + filter.condition()
                + " ORDER BY c.last_at DESC, c.id DESC LIMIT :limit")
        .param("tenant", tenant.value())
        .param("contacts", contacts, Types.ARRAY)
        .param("me", me, Types.OTHER)
        .param("now", atUtc(now))
        .param("beforeAt", atUtc(beforeAt))
        .param("beforeId", beforeId)
        .param("limit", limit)
        .query(
            (row, _) ->
                new Summary(
                    conversation(row), row.getObject("message_id") == null ? null : message(row)))
        .list();
  }

  /// Open threads that wait for someone: unread, or with something that did not arrive.
  List<Summary> needing(TenantId tenant, Instant now, int limit) {
    return db.sql(
            "SELECT "
                + THREAD
                + ", "
                + MESSAGE
                + """
                 FROM conversations.conversation c
                 LEFT JOIN LATERAL (SELECT m.*
                                      FROM conversations.message m
                                     WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                                     ORDER BY m.at DESC, m.id DESC
                                     LIMIT 1) m ON true
                WHERE c.tenant_id = :tenant AND (c.unread > 0 OR c.trouble)
                  AND (c.status = 'open' OR (c.status = 'snoozed' AND c.snoozed_until <= :now))
                ORDER BY c.last_at DESC, c.id DESC
                LIMIT :limit
                """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("limit", limit)
        .query(
            (row, _) ->
                new Summary(
                    conversation(row), row.getObject("message_id") == null ? null : message(row)))
        .list();
  }

  /// Oldest first: the newest `limit` before an instant.
  List<Message> messages(TenantId tenant, ConversationId id, Instant before, int limit) {
    return db.sql(
            "SELECT * FROM (SELECT "
                + MESSAGE
                + """
                  FROM conversations.message m
                 WHERE m.tenant_id = :tenant AND m.conversation_id = :id AND m.at < :before
                 ORDER BY m.at DESC, m.id DESC
                 LIMIT :limit) newest
                ORDER BY at, message_id
                """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("before", atUtc(before))
        .param("limit", limit)
        .query((row, _) -> message(row))
        .list();
  }

  Optional<MessageId> findByProviderId(TenantId tenant, String provider, String providerId) {
    return db.sql(
            """
            SELECT id FROM conversations.message
             WHERE tenant_id = :tenant AND provider = :provider AND provider_id = :providerId
               AND direction = 'in'
            """)
        .param("tenant", tenant.value())
        .param("provider", provider)
        .param("providerId", providerId)
        .query((row, _) -> new MessageId(uuid(row, "id")))
        .optional();
  }

  /// The newest message over `channel` that came in, for answering it.
  Optional<LastWritten> lastWritten(TenantId tenant, ConversationId id, Channel channel) {
    return db.sql(
            """
            SELECT our_address, coalesce(mail_thread, provider_id) AS answers, subject
              FROM conversations.message
             WHERE tenant_id = :tenant AND conversation_id = :id AND direction = 'in'
               AND channel = :channel
             ORDER BY at DESC, id DESC
             LIMIT 1
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("channel", channel.name())
        .query(
            (row, _) ->
                new LastWritten(
                    row.getString("our_address"),
                    row.getString("answers"),
                    row.getString("subject")))
        .optional();
  }

  /// Adds a message; where one with the same provider id, delivery or reference exists, that stays.
  ///
  /// @return whether it was added
  boolean add(
      TenantId tenant,
      Message message,
      @Nullable String address,
      @Nullable String provider,
      @Nullable String providerId) {
    return add(tenant, message, address, provider, providerId, null, null);
  }

  /// The same for one that came in.
  ///
  /// @param ours which of our addresses it was written to
  /// @param thread ids of an e-mail's thread
  boolean add(
      TenantId tenant,
      Message message,
      @Nullable String address,
      @Nullable String provider,
      @Nullable String providerId,
      @Nullable String ours,
      @Nullable String thread) {
    return db.sql(
                """
                INSERT INTO conversations.message
                       (tenant_id, id, conversation_id, direction, channel, address, our_address,
                        mail_thread, subject, body, state, reason, delivery_id, provider, provider_id, author, ref_type, ref_id, at)
                VALUES (:tenant, :id, :conversation, :direction, :channel, :address, :ours, :thread,
                        :subject, :body,
                        :state, :reason, :delivery, :provider, :providerId, :author, :refType, :refId,
                        :at)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("id", message.id().value())
            .param("conversation", message.conversation().value())
            .param("direction", message.direction().name().toLowerCase(Locale.ROOT))
            .param("channel", message.channel() == null ? null : message.channel().name())
            .param("address", address)
            .param("ours", ours)
            .param("thread", thread)
            .param("subject", message.subject())
            .param("body", message.body())
            .param("state", message.state() == null ? null : message.state().code())
            .param("reason", message.reason())
            .param(
                "delivery",
                message.delivery() == null ? null : message.delivery().value(),
                Types.OTHER)
            .param("provider", provider)
            .param("providerId", providerId)
            .param("author", message.author())
            .param("refType", message.refType())
            .param("refId", message.refId())
            .param("at", atUtc(message.at()))
            .update()
        > 0;
  }

  /// Writes how deliveries stand to their messages.
  ///
  /// @return the threads of those that have a message
  Map<DeliveryId, ConversationId> setDeliveryStates(TenantId tenant, List<Delivery> deliveries) {
    return db
        .sql(
            """
            UPDATE conversations.message m SET state = d.state, reason = d.reason
              FROM unnest(CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:reasons AS text[]))
                   AS d (id, state, reason)
             WHERE m.tenant_id = :tenant AND m.delivery_id = d.id
            RETURNING m.delivery_id, m.conversation_id
            """)
        .param("tenant", tenant.value())
        .param("ids", texts(deliveries, Delivery::id))
        .param("states", texts(deliveries, delivery -> delivery.state().code()))
        .param("reasons", texts(deliveries, Delivery::reason))
        .query(
            (row, _) ->
                Map.entry(
                    new DeliveryId(uuid(row, "delivery_id")),
                    new ConversationId(uuid(row, "conversation_id"))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static <T> @Nullable String[] texts(
      List<T> all, Function<? super T, ? extends @Nullable Object> of) {
    return all.stream()
        .map(of)
        .map(one -> one == null ? null : one.toString())
        .toArray(String[]::new);
  }

  void setEventText(TenantId tenant, String refType, String refId, String body) {
    db.sql(
            """
            UPDATE conversations.message SET body = :body
             WHERE tenant_id = :tenant AND ref_type = :refType AND ref_id = :refId
               AND direction = 'event'
            """)
        .param("tenant", tenant.value())
        .param("refType", refType)
        .param("refId", refId)
        .param("body", body)
        .update();
  }

  void touch(TenantId tenant, ConversationId id, Instant at) {
    db.sql(
            """
            UPDATE conversations.conversation SET last_at = greatest(last_at, :at)
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("at", atUtc(at))
        .update();
  }

  void addUnread(TenantId tenant, ConversationId id) {
    db.sql(
            """
            UPDATE conversations.conversation
               SET unread = unread + 1, status = 'open', snoozed_until = NULL
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  /// @return whether anything was unread
  boolean markRead(TenantId tenant, ConversationId id) {
    return db.sql(
                """
                UPDATE conversations.conversation SET unread = 0
                 WHERE tenant_id = :tenant AND id = :id AND unread > 0
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .update()
        > 0;
  }

  void setStatus(
      TenantId tenant,
      ConversationId id,
      ConversationStatus status,
      @Nullable Instant until,
      Instant now) {
    db.sql(
            """
            UPDATE conversations.conversation
               SET status = :status, snoozed_until = :until,
                   settled_at = CASE WHEN :status = 'done' THEN :now ELSE settled_at END,
                   unread = CASE WHEN :status = 'done' THEN 0 ELSE unread END,
                   trouble = CASE WHEN :status = 'done' THEN false ELSE trouble END
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("status", status.code())
        .param("until", atUtcOrNull(until), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("now", atUtc(now))
        .update();
  }

  void assign(TenantId tenant, ConversationId id, @Nullable UUID account, @Nullable String name) {
    db.sql(
            """
            UPDATE conversations.conversation SET assignee = :account, assignee_name = :name
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("account", account, Types.OTHER)
        .param("name", name)
        .update();
  }

  /// Looks again whether something did not arrive since the threads were settled; a thread with new
  /// trouble opens.
  ///
  /// @param troubled those of `ids` where something did not arrive just now
  void weighTrouble(TenantId tenant, Set<ConversationId> ids, Set<ConversationId> troubled) {
    db.sql(
            """
            UPDATE conversations.conversation c
               SET trouble = found.bad,
                   status = CASE WHEN found.bad THEN 'open' ELSE c.status END,
                   snoozed_until = CASE WHEN found.bad THEN NULL ELSE c.snoozed_until END
              FROM (SELECT o.id,
                           EXISTS (SELECT 1
                                     FROM conversations.message m
                                    WHERE m.tenant_id = :tenant AND m.conversation_id = o.id
                                      AND m.at >= o.settled_at
                                      AND m.state IN ('undelivered', 'failed', 'refused', 'unknown'))
                             AS bad
                      FROM conversations.conversation o
                     WHERE o.tenant_id = :tenant AND o.id = ANY(:ids)
                       AND (o.trouble OR o.id = ANY(:troubled))) found
             WHERE c.tenant_id = :tenant AND c.id = found.id AND c.trouble <> found.bad
            """)
        .param("tenant", tenant.value())
        .param("ids", uuids(ids))
        .param("troubled", uuids(troubled))
        .update();
  }

  private static UUID[] uuids(Set<ConversationId> ids) {
    return ids.stream().map(ConversationId::value).toArray(UUID[]::new);
  }

  void changeContact(TenantId tenant, ConversationId id, ContactId contact) {
    db.sql(
            """
            UPDATE conversations.conversation SET contact_id = :contact
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("contact", contact.value())
        .update();
  }

  /// Moves everything of one thread into another and removes it.
  void merge(TenantId tenant, ConversationId gone, ConversationId kept) {
    db.sql(
            """
            UPDATE conversations.message SET conversation_id = :kept
             WHERE tenant_id = :tenant AND conversation_id = :gone
            """)
        .param("tenant", tenant.value())
        .param("gone", gone.value())
        .param("kept", kept.value())
        .update();
    db.sql(
            """
            UPDATE conversations.conversation k
               SET unread = k.unread + g.unread, last_at = greatest(k.last_at, g.last_at),
                   settled_at = least(k.settled_at, g.settled_at),
                   trouble = k.trouble OR g.trouble,
                   status = CASE WHEN g.status = 'open' THEN 'open' ELSE k.status END,
                   snoozed_until = CASE WHEN g.status = 'open' THEN NULL ELSE k.snoozed_until END
              FROM conversations.conversation g
             WHERE k.tenant_id = :tenant AND k.id = :kept AND g.tenant_id = :tenant AND g.id = :gone
            """)
        .param("tenant", tenant.value())
        .param("gone", gone.value())
        .param("kept", kept.value())
        .update();
    db.sql("DELETE FROM conversations.conversation WHERE tenant_id = :tenant AND id = :gone")
        .param("tenant", tenant.value())
        .param("gone", gone.value())
        .update();
  }

  private static Conversation conversation(ResultSet row) throws SQLException {
    var assignee = uuidOrNull(row, "assignee");
    return new Conversation(
        new ConversationId(uuid(row, "id")),
        new ContactId(uuid(row, "contact_id")),
        ConversationStatus.valueOf(text(row, "status").toUpperCase(Locale.ROOT)),
        instantOrNull(row, "snoozed_until"),
        assignee == null ? null : new AccountId(assignee),
        row.getString("assignee_name"),
        row.getInt("unread"),
        row.getBoolean("trouble"),
        instant(row, "last_at"));
  }

  private static Message message(ResultSet row) throws SQLException {
    var channel = row.getString("channel");
    var state = row.getString("state");
    var delivery = uuidOrNull(row, "delivery_id");
    return new Message(
        new MessageId(uuid(row, "message_id")),
        new ConversationId(uuid(row, "conversation_id")),
        Message.Direction.valueOf(text(row, "direction").toUpperCase(Locale.ROOT)),
        channel == null ? null : Channel.valueOf(channel),
        row.getString("subject"),
        text(row, "body"),
        state == null ? null : DeliveryState.valueOf(state.toUpperCase(Locale.ROOT)),
        row.getString("reason"),
        delivery == null ? null : new DeliveryId(delivery),
        row.getString("author"),
        row.getString("ref_type"),
        row.getString("ref_id"),
        instant(row, "at"));
  }
}
