package io.frontdesk.calendar.sync;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What our people's other calendars say, in `calendar.external_busy`.
@Repository
class BusyStore {
  private static final int AT_ONCE = 1_000;

  private final JdbcClient db;

  BusyStore(JdbcClient db) {
    this.db = db;
  }

  /// @param key of the entry elsewhere
  record Busy(String key, Instant start, Instant end) {}

  void clear(TenantId tenant, UUID calendar) {
    db.sql("DELETE FROM calendar.external_busy WHERE tenant_id = :tenant AND source_id = :source")
        .param("tenant", tenant.value())
        .param("source", calendar)
        .update();
  }

  void remove(TenantId tenant, UUID calendar, List<String> keys) {
    db.sql(
            """
            DELETE FROM calendar.external_busy
             WHERE tenant_id = :tenant AND source_id = :source
               AND md5(uid) = ANY(SELECT md5(key) FROM unnest(:keys::text[]) AS key)
            """)
        .param("tenant", tenant.value())
        .param("source", calendar)
        .param("keys", keys.toArray(String[]::new))
        .update();
  }

  void add(TenantId tenant, UUID calendar, StaffId staff, List<Busy> all, Instant now) {
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      var part = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      db.sql(
              """
              INSERT INTO calendar.external_busy
                     (tenant_id, id, staff_id, source_id, uid, starts_at, ends_at, updated_at)
              SELECT :tenant, b.id, :staff, :source, b.uid, b.starts_at, b.ends_at, :now
                FROM unnest(:ids::uuid[], :keys::text[], :starts::text[]::timestamptz[],
                            :ends::text[]::timestamptz[]) AS b (id, uid, starts_at, ends_at)
              ON CONFLICT DO NOTHING
              """)
          .param("tenant", tenant.value())
          .param("staff", staff.value())
          .param("source", calendar)
          .param("now", atUtc(now))
          .param("ids", part.stream().map(_ -> Uuid7.next()).toArray(UUID[]::new))
          .param("keys", part.stream().map(Busy::key).toArray(String[]::new))
          .param("starts", part.stream().map(b -> b.start().toString()).toArray(String[]::new))
          .param("ends", part.stream().map(b -> b.end().toString()).toArray(String[]::new))
          .update();
    }
  }

  List<Overlap> overlaps(TenantId tenant, Instant now, int limit) {
    return db.sql(
            """
            SELECT p.id, c.name, b.starts_at, b.ends_at
              FROM calendar.external_busy b
              JOIN calendar.sync_calendar c ON c.tenant_id = b.tenant_id AND c.id = b.source_id
              JOIN calendar.appointment p
                ON p.tenant_id = b.tenant_id AND p.staff_id = b.staff_id
               AND p.starts_at < b.ends_at AND p.ends_at > b.starts_at
               AND p.starts_at > b.starts_at - interval '24 hours'
             WHERE b.tenant_id = :tenant AND b.ends_at > :now AND p.ends_at > :now
               AND p.state IN ('booked', 'confirmed')
             ORDER BY p.starts_at, p.id
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("limit", limit)
        .query(
            (row, _) ->
                new Overlap(
                    new AppointmentId(uuid(row, "id")),
                    text(row, "name"),
                    instant(row, "starts_at"),
                    instant(row, "ends_at")))
        .list();
  }
}
