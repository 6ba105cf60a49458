package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentEvent;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Seat;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.SessionId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of appointments and their histories.
@Repository
public class AppointmentStore {
  private static final String COLUMNS =
      """
      SELECT a.id, a.service_id, s.name AS service_name, s.colour, a.staff_id,
             CASE WHEN a.team = '{}' THEN p.name
                  ELSE p.name || (SELECT coalesce(string_agg(' and ' || t.name, ''), '')
                                    FROM calendar.staff t
                                   WHERE t.tenant_id = a.tenant_id AND t.id = ANY(a.team))
             END AS staff_name, a.contact_id, a.starts_at, a.ends_at, a.state, a.revision,
             a.source, a.call_ref, a.price_minor, a.deposit_minor, a.currency, a.note, a.team,
             a.session_id, a.seat, a.location_id, l.name AS location_name, l.zone, a.created_at,
             a.updated_at, a.fingerprint
        FROM calendar.appointment a
        JOIN calendar.service s ON s.tenant_id = a.tenant_id AND s.id = a.service_id
        JOIN calendar.staff p ON p.tenant_id = a.tenant_id AND p.id = a.staff_id
        LEFT JOIN calendar.location l ON l.tenant_id = a.tenant_id AND l.id = a.location_id
      """;

  private final JdbcClient db;

  AppointmentStore(JdbcClient db) {
    this.db = db;
  }

  /// An appointment that a key made, with what the key stood for.
  public record Keyed(Appointment appointment, String fingerprint) {}

  /// Where and with whom an appointment takes place, until when.
  public record Spot(
      StaffId staff, Instant end, @Nullable LocationId location, @Nullable Seat seat) {}

