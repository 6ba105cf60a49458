package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.availability.Place;
import io.frontdesk.calendar.availability.Spans;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /// What takes these subjects between two moments, what their other calendars say included, in one
  /// query over the indexes by subject. Holds that have expired take nothing.
  ///
  /// @param except a holder to leave out
  public Map<Place, Spans> busy(
      TenantId tenant,
      Collection<UUID> subjects,
      Instant from,
      Instant until,
      @Nullable UUID except,
      Instant now) {
    var taken = new HashMap<Place, List<Spans.Span>>();
    db.sql(
            """
            SELECT subject_id, unit, starts_at, ends_at
              FROM calendar.occupancy
             WHERE tenant_id = :tenant AND binding
               AND subject_id = ANY(:subjects)
               AND starts_at < :until AND starts_at > :from - interval '2 days'
               AND ends_at > :from
               AND (expires_at IS NULL OR expires_at > :now)
               AND appointment_id IS DISTINCT FROM CAST(:except AS uuid)
            UNION ALL
            SELECT staff_id, 1, starts_at, ends_at
              FROM calendar.external_busy
             WHERE tenant_id = :tenant AND staff_id = ANY(:subjects)
               AND starts_at < :until AND ends_at > :from
            """)
        .param("tenant", tenant.value())
        .param("subjects", subjects.toArray(UUID[]::new))
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("now", atUtc(now))
        .param("except", except)
        .query(
            row -> {
              taken
                  .computeIfAbsent(
                      new Place(uuid(row, "subject_id"), row.getInt("unit")),
                      _ -> new ArrayList<>())
                  .add(
                      new Spans.Span(
                          instant(row, "starts_at").getEpochSecond(),
                          instant(row, "ends_at").getEpochSecond()));
            });
    var busy = new HashMap<Place, Spans>();
    taken.forEach((place, spans) -> busy.put(place, Spans.union(spans)));
    return busy;
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
                       (tenant_id, holder, appointment_id, expires_at, subject_type, subject_id,
                        unit, starts_at, ends_at)
                VALUES (:tenant, :kind, :holder, :expires, :type, :subject, :unit, :from, :until)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("kind", holder.kind())
            .param("holder", holder.id())
            .param("expires", atUtcOrNull(holder.expiresAt()))
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
  record Held(String subjectType, Place place, Instant from, Instant until) {}

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

  /// Takes again what was given back earlier in this transaction.
  void putBack(TenantId tenant, Holder holder, Held held) {
    if (!insert(tenant, holder, held.subjectType(), held.place(), held.from(), held.until())) {
      throw new IllegalStateException("a place given back in this transaction was taken");
    }
  }

  /// Gives what a hold keeps to an appointment.
  void handOver(TenantId tenant, HoldId hold, AppointmentId appointment) {
    db.sql(
            """
            UPDATE calendar.occupancy
               SET holder = 'appointment', appointment_id = :appointment, expires_at = NULL
             WHERE tenant_id = :tenant AND appointment_id = :hold AND holder = 'hold'
            """)
        .param("tenant", tenant.value())
        .param("hold", hold.value())
        .param("appointment", appointment.value())
        .update();
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
