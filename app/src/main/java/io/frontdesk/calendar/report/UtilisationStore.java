package io.frontdesk.calendar.report;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.StaffException;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Sums of appointments over a stretch of time.
@Repository
class UtilisationStore {
  /// What is counted together.
  ///
  /// @param minutes of those that took or take place, buffers left out
  /// @param came how many could have come by now: took place or did not come
  record Sum(UUID id, String name, long minutes, int booked, int cancelled, int missed, int came) {}

  private static final String SUMS =
      """
             round(coalesce(sum(extract(epoch FROM a.ends_at - a.starts_at))
               FILTER (WHERE a.state <> 'cancelled'), 0) / 60)::bigint AS minutes,
             count(*) FILTER (WHERE a.state <> 'cancelled') AS booked,
             count(*) FILTER (WHERE a.state = 'cancelled') AS cancelled,
             count(*) FILTER (WHERE a.state = 'no_show') AS missed,
             count(*) FILTER (WHERE a.state <> 'cancelled' AND a.ends_at < :now) AS came
      """;

  private final JdbcClient db;

  UtilisationStore(JdbcClient db) {
    this.db = db;
  }

  List<Sum> byStaff(TenantId tenant, Instant from, Instant until, Instant now) {
    return sums(
        "JOIN calendar.staff x ON x.tenant_id = a.tenant_id AND x.id = a.staff_id",
        tenant,
        from,
        until,
        now);
  }

  List<Sum> byService(TenantId tenant, Instant from, Instant until, Instant now) {
    return sums(
        "JOIN calendar.service x ON x.tenant_id = a.tenant_id AND x.id = a.service_id",
        tenant,
        from,
        until,
        now);
  }

  List<Sum> byResource(TenantId tenant, Instant from, Instant until, Instant now) {
    return sums(
        """
        JOIN calendar.occupancy o ON o.tenant_id = a.tenant_id AND o.booked_id = a.id
                                 AND o.subject_type = 'resource'
        JOIN calendar.resource x ON x.tenant_id = o.tenant_id AND x.id = o.subject_id
        """,
        tenant,
        from,
        until,
        now);
  }

  /// Days that differ, by person, of a stretch of days.
  Map<UUID, List<StaffException>> exceptions(TenantId tenant, LocalDate first, LocalDate last) {
    var found = new HashMap<UUID, List<StaffException>>();
    db.sql(
            """
            SELECT id, staff_id, first_day, last_day, opens, closes, works
              FROM calendar.staff_exception
             WHERE tenant_id = :tenant AND last_day >= :first AND first_day <= :last
            """)
        .param("tenant", tenant.value())
        .param("first", first)
        .param("last", last)
        .query(
            row -> {
              var opens = row.getObject("opens", LocalTime.class);
              found
                  .computeIfAbsent(uuid(row, "staff_id"), _ -> new ArrayList<>())
                  .add(
                      new StaffException(
                          uuid(row, "id"),
                          row.getObject("first_day", LocalDate.class),
                          row.getObject("last_day", LocalDate.class),
                          opens == null
                              ? null
                              : new TimeRange(opens, row.getObject("closes", LocalTime.class)),
                          row.getBoolean("works"),
                          ""));
            });
    return found;
  }

  // `joined` names what is summed by as x.
  private List<Sum> sums(String joined, TenantId tenant, Instant from, Instant until, Instant now) {
    return db.sql(
            "SELECT x.id, x.name,"
                + SUMS
                + " FROM calendar.appointment a "
                + joined
                + """
                   WHERE a.tenant_id = :tenant AND a.starts_at >= :from AND a.starts_at < :until
                   GROUP BY x.id, x.name ORDER BY x.name, x.id
                  """)
        .param("tenant", tenant.value())
        .param("from", atUtc(from))
        .param("until", atUtc(until))
        .param("now", atUtc(now))
        .query(
            (row, _) ->
                new Sum(
                    uuid(row, "id"),
                    text(row, "name"),
                    row.getLong("minutes"),
                    row.getInt("booked"),
                    row.getInt("cancelled"),
                    row.getInt("missed"),
                    row.getInt("came")))
        .list();
  }
}
