package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Session;
import io.frontdesk.calendar.SessionId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of sessions of classes, and their seats.
@Repository
public class SessionStore {
  // `taken` counts standing appointments and holds that have not expired.
  private static final String COLUMNS =
      """
      SELECT e.id, e.service_id, s.name AS service_name, e.staff_id, p.name AS staff_name,
             e.location_id, l.zone, e.starts_at, e.ends_at, e.seats, e.batch_id,
             e.cancelled_at IS NOT NULL AS cancelled,
             (SELECT count(*)
                FROM calendar.appointment a
               WHERE a.tenant_id = e.tenant_id AND a.session_id = e.id
                 AND a.state <> 'cancelled')
             + (SELECT count(*)
                  FROM calendar.hold h
                 WHERE h.tenant_id = e.tenant_id AND h.session_id = e.id
                   AND h.expires_at > :now) AS taken
        FROM calendar.session e
        JOIN calendar.service s ON s.tenant_id = e.tenant_id AND s.id = e.service_id
        JOIN calendar.staff p ON p.tenant_id = e.tenant_id AND p.id = e.staff_id
        LEFT JOIN calendar.location l ON l.tenant_id = e.tenant_id AND l.id = e.location_id
      """;

  private final JdbcClient db;

  SessionStore(JdbcClient db) {
    this.db = db;
  }

