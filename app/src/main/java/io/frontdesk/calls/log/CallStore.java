package io.frontdesk.calls.log;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calls.Attention;
import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallDirection;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.CallStatus;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `calls.call`.
@Repository
public class CallStore {
  private final JdbcClient db;

  CallStore(JdbcClient db) {
    this.db = db;
  }

  /// What became of [#ensure].
  public record Ensured(CallId id, boolean made) {}

  /// The call with this provider's id, made when it is new; facts not known yet are filled in.
  /// Takes no lock when nothing is new.
  public Ensured ensure(TenantId tenant, CallSeen seen, Instant now) {
    return heardOf(tenant, seen.providerCallId(), now.minus(HEARD_OF))
        .filter(call -> tellsNothingNew(call, seen))
        .map(call -> new Ensured(call.id(), false))
        .orElseGet(() -> upsert(tenant, seen, now));
  }

  private static boolean tellsNothingNew(Call call, CallSeen seen) {
    return known(call.connection(), seen.connection())
        && (call.direction() == CallDirection.OUTBOUND || seen.direction() == call.direction())
        && (call.test() || !seen.test())
        && known(call.caller(), seen.caller())
        && known(call.callerName(), seen.callerName())
        && known(call.line(), seen.line())
        && known(call.assistantRef(), seen.assistantRef())
        && known(call.numberRef(), seen.numberRef())
        && (call.endedAt() == null
            ? known(call.controlUrl(), seen.controlUrl())
            : call.controlUrl() == null)
        && !seen.at().isBefore(call.startedAt());
  }

  private static boolean known(@Nullable Object before, @Nullable Object told) {
    return before != null || told == null;
  }

  private Optional<Call> heardOf(TenantId tenant, String providerCallId, Instant since) {
    return db.sql(
            """
            SELECT * FROM calls.call
             WHERE tenant_id = :tenant AND provider_call_id = :provider AND updated_at > :since
            """)
        .param("tenant", tenant.value())
        .param("provider", providerCallId)
        .param("since", Sql.atUtc(since))
        .query(CallStore::call)
        .optional();
  }

  // A live call's sign of life is written no more often.
  private static final Duration HEARD_OF = Duration.ofMinutes(1);

  private Ensured upsert(TenantId tenant, CallSeen seen, Instant now) {
    // xmax is 0 exactly for a row this statement inserted.
    return db.sql(
            """
            INSERT INTO calls.call AS c
                   (tenant_id, id, connection_id, provider_call_id, direction, status, test, caller,
                    caller_name, line, assistant_ref, number_ref, control_url, started_at, updated_at)
            VALUES (:tenant, :id, :connection, :provider, :direction, 'scheduled', :test, :caller,
                    :name, :line, :assistant, :number, :control, :at, :now)
            ON CONFLICT (tenant_id, provider_call_id) DO UPDATE SET
              connection_id = coalesce(c.connection_id, excluded.connection_id),
              direction     = CASE WHEN excluded.direction = 'outbound' THEN 'outbound' ELSE c.direction END,
              test          = c.test OR excluded.test,
              caller        = coalesce(c.caller, excluded.caller),
              caller_name   = coalesce(c.caller_name, excluded.caller_name),
              line          = coalesce(c.line, excluded.line),
              assistant_ref = coalesce(c.assistant_ref, excluded.assistant_ref),
              number_ref    = coalesce(c.number_ref, excluded.number_ref),
              control_url   = CASE WHEN c.ended_at IS NULL
                                   THEN coalesce(c.control_url, excluded.control_url) END,
              started_at    = least(c.started_at, excluded.started_at),
              updated_at    = excluded.updated_at
            RETURNING id, xmax = 0 AS made
            """)
        .param("tenant", tenant.value())
        .param("id", Uuid7.next())
        .param("connection", seen.connection())
        .param("provider", seen.providerCallId())
        .param("direction", seen.direction().code())
        .param("test", seen.test())
        .param("caller", e164(seen.caller()))
        .param("name", cut(seen.callerName(), 200))
        .param("line", e164(seen.line()))
        .param("assistant", cut(seen.assistantRef(), 200))
        .param("number", cut(seen.numberRef(), 200))
        .param("control", seen.controlUrl())
        .param("at", Sql.atUtc(seen.at()))
        .param("now", Sql.atUtc(now))
        .query((row, _) -> new Ensured(new CallId(Sql.uuid(row, "id")), row.getBoolean("made")))
        .single();
  }

