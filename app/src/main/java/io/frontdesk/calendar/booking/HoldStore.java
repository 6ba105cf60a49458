package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.Hold;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Seat;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.SessionId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of holds.
@Repository
class HoldStore {
  private static final String COLUMNS =
      """
      SELECT id, service_id, staff_id, starts_at, ends_at, expires_at, source, hold_key,
             location_id, session_id, seat
        FROM calendar.hold
      """;

  private final JdbcClient db;

  HoldStore(JdbcClient db) {
    this.db = db;
  }

  Optional<Hold> find(TenantId tenant, HoldId id) {
    return db.sql(COLUMNS + " WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> hold(row))
        .optional();
  }

  /// As [#find], and nobody else changes it until this transaction ends.
  Optional<Hold> lock(TenantId tenant, HoldId id) {
    return db.sql(COLUMNS + " WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> hold(row))
        .optional();
  }

  Optional<Hold> lockByKey(TenantId tenant, String key) {
    return db.sql(COLUMNS + " WHERE tenant_id = :tenant AND hold_key = :key FOR UPDATE")
        .param("tenant", tenant.value())
        .param("key", key)
        .query((row, _) -> hold(row))
        .optional();
  }

  /// Makes the row unless the key is used; waits for a transaction that is just using it.
  ///
  /// @return false when the key is used
  boolean insert(TenantId tenant, Hold hold, @Nullable String origin, Instant now) {
    var seat = hold.seat();
    var location = hold.location();
    return db.sql(
                """
                INSERT INTO calendar.hold
                       (tenant_id, id, service_id, staff_id, starts_at, ends_at, expires_at,
                        source, hold_key, location_id, session_id, seat, origin, created_at)
                VALUES (:tenant, :id, :service, :staff, :start, :end, :expires, :source, :key,
                        :location, :session, :seat, :origin, :now)
                ON CONFLICT (tenant_id, hold_key) DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("id", hold.id().value())
            .param("service", hold.service().value())
            .param("staff", hold.staff().value())
            .param("start", atUtc(hold.startsAt()))
            .param("end", atUtc(hold.endsAt()))
            .param("expires", atUtc(hold.expiresAt()))
            .param("source", hold.source().code())
            .param("key", hold.key())
            .param("location", location == null ? null : location.value())
            .param("session", seat == null ? null : seat.session().value())
            .param("seat", seat == null ? null : seat.number())
            .param("origin", origin)
            .param("now", atUtc(now))
            .update()
        == 1;
  }

  void assign(TenantId tenant, HoldId id, StaffId staff) {
    db.sql("UPDATE calendar.hold SET staff_id = :staff WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("staff", staff.value())
        .update();
  }

  void expire(TenantId tenant, HoldId id, Instant at) {
    db.sql("UPDATE calendar.hold SET expires_at = :at WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("at", atUtc(at))
        .update();
  }

  /// Deletes it, and gives back what it still keeps.
  void delete(TenantId tenant, HoldId id) {
    db.sql("DELETE FROM calendar.hold WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  /// Sweeps some of those that expired before `before`, unless somebody works on them.
  void sweep(TenantId tenant, Instant before) {
    db.sql(
            """
            DELETE FROM calendar.hold
             WHERE tenant_id = :tenant
               AND id = ANY(ARRAY(SELECT id
                                    FROM calendar.hold
                                   WHERE tenant_id = :tenant AND expires_at < :before
                                   ORDER BY expires_at
                                   LIMIT 100
                                     FOR UPDATE SKIP LOCKED))
            """)
        .param("tenant", tenant.value())
        .param("before", atUtc(before))
        .update();
  }

  int live(TenantId tenant, Instant now) {
    return db.sql(
            "SELECT count(*) FROM calendar.hold WHERE tenant_id = :tenant AND expires_at > :now")
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .query((row, _) -> row.getInt(1))
        .single();
  }

  /// How many live ones strangers have.
  ///
  /// @param ofOrigin those of one network
  /// @param ofAll those of all of them
  record Strangers(int ofOrigin, int ofAll) {}

  /// No other stranger gets a hold until this transaction ends.
  void lockStrangers(TenantId tenant) {
    db.sql("SELECT pg_advisory_xact_lock(hashtextextended(:tenant || ' hold', 0))")
        .param("tenant", tenant.toString())
        .query((_, _) -> true)
        .single();
  }

  /// Counts strangers' live holds; exact once they are locked.
  Strangers strangers(TenantId tenant, String origin, Instant now) {
    return db.sql(
            """
            SELECT count(*) FILTER (WHERE origin = :origin) AS own, count(*) AS strangers
              FROM calendar.hold
             WHERE tenant_id = :tenant AND origin IS NOT NULL AND expires_at > :now
            """)
        .param("tenant", tenant.value())
        .param("origin", origin)
        .param("now", atUtc(now))
        .query((row, _) -> new Strangers(row.getInt("own"), row.getInt("strangers")))
        .single();
  }

  private static Hold hold(ResultSet row) throws SQLException {
    var session = uuidOrNull(row, "session_id");
    var location = uuidOrNull(row, "location_id");
    return new Hold(
        new HoldId(uuid(row, "id")),
        new ServiceId(uuid(row, "service_id")),
        new StaffId(uuid(row, "staff_id")),
        instant(row, "starts_at"),
        instant(row, "ends_at"),
        instant(row, "expires_at"),
        Source.ofCode(text(row, "source")),
        text(row, "hold_key"),
        location == null ? null : new LocationId(location),
        session == null ? null : new Seat(new SessionId(session), row.getInt("seat")));
  }
}
