package io.frontdesk.calendar.sync;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Which entries elsewhere are ours, what is still to be written there, and what was changed there.
@Repository
class MirrorStore {
  private static final String CONFLICTS =
      """
      SELECT f.id, f.calendar_id, c.name, a.label, f.appointment_id, f.starts_at, f.ends_at,
             f.etag, f.found_at
        FROM calendar.sync_conflict f
        JOIN calendar.sync_calendar c ON c.tenant_id = f.tenant_id AND c.id = f.calendar_id
        JOIN calendar.sync_account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id
       WHERE f.tenant_id = :tenant AND f.decided_at IS NULL
      """;

  private final JdbcClient db;

  MirrorStore(JdbcClient db) {
    this.db = db;
  }

  /// An appointment to write to a calendar, or to take away from it.
  ///
  /// @param number changes whenever it is asked for again
  record Waiting(
      UUID calendar, AppointmentId appointment, long number, boolean force, int attempts) {}

  /// Asks for an appointment wherever it is, or should be: in the calendars its person writes to,
  /// and in those that still have it from before.
  void enqueue(TenantId tenant, AppointmentId appointment, StaffId staff, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.sync_outbox
                   (tenant_id, calendar_id, appointment_id, account_id, due_at)
            SELECT c.tenant_id, c.id, :appointment, c.account_id, :now
              FROM calendar.sync_calendar c
              JOIN calendar.sync_account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id
             WHERE c.tenant_id = :tenant
               AND ((c.out AND a.staff_id = :staff)
                    OR EXISTS (SELECT 1 FROM calendar.sync_event e
                                WHERE e.tenant_id = c.tenant_id AND e.calendar_id = c.id
                                  AND e.appointment_id = :appointment))
            ON CONFLICT (tenant_id, calendar_id, appointment_id) DO UPDATE
               SET number = DEFAULT, attempts = 0, due_at = excluded.due_at
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .param("staff", staff.value())
        .param("now", atUtc(now))
        .update();
  }

  /// Asks for all that a person has ahead, in one calendar.
  void enqueueAhead(TenantId tenant, UUID calendar, StaffId staff, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.sync_outbox
                   (tenant_id, calendar_id, appointment_id, account_id, due_at)
            SELECT c.tenant_id, c.id, p.id, c.account_id, :now
              FROM calendar.sync_calendar c
              JOIN calendar.appointment p ON p.tenant_id = c.tenant_id
             WHERE c.tenant_id = :tenant AND c.id = :calendar AND c.out
               AND p.staff_id = :staff AND p.ends_at > :now
               AND p.state IN ('booked', 'confirmed', 'checked_in')
             ORDER BY p.starts_at
             LIMIT 2000
            ON CONFLICT (tenant_id, calendar_id, appointment_id) DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("calendar", calendar)
        .param("staff", staff.value())
        .param("now", atUtc(now))
        .update();
  }

  /// Asks once more, whatever a person did there.
  void force(TenantId tenant, UUID calendar, AppointmentId appointment, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.sync_outbox
                   (tenant_id, calendar_id, appointment_id, account_id, force, due_at)
            SELECT tenant_id, id, :appointment, account_id, true, :now
              FROM calendar.sync_calendar WHERE tenant_id = :tenant AND id = :calendar
            ON CONFLICT (tenant_id, calendar_id, appointment_id) DO UPDATE
               SET number = DEFAULT, force = true, attempts = 0, due_at = excluded.due_at
            """)
        .param("tenant", tenant.value())
        .param("calendar", calendar)
        .param("appointment", appointment.value())
        .param("now", atUtc(now))
        .update();
  }

  List<Waiting> waiting(TenantId tenant, UUID account, Instant now, int limit) {
    return db.sql(
            """
            SELECT calendar_id, appointment_id, number, force, attempts
              FROM calendar.sync_outbox
             WHERE tenant_id = :tenant AND account_id = :account AND due_at <= :now
             ORDER BY due_at, number
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("account", account)
        .param("now", atUtc(now))
        .param("limit", limit)
        .query(
            (row, _) ->
                new Waiting(
                    uuid(row, "calendar_id"),
                    new AppointmentId(uuid(row, "appointment_id")),
                    row.getLong("number"),
                    row.getBoolean("force"),
                    row.getInt("attempts")))
        .list();
  }

  boolean isWaiting(TenantId tenant, UUID calendar, AppointmentId appointment) {
    return db.sql(
            """
            SELECT 1 FROM calendar.sync_outbox
             WHERE tenant_id = :tenant AND calendar_id = :calendar AND appointment_id = :appointment
            """)
        .param("tenant", tenant.value())
        .param("calendar", calendar)
        .param("appointment", appointment.value())
        .query((_, _) -> true)
        .optional()
        .isPresent();
  }

  /// Unless it was asked for again meanwhile.
  void done(TenantId tenant, Waiting waiting) {
    db.sql(
            """
            DELETE FROM calendar.sync_outbox
             WHERE tenant_id = :tenant AND calendar_id = :calendar
               AND appointment_id = :appointment AND number = :number
            """)
        .param("tenant", tenant.value())
        .param("calendar", waiting.calendar())
        .param("appointment", waiting.appointment().value())
        .param("number", waiting.number())
        .update();
  }

  void later(TenantId tenant, Waiting waiting, String problem, Instant due) {
    db.sql(
            """
            UPDATE calendar.sync_outbox
               SET attempts = attempts + 1, due_at = :due, problem = :problem
             WHERE tenant_id = :tenant AND calendar_id = :calendar
               AND appointment_id = :appointment AND number = :number
            """)
        .param("tenant", tenant.value())
        .param("calendar", waiting.calendar())
        .param("appointment", waiting.appointment().value())
        .param("number", waiting.number())
        .param("problem", problem)
        .param("due", atUtc(due))
        .update();
  }

