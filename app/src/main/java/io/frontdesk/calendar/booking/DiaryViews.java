package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What overviews show of the diary.
@Repository
public class DiaryViews {
  private final JdbcClient db;

  DiaryViews(JdbcClient db) {
    this.db = db;
  }

  /// One of the first appointments of a day.
  ///
  /// @param ofDay how many the day has
  public record Glimpse(
      LocalDate day,
      UUID id,
      Instant startsAt,
      String service,
      String colour,
      UUID contact,
      String state,
      int ofDay) {}

  /// The first appointments of each local day, by start; cancelled ones are left out.
  public List<Glimpse> glimpses(
      TenantId tenant,
      LocalDate from,
      LocalDate until,
      ZoneId zone,
      @Nullable StaffId staff,
      int perDay) {
    return db.sql(
            """
            SELECT day, id, starts_at, service, colour, contact_id, state, of_day
              FROM (SELECT local.day, a.id, a.starts_at, s.name AS service, s.colour, a.contact_id,
                           a.state,
                           count(*) OVER (PARTITION BY local.day) AS of_day,
                           row_number() OVER (PARTITION BY local.day
                                              ORDER BY a.starts_at, a.id) AS place
                      FROM calendar.appointment a
                      JOIN calendar.service s ON s.tenant_id = a.tenant_id AND s.id = a.service_id
                     CROSS JOIN LATERAL (SELECT (a.starts_at AT TIME ZONE :zone)::date AS day) local
                     WHERE a.tenant_id = :tenant AND a.state <> 'cancelled'
                       AND a.starts_at >= :from AND a.starts_at < :until
                       AND (CAST(:staff AS uuid) IS NULL OR a.staff_id = :staff)) days
             WHERE place <= :perDay
             ORDER BY day, place
            """)
        .param("tenant", tenant.value())
        .param("zone", zone.getId())
        .param("from", atUtc(from.atStartOfDay(zone).toInstant()))
        .param("until", atUtc(until.atStartOfDay(zone).toInstant()))
        .param("staff", staff == null ? null : staff.value())
        .param("perDay", perDay)
        .query(
            (row, _) ->
                new Glimpse(
                    row.getObject("day", LocalDate.class),
                    uuid(row, "id"),
                    instant(row, "starts_at"),
                    text(row, "service"),
                    text(row, "colour"),
                    uuid(row, "contact_id"),
                    text(row, "state"),
                    row.getInt("of_day")))
        .list();
  }

  /// Which resources the appointments of a stretch of time take, by appointment.
  public Map<UUID, Set<UUID>> resources(TenantId tenant, Instant from, Instant until) {
    var taken = new HashMap<UUID, Set<UUID>>();
    db.sql(
            """
            SELECT appointment_id, subject_id FROM calendar.occupancy
             WHERE tenant_id = :tenant AND subject_type = 'resource' AND binding
               AND starts_at < :until AND starts_at > CAST(:from AS timestamptz) - interval '2 days'
               AND ends_at > :from
            """)
        .param("tenant", tenant.value())
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .query(
            row -> {
              taken
                  .computeIfAbsent(uuid(row, "appointment_id"), _ -> new HashSet<>())
                  .add(uuid(row, "subject_id"));
            });
    return taken;
  }

  /// One line of the list.
  public record Entry(
      UUID id,
      Instant startsAt,
      String service,
      String colour,
      String staff,
      UUID contact,
      AppointmentState state,
      String source) {}

  /// A page of a stretch of time by start, after a position.
  ///
  /// @param state only these; all when null
  public List<Entry> list(
      TenantId tenant,
      Instant from,
      Instant until,
      @Nullable StaffId staff,
      @Nullable AppointmentState state,
      Instant afterStart,
      UUID afterId,
      int limit) {
    return db.sql(
            """
            SELECT a.id, a.starts_at, s.name AS service, s.colour, p.name AS staff, a.contact_id,
                   a.state, a.source
              FROM calendar.appointment a
              JOIN calendar.service s ON s.tenant_id = a.tenant_id AND s.id = a.service_id
              JOIN calendar.staff p ON p.tenant_id = a.tenant_id AND p.id = a.staff_id
             WHERE a.tenant_id = :tenant AND a.starts_at >= :from AND a.starts_at < :until
               AND (CAST(:staff AS uuid) IS NULL OR a.staff_id = :staff)
               AND (CAST(:state AS text) IS NULL OR a.state = :state)
               AND (a.starts_at, a.id) > (:afterStart, :afterId)
             ORDER BY a.starts_at, a.id
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("staff", staff == null ? null : staff.value())
        .param("state", state == null ? null : state.code())
        .param("afterStart", atUtc(afterStart))
        .param("afterId", afterId)
        .param("limit", limit)
        .query(
            (row, _) ->
                new Entry(
                    uuid(row, "id"),
                    instant(row, "starts_at"),
                    text(row, "service"),
                    text(row, "colour"),
                    text(row, "staff"),
                    uuid(row, "contact_id"),
                    AppointmentState.ofCode(text(row, "state")),
                    text(row, "source")))
        .list();
  }
}
