package io.frontdesk.calendar.feed;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `calendar.feed`.
@Repository
class FeedStore {
  private static final String COLUMNS =
      """
      SELECT id, staff_id, location_id, label, busy_only, created_at, read_at
        FROM calendar.feed
       WHERE tenant_id = :tenant AND revoked_at IS NULL
      """;

  private final JdbcClient db;

  FeedStore(JdbcClient db) {
    this.db = db;
  }

  void insert(TenantId tenant, Feed feed, byte[] hash, String by) {
    var staff = feed.staff();
    var location = feed.location();
    db.sql(
            """
            INSERT INTO calendar.feed
                   (tenant_id, id, staff_id, location_id, token_hash, label, busy_only,
                    created_by, created_at)
            VALUES (:tenant, :id, :staff, :location, :hash, :label, :busy, :by, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", feed.id())
        .param("staff", staff == null ? null : staff.value())
        .param("location", location == null ? null : location.value())
        .param("hash", hash)
        .param("label", feed.label())
        .param("busy", feed.busyOnly())
        .param("by", by)
        .param("now", atUtc(feed.createdAt()))
        .update();
  }

  Optional<Feed> byHash(TenantId tenant, byte[] hash) {
    return db.sql(COLUMNS + " AND token_hash = :hash")
        .param("tenant", tenant.value())
        .param("hash", hash)
        .query((row, _) -> feed(row))
        .optional();
  }

  List<Feed> all(TenantId tenant) {
    return db.sql(COLUMNS + " ORDER BY created_at, id LIMIT 500")
        .param("tenant", tenant.value())
        .query((row, _) -> feed(row))
        .list();
  }

  boolean revoke(TenantId tenant, UUID feed, Instant now) {
    return db.sql(
                """
                UPDATE calendar.feed SET revoked_at = :now
                 WHERE tenant_id = :tenant AND id = :id AND revoked_at IS NULL
                """)
            .param("tenant", tenant.value())
            .param("id", feed)
            .param("now", atUtc(now))
            .update()
        == 1;
  }

  /// Once an hour is enough to see that someone reads it.
  void read(TenantId tenant, UUID feed, Instant now) {
    db.sql(
            """
            UPDATE calendar.feed SET read_at = :now
             WHERE tenant_id = :tenant AND id = :id
               AND (read_at IS NULL OR read_at < CAST(:now AS timestamptz) - interval '1 hour')
            """)
        .param("tenant", tenant.value())
        .param("id", feed)
        .param("now", atUtc(now))
        .update();
  }

  private static Feed feed(ResultSet row) throws SQLException {
    var staff = uuidOrNull(row, "staff_id");
    var location = uuidOrNull(row, "location_id");
    return new Feed(
        uuid(row, "id"),
        staff == null ? null : new StaffId(staff),
        location == null ? null : new LocationId(location),
        text(row, "label"),
        row.getBoolean("busy_only"),
        instant(row, "created_at"),
        instantOrNull(row, "read_at"));
  }
}