  Optional<Mirror> find(TenantId tenant, UUID calendar, AppointmentId appointment) {
    return db.sql(
            """
            SELECT calendar_id, appointment_id, href, etag, starts_at, ends_at, revision, detached
              FROM calendar.sync_event
             WHERE tenant_id = :tenant AND calendar_id = :calendar AND appointment_id = :appointment
            """)
        .param("tenant", tenant.value())
        .param("calendar", calendar)
        .param("appointment", appointment.value())
        .query((row, _) -> mirror(row))
        .optional();
  }

  List<Mirror> all(TenantId tenant, UUID calendar) {
    return db.sql(
            """
            SELECT calendar_id, appointment_id, href, etag, starts_at, ends_at, revision, detached
              FROM calendar.sync_event
             WHERE tenant_id = :tenant AND calendar_id = :calendar
            """)
        .param("tenant", tenant.value())
        .param("calendar", calendar)
        .query((row, _) -> mirror(row))
        .list();
  }

  void put(TenantId tenant, Mirror mirror, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.sync_event
                   (tenant_id, calendar_id, appointment_id, href, etag, starts_at, ends_at,
                    revision, detached, updated_at)
            VALUES (:tenant, :calendar, :appointment, :href, CAST(:etag AS text), :start, :end,
                    :revision, :detached, :now)
            ON CONFLICT (tenant_id, calendar_id, appointment_id) DO UPDATE
               SET href = excluded.href, etag = excluded.etag, starts_at = excluded.starts_at,
                   ends_at = excluded.ends_at, revision = excluded.revision,
                   detached = excluded.detached, updated_at = excluded.updated_at
            """)
        .param("tenant", tenant.value())
        .param("calendar", mirror.calendar())
        .param("appointment", mirror.appointment().value())
        .param("href", mirror.href())
        .param("etag", mirror.etag())
        .param("start", atUtc(mirror.start()))
        .param("end", atUtc(mirror.end()))
        .param("revision", mirror.revision())
        .param("detached", mirror.detached())
        .param("now", atUtc(now))
        .update();
  }

  void remove(TenantId tenant, UUID calendar, AppointmentId appointment) {
    db.sql(
            """
            DELETE FROM calendar.sync_event
             WHERE tenant_id = :tenant AND calendar_id = :calendar AND appointment_id = :appointment
            """)
        .param("tenant", tenant.value())
        .param("calendar", calendar)
        .param("appointment", appointment.value())
        .update();
  }

  /// Notes what was found; a later change there replaces an open one.
  void conflict(
      TenantId tenant,
      UUID id,
      UUID calendar,
      AppointmentId appointment,
      @Nullable Instant start,
      @Nullable Instant end,
      @Nullable String etag,
      Instant now) {
    db.sql(
            """
            INSERT INTO calendar.sync_conflict
                   (tenant_id, id, calendar_id, appointment_id, kind, starts_at, ends_at, etag,
                    found_at)
            VALUES (:tenant, :id, :calendar, :appointment, :kind, CAST(:start AS timestamptz),
                    CAST(:end AS timestamptz), CAST(:etag AS text), :now)
            ON CONFLICT (tenant_id, calendar_id, appointment_id) WHERE decided_at IS NULL
            DO UPDATE SET kind = excluded.kind, starts_at = excluded.starts_at,
                          ends_at = excluded.ends_at, etag = excluded.etag
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("calendar", calendar)
        .param("appointment", appointment.value())
        .param("kind", start == null ? "deleted" : "moved")
        .param("start", atUtcOrNull(start))
        .param("end", atUtcOrNull(end))
        .param("etag", etag)
        .param("now", atUtc(now))
        .update();
  }

  List<Conflict> conflicts(TenantId tenant, int limit) {
    return db.sql(CONFLICTS + " ORDER BY f.found_at, f.id LIMIT :limit")
        .param("tenant", tenant.value())
        .param("limit", limit)
        .query((row, _) -> conflict(row))
        .list();
  }

  Optional<Conflict> conflict(TenantId tenant, UUID id) {
    return db.sql(CONFLICTS + " AND f.id = :id FOR UPDATE OF f")
        .param("tenant", tenant.value())
        .param("id", id)
        .query((row, _) -> conflict(row))
        .optional();
  }

  /// Decides what is open for an appointment in a calendar.
  void decide(
      TenantId tenant,
      UUID calendar,
      AppointmentId appointment,
      String decision,
      String by,
      Instant now) {
    db.sql(
            """
            UPDATE calendar.sync_conflict
               SET decided_at = :now, decision = :decision, decided_by = :by
             WHERE tenant_id = :tenant AND calendar_id = :calendar
               AND appointment_id = :appointment AND decided_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("calendar", calendar)
        .param("appointment", appointment.value())
        .param("decision", decision)
        .param("by", by)
        .param("now", atUtc(now))
        .update();
  }

  private static Mirror mirror(ResultSet row) throws SQLException {
    return new Mirror(
        uuid(row, "calendar_id"),
        new AppointmentId(uuid(row, "appointment_id")),
        text(row, "href"),
        row.getString("etag"),
        instant(row, "starts_at"),
        instant(row, "ends_at"),
        row.getInt("revision"),
        row.getBoolean("detached"));
  }

  private static Conflict conflict(ResultSet row) throws SQLException {
    return new Conflict(
        uuid(row, "id"),
        uuid(row, "calendar_id"),
        text(row, "name"),
        text(row, "label"),
        new AppointmentId(uuid(row, "appointment_id")),
        instantOrNull(row, "starts_at"),
        instantOrNull(row, "ends_at"),
        row.getString("etag"),
        instant(row, "found_at"));
  }
}
