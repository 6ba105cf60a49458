package io.frontdesk.outreach.block;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Stage;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.BlockDraft;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.outreach.BlockState;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Blocks and how far they are.
@Repository
public class BlockStore {
  private static final String SELECT =
      """
      SELECT b.id, b.name, b.channel, b.purpose, b.sender, b.subject, b.body, b.stages, b.tag,
             b.without_tag, b.active_days, b.quiet_days, b.opens, b.closes, b.starts_at,
             b.per_minute, b.state, b.version, b.created_by, b.created_at, b.planned_at,
             b.looked_at, b.segments, b.cost_micros, b.skipped, b.started_at, b.ended_at, p.people, p.fed
        FROM outreach.block b
       CROSS JOIN LATERAL (SELECT coalesce(sum(people), 0) AS people, coalesce(sum(fed), 0) AS fed
                             FROM outreach.part
                            WHERE tenant_id = :tenant AND block_id = b.id AND nr > 0) p
       WHERE b.tenant_id = :tenant
      """;

  private final JdbcClient db;

  BlockStore(JdbcClient db) {
    this.db = db;
  }

  public void add(TenantId tenant, BlockId id, BlockDraft draft, String by, Instant now) {
    bound(
            tenant,
            """
            INSERT INTO outreach.block
                   (tenant_id, id, name, channel, purpose, sender, subject, body, stages, tag,
                    without_tag, active_days, quiet_days, opens, closes, starts_at, per_minute,
                    state, created_by, created_at, changed_at)
            VALUES (:tenant, :id, :name, :channel, :purpose, :sender, :subject, :body, :stages, :tag,
                    :withoutTag, :activeDays, :quietDays, :opens, :closes, :startsAt, :perMinute,
                    'draft', :by, :now, :now)
            """,
            id,
            draft,
            now)
        .param("by", by)
        .update();
  }

  /// Replaces the words of a block, which is a draft then.
  public void change(TenantId tenant, BlockId id, BlockDraft draft, Instant now) {
    bound(
            tenant,
            """
            UPDATE outreach.block
               SET name = :name, channel = :channel, purpose = :purpose, sender = :sender,
                   subject = :subject, body = :body, stages = :stages, tag = :tag,
                   without_tag = :withoutTag, active_days = :activeDays, quiet_days = :quietDays,
                   opens = :opens, closes = :closes, starts_at = :startsAt,
                   per_minute = :perMinute, state = 'draft', version = version + 1,
                   changed_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """,
            id,
            draft,
            now)
        .update();
  }

