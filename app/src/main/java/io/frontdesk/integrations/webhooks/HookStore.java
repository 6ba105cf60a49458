package io.frontdesk.integrations.webhooks;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.live.Position;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The tables `integrations.hook_delivery` and `integrations.hook_attempt`, and the event log as
/// they need it.
@Repository
class HookStore {
  private static final String COLUMNS =
      """
      SELECT id, endpoint_id, seq, type, subject, body, state, attempts, tries, due_at, created_at,
             finished_at, status, error
        FROM integrations.hook_delivery
      """;

  private final JdbcClient db;

  HookStore(JdbcClient db) {
    this.db = db;
  }

  /// An event of the log.
  ///
  /// @param data JSON object
  record Event(Position position, String topic, String subject, String data, Instant at) {}

  /// The tenant's next events, in order. Only those of transactions below every one still running,
  /// so that a later look can't find an earlier one.
  List<Event> events(TenantId tenant, Position after, int limit) {
    return db.sql(
            """
            SELECT xid::text AS xid, seq, topic, subject, data::text AS data, created_at
              FROM platform.event
             WHERE tenant_id = :tenant
               AND (xid, seq) > (CAST(CAST(:xid AS text) AS xid8), CAST(:seq AS bigint))
               AND xid < pg_snapshot_xmin(pg_current_snapshot())
             ORDER BY event.xid, seq
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("xid", Long.toString(after.transaction()))
        .param("seq", after.number())
        .param("limit", limit)
        .query(
            (row, _) ->
                new Event(
                    new Position(Long.parseLong(text(row, "xid")), row.getLong("seq")),
                    text(row, "topic"),
                    text(row, "subject"),
                    text(row, "data"),
                    instant(row, "created_at")))
        .list();
  }

  /// Where the log ends when `position` lies beyond it, as after a restore into another cluster.
  Optional<Position> endBefore(TenantId tenant, Position position) {
    return db.sql(
            """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid
             WHERE CAST(CAST(:xid AS text) AS xid8) > pg_snapshot_xmax(pg_current_snapshot())
            """)
        .param("xid", Long.toString(position.transaction()))
        .query((row, _) -> new Position(Long.parseLong(text(row, "xid")), 0))
        .optional();
  }

  /// @param failed why it is not sent at all; null for one that is due at once
  void insert(
      TenantId tenant,
      HookId id,
      EndpointId endpoint,
      String type,
      String subject,
      String body,
      @Nullable String failed,
      Instant now) {
    db.sql(
            """
            INSERT INTO integrations.hook_delivery
                   (tenant_id, id, endpoint_id, type, subject, body, state, due_at, created_at,
                    finished_at, error)
            VALUES (:tenant, :id, :endpoint, :type, :subject, :body, :state, :now, :now, :finished,
                    :failed)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("endpoint", endpoint.value())
        .param("type", type)
        .param("subject", subject)
        .param("body", body)
        .param("state", failed == null ? "waiting" : "failed")
        .param("now", atUtc(now))
        .param("finished", failed == null ? null : atUtc(now))
        .param("failed", failed)
        .update();
  }

  /// How many wait, counted up to `most`.
  int waiting(TenantId tenant, EndpointId endpoint, int most) {
    return db.sql(
            """
            SELECT count(*) FROM (SELECT 1 FROM integrations.hook_delivery
                                   WHERE tenant_id = :tenant AND endpoint_id = :endpoint
                                     AND state = 'waiting'
                                   LIMIT :most) counted
            """)
        .param("tenant", tenant.value())
        .param("endpoint", endpoint.value())
        .param("most", most)
        .query((row, _) -> row.getInt(1))
        .single();
  }

  /// How many attempts are under way.
  int underWay(TenantId tenant, EndpointId endpoint, Instant now) {
    return db.sql(
            """
            SELECT count(*) FROM integrations.hook_delivery
             WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND state = 'waiting'
               AND lease IS NOT NULL AND due_at > :now
            """)
        .param("tenant", tenant.value())
        .param("endpoint", endpoint.value())
        .param("now", atUtc(now))
        .query((row, _) -> row.getInt(1))
        .single();
  }

  /// Takes up to `limit` that are due, oldest first. One waits while an older one of the same
  /// subject waits, unless that has failed `patience` times.
  List<Hook> claim(
      TenantId tenant,
      EndpointId endpoint,
      int limit,
      int patience,
      UUID lease,
      Instant now,
      Instant until) {
    return db
        .sql(
            """
            UPDATE integrations.hook_delivery
               SET lease = :lease, due_at = :until
             WHERE tenant_id = :tenant
               AND id IN (SELECT d.id
                            FROM integrations.hook_delivery d
                           WHERE d.tenant_id = :tenant AND d.endpoint_id = :endpoint
                             AND d.state = 'waiting' AND d.due_at <= :now
                             AND NOT EXISTS (SELECT 1 FROM integrations.hook_delivery older
                                              WHERE older.tenant_id = :tenant
                                                AND older.endpoint_id = :endpoint
                                                AND older.subject = d.subject
                                                AND older.seq < d.seq
                                                AND older.state = 'waiting'
                                                AND older.tries < :patience)
                           ORDER BY d.seq
                           LIMIT :limit)
            RETURNING id, endpoint_id, seq, type, subject, body, state, attempts, tries, due_at,
                      created_at, finished_at, status, error
            """)
        .param("tenant", tenant.value())
        .param("endpoint", endpoint.value())
        .param("limit", limit)
        .param("patience", patience)
        .param("lease", lease)
        .param("now", atUtc(now))
        .param("until", atUtc(until))
        .query((row, _) -> hook(row))
        .list()
        .stream()
        .sorted(Comparator.comparingLong(Hook::seq))
        .toList();
  }

  /// Records an attempt and what becomes of its webhook.
  ///
  /// @param state `WAITING` to try again at `due`
  /// @return false when someone else has taken it over since
  boolean attempted(
      TenantId tenant, HookId id, UUID lease, Hook.Attempt attempt, Hook.State state, Instant due) {
    int mine =
        db.sql(
                """
                UPDATE integrations.hook_delivery
                   SET state = :state, attempts = :number, tries = tries + 1, due_at = :due,
                       lease = NULL, status = :status, error = :error, finished_at = :finished
                 WHERE tenant_id = :tenant AND id = :id AND lease = :lease AND state = 'waiting'
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("lease", lease)
            .param("state", state.code())
            .param("number", attempt.number())
            .param("due", atUtc(due))
            .param("status", attempt.status())
            .param("error", attempt.error())
            .param("finished", atUtcOrNull(state == Hook.State.WAITING ? null : attempt.at()))
            .update();
    if (mine == 0) {
      return false;
    }
    db.sql(
            """
            INSERT INTO integrations.hook_attempt
                   (tenant_id, delivery_id, number, at, took_ms, status, error, excerpt)
            VALUES (:tenant, :id, :number, :at, :took, :status, :error, :excerpt)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("number", attempt.number())
        .param("at", atUtc(attempt.at()))
        .param("took", attempt.tookMillis())
        .param("status", attempt.status())
        .param("error", attempt.error())
        .param("excerpt", attempt.excerpt())
        .update();
    return true;
  }

  /// Gives up on everything that waits.
  void giveUp(TenantId tenant, EndpointId endpoint, String why, Instant now) {
    db.sql(
            """
            UPDATE integrations.hook_delivery
               SET state = 'failed', lease = NULL, finished_at = :now, error = :why
             WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND state = 'waiting'
            """)
        .param("tenant", tenant.value())
        .param("endpoint", endpoint.value())
        .param("why", why)
        .param("now", atUtc(now))
        .update();
  }

  /// Sends one again that is finished; at most its attempts are kept.
  boolean replay(TenantId tenant, EndpointId endpoint, HookId id, Instant now) {
    return db.sql(
                """
                UPDATE integrations.hook_delivery
                   SET state = 'waiting', tries = 0, due_at = :now, finished_at = NULL
                 WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND id = :id
                   AND state <> 'waiting'
                """)
            .param("tenant", tenant.value())
            .param("endpoint", endpoint.value())
            .param("id", id.value())
            .param("now", atUtc(now))
            .update()
        > 0;
  }

  /// Sends everything again that failed and was made at or after `since`, oldest first.
  int replayFailed(TenantId tenant, EndpointId endpoint, Instant since, int limit, Instant now) {
    return db.sql(
            """
            UPDATE integrations.hook_delivery
               SET state = 'waiting', tries = 0, due_at = :now, finished_at = NULL
             WHERE tenant_id = :tenant
               AND id IN (SELECT id FROM integrations.hook_delivery
                           WHERE tenant_id = :tenant AND endpoint_id = :endpoint
                             AND state = 'failed' AND created_at >= :since
                           ORDER BY seq
                           LIMIT :limit)
            """)
        .param("tenant", tenant.value())
        .param("endpoint", endpoint.value())
        .param("since", atUtc(since))
        .param("limit", limit)
        .param("now", atUtc(now))
        .update();
  }

  Optional<Hook> find(TenantId tenant, EndpointId endpoint, HookId id) {
    return db.sql(COLUMNS + "WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND id = :id")
        .param("tenant", tenant.value())
        .param("endpoint", endpoint.value())
        .param("id", id.value())
        .query((row, _) -> hook(row))
        .optional();
  }

  /// The log, newest first.
  ///
  /// @param state null for all
  List<Hook> page(
      TenantId tenant, EndpointId endpoint, Hook.@Nullable State state, long before, int limit) {
    return db.sql(
            COLUMNS
                + """
                WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND seq < :before
                   AND (CAST(:state AS text) IS NULL OR state = :state)
                 ORDER BY seq DESC
                 LIMIT :limit
                """)
        .param("tenant", tenant.value())
        .param("endpoint", endpoint.value())
        .param("before", before)
        .param("state", state == null ? null : state.code())
        .param("limit", limit)
        .query((row, _) -> hook(row))
        .list();
  }

  List<Hook.Attempt> attempts(TenantId tenant, HookId id) {
    return db.sql(
            """
            SELECT number, at, took_ms, status, error, excerpt
              FROM integrations.hook_attempt
             WHERE tenant_id = :tenant AND delivery_id = :id
             ORDER BY number DESC
             LIMIT 100
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new Hook.Attempt(
                    row.getInt("number"),
                    instant(row, "at"),
                    row.getLong("took_ms"),
                    row.getObject("status", Integer.class),
                    row.getString("error"),
                    text(row, "excerpt")))
        .list();
  }

  private static Hook hook(ResultSet row) throws SQLException {
    return new Hook(
        new HookId(uuid(row, "id")),
        new EndpointId(uuid(row, "endpoint_id")),
        row.getLong("seq"),
        text(row, "type"),
        text(row, "subject"),
        text(row, "body"),
        Hook.State.ofCode(text(row, "state")),
        row.getInt("attempts"),
        row.getInt("tries"),
        instant(row, "due_at"),
        instant(row, "created_at"),
        instantOrNull(row, "finished_at"),
        row.getObject("status", Integer.class),
        row.getString("error"));
  }
}
