package io.frontdesk.calendar.catalogue;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.access.MemberId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.StaffWeek;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Rows of people who can be booked, their hours and days that differ.
@Repository
public class StaffStore {
  private final JdbcClient db;
  private final JsonMapper json;

  StaffStore(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  /// People by name.
  ///
  /// @param only one of them, or all when null
  public List<Staff> staff(TenantId tenant, @Nullable StaffId only) {
    return db.sql(
            """
            SELECT p.id, p.name, p.title, p.member_id, p.colour, p.follows_opening,
                   p.max_per_day,
                   p.archived_at IS NOT NULL AS archived, p.version,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object(
                             'weekday', h.weekday, 'opens', h.opens, 'closes', h.closes,
                             'location', h.location_id)
                             ORDER BY h.weekday, h.opens), '[]')
                      FROM calendar.staff_hours h
                     WHERE h.tenant_id = p.tenant_id AND h.staff_id = p.id) AS hours
              FROM calendar.staff p
             WHERE p.tenant_id = :tenant
               AND (CAST(:only AS uuid) IS NULL OR p.id = :only)
             ORDER BY lower(p.name), p.id
            """)
        .param("tenant", tenant.value())
        .param("only", only == null ? null : only.value())
        .query((row, _) -> staff(row))
        .list();
  }

  public void insertStaff(TenantId tenant, StaffId id, StaffDraft draft, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.staff
                   (tenant_id, id, name, title, member_id, colour, follows_opening, max_per_day,
                    created_at, updated_at)
            VALUES (:tenant, :id, :name, :title, :member, :colour, :follows, :max, :now, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", draft.name())
        .param("title", draft.title())
        .param("member", value(draft.member()))
        .param("colour", draft.colour())
        .param("follows", draft.week() == null)
        .param("max", draft.maxPerDay())
        .param("now", atUtc(now))
        .update();
    putHours(tenant, id, draft.week());
    putServices(tenant, id, draft.services());
  }

  /// @return false when `version` is no longer the current one
  public boolean updateStaff(
      TenantId tenant, StaffId id, StaffDraft draft, long version, Instant now) {
    int changed =
        db.sql(
                """
                UPDATE calendar.staff
                   SET name = :name, title = :title, member_id = :member, colour = :colour,
                       follows_opening = :follows, max_per_day = :max, updated_at = :now, version = version + 1
                 WHERE tenant_id = :tenant AND id = :id AND version = :version
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("name", draft.name())
            .param("title", draft.title())
            .param("member", value(draft.member()))
            .param("colour", draft.colour())
            .param("follows", draft.week() == null)
            .param("max", draft.maxPerDay())
            .param("now", atUtc(now))
            .param("version", version)
            .update();
    if (changed == 0) {
      return false;
    }
    db.sql("DELETE FROM calendar.staff_hours WHERE tenant_id = :tenant AND staff_id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
    // Rows that stay keep their priority.
    db.sql(
            """
            DELETE FROM calendar.service_staff
             WHERE tenant_id = :tenant AND staff_id = :id AND service_id <> ALL(:services)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("services", draft.services().stream().map(ServiceId::value).toArray(UUID[]::new))
        .update();
    putHours(tenant, id, draft.week());
    putServices(tenant, id, draft.services());
    return true;
  }

  public boolean archiveStaff(TenantId tenant, StaffId id, boolean archived, Instant now) {
    return db.sql(
                """
                UPDATE calendar.staff
                   SET archived_at = CASE WHEN :archived THEN coalesce(archived_at, :now) END,
                       updated_at = :now, version = version + 1
                 WHERE tenant_id = :tenant AND id = :id
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("archived", archived)
            .param("now", atUtc(now))
            .update()
        == 1;
  }

  /// A person's exceptions that touch the days from `first` on, in order.
  public List<StaffException> exceptions(TenantId tenant, StaffId staff, LocalDate first) {
    return db.sql(
            """
            SELECT id, first_day, last_day, opens, closes, works, note
              FROM calendar.staff_exception
             WHERE tenant_id = :tenant AND staff_id = :staff AND last_day >= :first
             ORDER BY first_day, id
             LIMIT 500
            """)
        .param("tenant", tenant.value())
        .param("staff", staff.value())
        .param("first", first)
        .query((row, _) -> exception(row))
        .list();
  }

  public void insertException(TenantId tenant, StaffId staff, StaffException exception) {
    var hours = exception.hours();
    db.sql(
            """
            INSERT INTO calendar.staff_exception
                   (tenant_id, id, staff_id, first_day, last_day, opens, closes, works, note)
            VALUES (:tenant, :id, :staff, :first, :last, :opens, :closes, :works, :note)
            """)
        .param("tenant", tenant.value())
        .param("id", exception.id())
        .param("staff", staff.value())
        .param("first", exception.first())
        .param("last", exception.last())
        .param("opens", hours == null ? null : hours.from())
        .param("closes", hours == null ? null : hours.to())
        .param("works", exception.works())
        .param("note", exception.note())
        .update();
  }

  public boolean deleteException(TenantId tenant, StaffId staff, UUID id) {
    return db.sql(
                """
                DELETE FROM calendar.staff_exception
                 WHERE tenant_id = :tenant AND staff_id = :staff AND id = :id
                """)
            .param("tenant", tenant.value())
            .param("staff", staff.value())
            .param("id", id)
            .update()
        == 1;
  }

  private void putServices(TenantId tenant, StaffId staff, List<ServiceId> services) {
    db.sql(
            """
            INSERT INTO calendar.service_staff (tenant_id, service_id, staff_id)
            SELECT s.tenant_id, s.id, :staff
              FROM calendar.service s
             WHERE s.tenant_id = :tenant AND s.id = ANY(:services)
            ON CONFLICT DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("staff", staff.value())
        .param("services", services.stream().map(ServiceId::value).toArray(UUID[]::new))
        .update();
  }

  private void putHours(TenantId tenant, StaffId staff, @Nullable StaffWeek week) {
    if (week == null) {
      return;
    }
    for (var hours : week.hours()) {
      var location = hours.location();
      db.sql(
              """
              INSERT INTO calendar.staff_hours
                     (tenant_id, staff_id, weekday, opens, closes, location_id)
              VALUES (:tenant, :staff, :weekday, :opens, :closes, :location)
              """)
          .param("tenant", tenant.value())
          .param("staff", staff.value())
          .param("weekday", hours.day().getValue())
          .param("opens", hours.range().from())
          .param("closes", hours.range().to())
          .param("location", location == null ? null : location.value())
          .update();
    }
  }

  private Staff staff(ResultSet row) throws SQLException {
    var member = uuidOrNull(row, "member_id");
    return new Staff(
        new StaffId(uuid(row, "id")),
        text(row, "name"),
        text(row, "title"),
        member == null ? null : new MemberId(member),
        text(row, "colour"),
        row.getBoolean("follows_opening")
            ? null
            : Hours.staffWeek(json.readTree(text(row, "hours"))),
        (Integer) row.getObject("max_per_day"),
        row.getBoolean("archived"),
        row.getLong("version"));
  }

  private static StaffException exception(ResultSet row) throws SQLException {
    var opens = row.getObject("opens", LocalTime.class);
    var closes = row.getObject("closes", LocalTime.class);
    return new StaffException(
        uuid(row, "id"),
        Objects.requireNonNull(row.getObject("first_day", LocalDate.class)),
        Objects.requireNonNull(row.getObject("last_day", LocalDate.class)),
        opens == null || closes == null ? null : new TimeRange(opens, closes),
        row.getBoolean("works"),
        text(row, "note"));
  }

  private static @Nullable UUID value(@Nullable MemberId member) {
    return member == null ? null : member.value();
  }
}
