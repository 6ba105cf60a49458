package io.frontdesk.calendar.catalogue;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.access.MemberId;
import io.frontdesk.calendar.Resource;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rows of services, staff, their hours, and resources.
@Repository
public class CatalogueStore {
  private final JdbcClient db;
  private final JsonMapper json;

  CatalogueStore(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  /// Services by name, each with who does it and what it needs.
  ///
  /// @param only one of them, or all when null
  public List<Service> services(TenantId tenant, @Nullable ServiceId only) {
    return db.sql(
            """
            SELECT s.id, s.name, s.description, s.duration_min, s.before_min, s.after_min,
                   s.step_min, s.price_minor, s.currency, s.colour, s.online, s.notice_min,
                   s.horizon_days, s.archived_at IS NOT NULL AS archived, s.version,
                   ARRAY(SELECT ss.staff_id
                           FROM calendar.service_staff ss
                           JOIN calendar.staff p
                             ON p.tenant_id = ss.tenant_id AND p.id = ss.staff_id
                          WHERE ss.tenant_id = s.tenant_id AND ss.service_id = s.id
                            AND p.archived_at IS NULL
                          ORDER BY ss.priority, lower(p.name)) AS staff,
                   (SELECT coalesce(jsonb_agg(
                             jsonb_build_object('quantity', n.quantity, 'resources',
                               (SELECT coalesce(jsonb_agg(r.resource_id ORDER BY r.resource_id), '[]')
                                  FROM calendar.service_resource r
                                 WHERE r.tenant_id = n.tenant_id AND r.service_id = n.service_id
                                   AND r.need = n.need))
                             ORDER BY n.need), '[]')
                      FROM calendar.service_need n
                     WHERE n.tenant_id = s.tenant_id AND n.service_id = s.id) AS needs
              FROM calendar.service s
             WHERE s.tenant_id = :tenant
               AND (CAST(:only AS uuid) IS NULL OR s.id = :only)
             ORDER BY lower(s.name)
            """)
        .param("tenant", tenant.value())
        .param("only", only == null ? null : only.value())
        .query((row, _) -> service(row))
        .list();
  }

  public void insertService(
      TenantId tenant, ServiceId id, ServiceDraft draft, String currency, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.service
                   (tenant_id, id, name, description, duration_min, before_min, after_min, step_min,
                    price_minor, currency, colour, online, notice_min, horizon_days, created_at,
                    updated_at)
            VALUES (:tenant, :id, :name, :description, :duration, :before, :after, :step,
                    :price, :currency, :colour, :online, :notice, :horizon, :now, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", draft.name())
        .param("description", draft.description())
        .param("duration", draft.durationMin())
        .param("before", draft.beforeMin())
        .param("after", draft.afterMin())
        .param("step", draft.stepMin())
        .param("price", draft.priceMinor())
        .param("currency", currency)
        .param("colour", draft.colour())
        .param("online", draft.online())
        .param("notice", draft.noticeMin())
        .param("horizon", draft.horizonDays())
        .param("now", atUtc(now))
        .update();
    putStaff(tenant, id, draft.staff());
    putNeeds(tenant, id, draft.needs());
  }

  /// @return false when `version` is no longer the current one
  public boolean updateService(
      TenantId tenant,
      ServiceId id,
      ServiceDraft draft,
      String currency,
      long version,
      Instant now) {
    int changed =
        db.sql(
                """
                UPDATE calendar.service
                   SET name = :name, description = :description, duration_min = :duration,
                       before_min = :before, after_min = :after, step_min = :step,
                       price_minor = :price, currency = :currency, colour = :colour,
                       online = :online, notice_min = :notice, horizon_days = :horizon,
                       updated_at = :now, version = version + 1
                 WHERE tenant_id = :tenant AND id = :id AND version = :version
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("name", draft.name())
            .param("description", draft.description())
            .param("duration", draft.durationMin())
            .param("before", draft.beforeMin())
            .param("after", draft.afterMin())
            .param("step", draft.stepMin())
            .param("price", draft.priceMinor())
            .param("currency", currency)
            .param("colour", draft.colour())
            .param("online", draft.online())
            .param("notice", draft.noticeMin())
            .param("horizon", draft.horizonDays())
            .param("now", atUtc(now))
            .param("version", version)
            .update();
    if (changed == 0) {
      return false;
    }
    db.sql("DELETE FROM calendar.service_staff WHERE tenant_id = :tenant AND service_id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
    db.sql("DELETE FROM calendar.service_need WHERE tenant_id = :tenant AND service_id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
    putStaff(tenant, id, draft.staff());
    putNeeds(tenant, id, draft.needs());
    return true;
  }

  /// Archives a service or brings it back.
  public boolean archiveService(TenantId tenant, ServiceId id, boolean archived, Instant now) {
    return db.sql(
                """
                UPDATE calendar.service
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

  /// People by name.
  ///
  /// @param only one of them, or all when null
  public List<Staff> staff(TenantId tenant, @Nullable StaffId only) {
    return db.sql(
            """
            SELECT p.id, p.name, p.title, p.member_id, p.colour, p.follows_opening,
                   p.archived_at IS NOT NULL AS archived, p.version,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object(
                             'weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)
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
                   (tenant_id, id, name, title, member_id, colour, follows_opening, created_at,
                    updated_at)
            VALUES (:tenant, :id, :name, :title, :member, :colour, :follows, :now, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", draft.name())
        .param("title", draft.title())
        .param("member", value(draft.member()))
        .param("colour", draft.colour())
        .param("follows", draft.hours() == null)
        .param("now", atUtc(now))
        .update();
    putHours(tenant, id, draft.hours());
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
                       follows_opening = :follows, updated_at = :now, version = version + 1
                 WHERE tenant_id = :tenant AND id = :id AND version = :version
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("name", draft.name())
            .param("title", draft.title())
            .param("member", value(draft.member()))
            .param("colour", draft.colour())
            .param("follows", draft.hours() == null)
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
    putHours(tenant, id, draft.hours());
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

  public List<Resource> resources(TenantId tenant) {
    return db.sql(
            """
            SELECT id, kind, name, capacity, archived_at IS NOT NULL AS archived, version
              FROM calendar.resource
             WHERE tenant_id = :tenant
             ORDER BY kind DESC, lower(name), id
            """)
        .param("tenant", tenant.value())
        .query(
            (row, _) ->
                new Resource(
                    new ResourceId(uuid(row, "id")),
                    Resource.Kind.valueOf(text(row, "kind").toUpperCase(Locale.ROOT)),
                    text(row, "name"),
                    row.getInt("capacity"),
                    row.getBoolean("archived"),
                    row.getLong("version")))
        .list();
  }

  public void insertResource(
      TenantId tenant, ResourceId id, Resource.Kind kind, String name, int capacity, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.resource
                   (tenant_id, id, kind, name, capacity, created_at, updated_at)
            VALUES (:tenant, :id, :kind, :name, :capacity, :now, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("kind", kind.name().toLowerCase(Locale.ROOT))
        .param("name", name)
        .param("capacity", capacity)
        .param("now", atUtc(now))
        .update();
  }

  public boolean archiveResource(TenantId tenant, ResourceId id, boolean archived, Instant now) {
    return db.sql(
                """
                UPDATE calendar.resource
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

  /// What the search needs to know of a service, in one query; empty when there is none.
  ///
  /// @param first exceptions of staff from this day
  /// @param last up to this one
  public Optional<ServicePlan> plan(
      TenantId tenant, ServiceId service, LocalDate first, LocalDate last) {
    return db.sql(
            """
            SELECT s.id, s.name, s.description, s.duration_min, s.before_min, s.after_min,
                   s.step_min, s.price_minor, s.currency, s.colour, s.online, s.notice_min,
                   s.horizon_days, s.archived_at IS NOT NULL AS archived, s.version,
                   ARRAY[]::uuid[] AS staff,
                   (SELECT coalesce(jsonb_agg(
                             jsonb_build_object('quantity', n.quantity, 'resources',
                               (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                         'id', r.id, 'capacity', r.capacity) ORDER BY r.id), '[]')
                                  FROM calendar.service_resource sr
                                  JOIN calendar.resource r
                                    ON r.tenant_id = sr.tenant_id AND r.id = sr.resource_id
                                 WHERE sr.tenant_id = n.tenant_id AND sr.service_id = n.service_id
                                   AND sr.need = n.need AND r.archived_at IS NULL))
                             ORDER BY n.need), '[]')
                      FROM calendar.service_need n
                     WHERE n.tenant_id = s.tenant_id AND n.service_id = s.id) AS plan_needs,
                   '[]'::jsonb AS needs,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object(
                             'id', p.id, 'name', p.name, 'title', p.title, 'colour', p.colour,
                             'follows', p.follows_opening, 'priority', ss.priority,
                             'hours',
                               (SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday,
                                         'opens', h.opens, 'closes', h.closes)
                                         ORDER BY h.weekday, h.opens), '[]')
                                  FROM calendar.staff_hours h
                                 WHERE h.tenant_id = p.tenant_id AND h.staff_id = p.id),
                             'exceptions',
                               (SELECT coalesce(jsonb_agg(jsonb_build_object('id', x.id,
                                         'first', x.first_day, 'last', x.last_day,
                                         'opens', x.opens, 'closes', x.closes, 'works', x.works)),
                                         '[]')
                                  FROM calendar.staff_exception x
                                 WHERE x.tenant_id = p.tenant_id AND x.staff_id = p.id
                                   AND x.last_day >= :first AND x.first_day <= :last))
                             ORDER BY ss.priority, lower(p.name), p.id), '[]')
                      FROM calendar.service_staff ss
                      JOIN calendar.staff p
                        ON p.tenant_id = ss.tenant_id AND p.id = ss.staff_id
                     WHERE ss.tenant_id = s.tenant_id AND ss.service_id = s.id
                       AND p.archived_at IS NULL) AS plan_staff
              FROM calendar.service s
             WHERE s.tenant_id = :tenant AND s.id = :service
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .param("first", first)
        .param("last", last)
        .query(
            (row, _) ->
                new ServicePlan(
                    service(row),
                    plannedStaff(json.readTree(text(row, "plan_staff"))),
                    plannedNeeds(json.readTree(text(row, "plan_needs")))))
        .optional();
  }

  private void putStaff(TenantId tenant, ServiceId service, List<StaffId> staff) {
    db.sql(
            """
            INSERT INTO calendar.service_staff (tenant_id, service_id, staff_id)
            SELECT p.tenant_id, :service, p.id
              FROM calendar.staff p
             WHERE p.tenant_id = :tenant AND p.id = ANY(:staff)
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .param("staff", staff.stream().map(StaffId::value).toArray(UUID[]::new))
        .update();
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

  private void putNeeds(TenantId tenant, ServiceId service, List<Service.Need> needs) {
    for (int i = 0; i < needs.size(); i++) {
      var need = needs.get(i);
      db.sql(
              """
              INSERT INTO calendar.service_need (tenant_id, service_id, need, quantity)
              VALUES (:tenant, :service, :need, :quantity)
              """)
          .param("tenant", tenant.value())
          .param("service", service.value())
          .param("need", i)
          .param("quantity", need.quantity())
          .update();
      db.sql(
              """
              INSERT INTO calendar.service_resource (tenant_id, service_id, need, resource_id)
              SELECT r.tenant_id, :service, :need, r.id
                FROM calendar.resource r
               WHERE r.tenant_id = :tenant AND r.id = ANY(:resources)
              """)
          .param("tenant", tenant.value())
          .param("service", service.value())
          .param("need", i)
          .param("resources", need.resources().stream().map(ResourceId::value).toArray(UUID[]::new))
          .update();
    }
  }

  private void putHours(TenantId tenant, StaffId staff, @Nullable WeekHours hours) {
    if (hours == null) {
      return;
    }
    for (var day : DayOfWeek.values()) {
      for (var range : hours.on(day)) {
        db.sql(
                """
                INSERT INTO calendar.staff_hours (tenant_id, staff_id, weekday, opens, closes)
                VALUES (:tenant, :staff, :weekday, :opens, :closes)
                """)
            .param("tenant", tenant.value())
            .param("staff", staff.value())
            .param("weekday", day.getValue())
            .param("opens", range.from())
            .param("closes", range.to())
            .update();
      }
    }
  }

  private Service service(ResultSet row) throws SQLException {
    var staff = new ArrayList<StaffId>();
    for (var id : (UUID[]) Objects.requireNonNull(row.getArray("staff")).getArray()) {
      staff.add(new StaffId(id));
    }
    var needs = new ArrayList<Service.Need>();
    for (var need : json.readTree(text(row, "needs"))) {
      needs.add(
          new Service.Need(
              need.path("quantity").asInt(),
              need.path("resources")
                  .valueStream()
                  .map(id -> ResourceId.parse(id.asString()))
                  .toList()));
    }
    var price = (Long) row.getObject("price_minor");
    return new Service(
        new ServiceId(uuid(row, "id")),
        text(row, "name"),
        text(row, "description"),
        Duration.ofMinutes(row.getInt("duration_min")),
        Duration.ofMinutes(row.getInt("before_min")),
        Duration.ofMinutes(row.getInt("after_min")),
        Duration.ofMinutes(row.getInt("step_min")),
        price,
        text(row, "currency"),
        text(row, "colour"),
        row.getBoolean("online"),
        Duration.ofMinutes(row.getInt("notice_min")),
        row.getInt("horizon_days"),
        staff,
        needs,
        row.getBoolean("archived"),
        row.getLong("version"));
  }

  private Staff staff(ResultSet row) throws SQLException {
    var member = uuidOrNull(row, "member_id");
    return new Staff(
        new StaffId(uuid(row, "id")),
        text(row, "name"),
        text(row, "title"),
        member == null ? null : new MemberId(member),
        text(row, "colour"),
        row.getBoolean("follows_opening") ? null : week(json.readTree(text(row, "hours"))),
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

  private static List<ServicePlan.Person> plannedStaff(JsonNode staff) {
    var people = new ArrayList<ServicePlan.Person>();
    for (var one : staff) {
      var exceptions = new ArrayList<StaffException>();
      for (var exception : one.path("exceptions")) {
        exceptions.add(
            new StaffException(
                UUID.fromString(exception.path("id").asString()),
                LocalDate.parse(exception.path("first").asString()),
                LocalDate.parse(exception.path("last").asString()),
                exception.path("opens").isNull() ? null : range(exception),
                exception.path("works").asBoolean(),
                ""));
      }
      people.add(
          new ServicePlan.Person(
              StaffId.parse(one.path("id").asString()),
              one.path("name").asString(),
              one.path("priority").asInt(),
              one.path("follows").asBoolean() ? null : week(one.path("hours")),
              exceptions));
    }
    return people;
  }

  private static List<ServicePlan.Need> plannedNeeds(JsonNode needs) {
    var planned = new ArrayList<ServicePlan.Need>();
    for (var need : needs) {
      var places = new ArrayList<ServicePlan.Capacity>();
      for (var resource : need.path("resources")) {
        places.add(
            new ServicePlan.Capacity(
                ResourceId.parse(resource.path("id").asString()),
                resource.path("capacity").asInt()));
      }
      planned.add(new ServicePlan.Need(need.path("quantity").asInt(), places));
    }
    return planned;
  }

  private static WeekHours week(JsonNode hours) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var hour : hours) {
      days.computeIfAbsent(DayOfWeek.of(hour.path("weekday").asInt()), _ -> new ArrayList<>())
          .add(range(hour));
    }
    return new WeekHours(days);
  }

  private static TimeRange range(JsonNode hours) {
    return new TimeRange(
        LocalTime.parse(hours.path("opens").asString()),
        LocalTime.parse(hours.path("closes").asString()));
  }

  private static @Nullable UUID value(@Nullable MemberId member) {
    return member == null ? null : member.value();
  }
}
