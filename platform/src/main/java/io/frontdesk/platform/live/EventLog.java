package io.frontdesk.platform.live;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Appends what screens should see to the tenant's event log, in the transaction of the change, so
/// that an event exists exactly when its change does.
///
/// Events are ordered by the id of their transaction, then by their own number; readers only see
/// those below every transaction still running, so the order is stable though transactions commit
/// out of order (see `docs/decisions/0004-live-events.md`).
public final class EventLog {
  private final JdbcClient db;
  private final JsonMapper json;
  private final Runnable wake;

  /// @param wake called after each commit that appended; must be cheap and must not throw
  public EventLog(JdbcClient db, JsonMapper json, Runnable wake) {
    this.db = db;
    this.json = json;
    this.wake = wake;
  }

  /// Appends one event. Call it inside [TenantTransactions#write] of `tenant`.
  ///
  /// @param topic what changed, as `module.thing-verb`, e.g. `calls.line-spoken`; also the
  ///     server-sent event's name
  /// @param subject id of the changed thing, so that a page can follow one thing
  /// @param data ids and small facts; a screen that needs more fetches the fragment
  public void append(TenantId tenant, String topic, String subject, Map<String, ?> data) {
    db.sql(
            """
            INSERT INTO platform.event (tenant_id, topic, subject, data)
            VALUES (:tenant, :topic, :subject, CAST(:data AS jsonb))
            """)
        .param("tenant", tenant.value())
        .param("topic", topic)
        .param("subject", subject)
        .param("data", json.writeValueAsString(data))
        .update();
    TenantTransactions.afterCommit(wake);
  }

  /// What changed about one thing.
  public record Line(String subject, Map<String, ?> data) {}

  /// Appends one event per line, in their order and one statement; see [#append].
  public void appendAll(TenantId tenant, String topic, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    db.sql(
            """
            INSERT INTO platform.event (tenant_id, topic, subject, data)
            SELECT :tenant, :topic, e.subject, CAST(e.data AS jsonb)
              FROM unnest(CAST(:subjects AS text[]), CAST(:datas AS text[]))
                   WITH ORDINALITY AS e (subject, data, nr)
             ORDER BY e.nr
            """)
        .param("tenant", tenant.value())
        .param("topic", topic)
        .param("subjects", lines.stream().map(Line::subject).toArray(String[]::new))
        .param(
            "datas",
            lines.stream().map(line -> json.writeValueAsString(line.data())).toArray(String[]::new))
        .update();
    TenantTransactions.afterCommit(wake);
  }
}