  public Optional<Call> find(TenantId tenant, CallId id) {
    return select(tenant, id, "");
  }

  /// The call, locked until the transaction ends. Its id stays, so rows that point to it may come
  /// meanwhile: waiting for them in both directions was a deadlock.
  public Optional<Call> lock(TenantId tenant, CallId id) {
    return select(tenant, id, " FOR NO KEY UPDATE");
  }

  public Optional<Call> findByProviderId(TenantId tenant, String providerCallId) {
    return db.sql(
            "SELECT * FROM calls.call WHERE tenant_id = :tenant AND provider_call_id = :provider")
        .param("tenant", tenant.value())
        .param("provider", providerCallId)
        .query(CallStore::call)
        .optional();
  }

  /// Calls that live and were heard of since `since`.
  public List<Call> live(TenantId tenant, Instant since) {
    return db.sql(
            """
            SELECT * FROM calls.call
             WHERE tenant_id = :tenant AND live AND updated_at > :since
             ORDER BY started_at DESC, id DESC LIMIT 200
            """)
        .param("tenant", tenant.value())
        .param("since", Sql.atUtc(since))
        .query(CallStore::call)
        .list();
  }

  public List<Call> needing(TenantId tenant, int limit) {
    return db.sql(
            """
            SELECT * FROM calls.call
             WHERE tenant_id = :tenant AND attention IS NOT NULL AND resolved_at IS NULL
             ORDER BY started_at DESC, id DESC LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("limit", limit)
        .query(CallStore::call)
        .list();
  }

  /// What a list asks for; nothing of it means all.
  ///
  /// @param people calls with one of them, or from a number that begins with `number`
  public record Query(
      @Nullable CallDirection direction,
      @Nullable CallStatus status,
      boolean needs,
      @Nullable Boolean booked,
      @Nullable Instant from,
      @Nullable Instant to,
      boolean search,
      List<ContactId> people,
      @Nullable String number) {}

  /// A page of calls, newest first, older than the cursor.
  ///
  /// Search goes by person and by the beginning of the number because both use an index under
  /// row-level security; words inside text would not (LIKE is not leakproof).
  public List<Call> page(
      TenantId tenant,
      Query query,
      @Nullable Instant before,
      @Nullable CallId beforeId,
      int limit) {
    var where = new StringBuilder("tenant_id = :tenant");
    var parameters = new java.util.HashMap<String, @Nullable Object>();
    parameters.put("tenant", tenant.value());
    if (query.needs()) {
      where.append(" AND attention IS NOT NULL AND resolved_at IS NULL");
    }
    if (query.direction() != null) {
      where.append(" AND direction = :direction");
      parameters.put("direction", query.direction().code());
    }
    if (query.status() != null) {
      where.append(" AND status = :status");
      parameters.put("status", query.status().code());
    }
    if (query.booked() != null) {
      where.append(
          query.booked() ? " AND appointment_id IS NOT NULL" : " AND appointment_id IS NULL");
    }
    if (query.from() != null) {
      where.append(" AND started_at >= :from");
      parameters.put("from", Sql.atUtc(query.from()));
    }
    if (query.to() != null) {
      where.append(" AND started_at < :to");
      parameters.put("to", Sql.atUtc(query.to()));
    }
    if (query.search()) {
      where.append(" AND (contact_id = ANY (:people)");
      parameters.put(
          "people", query.people().stream().map(ContactId::value).toArray(java.util.UUID[]::new));
      if (query.number() != null) {
        where.append(" OR (caller >= :number AND caller < :number || ':')");
        parameters.put("number", query.number());
      }
      where.append(")");
    }
    if (before != null && beforeId != null) {
      where.append(" AND (started_at, id) < (:before, :beforeId)");
      parameters.put("before", Sql.atUtc(before));
      parameters.put("beforeId", beforeId.value());
    }
    return db.sql(
            "SELECT * FROM calls.call WHERE "
                + where
                + " ORDER BY started_at DESC, id DESC LIMIT :limit")
        .params(parameters)
        .param("limit", limit)
        .query(CallStore::call)
        .list();
  }

  public List<Call> ofContact(TenantId tenant, ContactId contact, int limit) {
    return db.sql(
            """
            SELECT * FROM calls.call
             WHERE tenant_id = :tenant AND contact_id = :contact
             ORDER BY started_at DESC, id DESC LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("limit", limit)
        .query(CallStore::call)
        .list();
  }

  /// Writes what [CallProgress] worked out.
  public void progress(TenantId tenant, CallId id, CallProgress next, Instant now) {
    db.sql(
            """
            UPDATE calls.call SET
                   status = :status, started_at = :started, answered_at = :answered,
                   answered_exact = :answeredExact, ended_at = :ended, ended_exact = :endedExact,
                   ended_reason = :reason, reported_at = :reported, duration_ms = :duration,
                   attention = :attention,
                   attention_at = CASE WHEN :attention::text IS NULL THEN NULL
                                       ELSE coalesce(attention_at, :now) END,
                   control_url = CASE WHEN :ended::timestamptz IS NULL THEN control_url END,
                   updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("status", next.status().code())
        .param("started", Sql.atUtc(next.startedAt()))
        .param("answered", Sql.atUtcOrNull(next.answeredAt()))
        .param("answeredExact", next.answeredExact())
        .param("ended", Sql.atUtcOrNull(next.endedAt()))
        .param("endedExact", next.endedExact())
        .param("reason", cut(next.endedReason(), 200))
        .param("reported", Sql.atUtcOrNull(next.reportedAt()))
        .param("duration", millis(next.reportedDuration()))
        .param("attention", next.attention() == null ? null : next.attention().code())
        .param("now", Sql.atUtc(now))
        .update();
  }

  /// Writes the words and figures of a report; missing ones leave what is known.
  public void report(TenantId tenant, CallId id, CallEvent.Report report) {
    db.sql(
            """
            UPDATE calls.call SET
                   cost = coalesce(:cost, cost), cost_currency = coalesce(:currency, cost_currency),
                   summary = coalesce(:summary, summary), outcome = coalesce(:outcome, outcome),
                   sentiment = coalesce(:sentiment, sentiment),
                   sentiment_score = coalesce(:score, sentiment_score),
                   urgency = coalesce(:urgency, urgency), success = coalesce(:success, success)
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("cost", report.cost())
        .param("currency", cut(report.costCurrency(), 3))
        .param("summary", cut(report.summary(), 8_000))
        .param("outcome", cut(report.outcome(), 500))
        .param("sentiment", report.sentiment())
        .param("score", report.sentimentScore())
        .param("urgency", report.urgency())
        .param("success", cut(report.success(), 200))
        .update();
  }

  /// Links the contact unless one is linked already.
  public boolean linkContact(TenantId tenant, CallId id, ContactId contact, boolean replace) {
    return db.sql(
                """
                UPDATE calls.call SET contact_id = :contact
                 WHERE tenant_id = :tenant AND id = :id
                   AND (contact_id IS NULL OR (:replace AND contact_id <> :contact))
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("contact", contact.value())
            .param("replace", replace)
            .update()
        > 0;
  }

  public void moveContact(TenantId tenant, ContactId from, ContactId to) {
    db.sql(
            """
            UPDATE calls.call SET contact_id = :to
             WHERE tenant_id = :tenant AND contact_id = :from
            """)
        .param("tenant", tenant.value())
        .param("from", from.value())
        .param("to", to.value())
        .update();
  }

  public void linkAppointment(TenantId tenant, CallId id, AppointmentId appointment) {
    db.sql(
            """
            UPDATE calls.call SET appointment_id = :appointment
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("appointment", appointment.value())
        .update();
  }

  /// Marks the call for a person, unless it is marked as more pressing already. A mark that was
  /// resolved opens again.
  public void attention(
      TenantId tenant, CallId id, Attention attention, @Nullable String reason, Instant now) {
    db.sql(
            """
            UPDATE calls.call SET
                   attention = :attention, attention_reason = coalesce(:reason, attention_reason),
                   attention_at = :now, resolved_at = NULL, resolved_by = NULL, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("attention", attention.code())
        .param("reason", cut(reason, 500))
        .param("now", Sql.atUtc(now))
        .update();
  }

  public boolean resolve(TenantId tenant, CallId id, String by, Instant now) {
    return db.sql(
                """
                UPDATE calls.call SET resolved_at = :now, resolved_by = :by, updated_at = :now
                 WHERE tenant_id = :tenant AND id = :id
                   AND attention IS NOT NULL AND resolved_at IS NULL
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("by", cut(by, 200))
            .param("now", Sql.atUtc(now))
            .update()
        > 0;
  }

  public void note(TenantId tenant, CallId id, @Nullable String note, Instant now) {
    db.sql(
            """
            UPDATE calls.call SET note = :note, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("note", note)
        .param("now", Sql.atUtc(now))
        .update();
  }

  private Optional<Call> select(TenantId tenant, CallId id, String lock) {
    return db.sql("SELECT * FROM calls.call WHERE tenant_id = :tenant AND id = :id" + lock)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(CallStore::call)
        .optional();
  }

  static Call call(ResultSet row, int number) throws SQLException {
    var attention = row.getString("attention");
    var contact = Sql.uuidOrNull(row, "contact_id");
    var appointment = Sql.uuidOrNull(row, "appointment_id");
    var duration = row.getObject("duration_ms", Long.class);
    return new Call(
        new CallId(Sql.uuid(row, "id")),
        Sql.text(row, "provider_call_id"),
        Sql.uuidOrNull(row, "connection_id"),
        CallDirection.of(Sql.text(row, "direction")),
        CallStatus.of(Sql.text(row, "status")),
        row.getBoolean("test"),
        phone(row.getString("caller")),
        row.getString("caller_name"),
        phone(row.getString("line")),
        row.getString("assistant_ref"),
        row.getString("number_ref"),
        row.getString("control_url"),
        Sql.instant(row, "started_at"),
        Sql.instantOrNull(row, "answered_at"),
        row.getBoolean("answered_exact"),
        Sql.instantOrNull(row, "ended_at"),
        row.getBoolean("ended_exact"),
        Sql.instantOrNull(row, "reported_at"),
        duration == null ? null : Duration.ofMillis(duration),
        row.getBigDecimal("cost"),
        row.getString("cost_currency"),
        row.getString("ended_reason"),
        row.getString("summary"),
        row.getString("outcome"),
        row.getString("sentiment"),
        row.getBigDecimal("sentiment_score"),
        row.getString("urgency"),
        row.getString("success"),
        contact == null ? null : new ContactId(contact),
        appointment == null ? null : new AppointmentId(appointment),
        attention == null ? null : Attention.of(attention),
        row.getString("attention_reason"),
        Sql.instantOrNull(row, "resolved_at"),
        row.getString("resolved_by"),
        row.getString("note"));
  }

  /// Whether the tenant has any call.
  public boolean any(TenantId tenant) {
    return db.sql("SELECT EXISTS (SELECT 1 FROM calls.call WHERE tenant_id = :tenant) AS any")
        .param("tenant", tenant.value())
        .query((row, _) -> row.getBoolean("any"))
        .single();
  }

  private static @Nullable PhoneNumber phone(@Nullable String e164) {
    return e164 == null ? null : new PhoneNumber(e164);
  }

  private static @Nullable String e164(@Nullable PhoneNumber phone) {
    return phone == null ? null : phone.e164();
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : Math.max(0, duration.toMillis());
  }

  static @Nullable String cut(@Nullable String text, int most) {
    if (text == null || text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most));
  }
}
