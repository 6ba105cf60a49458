package io.frontdesk.calendar.page;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The page's settings of one tenant.
@Repository
class BookingPageStore {
  private final JdbcClient db;

  BookingPageStore(JdbcClient db) {
    this.db = db;
  }

  Optional<BookingPage> find(TenantId tenant) {
    return db.sql(
            """
            SELECT published, heading, intro, embed_origins, logo IS NOT NULL AS has_logo, version
              FROM calendar.booking_page WHERE tenant_id = :tenant
            """)
        .param("tenant", tenant.value())
        .query(
            (row, _) ->
                new BookingPage(
                    row.getBoolean("published"),
                    text(row, "heading"),
                    text(row, "intro"),
                    List.of((String[]) row.getArray("embed_origins").getArray()),
                    row.getBoolean("has_logo"),
                    row.getLong("version")))
        .optional();
  }

  Optional<Logo> logo(TenantId tenant) {
    return db.sql(
            """
            SELECT logo, logo_type FROM calendar.booking_page
             WHERE tenant_id = :tenant AND logo IS NOT NULL
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> new Logo(text(row, "logo_type"), row.getBytes("logo")))
        .optional();
  }

  /// @return false when somebody changed it since `version`
  boolean save(TenantId tenant, BookingPage page, Instant now) {
    return db.sql(
                """
                INSERT INTO calendar.booking_page
                  (tenant_id, published, heading, intro, embed_origins, updated_at)
                VALUES (:tenant, :published, :heading, :intro, :origins, :now)
                ON CONFLICT (tenant_id) DO UPDATE
                   SET published = excluded.published, heading = excluded.heading,
                       intro = excluded.intro, embed_origins = excluded.embed_origins,
                       updated_at = excluded.updated_at, version = booking_page.version + 1
                 WHERE booking_page.version = :version
                """)
            .param("tenant", tenant.value())
            .param("published", page.published())
            .param("heading", page.heading())
            .param("intro", page.intro())
            .param("origins", page.embedOrigins().toArray(String[]::new))
            .param("version", page.version())
            .param("now", atUtc(now))
            .update()
        > 0;
  }

  void logo(TenantId tenant, @Nullable Logo logo, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.booking_page
              (tenant_id, published, heading, intro, logo, logo_type, updated_at)
            VALUES (:tenant, false, '', '', :logo, :type, :now)
            ON CONFLICT (tenant_id) DO UPDATE
               SET logo = excluded.logo, logo_type = excluded.logo_type,
                   updated_at = excluded.updated_at, version = booking_page.version + 1
            """)
        .param("tenant", tenant.value())
        .param("logo", logo == null ? null : logo.bytes())
        .param("type", logo == null ? null : logo.type())
        .param("now", atUtc(now))
        .update();
  }
}
