package io.frontdesk.tenancy.workspace;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.OpenDays;
import io.frontdesk.tenancy.SpecialDay;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// SQL of the tenancy module; call it inside a transaction.
@Repository
public class WorkspaceStore {
  private final JdbcClient db;

  WorkspaceStore(JdbcClient db) {
    this.db = db;
  }

  public Optional<Workspace> find(TenantId tenant) {
    return db.sql(
            """
            SELECT w.tenant_id, d.slug, d.name, d.agency, w.zone, w.region, w.currency, w.created_at
              FROM tenancy.workspace w
              JOIN tenancy.directory d ON d.workspace = w.tenant_id
             WHERE w.tenant_id = :tenant
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> workspace(row))
        .optional();
  }

  public Optional<TenantId> idOf(String slug) {
    return db.sql("SELECT workspace FROM tenancy.directory WHERE slug = :slug")
        .param("slug", slug)
        .query((row, _) -> new TenantId(uuid(row, "workspace")))
        .optional();
  }

  /// Lets one slug be chosen at a time; held until the transaction ends.
  public void lockSlugs() {
    db.sql("SELECT pg_advisory_xact_lock(hashtext('tenancy.slug'))").query((_, _) -> true).single();
  }

  public boolean slugIsTaken(String slug) {
    return idOf(slug).isPresent();
  }

  public List<TenantId> childIds(TenantId agency) {
    return db.sql("SELECT workspace FROM tenancy.directory WHERE agency = :agency ORDER BY name")
        .param("agency", agency.value())
        .query((row, _) -> new TenantId(uuid(row, "workspace")))
        .list();
  }

  public void insert(TenantId id, String slug, NewWorkspace wanted, Instant now) {
    var agency = wanted.agency();
    db.sql(
            """
            INSERT INTO tenancy.directory (workspace, slug, name, agency)
            VALUES (:tenant, :slug, :name, CAST(:agency AS uuid))
            """)
        .param("tenant", id.value())
        .param("slug", slug)
        .param("name", wanted.name())
        .param("agency", agency == null ? null : agency.value())
        .update();
    db.sql(
            """
            INSERT INTO tenancy.workspace (tenant_id, zone, region, currency, created_at, updated_at)
            VALUES (:tenant, :zone, :region, :currency, :now, :now)
            """)
        .param("tenant", id.value())
        .param("zone", wanted.zone().getId())
        .param("region", wanted.region())
        .param("currency", wanted.currency())
        .param("now", atUtc(now))
        .update();
  }

  public void update(
      TenantId tenant, String name, ZoneId zone, String region, String currency, Instant now) {
    db.sql("UPDATE tenancy.directory SET name = :name WHERE workspace = :tenant")
        .param("tenant", tenant.value())
        .param("name", name)
        .update();
    db.sql(
            """
            UPDATE tenancy.workspace
               SET zone = :zone, region = :region, currency = :currency, updated_at = :now
             WHERE tenant_id = :tenant
            """)
        .param("tenant", tenant.value())
        .param("zone", zone.getId())
        .param("region", region)
        .param("currency", currency)
        .param("now", atUtc(now))
        .update();
  }

  public WeekHours week(TenantId tenant) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    db.sql(
            """
            SELECT weekday, opens, closes FROM tenancy.opening_hours
             WHERE tenant_id = :tenant
             ORDER BY weekday, opens
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> Map.entry(DayOfWeek.of(row.getInt("weekday")), range(row)))
        .list()
        .forEach(
            entry ->
                days.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue()));
    return new WeekHours(days);
  }

  public Optional<OpenDays> openDays(TenantId tenant, LocalDate first, LocalDate last) {
    var week = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    var special = new HashMap<LocalDate, List<TimeRange>>();
    var zones =
        db.sql(
                """
                SELECT w.zone, x.day, x.weekday, x.opens, x.closes
                  FROM tenancy.workspace w
                  LEFT JOIN LATERAL (
                         SELECT CAST(NULL AS date) AS day, weekday, opens, closes
                           FROM tenancy.opening_hours
                          WHERE tenant_id = :tenant
                         UNION ALL
                         SELECT d.day, NULL, h.opens, h.closes
                           FROM tenancy.special_day d
                           LEFT JOIN tenancy.special_hours h
                             ON h.tenant_id = d.tenant_id AND h.day = d.day
                          WHERE d.tenant_id = :tenant AND d.day BETWEEN :first AND :last) x ON true
                 WHERE w.tenant_id = :tenant
                """)
            .param("tenant", tenant.value())
            .param("first", first)
            .param("last", last)
            .query(
                (row, _) -> {
                  var day = row.getObject("day", LocalDate.class);
                  int weekday = row.getInt("weekday");
                  boolean opens = row.getObject("opens") != null;
                  // A holiday has a day and no hours; a business without hours, neither.
                  if (day != null || opens) {
                    var ranges =
                        day == null
                            ? week.computeIfAbsent(DayOfWeek.of(weekday), _ -> new ArrayList<>())
                            : special.computeIfAbsent(day, _ -> new ArrayList<>());
                    if (opens) {
                      ranges.add(range(row));
                    }
                  }
                  return text(row, "zone");
                })
            .list();
    special.replaceAll((_, ranges) -> WeekHours.ordered(ranges));
    return zones.stream()
        .findFirst()
        .map(zone -> new OpenDays(ZoneId.of(zone), new WeekHours(week), special));
  }

  public void replaceWeek(TenantId tenant, WeekHours week) {
    db.sql("DELETE FROM tenancy.opening_hours WHERE tenant_id = :tenant")
        .param("tenant", tenant.value())
        .update();
    week.days()
        .forEach(
            (day, ranges) ->
                ranges.forEach(
                    range ->
                        db.sql(
                                """
                                INSERT INTO tenancy.opening_hours (tenant_id, weekday, opens, closes)
                                VALUES (:tenant, :weekday, :opens, :closes)
                                """)
                            .param("tenant", tenant.value())
                            .param("weekday", day.getValue())
                            .param("opens", range.from())
                            .param("closes", range.to())
                            .update()));
  }

  public List<SpecialDay> specialDays(TenantId tenant, LocalDate from, LocalDate until) {
    record Line(LocalDate day, String label, Optional<TimeRange> range) {}
    var lines =
        db.sql(
                """
                SELECT d.day, d.label, h.opens, h.closes
                  FROM tenancy.special_day d
                  LEFT JOIN tenancy.special_hours h
                    ON h.tenant_id = d.tenant_id AND h.day = d.day
                 WHERE d.tenant_id = :tenant AND d.day >= :from AND d.day < :until
                 ORDER BY d.day, h.opens
                """)
            .param("tenant", tenant.value())
            .param("from", from)
            .param("until", until)
            .query(
                (row, _) ->
                    new Line(
                        Objects.requireNonNull(row.getObject("day", LocalDate.class)),
                        text(row, "label"),
                        row.getObject("opens") == null
                            ? Optional.empty()
                            : Optional.of(range(row))))
            .list();
    var byDay = new LinkedHashMap<LocalDate, SpecialDay>();
    for (var line : lines) {
      var ranges = new ArrayList<TimeRange>();
      var known = byDay.get(line.day());
      if (known != null) {
        ranges.addAll(known.ranges());
      }
      line.range().ifPresent(ranges::add);
      byDay.put(line.day(), new SpecialDay(line.day(), line.label(), ranges));
    }
    return List.copyOf(byDay.values());
  }

  public void replaceSpecialDay(TenantId tenant, SpecialDay day) {
    deleteSpecialDay(tenant, day.day());
    db.sql(
            """
            INSERT INTO tenancy.special_day (tenant_id, day, label) VALUES (:tenant, :day, :label)
            """)
        .param("tenant", tenant.value())
        .param("day", day.day())
        .param("label", day.label())
        .update();
    for (var range : day.ranges()) {
      db.sql(
              """
              INSERT INTO tenancy.special_hours (tenant_id, day, opens, closes)
              VALUES (:tenant, :day, :opens, :closes)
              """)
          .param("tenant", tenant.value())
          .param("day", day.day())
          .param("opens", range.from())
          .param("closes", range.to())
          .update();
    }
  }

  public void deleteSpecialDay(TenantId tenant, LocalDate day) {
    db.sql("DELETE FROM tenancy.special_day WHERE tenant_id = :tenant AND day = :day")
        .param("tenant", tenant.value())
        .param("day", day)
        .update();
  }

  private static Workspace workspace(ResultSet row) throws SQLException {
    var agency = uuidOrNull(row, "agency");
    return new Workspace(
        new TenantId(uuid(row, "tenant_id")),
        text(row, "slug"),
        text(row, "name"),
        ZoneId.of(text(row, "zone")),
        text(row, "region"),
        text(row, "currency"),
        agency == null ? null : new TenantId(agency),
        instant(row, "created_at"));
  }

  private static TimeRange range(ResultSet row) throws SQLException {
    return new TimeRange(
        Objects.requireNonNull(row.getObject("opens", LocalTime.class)),
        Objects.requireNonNull(row.getObject("closes", LocalTime.class)));
  }
}
