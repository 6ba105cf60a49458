package io.frontdesk.calendar.series;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.GroupId;
import io.frontdesk.calendar.SeriesId;
import io.frontdesk.calendar.SeriesRequest;
import io.frontdesk.calendar.SeriesView;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of series and groups, and which appointments are theirs.
@Repository
public class SeriesStore {
  private final JdbcClient db;
  private final AppointmentStore appointments;

  SeriesStore(JdbcClient db, AppointmentStore appointments) {
    this.db = db;
    this.appointments = appointments;
  }

  /// @return false when the key is used
  boolean insert(
      TenantId tenant,
      SeriesId id,
      SeriesRequest request,
      String rule,
      ZoneId zone,
      String fingerprint,
      Instant now) {
    var staff = request.staff();
    return db.sql(
                """
                INSERT INTO calendar.series
                       (tenant_id, id, service_id, staff_id, contact_id, rule, first_local, zone,
                        idempotency_key, fingerprint, created_at, created_by)
                VALUES (:tenant, :id, :service, :staff, :contact, :rule, :first, :zone, :key,
                        :fingerprint, :now, :by)
                ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("service", request.service().value())
            .param("staff", staff == null ? null : staff.value())
            .param("contact", request.contact().value())
            .param("rule", rule)
            .param("first", request.first())
            .param("zone", zone.getId())
            .param("key", request.idempotencyKey())
            .param("fingerprint", fingerprint)
            .param("now", atUtc(now))
            .param("by", request.actor().name())
            .update()
        == 1;
  }

  /// A series or group that a key made, with what the key stood for.
  record Keyed(UUID id, String fingerprint) {}

  Optional<Keyed> seriesByKey(TenantId tenant, String key) {
    return byKey("calendar.series", tenant, key);
  }

  Optional<Keyed> groupByKey(TenantId tenant, String key) {
    return byKey("calendar.booking_group", tenant, key);
  }

  private Optional<Keyed> byKey(String table, TenantId tenant, String key) {
    return db.sql(
            "SELECT id, fingerprint FROM "
                + table
                + " WHERE tenant_id = :tenant AND idempotency_key = :key")
        .param("tenant", tenant.value())
        .param("key", key)
        .query((row, _) -> new Keyed(uuid(row, "id"), text(row, "fingerprint")))
        .optional();
  }

  void link(TenantId tenant, AppointmentId appointment, SeriesId series, LocalDateTime at) {
    db.sql(
            """
            UPDATE calendar.appointment SET series_id = :series, recurrence_at = :at
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", appointment.value())
        .param("series", series.value())
        .param("at", at)
        .update();
  }

  /// Makes what follows `from` a series of its own, from `first` on.
  SeriesId split(
      TenantId tenant, SeriesId series, SeriesId fresh, LocalDateTime from, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.series
                   (tenant_id, id, service_id, staff_id, contact_id, rule, first_local, zone,
                    split_from, idempotency_key, fingerprint, created_at, created_by)
            SELECT tenant_id, :fresh, service_id, staff_id, contact_id, rule, :from, zone, id,
                   'split:' || :fresh, fingerprint, :now, created_by
              FROM calendar.series
             WHERE tenant_id = :tenant AND id = :series
            """)
        .param("tenant", tenant.value())
        .param("series", series.value())
        .param("fresh", fresh.value())
        .param("from", from)
        .param("now", atUtc(now))
        .update();
    db.sql(
            """
            UPDATE calendar.appointment SET series_id = :fresh
             WHERE tenant_id = :tenant AND series_id = :series AND recurrence_at >= :from
            """)
        .param("tenant", tenant.value())
        .param("series", series.value())
        .param("fresh", fresh.value())
        .param("from", from)
        .update();
    return fresh;
  }

  public Optional<SeriesId> seriesOf(TenantId tenant, AppointmentId appointment) {
    return db.sql(
            """
            SELECT series_id FROM calendar.appointment
             WHERE tenant_id = :tenant AND id = :id AND series_id IS NOT NULL
            """)
        .param("tenant", tenant.value())
        .param("id", appointment.value())
        .query((row, _) -> new SeriesId(uuid(row, "series_id")))
        .optional();
  }

  public Optional<SeriesView> view(TenantId tenant, SeriesId id, ZoneId zone) {
    return db.sql(
            "SELECT rule, first_local FROM calendar.series WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new SeriesView(
                    id,
                    text(row, "rule"),
                    Objects.requireNonNull(row.getObject("first_local", LocalDateTime.class)),
                    parts(tenant, id, zone)))
        .optional();
  }

  private List<SeriesView.Part> parts(TenantId tenant, SeriesId series, ZoneId zone) {
    record Place(AppointmentId id, LocalDateTime at) {}
    var places =
        db.sql(
                """
                SELECT id, recurrence_at FROM calendar.appointment
                 WHERE tenant_id = :tenant AND series_id = :series
                 ORDER BY recurrence_at
                """)
            .param("tenant", tenant.value())
            .param("series", series.value())
            .query(
                (row, _) ->
                    new Place(
                        new AppointmentId(uuid(row, "id")),
                        Objects.requireNonNull(
                            row.getObject("recurrence_at", LocalDateTime.class))))
            .list();
    return places.stream()
        .map(
            place ->
                new SeriesView.Part(
                    place.at(), appointments.find(tenant, place.id(), zone).orElseThrow()))
        .toList();
  }

  boolean insertGroup(
      TenantId tenant,
      GroupId id,
      ContactId contact,
      String key,
      String fingerprint,
      String by,
      Instant now) {
    return db.sql(
                """
                INSERT INTO calendar.booking_group
                       (tenant_id, id, contact_id, idempotency_key, fingerprint, created_at,
                        created_by)
                VALUES (:tenant, :id, :contact, :key, :fingerprint, :now, :by)
                ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("contact", contact.value())
            .param("key", key)
            .param("fingerprint", fingerprint)
            .param("now", atUtc(now))
            .param("by", by)
            .update()
        == 1;
  }

  void join(TenantId tenant, AppointmentId appointment, GroupId group, int part) {
    db.sql(
            """
            UPDATE calendar.appointment SET group_id = :group, group_part = :part
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", appointment.value())
        .param("group", group.value())
        .param("part", part)
        .update();
  }

  public Optional<GroupId> groupOf(TenantId tenant, AppointmentId appointment) {
    return db.sql(
            """
            SELECT group_id FROM calendar.appointment
             WHERE tenant_id = :tenant AND id = :id AND group_id IS NOT NULL
            """)
        .param("tenant", tenant.value())
        .param("id", appointment.value())
        .query((row, _) -> new GroupId(uuid(row, "group_id")))
        .optional();
  }

  /// The parts of a group in their order; empty when there is no such group.
  public List<AppointmentId> members(TenantId tenant, GroupId group) {
    return db.sql(
            """
            SELECT id FROM calendar.appointment
             WHERE tenant_id = :tenant AND group_id = :group
             ORDER BY group_part
            """)
        .param("tenant", tenant.value())
        .param("group", group.value())
        .query((row, _) -> new AppointmentId(uuid(row, "id")))
        .list();
  }

  public Optional<ContactId> contactOf(TenantId tenant, GroupId group) {
    return db.sql(
            """
            SELECT contact_id FROM calendar.booking_group WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", group.value())
        .query((row, _) -> new ContactId(uuid(row, "contact_id")))
        .optional();
  }

  void moveContact(TenantId tenant, ContactId gone, ContactId kept) {
    for (var table : List.of("calendar.series", "calendar.booking_group")) {
      db.sql(
              "UPDATE "
                  + table
                  + " SET contact_id = :kept WHERE tenant_id = :tenant AND contact_id = :gone")
          .param("tenant", tenant.value())
          .param("gone", gone.value())
          .param("kept", kept.value())
          .update();
    }
  }
}
