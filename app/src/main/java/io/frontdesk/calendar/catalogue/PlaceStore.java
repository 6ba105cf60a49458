package io.frontdesk.calendar.catalogue;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.Location;
import io.frontdesk.calendar.LocationDraft;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Resource;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.WeekHours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Rows of locations, rooms and devices.
@Repository
public class PlaceStore {
  private final JdbcClient db;
  private final JsonMapper json;

  PlaceStore(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  public List<Resource> resources(TenantId tenant) {
    return db.sql(
            """
            SELECT id, kind, name, capacity, location_id, archived_at IS NOT NULL AS archived,
                   version
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
                    locationOrNull(row),
                    row.getBoolean("archived"),
                    row.getLong("version")))
        .list();
  }

  public void insertResource(
      TenantId tenant,
      ResourceId id,
      Resource.Kind kind,
      String name,
      int capacity,
      @Nullable LocationId location,
      Instant now) {
    db.sql(
            """
            INSERT INTO calendar.resource
                   (tenant_id, id, kind, name, capacity, location_id, created_at, updated_at)
            VALUES (:tenant, :id, :kind, :name, :capacity, :location, :now, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("kind", kind.name().toLowerCase(Locale.ROOT))
        .param("name", name)
        .param("capacity", capacity)
        .param("location", location == null ? null : location.value())
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

  /// Locations by name.
  ///
  /// @param only one of them, or all when null
  public List<Location> locations(TenantId tenant, @Nullable LocationId only) {
    return db.sql(
            """
            SELECT l.id, l.name, l.address, l.zone, l.follows_opening, l.travel_min,
                   l.archived_at IS NOT NULL AS archived, l.version,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object(
                             'weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)
                             ORDER BY h.weekday, h.opens), '[]')
                      FROM calendar.location_hours h
                     WHERE h.tenant_id = l.tenant_id AND h.location_id = l.id) AS hours
              FROM calendar.location l
             WHERE l.tenant_id = :tenant
               AND (CAST(:only AS uuid) IS NULL OR l.id = :only)
             ORDER BY lower(l.name), l.id
            """)
        .param("tenant", tenant.value())
        .param("only", only == null ? null : only.value())
        .query(
            (row, _) ->
                new Location(
                    new LocationId(uuid(row, "id")),
                    text(row, "name"),
                    text(row, "address"),
                    ZoneId.of(text(row, "zone")),
                    row.getBoolean("follows_opening")
                        ? null
                        : Hours.week(json.readTree(text(row, "hours"))),
                    Duration.ofMinutes(row.getInt("travel_min")),
                    row.getBoolean("archived"),
                    row.getLong("version")))
        .list();
  }

  public void insertLocation(TenantId tenant, LocationId id, LocationDraft draft, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.location
                   (tenant_id, id, name, address, zone, follows_opening, travel_min, created_at,
                    updated_at)
            VALUES (:tenant, :id, :name, :address, :zone, :follows, :travel, :now, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", draft.name())
        .param("address", draft.address())
        .param("zone", draft.zone())
        .param("follows", draft.hours() == null)
        .param("travel", draft.travelMin())
        .param("now", atUtc(now))
        .update();
    putHours(tenant, id, draft.hours());
  }

  /// @return false when `version` is no longer the current one
  public boolean updateLocation(
      TenantId tenant, LocationId id, LocationDraft draft, long version, Instant now) {
    int changed =
        db.sql(
                """
                UPDATE calendar.location
                   SET name = :name, address = :address, zone = :zone, follows_opening = :follows,
                       travel_min = :travel, updated_at = :now, version = version + 1
                 WHERE tenant_id = :tenant AND id = :id AND version = :version
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("name", draft.name())
            .param("address", draft.address())
            .param("zone", draft.zone())
            .param("follows", draft.hours() == null)
            .param("travel", draft.travelMin())
            .param("version", version)
            .param("now", atUtc(now))
            .update();
    if (changed == 0) {
      return false;
    }
    db.sql("DELETE FROM calendar.location_hours WHERE tenant_id = :tenant AND location_id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
    putHours(tenant, id, draft.hours());
    return true;
  }

  public boolean archiveLocation(TenantId tenant, LocationId id, boolean archived, Instant now) {
    return db.sql(
                """
                UPDATE calendar.location
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

  private void putHours(TenantId tenant, LocationId location, @Nullable WeekHours hours) {
    if (hours == null) {
      return;
    }
    for (var day : DayOfWeek.values()) {
      for (var range : hours.on(day)) {
        db.sql(
                """
                INSERT INTO calendar.location_hours
                       (tenant_id, location_id, weekday, opens, closes)
                VALUES (:tenant, :location, :weekday, :opens, :closes)
                """)
            .param("tenant", tenant.value())
            .param("location", location.value())
            .param("weekday", day.getValue())
            .param("opens", range.from())
            .param("closes", range.to())
            .update();
      }
    }
  }

  private static @Nullable LocationId locationOrNull(ResultSet row) throws SQLException {
    var id = uuidOrNull(row, "location_id");
    return id == null ? null : new LocationId(id);
  }
}