  public Optional<Block> find(TenantId tenant, BlockId id) {
    return db.sql(SELECT + " AND b.id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> block(row))
        .optional();
  }

  /// Reads one block and keeps it to this transaction.
  public Optional<Block> lock(TenantId tenant, BlockId id) {
    return db.sql("SELECT 1 FROM outreach.block WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> row.getInt(1))
        .optional()
        .flatMap(_ -> find(tenant, id));
  }

  /// The newest first.
  ///
  /// @param before the last one of the page before; null for the first page
  public List<Block> page(TenantId tenant, @Nullable Block before, int limit) {
    return db.sql(
            SELECT
                + (before == null ? "" : " AND (b.created_at, b.id) < (:at, :id)")
                + " ORDER BY b.created_at DESC, b.id DESC LIMIT :limit")
        .param("tenant", tenant.value())
        .param(
            "at", before == null ? null : atUtc(before.createdAt()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("id", before == null ? null : before.id().value())
        .param("limit", limit)
        .query((row, _) -> block(row))
        .list();
  }

  /// Moves a locked block; the moments of its life are noted with it.
  public void move(TenantId tenant, BlockId id, BlockState to, Instant now) {
    db.sql(
            """
            UPDATE outreach.block
               SET state = :state, changed_at = :now,
                   started_at = CASE WHEN :state = 'running' THEN coalesce(started_at, :now)
                                     ELSE started_at END,
                   feed_at = CASE WHEN :state = 'running' THEN greatest(:now, starts_at)
                                  ELSE feed_at END,
                   ended_at = CASE WHEN :state IN ('done', 'cancelled') THEN :now
                                   ELSE ended_at END
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("state", to.code())
        .param("now", atUtc(now))
        .update();
  }

  /// Begins a plan; what an older one left is cleared first.
  public void beginPlan(TenantId tenant, BlockId id, Instant now) {
    db.sql(
            """
            UPDATE outreach.block
               SET planned_at = :now, planned_to = NULL, cleared = false, looked_at = 0,
                   segments = 0, cost_micros = 0
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .update();
  }

  /// How far a plan is.
  ///
  /// @param cleared whether nothing of an older one is left
  /// @param to the last contact it has come past
  public record Progress(Instant plannedAt, boolean cleared, @Nullable ContactId to) {}

  public Progress progress(TenantId tenant, BlockId id) {
    return db.sql(
            """
            SELECT planned_at, cleared, planned_to
              FROM outreach.block
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) -> {
              var to = uuidOrNull(row, "planned_to");
              return new Progress(
                  instant(row, "planned_at"),
                  row.getBoolean("cleared"),
                  to == null ? null : new ContactId(to));
            })
        .single();
  }

  public void cleared(TenantId tenant, BlockId id) {
    db.sql("UPDATE outreach.block SET cleared = true WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  /// The plan has come past `many` more contacts, the last of which is `to`.
  public void advance(TenantId tenant, BlockId id, ContactId to, int many) {
    db.sql(
            """
            UPDATE outreach.block
               SET planned_to = :to, looked_at = looked_at + :many
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("to", to.value())
        .param("many", many)
        .update();
  }

  /// The plan's texts come to that much more.
  public void addCost(TenantId tenant, BlockId id, long segments, long micros) {
    db.sql(
            """
            UPDATE outreach.block
               SET segments = segments + :segments, cost_micros = cost_micros + :micros
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("segments", segments)
        .param("micros", micros)
        .update();
  }

  /// Other blocks of the channel that will still reach people.
  public List<BlockId> othersOpen(TenantId tenant, BlockId id, Channel channel, Purpose purpose) {
    return db.sql(
            """
            SELECT id
              FROM outreach.block
             WHERE tenant_id = :tenant AND id <> :id AND channel = :channel AND purpose = :purpose
               AND state IN ('running', 'paused')
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("channel", channel.name())
        .param("purpose", purpose.name())
        .query((row, _) -> new BlockId(uuid(row, "id")))
        .list();
  }

  /// When a running block's turn comes, and how many more were skipped.
  public void fed(TenantId tenant, BlockId id, Instant next, int skipped) {
    db.sql(
            """
            UPDATE outreach.block
               SET feed_at = :next, skipped = skipped + :skipped
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("next", atUtc(next))
        .param("skipped", skipped)
        .update();
  }

  /// When the next messages of a running block may be handed over.
  public Instant feedAt(TenantId tenant, BlockId id) {
    return db.sql("SELECT feed_at FROM outreach.block WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> instant(row, "feed_at"))
        .single();
  }

  /// The hours of those that are blocks of this tenant.
  public Map<BlockId, ContactQuestion.Hours> hours(TenantId tenant, Collection<BlockId> ids) {
    return db
        .sql(
            """
            SELECT id, opens, closes
              FROM outreach.block
             WHERE tenant_id = :tenant AND id = ANY(:ids)
            """)
        .param("tenant", tenant.value())
        .param("ids", ids.stream().map(BlockId::value).toArray(UUID[]::new))
        .query(
            (row, _) ->
                Map.entry(
                    new BlockId(uuid(row, "id")),
                    new ContactQuestion.Hours(
                        Objects.requireNonNull(row.getObject("opens", LocalTime.class)),
                        Objects.requireNonNull(row.getObject("closes", LocalTime.class)))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private JdbcClient.StatementSpec bound(
      TenantId tenant, String sql, BlockId id, BlockDraft draft, Instant now) {
    return db.sql(sql)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", draft.name().strip())
        .param("channel", draft.channel().name())
        .param("purpose", draft.purpose().name())
        .param("sender", draft.sender())
        .param("subject", draft.subject())
        .param("body", draft.body())
        .param("stages", draft.stages().stream().map(Stage::code).sorted().toArray(String[]::new))
        .param("tag", draft.tag())
        .param("withoutTag", draft.withoutTag())
        .param("activeDays", draft.activeDays())
        .param("quietDays", draft.quietDays())
        .param("opens", draft.opens())
        .param("closes", draft.closes())
        .param("startsAt", atUtcOrNull(draft.startsAt()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("perMinute", draft.perMinute())
        .param("now", atUtc(now));
  }

  private static Block block(ResultSet row) throws SQLException {
    return new Block(
        new BlockId(uuid(row, "id")),
        new BlockDraft(
            text(row, "name"),
            Channel.valueOf(text(row, "channel")),
            Purpose.valueOf(text(row, "purpose")),
            row.getString("sender"),
            row.getString("subject"),
            text(row, "body"),
            Arrays.stream((String[]) row.getArray("stages").getArray())
                .flatMap(code -> Stage.find(code).stream())
                .collect(Collectors.toSet()),
            uuidOrNull(row, "tag"),
            uuidOrNull(row, "without_tag"),
            row.getObject("active_days", Integer.class),
            row.getObject("quiet_days", Integer.class),
            Objects.requireNonNull(row.getObject("opens", LocalTime.class)),
            Objects.requireNonNull(row.getObject("closes", LocalTime.class)),
            instantOrNull(row, "starts_at"),
            row.getInt("per_minute")),
        BlockState.valueOf(text(row, "state").toUpperCase(Locale.ROOT)),
        row.getLong("version"),
        text(row, "created_by"),
        instant(row, "created_at"),
        instantOrNull(row, "planned_at"),
        row.getLong("looked_at"),
        row.getLong("people"),
        row.getLong("segments"),
        row.getLong("cost_micros"),
        row.getLong("fed"),
        row.getLong("skipped"),
        instantOrNull(row, "started_at"),
        instantOrNull(row, "ended_at"));
  }
}
