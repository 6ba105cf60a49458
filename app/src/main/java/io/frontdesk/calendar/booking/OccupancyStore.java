package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.availability.Planner.Place;
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

/// Who and what is taken when. The table's exclusion constraint is what forbids overlaps.
@Repository
public class OccupancyStore {
  private final JdbcClient db;

  OccupancyStore(JdbcClient db) {
    this.db = db;
  }

  /// What takes these subjects between two moments, in one query over the index by subject.
  ///
  /// @param except an appointment to leave out
  public Map<Place, Spans> busy(
      TenantId tenant,
      Collection<UUID> subjects,
      Instant from,
      Instant until,
      @Nullable AppointmentId except) {
    var taken = new HashMap<Place, List<Spans.Span>>();
    db.sql(
            """
            SELECT subject_id, unit, starts_at, ends_at
              FROM calendar.occupancy
             WHERE tenant_id = :tenant AND binding
               AND subject_id = ANY(:subjects)
               AND starts_at < :until AND starts_at > :from - interval '2 days'
               AND ends_at > :from
               AND appointment_id IS DISTINCT FROM CAST(:except AS uuid)
            """)
        .param("tenant", tenant.value())
        .param("subjects", subjects.toArray(UUID[]::new))
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("except", except == null ? null : except.value())
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

  /// Takes a place. Waits for a transaction that is just taking it.
  ///
  /// @return false when it is taken; nothing was changed then and the transaction goes on
  boolean take(
      TenantId tenant,
      AppointmentId appointment,
      String subjectType,
      Place place,
      Instant from,
      Instant until) {
    return db.sql(
                """
                INSERT INTO calendar.occupancy
                       (tenant_id, appointment_id, subject_type, subject_id, unit, starts_at, ends_at)
                VALUES (:tenant, :appointment, :type, :subject, :unit, :from, :until)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("appointment", appointment.value())
            .param("type", subjectType)
            .param("subject", place.subject())
            .param("unit", place.unit())
            .param("from", atUtc(from))
            .param("until", atUtc(until))
            .update()
        == 1;
  }

  /// A place an appointment takes, and when.
  record Held(String subjectType, Place place, Instant from, Instant until) {}

  List<Held> of(TenantId tenant, AppointmentId appointment) {
    return db.sql(
            """
            SELECT subject_type, subject_id, unit, starts_at, ends_at
              FROM calendar.occupancy
             WHERE tenant_id = :tenant AND appointment_id = :appointment
             ORDER BY subject_type DESC, subject_id, unit
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
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
  void putBack(TenantId tenant, AppointmentId appointment, Held held) {
    if (!take(tenant, appointment, held.subjectType(), held.place(), held.from(), held.until())) {
      throw new IllegalStateException("a place given back in this transaction was taken");
    }
  }

  void removeResources(TenantId tenant, AppointmentId appointment) {
    db.sql(
            """
            DELETE FROM calendar.occupancy
             WHERE tenant_id = :tenant AND appointment_id = :appointment
               AND subject_type = 'resource'
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .update();
  }

  /// Gives back everything an appointment takes, as if it never had.
  void remove(TenantId tenant, AppointmentId appointment) {
    db.sql(
            """
            DELETE FROM calendar.occupancy
             WHERE tenant_id = :tenant AND appointment_id = :appointment
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .update();
  }

  /// Frees what a cancelled appointment took; the rows stay and tell with whom it was.
  void release(TenantId tenant, AppointmentId appointment) {
    db.sql(
            """
            UPDATE calendar.occupancy
               SET binding = false
             WHERE tenant_id = :tenant AND appointment_id = :appointment
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .update();
  }
}
