package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.availability.Place;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Who and what is taken when, and by whom: an appointment, a session of a class, or a hold that
/// expires. The table's exclusion constraint is what forbids overlaps.
@Repository
public class OccupancyStore {
  private final JdbcClient db;

  OccupancyStore(JdbcClient db) {
    this.db = db;
  }

  /// What takes one place while whoever takes it is at one location: beginnings and ends in seconds
  /// of the epoch.
  ///
  /// @param inPerson whether the place is a person, held by us: they may have a way to go
  @SuppressWarnings("ArrayRecordComponent") // thousands of times, read once
  public record Taken(
      Place place, boolean inPerson, @Nullable UUID location, long[] from, long[] until) {}

  /// What takes these subjects between two moments, what their other calendars say included, in one
  /// query over the indexes by subject. Holds that have expired take nothing.
  ///
  /// @param except a holder to leave out
  public List<Taken> busy(
      TenantId tenant,
      Collection<UUID> subjects,
      Instant from,
      Instant until,
      @Nullable UUID except,
      Instant now) {
    return db.sql(
            """
            SELECT subject_id, unit, subject_type = 'staff' AS person, location_id,
                   array_agg(CAST(date_part('epoch', starts_at) AS bigint)) AS begins,
                   array_agg(CAST(date_part('epoch', ends_at) AS bigint)) AS ends
              FROM calendar.occupancy
             WHERE tenant_id = :tenant AND binding
               AND subject_id = ANY(:subjects)
               AND starts_at < :until AND starts_at > :from - interval '2 days'
               AND ends_at > :from
               AND (expires_at IS NULL OR expires_at > :now)
               AND appointment_id IS DISTINCT FROM CAST(:except AS uuid)
             GROUP BY subject_id, unit, subject_type, location_id
            UNION ALL
            SELECT staff_id, 1, false, NULL,
                   array_agg(CAST(floor(date_part('epoch', starts_at)) AS bigint)),
                   array_agg(CAST(ceil(date_part('epoch', ends_at)) AS bigint))
              FROM calendar.external_busy
             WHERE tenant_id = :tenant AND staff_id = ANY(:subjects)
               AND starts_at < :until AND ends_at > :from
             GROUP BY staff_id
            """)
        .param("tenant", tenant.value())
        .param("subjects", subjects.toArray(UUID[]::new))
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("now", atUtc(now))
        .param("except", except)
        .query(
            (row, _) ->
                new Taken(
                    new Place(uuid(row, "subject_id"), row.getInt("unit")),
                    row.getBoolean("person"),
                    uuidOrNull(row, "location_id"),
                    longs(row, "begins"),
                    longs(row, "ends")))
        .list();
  }

  private static long[] longs(ResultSet row, String column) throws SQLException {
    var array = (Long[]) Objects.requireNonNull(row.getArray(column)).getArray();
    var longs = new long[array.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = array[i];
    }
    return longs;
  }

  /// A start that counts for a day's limit: of a service, and of each person who does it.
  public record Day(UUID whose, long start) {}

