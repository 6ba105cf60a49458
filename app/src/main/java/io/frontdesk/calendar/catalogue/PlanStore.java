package io.frontdesk.calendar.catalogue;

import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what decides when a service can be.
@Repository
public class PlanStore {
  private final JdbcClient db;
  private final JsonMapper json;

  PlanStore(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  /// What the search needs to know of a service, in one query; empty when there is none.
  ///
  /// @param first exceptions of staff from this day
  /// @param last up to this one
  public Optional<ServicePlan> plan(
      TenantId tenant, ServiceId service, LocalDate first, LocalDate last) {
    return db.sql(
            "SELECT "
                + ServiceStore.COLUMNS
                + """
                   , (SELECT coalesce(jsonb_agg(
                               jsonb_build_object('quantity', n.quantity, 'resources',
                                 (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                           'id', r.id, 'capacity', r.capacity,
                                           'location', r.location_id) ORDER BY r.id), '[]')
                                    FROM calendar.service_resource sr
                                    JOIN calendar.resource r
                                      ON r.tenant_id = sr.tenant_id AND r.id = sr.resource_id
                                   WHERE sr.tenant_id = n.tenant_id
                                     AND sr.service_id = n.service_id AND sr.need = n.need
                                     AND r.archived_at IS NULL))
                               ORDER BY n.need), '[]')
                        FROM calendar.service_need n
                       WHERE n.tenant_id = s.tenant_id AND n.service_id = s.id) AS needs,
                     (SELECT coalesce(jsonb_agg(jsonb_build_object(
                               'id', p.id, 'name', p.name, 'follows', p.follows_opening,
                               'max', p.max_per_day, 'priority', ss.priority,
                               'turn',
                                 CASE WHEN s.by_turn THEN
                                   (SELECT extract(epoch FROM max(a.created_at))
                                      FROM calendar.appointment a
                                     WHERE a.tenant_id = s.tenant_id AND a.service_id = s.id
                                       AND a.staff_id = p.id) END,
                               'hours',
                                 (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                           'weekday', h.weekday, 'opens', h.opens,
                                           'closes', h.closes, 'location', h.location_id)
                                           ORDER BY h.weekday, h.opens), '[]')
                                    FROM calendar.staff_hours h
                                   WHERE h.tenant_id = p.tenant_id AND h.staff_id = p.id),
                               'exceptions',
                                 (SELECT coalesce(jsonb_agg(jsonb_build_object('id', x.id,
                                           'first', x.first_day, 'last', x.last_day,
                                           'opens', x.opens, 'closes', x.closes,
                                           'works', x.works)), '[]')
                                    FROM calendar.staff_exception x
                                   WHERE x.tenant_id = p.tenant_id AND x.staff_id = p.id
                                     AND x.last_day >= :first AND x.first_day <= :last))
                               ORDER BY ss.priority, lower(p.name), p.id), '[]')
                        FROM calendar.service_staff ss
                        JOIN calendar.staff p
                          ON p.tenant_id = ss.tenant_id AND p.id = ss.staff_id
                       WHERE ss.tenant_id = s.tenant_id AND ss.service_id = s.id
                         AND p.archived_at IS NULL) AS plan_people,
                     (SELECT coalesce(jsonb_agg(jsonb_build_object(
                               'id', l.id, 'name', l.name, 'zone', l.zone,
                               'follows', l.follows_opening,
                               'hours',
                                 (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                           'weekday', h.weekday, 'opens', h.opens,
                                           'closes', h.closes) ORDER BY h.weekday, h.opens), '[]')
                                    FROM calendar.location_hours h
                                   WHERE h.tenant_id = l.tenant_id AND h.location_id = l.id))
                               ORDER BY lower(l.name), l.id), '[]')
                        FROM calendar.service_location sl
                        JOIN calendar.location l
                          ON l.tenant_id = sl.tenant_id AND l.id = sl.location_id
                       WHERE sl.tenant_id = s.tenant_id AND sl.service_id = s.id
                         AND l.archived_at IS NULL) AS sites,
                     (SELECT coalesce(jsonb_object_agg(l.id, l.travel_min), '{}')
                        FROM calendar.location l
                       WHERE l.tenant_id = s.tenant_id AND l.travel_min > 0) AS travel,
                     EXISTS (SELECT
                               FROM calendar.service_location sl
                              WHERE sl.tenant_id = s.tenant_id AND sl.service_id = s.id) AS placed
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
                    ServiceStore.service(row, List.of(), List.of(), List.of(), List.of()),
                    people(json.readTree(text(row, "plan_people"))),
                    needs(json.readTree(text(row, "needs"))),
                    row.getBoolean("placed"),
                    sites(json.readTree(text(row, "sites"))),
                    travel(json.readTree(text(row, "travel")))))
        .optional();
  }

  private static List<ServicePlan.Person> people(JsonNode staff) {
    var people = new ArrayList<ServicePlan.Person>();
    for (var one : staff) {
      var exceptions = new ArrayList<StaffException>();
      for (var exception : one.path("exceptions")) {
        exceptions.add(
            new StaffException(
                UUID.fromString(exception.path("id").asString()),
                LocalDate.parse(exception.path("first").asString()),
                LocalDate.parse(exception.path("last").asString()),
                exception.path("opens").isNull() ? null : Hours.range(exception),
                exception.path("works").asBoolean(),
                ""));
      }
      var most = one.path("max");
      people.add(
          new ServicePlan.Person(
              StaffId.parse(one.path("id").asString()),
              one.path("name").asString(),
              one.path("priority").asInt(),
              one.path("follows").asBoolean() ? null : Hours.staffWeek(one.path("hours")),
              most.isNumber() ? most.asInt() : null,
              one.path("turn").isNumber() ? (long) (one.path("turn").asDouble() * 1000) : 0,
              exceptions));
    }
    return people;
  }

  private static List<ServicePlan.Need> needs(JsonNode needs) {
    var planned = new ArrayList<ServicePlan.Need>();
    for (var need : needs) {
      var places = new ArrayList<ServicePlan.Capacity>();
      for (var resource : need.path("resources")) {
        places.add(
            new ServicePlan.Capacity(
                ResourceId.parse(resource.path("id").asString()),
                resource.path("capacity").asInt(),
                locationOrNull(resource.path("location"))));
      }
      planned.add(new ServicePlan.Need(need.path("quantity").asInt(), places));
    }
    return planned;
  }

  private static List<ServicePlan.Site> sites(JsonNode sites) {
    return sites
        .valueStream()
        .map(
            site ->
                new ServicePlan.Site(
                    LocationId.parse(site.path("id").asString()),
                    site.path("name").asString(),
                    ZoneId.of(site.path("zone").asString()),
                    site.path("follows").asBoolean() ? null : Hours.week(site.path("hours"))))
        .toList();
  }

  private static Map<UUID, Duration> travel(JsonNode travel) {
    var ways = new HashMap<UUID, Duration>();
    for (var way : travel.properties()) {
      ways.put(UUID.fromString(way.getKey()), Duration.ofMinutes(way.getValue().asInt()));
    }
    return ways;
  }

  private static @Nullable LocationId locationOrNull(JsonNode id) {
    return id.isString() ? LocationId.parse(id.asString()) : null;
  }
}