  public Optional<Session> find(TenantId tenant, SessionId id, ZoneId zone, Instant now) {
    return db.sql(COLUMNS + " WHERE e.tenant_id = :tenant AND e.id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .query((row, _) -> session(row, zone))
        .optional();
  }

  /// Those that begin in a stretch of time, by start.
  ///
  /// @param service only of this one, or all when null
  public List<Session> between(
      TenantId tenant,
      @Nullable ServiceId service,
      Instant from,
      Instant until,
      boolean cancelledToo,
      ZoneId zone,
      Instant now,
      int limit) {
    return db.sql(
            COLUMNS
                + """
                   WHERE e.tenant_id = :tenant
                     AND e.starts_at >= :from AND e.starts_at < :until
                     AND (CAST(:service AS uuid) IS NULL OR e.service_id = :service)
                     AND (:cancelled OR e.cancelled_at IS NULL)
                   ORDER BY e.starts_at, e.id
                   LIMIT :limit
                  """)
        .param("tenant", tenant.value())
        .param("service", service == null ? null : service.value())
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("cancelled", cancelledToo)
        .param("now", atUtc(now))
        .param("limit", limit)
        .query((row, _) -> session(row, zone))
        .list();
  }

  /// Those of a batch that begin at or after a moment and still stand.
  List<SessionId> ofBatch(TenantId tenant, UUID batch, Instant from) {
    return db.sql(
            """
            SELECT id FROM calendar.session
             WHERE tenant_id = :tenant AND batch_id = :batch AND starts_at >= :from
               AND cancelled_at IS NULL
             ORDER BY starts_at, id
            """)
        .param("tenant", tenant.value())
        .param("batch", batch)
        .param("from", atUtc(from))
        .query((row, _) -> new SessionId(uuid(row, "id")))
        .list();
  }

  /// Nobody else takes a seat of it, or changes it, until this transaction ends.
  void lock(TenantId tenant, SessionId id) {
    db.sql("SELECT 1 FROM calendar.session WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> row.getInt(1))
        .list();
  }

  void insert(TenantId tenant, Session session, Instant now) {
    var location = session.location();
    db.sql(
            """
            INSERT INTO calendar.session
                   (tenant_id, id, service_id, staff_id, location_id, starts_at, ends_at, seats,
                    batch_id, created_at, updated_at)
            VALUES (:tenant, :id, :service, :staff, :location, :start, :end, :seats, :batch, :now,
                    :now)
            """)
        .param("tenant", tenant.value())
        .param("id", session.id().value())
        .param("service", session.service().value())
        .param("staff", session.staff().value())
        .param("location", location == null ? null : location.value())
        .param("start", atUtc(session.startsAt()))
        .param("end", atUtc(session.endsAt()))
        .param("seats", session.seats())
        .param("batch", session.batch())
        .param("now", atUtc(now))
        .update();
    addSeats(tenant, session.id(), session.seats());
  }

  private void addSeats(TenantId tenant, SessionId id, int seats) {
    db.sql(
            """
            INSERT INTO calendar.session_seat (tenant_id, session_id, seat)
            SELECT :tenant, :id, n FROM generate_series(1, :seats) AS n
            ON CONFLICT DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("seats", seats)
        .update();
  }

  /// Sets the number of seats; those who sit beyond it are seated anew. Call it under [#lock], when
  /// as many are free.
  void seats(TenantId tenant, SessionId id, int seats, Instant now) {
    addSeats(tenant, id, seats);
    db.sql(
            """
            DELETE FROM calendar.hold
             WHERE tenant_id = :tenant AND session_id = :id AND expires_at <= :now
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .update();
    db.sql(
            """
            WITH free AS (
              SELECT s.seat, row_number() OVER (ORDER BY s.seat) AS n
                FROM calendar.session_seat s
               WHERE s.tenant_id = :tenant AND s.session_id = :id AND s.seat <= :seats
                 AND NOT EXISTS (SELECT FROM calendar.appointment a
                                  WHERE a.tenant_id = s.tenant_id AND a.session_id = s.session_id
                                    AND a.seat = s.seat AND a.state <> 'cancelled')
                 AND NOT EXISTS (SELECT FROM calendar.hold h
                                  WHERE h.tenant_id = s.tenant_id AND h.session_id = s.session_id
                                    AND h.seat = s.seat)),
            beyond AS (
              SELECT a.id, row_number() OVER (ORDER BY a.seat) AS n
                FROM calendar.appointment a
               WHERE a.tenant_id = :tenant AND a.session_id = :id AND a.seat > :seats
                 AND a.state <> 'cancelled')
            UPDATE calendar.appointment a
               SET seat = free.seat
              FROM beyond JOIN free ON free.n = beyond.n
             WHERE a.tenant_id = :tenant AND a.id = beyond.id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("seats", seats)
        .update();
    db.sql(
            """
            UPDATE calendar.appointment
               SET seat = 1
             WHERE tenant_id = :tenant AND session_id = :id AND seat > :seats
               AND state = 'cancelled'
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("seats", seats)
        .update();
    db.sql(
            """
            DELETE FROM calendar.session_seat
             WHERE tenant_id = :tenant AND session_id = :id AND seat > :seats
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("seats", seats)
        .update();
    db.sql(
            """
            UPDATE calendar.session SET seats = :seats, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("seats", seats)
        .param("now", atUtc(now))
        .update();
  }

  void cancel(TenantId tenant, SessionId id, Instant now) {
    db.sql(
            """
            UPDATE calendar.session SET cancelled_at = :now, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .update();
    db.sql("DELETE FROM calendar.hold WHERE tenant_id = :tenant AND session_id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  /// The first seat nobody has. Call it under [#lock].
  OptionalInt freeSeat(TenantId tenant, SessionId id, Instant now) {
    return db
        .sql(
            """
            SELECT s.seat
              FROM calendar.session_seat s
             WHERE s.tenant_id = :tenant AND s.session_id = :id
               AND NOT EXISTS (SELECT FROM calendar.appointment a
                                WHERE a.tenant_id = s.tenant_id AND a.session_id = s.session_id
                                  AND a.seat = s.seat AND a.state <> 'cancelled')
               AND NOT EXISTS (SELECT FROM calendar.hold h
                                WHERE h.tenant_id = s.tenant_id AND h.session_id = s.session_id
                                  AND h.seat = s.seat AND h.expires_at > :now)
             ORDER BY s.seat
             LIMIT 1
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("now", atUtc(now))
        .query((row, _) -> row.getInt("seat"))
        .stream()
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  /// Who comes, by when they booked.
  List<AppointmentId> standing(TenantId tenant, SessionId id) {
    return db.sql(
            """
            SELECT id FROM calendar.appointment
             WHERE tenant_id = :tenant AND session_id = :id AND state <> 'cancelled'
             ORDER BY created_at, id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> new AppointmentId(uuid(row, "id")))
        .list();
  }

  private static Session session(ResultSet row, ZoneId workspace) throws SQLException {
    var location = uuidOrNull(row, "location_id");
    var zone = row.getString("zone");
    return new Session(
        new SessionId(uuid(row, "id")),
        new ServiceId(uuid(row, "service_id")),
        text(row, "service_name"),
        new StaffId(uuid(row, "staff_id")),
        text(row, "staff_name"),
        location == null ? null : new LocationId(location),
        instant(row, "starts_at"),
        instant(row, "ends_at"),
        zone == null ? workspace : ZoneId.of(zone),
        row.getInt("seats"),
        row.getInt("taken"),
        uuid(row, "batch_id"),
        row.getBoolean("cancelled"));
  }
}
