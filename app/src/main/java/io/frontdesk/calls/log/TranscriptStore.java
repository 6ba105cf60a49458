package io.frontdesk.calls.log;

import io.frontdesk.calls.CallEvent.Speaker;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallLine;
import io.frontdesk.calls.ToolUse;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What was said, used and happened in calls: `calls.line`, `calls.tool_use`, `calls.happening`.
@Repository
public class TranscriptStore {
  private static final String PARTIAL = "p:";

  private final JdbcClient db;

  TranscriptStore(JdbcClient db) {
    this.db = db;
  }

  /// Where a line came from: piece by piece, or with the report.
  public enum Source {
    LIVE,
    REPORT;

    String code() {
      return this == LIVE ? "live" : "report";
    }
  }

  /// One happening of a call's history.
  public record Happening(String kind, @Nullable String detail, Instant at) {}

  /// @return false when the same line is there already
  public boolean add(
      TenantId tenant, CallId call, Source source, CallLine line, int position, boolean covered) {
    return db.sql(
                """
                INSERT INTO calls.line (tenant_id, call_id, key, source, role, said_at, position,
                                        offset_ms, body, final, covered)
                VALUES (:tenant, :call, :key, :source, :role, :at, :position, :offset, :body, true,
                        :covered)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("call", call.value())
            .param("key", line.key())
            .param("source", source.code())
            .param("role", line.role().code())
            .param("at", Sql.atUtc(line.at()))
            .param("position", position)
            .param("offset", line.offset() == null ? null : line.offset().toMillis())
            .param("body", line.text())
            .param("covered", covered)
            .update()
        > 0;
  }

  /// Shows a guess of the transcriber until a whole line of the same speaker, or a later guess,
  /// takes its place.
  ///
  /// @return false when something later is there already
  public boolean guess(TenantId tenant, CallId call, CallLine line) {
    return db.sql(
                """
                INSERT INTO calls.line AS l (tenant_id, call_id, key, source, role, said_at, offset_ms,
                                             body, final)
                SELECT :tenant, :call, :key, 'live', :role, :at, :offset, :body, false
                 WHERE NOT EXISTS (SELECT 1 FROM calls.line f
                                    WHERE f.tenant_id = :tenant AND f.call_id = :call AND f.final
                                      AND f.role = :role AND f.source = 'live' AND f.said_at >= :at)
                ON CONFLICT (tenant_id, call_id, key) DO UPDATE
                   SET said_at = excluded.said_at, offset_ms = excluded.offset_ms, body = excluded.body
                 WHERE l.said_at < excluded.said_at
                """)
            .param("tenant", tenant.value())
            .param("call", call.value())
            .param("key", PARTIAL + line.role().code())
            .param("role", line.role().code())
            .param("at", Sql.atUtc(line.at()))
            .param("offset", line.offset() == null ? null : line.offset().toMillis())
            .param("body", line.text())
            .update()
        > 0;
  }

  /// Drops the guess of a speaker that a whole line of `until` has taken the place of.
  public void dropGuess(TenantId tenant, CallId call, Speaker role, Instant until) {
    db.sql(
            """
            DELETE FROM calls.line
             WHERE tenant_id = :tenant AND call_id = :call AND key = :key AND said_at <= :until
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("key", PARTIAL + role.code())
        .param("until", Sql.atUtc(until))
        .update();
  }

  /// Drops every guess; the call is over.
  public void dropGuesses(TenantId tenant, CallId call) {
    db.sql("DELETE FROM calls.line WHERE tenant_id = :tenant AND call_id = :call AND NOT final")
        .param("tenant", tenant.value())
        .param("call", call.value())
        .update();
  }

  public void dropReport(TenantId tenant, CallId call) {
    db.sql(
            """
            DELETE FROM calls.line
             WHERE tenant_id = :tenant AND call_id = :call AND source = 'report'
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .update();
  }

  /// Marks which live lines the report holds too.
  public void cover(TenantId tenant, CallId call, Collection<String> covered) {
    db.sql(
            """
            UPDATE calls.line SET covered = key = ANY (:keys)
             WHERE tenant_id = :tenant AND call_id = :call AND source = 'live'
               AND covered <> (key = ANY (:keys))
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("keys", covered.toArray(String[]::new))
        .update();
  }

  /// Whole lines of one source, in order.
  public List<CallLine> of(TenantId tenant, CallId call, Source source) {
    return db.sql(
            """
            SELECT * FROM calls.line
             WHERE tenant_id = :tenant AND call_id = :call AND source = :source AND final
             ORDER BY said_at, position, key
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("source", source.code())
        .query(TranscriptStore::line)
        .list();
  }

  /// The transcript in order.
  ///
  /// @param limit the last so many lines
  public List<CallLine> lines(TenantId tenant, CallId call, int limit) {
    return db.sql(
            """
            SELECT * FROM (SELECT * FROM calls.line
                            WHERE tenant_id = :tenant AND call_id = :call AND NOT covered
                            ORDER BY said_at DESC, position DESC, key DESC LIMIT :limit) last
             ORDER BY said_at, position, key
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("limit", limit)
        .query(TranscriptStore::line)
        .list();
  }

  /// Stores a tool use; an answered one is not set back to asked.
  public boolean tool(TenantId tenant, CallId call, ToolUse use) {
    return db.sql(
                """
                INSERT INTO calls.tool_use AS t (tenant_id, call_id, tool_call_id, name, outcome,
                                                 took_ms, used_at)
                VALUES (:tenant, :call, :tool, :name, :outcome, :took, :at)
                ON CONFLICT (tenant_id, call_id, tool_call_id) DO UPDATE
                   SET outcome = excluded.outcome, took_ms = coalesce(excluded.took_ms, t.took_ms),
                       used_at = least(t.used_at, excluded.used_at)
                 WHERE excluded.outcome <> 'asked' AND t.outcome IN ('asked', 'late', 'failed')
                   AND t.outcome <> excluded.outcome
                """)
            .param("tenant", tenant.value())
            .param("call", call.value())
            .param("tool", CallStore.cut(use.toolCallId(), 200))
            .param("name", CallStore.cut(use.name(), 100))
            .param("outcome", use.outcome().code())
            .param("took", use.took() == null ? null : Math.toIntExact(use.took().toMillis()))
            .param("at", Sql.atUtc(use.at()))
            .update()
        > 0;
  }

  public List<ToolUse> tools(TenantId tenant, CallId call) {
    return db.sql(
            """
            SELECT * FROM calls.tool_use
             WHERE tenant_id = :tenant AND call_id = :call
             ORDER BY used_at, tool_call_id
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .query(
            (row, _) -> {
              var took = row.getObject("took_ms", Integer.class);
              return new ToolUse(
                  Sql.text(row, "tool_call_id"),
                  Sql.text(row, "name"),
                  ToolUse.Outcome.of(Sql.text(row, "outcome")),
                  took == null ? null : Duration.ofMillis(took),
                  Sql.instant(row, "used_at"));
            })
        .list();
  }

  /// @return false when the same happening is there already
  public boolean happened(TenantId tenant, CallId call, Happening happening) {
    return db.sql(
                """
                INSERT INTO calls.happening (tenant_id, call_id, key, kind, detail, happened_at)
                VALUES (:tenant, :call, :key, :kind, :detail, :at)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("call", call.value())
            .param(
                "key",
                happening.at().toEpochMilli()
                    + ":"
                    + happening.kind()
                    + ":"
                    + (happening.detail() == null ? "" : happening.detail()))
            .param("kind", happening.kind())
            .param("detail", happening.detail())
            .param("at", Sql.atUtc(happening.at()))
            .update()
        > 0;
  }

  public List<Happening> happenings(TenantId tenant, CallId call) {
    return db.sql(
            """
            SELECT * FROM calls.happening
             WHERE tenant_id = :tenant AND call_id = :call
             ORDER BY happened_at, key LIMIT 500
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .query(
            (row, _) ->
                new Happening(
                    Sql.text(row, "kind"),
                    row.getString("detail"),
                    Sql.instant(row, "happened_at")))
        .list();
  }

  private static CallLine line(ResultSet row, int number) throws SQLException {
    var offset = row.getObject("offset_ms", Long.class);
    return new CallLine(
        Sql.text(row, "key"),
        Speaker.of(Sql.text(row, "role")),
        Sql.text(row, "body"),
        row.getBoolean("final"),
        Sql.instant(row, "said_at"),
        offset == null ? null : Duration.ofMillis(offset));
  }
}