  /// What counts for limits of these people and of a service between two moments: standing
  /// appointments, classes once, and holds that have not expired.
  ///
  /// @param except a holder to leave out
  public List<Day> days(
      TenantId tenant,
      ServiceId service,
      Collection<UUID> people,
      Instant from,
      Instant until,
      @Nullable UUID except,
      Instant now) {
    return db.sql(
            """
            WITH booked AS (
              SELECT service_id, array_prepend(staff_id, team) AS people, starts_at
                FROM calendar.appointment
               WHERE tenant_id = :tenant AND starts_at > :from AND starts_at < :until
                 AND state <> 'cancelled' AND session_id IS NULL
                 AND id IS DISTINCT FROM CAST(:except AS uuid)
              UNION ALL
              SELECT service_id, ARRAY[staff_id], starts_at
                FROM calendar.session
               WHERE tenant_id = :tenant AND starts_at > :from AND starts_at < :until
                 AND cancelled_at IS NULL
              UNION ALL
              SELECT service_id, ARRAY[staff_id], starts_at
                FROM calendar.hold
               WHERE tenant_id = :tenant AND starts_at > :from AND starts_at < :until
                 AND expires_at > :now AND session_id IS NULL
                 AND id IS DISTINCT FROM CAST(:except AS uuid))
            SELECT service_id AS whose, CAST(date_part('epoch', starts_at) AS bigint) AS start
              FROM booked
             WHERE service_id = :service
            UNION ALL
            SELECT person, CAST(date_part('epoch', starts_at) AS bigint)
              FROM booked, unnest(booked.people) AS person
             WHERE person = ANY(:people)
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .param("people", people.toArray(UUID[]::new))
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("now", atUtc(now))
        .param("except", except)
        .query((row, _) -> new Day(uuid(row, "whose"), row.getLong("start")))
        .list();
  }

  /// Lets nobody else book with these people, or this service, until this transaction ends; in one
  /// order for everyone.
  void lock(TenantId tenant, ServiceId service, Collection<UUID> people) {
    db.sql(
            """
            SELECT id FROM calendar.service
             WHERE tenant_id = :tenant AND id = :service
               FOR NO KEY UPDATE
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .query((row, _) -> uuid(row, "id"))
        .list();
    db.sql(
            """
            SELECT id FROM calendar.staff
             WHERE tenant_id = :tenant AND id = ANY(:people)
             ORDER BY id
               FOR NO KEY UPDATE
            """)
        .param("tenant", tenant.value())
        .param("people", people.toArray(UUID[]::new))
        .query((row, _) -> uuid(row, "id"))
        .list();
  }

  /// Takes a place. Waits for a transaction that is just taking it; a hold in the way that has
  /// expired goes.
  ///
  /// @return false when it is taken; nothing was changed then and the transaction goes on
  boolean take(
      TenantId tenant,
      Holder holder,
      String subjectType,
      Place place,
      Instant from,
      Instant until,
      Instant now) {
    if (insert(tenant, holder, subjectType, place, from, until)) {
      return true;
    }
    removeExpired(tenant, place, from, until, now);
    // Even when none was found: another transaction may have removed it, and taken other times.
    return insert(tenant, holder, subjectType, place, from, until);
  }

  private boolean insert(
      TenantId tenant,
      Holder holder,
      String subjectType,
      Place place,
      Instant from,
      Instant until) {
    return db.sql(
                """
                INSERT INTO calendar.occupancy
                       (tenant_id, holder, appointment_id, expires_at, location_id, subject_type,
                        subject_id, unit, starts_at, ends_at)
                VALUES (:tenant, :kind, :holder, :expires, :location, :type, :subject, :unit,
                        :from, :until)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("kind", holder.kind())
            .param("holder", holder.id())
            .param("expires", atUtcOrNull(holder.expiresAt()))
            .param("location", holder.location())
            .param("type", subjectType)
            .param("subject", place.subject())
            .param("unit", place.unit())
            .param("from", atUtc(from))
            .param("until", atUtc(until))
            .update()
        == 1;
  }

  private void removeExpired(
      TenantId tenant, Place place, Instant from, Instant until, Instant now) {
    db.sql(
            """
            DELETE FROM calendar.hold
             WHERE tenant_id = :tenant
               AND id = ANY(ARRAY(SELECT hold_id
                                    FROM calendar.occupancy
                                   WHERE tenant_id = :tenant AND binding
                                     AND subject_id = :subject AND unit = :unit
                                     AND during && tstzrange(:from, :until)
                                     AND expires_at <= :now))
               AND expires_at <= :now
            """)
        .param("tenant", tenant.value())
        .param("subject", place.subject())
        .param("unit", place.unit())
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("now", atUtc(now))
        .update();
  }

  /// A place that is taken, and when.
  record Held(String subjectType, Place place, Instant from, Instant until) {
    boolean isPerson() {
      return subjectType.equals("staff");
    }

    /// The same until later, or earlier when `by` is negative.
    Held later(Duration by) {
      return new Held(subjectType, place, from, until.plus(by));
    }
  }

  List<Held> of(TenantId tenant, UUID holder) {
    return db.sql(
            """
            SELECT subject_type, subject_id, unit, starts_at, ends_at
              FROM calendar.occupancy
             WHERE tenant_id = :tenant AND appointment_id = :holder
             ORDER BY subject_type DESC, subject_id, unit
            """)
        .param("tenant", tenant.value())
        .param("holder", holder)
        .query(
            (row, _) ->
                new Held(
                    text(row, "subject_type"),
                    new Place(uuid(row, "subject_id"), row.getInt("unit")),
                    instant(row, "starts_at"),
                    instant(row, "ends_at")))
        .list();
  }

  /// What takes one of some places.
  ///
  /// @param whose name of the person or the place
  /// @param what the service, or what else it is
  /// @param taken from when, buffers included
  /// @param begins without them
  record Obstacle(String whose, String what, Instant taken, Instant begins) {}

  /// The first thing that takes one of these places between two moments, other calendars
  /// included.
  ///
  /// @param except a holder to leave out
  Optional<Obstacle> inTheWay(
      TenantId tenant, List<Place> places, Instant from, Instant until, UUID except, Instant now) {
    return db.sql(
            """
            SELECT coalesce(p.name, r.name) AS whose, s.name AS what, o.starts_at AS taken,
                   coalesce(a.starts_at, n.starts_at, h.starts_at) AS begins
              FROM calendar.occupancy o
              LEFT JOIN calendar.staff p ON p.tenant_id = o.tenant_id AND p.id = o.subject_id
              LEFT JOIN calendar.resource r ON r.tenant_id = o.tenant_id AND r.id = o.subject_id
              LEFT JOIN calendar.appointment a ON a.tenant_id = o.tenant_id AND a.id = o.booked_id
              LEFT JOIN calendar.session n ON n.tenant_id = o.tenant_id AND n.id = o.session_id
              LEFT JOIN calendar.hold h ON h.tenant_id = o.tenant_id AND h.id = o.hold_id
              JOIN calendar.service s ON s.tenant_id = o.tenant_id
               AND s.id = coalesce(a.service_id, n.service_id, h.service_id)
             WHERE o.tenant_id = :tenant AND o.binding
               AND (o.subject_id, o.unit) IN (SELECT * FROM unnest(:subjects, :units))
               AND o.during && tstzrange(:from, :until)
               AND (o.expires_at IS NULL OR o.expires_at > :now)
               AND o.appointment_id <> :except
            UNION ALL
            SELECT p.name, 'an entry of another calendar', e.starts_at, e.starts_at
              FROM calendar.external_busy e
              JOIN calendar.staff p ON p.tenant_id = e.tenant_id AND p.id = e.staff_id
             WHERE e.tenant_id = :tenant AND e.staff_id = ANY(:subjects)
               AND e.starts_at < :until AND e.ends_at > :from
             ORDER BY taken, whose
             LIMIT 1
            """)
        .param("tenant", tenant.value())
        .param("subjects", places.stream().map(Place::subject).toArray(UUID[]::new))
        .param("units", places.stream().map(one -> (short) one.unit()).toArray(Short[]::new))
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("except", except)
        .param("now", atUtc(now))
        .query(
            (row, _) ->
                new Obstacle(
                    text(row, "whose"),
                    text(row, "what"),
                    instant(row, "taken"),
                    instant(row, "begins")))
        .optional();
  }

  /// Takes again what was given back earlier in this transaction.
  void putBack(TenantId tenant, Holder holder, Held held) {
    if (!insert(tenant, holder, held.subjectType(), held.place(), held.from(), held.until())) {
      throw new IllegalStateException("a place given back in this transaction was taken");
    }
  }

  /// Gives what a hold keeps to an appointment.
  ///
  /// @return the people among it
  List<StaffId> handOver(TenantId tenant, HoldId hold, AppointmentId appointment) {
    return db
        .sql(
            """
            UPDATE calendar.occupancy
               SET holder = 'appointment', appointment_id = :appointment, expires_at = NULL
             WHERE tenant_id = :tenant AND appointment_id = :hold AND holder = 'hold'
            RETURNING subject_type, subject_id
            """)
        .param("tenant", tenant.value())
        .param("hold", hold.value())
        .param("appointment", appointment.value())
        .query(
            (row, _) ->
                text(row, "subject_type").equals("staff")
                    ? List.of(new StaffId(uuid(row, "subject_id")))
                    : List.<StaffId>of())
        .stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(StaffId::value))
        .toList();
  }

  /// Moves the end of a hold.
  void expire(TenantId tenant, HoldId hold, Instant at) {
    db.sql(
            """
            UPDATE calendar.occupancy
               SET expires_at = :at
             WHERE tenant_id = :tenant AND appointment_id = :hold AND holder = 'hold'
            """)
        .param("tenant", tenant.value())
        .param("hold", hold.value())
        .param("at", atUtc(at))
        .update();
  }

  void removeResources(TenantId tenant, UUID holder) {
    db.sql(
            """
            DELETE FROM calendar.occupancy
             WHERE tenant_id = :tenant AND appointment_id = :holder
               AND subject_type = 'resource'
            """)
        .param("tenant", tenant.value())
        .param("holder", holder)
        .update();
  }

  /// Gives back everything a holder takes, as if it never had.
  void remove(TenantId tenant, UUID holder) {
    db.sql(
            """
            DELETE FROM calendar.occupancy
             WHERE tenant_id = :tenant AND appointment_id = :holder
            """)
        .param("tenant", tenant.value())
        .param("holder", holder)
        .update();
  }

  /// Frees what a cancelled holder took; the rows stay and tell with whom it was.
  void release(TenantId tenant, UUID holder) {
    db.sql(
            """
            UPDATE calendar.occupancy
               SET binding = false
             WHERE tenant_id = :tenant AND appointment_id = :holder
            """)
        .param("tenant", tenant.value())
        .param("holder", holder)
        .update();
  }
}