  /// Makes the row unless the key is used; waits for a transaction that is just using it.
  ///
  /// @return false when the key is used
  public boolean insert(
      TenantId tenant,
      AppointmentId id,
      BookingRequest request,
      Service service,
      Spot spot,
      String fingerprint,
      Instant now) {
    var location = spot.location();
    var seat = spot.seat();
    return db.sql(
                """
                INSERT INTO calendar.appointment
                       (tenant_id, id, service_id, staff_id, contact_id, starts_at, ends_at, state,
                        source, idempotency_key, fingerprint, call_ref, price_minor, deposit_minor,
                        currency, note, location_id, session_id, seat, created_at, updated_at)
                VALUES (:tenant, :id, :service, :staff, :contact, :start, :end, 'booked',
                        :source, :key, :fingerprint, :call, :price, :deposit, :currency, :note,
                        :location, :session, :seat, :now, :now)
                ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("service", service.id().value())
            .param("staff", spot.staff().value())
            .param("location", location == null ? null : location.value())
            .param("session", seat == null ? null : seat.session().value())
            .param("seat", seat == null ? null : seat.number())
            .param("deposit", service.depositMinor())
            .param("contact", request.contact().value())
            .param("start", atUtc(request.start()))
            .param("end", atUtc(spot.end()))
            .param("source", request.source().code())
            .param("key", request.idempotencyKey())
            .param("fingerprint", fingerprint)
            .param("call", request.callRef())
            .param("price", service.priceMinor())
            .param("currency", service.currency())
            .param("note", request.note())
            .param("now", atUtc(now))
            .update()
        == 1;
  }

  public void delete(TenantId tenant, AppointmentId id) {
    db.sql("DELETE FROM calendar.appointment WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  /// @param team the one who was asked in front
  public void assign(TenantId tenant, AppointmentId id, List<StaffId> team) {
    db.sql(
            """
            UPDATE calendar.appointment SET staff_id = :staff, team = :team
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("staff", team.getFirst().value())
        .param("team", others(team))
        .update();
  }

  private static UUID[] others(List<StaffId> team) {
    return team.stream().skip(1).map(StaffId::value).toArray(UUID[]::new);
  }

  public Optional<Keyed> byKey(TenantId tenant, String key, ZoneId zone) {
    return db.sql(COLUMNS + " WHERE a.tenant_id = :tenant AND a.idempotency_key = :key")
        .param("tenant", tenant.value())
        .param("key", key)
        .query((row, _) -> new Keyed(appointment(row, zone), text(row, "fingerprint")))
        .optional();
  }

  public Optional<Appointment> find(TenantId tenant, AppointmentId id, ZoneId zone) {
    return db.sql(COLUMNS + " WHERE a.tenant_id = :tenant AND a.id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> appointment(row, zone))
        .optional();
  }

  /// As [#find], and nobody else changes it until this transaction ends.
  public Optional<Appointment> lock(TenantId tenant, AppointmentId id, ZoneId zone) {
    return db.sql(COLUMNS + " WHERE a.tenant_id = :tenant AND a.id = :id FOR NO KEY UPDATE OF a")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> appointment(row, zone))
        .optional();
  }

  /// Appointments that overlap a stretch of time, by start. None lasts longer than a day.
  public List<Appointment> between(
      TenantId tenant, Instant from, Instant until, boolean cancelledToo, ZoneId zone, int limit) {
    return db.sql(
            COLUMNS
                + """
                   WHERE a.tenant_id = :tenant
                     AND a.starts_at > :from - interval '24 hours' AND a.starts_at < :until
                     AND a.ends_at > :from
                     AND (:cancelled OR a.state <> 'cancelled')
                   ORDER BY a.starts_at, a.id
                   LIMIT :limit
                  """)
        .param("tenant", tenant.value())
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("cancelled", cancelledToo)
        .param("limit", limit)
        .query((row, _) -> appointment(row, zone))
        .list();
  }

  /// A page of appointments that begin in a stretch of time, by start, after a position.
  ///
  /// @param contact only this person's, or everyone's when null
  /// @param location only what takes place there, or everywhere when null
  public List<Appointment> page(
      TenantId tenant,
      Instant from,
      Instant until,
      @Nullable ContactId contact,
      @Nullable StaffId staff,
      @Nullable LocationId location,
      Instant afterStart,
      UUID afterId,
      ZoneId zone,
      int limit) {
    return db.sql(
            COLUMNS
                + """
                   WHERE a.tenant_id = :tenant
                     AND a.starts_at >= :from AND a.starts_at < :until
                     AND (CAST(:contact AS uuid) IS NULL OR a.contact_id = :contact)
                     AND (CAST(:staff AS uuid) IS NULL OR a.staff_id = :staff
                          OR :staff = ANY(a.team))
                     AND (CAST(:location AS uuid) IS NULL OR a.location_id = :location)
                     AND (a.starts_at, a.id) > (:afterStart, :afterId)
                   ORDER BY a.starts_at, a.id
                   LIMIT :limit
                  """)
        .param("tenant", tenant.value())
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("contact", contact == null ? null : contact.value())
        .param("staff", staff == null ? null : staff.value())
        .param("location", location == null ? null : location.value())
        .param("afterStart", atUtc(afterStart))
        .param("afterId", afterId)
        .param("limit", limit)
        .query((row, _) -> appointment(row, zone))
        .list();
  }

  /// A person's appointments that end after a moment and still stand, by start.
  public List<Appointment> upcoming(
      TenantId tenant, ContactId contact, Instant now, ZoneId zone, int limit) {
    return db.sql(
            COLUMNS
                + """
                   WHERE a.tenant_id = :tenant AND a.contact_id = :contact
                     AND a.starts_at > :now - interval '24 hours' AND a.ends_at > :now
                     AND a.state IN ('booked', 'confirmed', 'checked_in')
                   ORDER BY a.starts_at, a.id
                   LIMIT :limit
                  """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("now", atUtc(now))
        .param("limit", limit)
        .query((row, _) -> appointment(row, zone))
        .list();
  }

  /// A person's latest appointments, newest first.
  public List<Appointment> latest(TenantId tenant, ContactId contact, ZoneId zone, int limit) {
    return db.sql(
            COLUMNS
                + """
                   WHERE a.tenant_id = :tenant AND a.contact_id = :contact
                   ORDER BY a.starts_at DESC, a.id DESC
                   LIMIT :limit
                  """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("limit", limit)
        .query((row, _) -> appointment(row, zone))
        .list();
  }

  public List<Appointment> ofCall(TenantId tenant, UUID call, ZoneId zone) {
    return db.sql(
            COLUMNS + " WHERE a.tenant_id = :tenant AND a.call_ref = :call ORDER BY a.created_at")
        .param("tenant", tenant.value())
        .param("call", call)
        .query((row, _) -> appointment(row, zone))
        .list();
  }

  /// Those who come to a meeting of a class, by seat.
  public List<Appointment> ofSession(TenantId tenant, SessionId session, ZoneId zone) {
    return db.sql(
            COLUMNS
                + """
                   WHERE a.tenant_id = :tenant AND a.session_id = :session
                     AND a.state <> 'cancelled'
                   ORDER BY a.seat
                  """)
        .param("tenant", tenant.value())
        .param("session", session.value())
        .query((row, _) -> appointment(row, zone))
        .list();
  }

  /// @param team the one who was asked in front
  public void move(
      TenantId tenant,
      AppointmentId id,
      List<StaffId> team,
      Instant start,
      Instant end,
      @Nullable LocationId location,
      @Nullable Seat seat,
      Instant now) {
    db.sql(
            """
            UPDATE calendar.appointment
               SET staff_id = :staff, team = :team, starts_at = :start, ends_at = :end,
                   location_id = :location, session_id = :session, seat = :seat, state = 'booked',
                   revision = revision + 1, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("staff", team.getFirst().value())
        .param("team", others(team))
        .param("start", atUtc(start))
        .param("end", atUtc(end))
        .param("location", location == null ? null : location.value())
        .param("session", seat == null ? null : seat.session().value())
        .param("seat", seat == null ? null : seat.number())
        .param("now", atUtc(now))
        .update();
  }

  /// How long an appointment lasts; null when there is none.
  public @Nullable Duration length(TenantId tenant, AppointmentId id) {
    return db.sql(
            """
            SELECT CAST(date_part('epoch', ends_at - starts_at) AS bigint)
              FROM calendar.appointment
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(Long.class)
        .optional()
        .map(Duration::ofSeconds)
        .orElse(null);
  }

  /// Ends it earlier or later; the client must be told.
  public void end(TenantId tenant, AppointmentId id, Instant end, Instant now) {
    db.sql(
            """
            UPDATE calendar.appointment
               SET ends_at = :end, revision = revision + 1, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("end", atUtc(end))
        .param("now", atUtc(now))
        .update();
  }

  /// @param told whether the client is told, which raises the revision
  public void become(
      TenantId tenant, AppointmentId id, AppointmentState state, boolean told, Instant now) {
    db.sql(
            """
            UPDATE calendar.appointment
               SET state = :state, revision = revision + CASE WHEN :told THEN 1 ELSE 0 END,
                   updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("state", state.code())
        .param("told", told)
        .param("now", atUtc(now))
        .update();
  }

  public void note(TenantId tenant, AppointmentId id, String note, Instant now) {
    db.sql(
            """
            UPDATE calendar.appointment SET note = :note, updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("note", note)
        .param("now", atUtc(now))
        .update();
  }

  /// Gives a merged contact's appointments to the one that was kept.
  public void moveContact(TenantId tenant, ContactId gone, ContactId kept) {
    db.sql(
            """
            UPDATE calendar.appointment SET contact_id = :kept
             WHERE tenant_id = :tenant AND contact_id = :gone
            """)
        .param("tenant", tenant.value())
        .param("gone", gone.value())
        .param("kept", kept.value())
        .update();
  }

  /// Adds a line to the history of an appointment as it stands now.
  public void remember(
      TenantId tenant, AppointmentId id, String what, String actor, String note, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.appointment_history
                   (tenant_id, appointment_id, number, at, actor, what, revision, starts_at,
                    ends_at, staff_id, note)
            SELECT a.tenant_id, a.id,
                   1 + (SELECT count(*) FROM calendar.appointment_history h
                         WHERE h.tenant_id = a.tenant_id AND h.appointment_id = a.id),
                   :now, :actor, :what, a.revision, a.starts_at, a.ends_at, a.staff_id, :note
              FROM calendar.appointment a
             WHERE a.tenant_id = :tenant AND a.id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("what", what)
        .param("actor", actor.length() > 200 ? actor.substring(0, 200) : actor)
        .param("note", note)
        .param("now", atUtc(now))
        .update();
  }

  public List<AppointmentEvent> history(TenantId tenant, AppointmentId id) {
    return db.sql(
            """
            SELECT number, at, actor, what, revision, starts_at, ends_at, staff_id, note
              FROM calendar.appointment_history
             WHERE tenant_id = :tenant AND appointment_id = :id
             ORDER BY number
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new AppointmentEvent(
                    row.getInt("number"),
                    instant(row, "at"),
                    text(row, "actor"),
                    text(row, "what"),
                    row.getInt("revision"),
                    instant(row, "starts_at"),
                    instant(row, "ends_at"),
                    new StaffId(uuid(row, "staff_id")),
                    text(row, "note")))
        .list();
  }

  private static Appointment appointment(ResultSet row, ZoneId workspace) throws SQLException {
    var location = uuidOrNull(row, "location_id");
    var zone = row.getString("zone");
    var locationName = row.getString("location_name");
    var session = uuidOrNull(row, "session_id");
    var team = (UUID[]) Objects.requireNonNull(row.getArray("team")).getArray();
    return new Appointment(
        new AppointmentId(uuid(row, "id")),
        new ServiceId(uuid(row, "service_id")),
        text(row, "service_name"),
        text(row, "colour"),
        new StaffId(uuid(row, "staff_id")),
        text(row, "staff_name"),
        new ContactId(uuid(row, "contact_id")),
        instant(row, "starts_at"),
        instant(row, "ends_at"),
        zone == null ? workspace : ZoneId.of(zone),
        AppointmentState.ofCode(text(row, "state")),
        row.getInt("revision"),
        Source.ofCode(text(row, "source")),
        uuidOrNull(row, "call_ref"),
        (Long) row.getObject("price_minor"),
        text(row, "currency"),
        text(row, "note"),
        (Long) row.getObject("deposit_minor"),
        location == null ? null : new LocationId(location),
        locationName == null ? "" : locationName,
        Arrays.stream(team).map(StaffId::new).toList(),
        session == null ? null : new Seat(new SessionId(session), row.getInt("seat")),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
