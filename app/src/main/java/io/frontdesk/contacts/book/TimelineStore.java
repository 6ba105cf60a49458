package io.frontdesk.contacts.book;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The timeline's table.
@Repository
public class TimelineStore {
  private final JdbcClient db;

  TimelineStore(JdbcClient db) {
    this.db = db;
  }

  /// Adds a line or replaces the words of the one that is there.
  public void put(TenantId tenant, ContactId contact, Entry entry) {
    db.sql(
            """
            INSERT INTO contacts.timeline_entry
                   (tenant_id, id, contact_id, kind, title, detail, at, ref_type, ref_id)
            VALUES (:tenant, :id, :contact, :kind, :title, :detail, :at, :refType, :refId)
            ON CONFLICT (tenant_id, contact_id, kind, ref_type, ref_id)
            DO UPDATE SET title = EXCLUDED.title, detail = EXCLUDED.detail, at = EXCLUDED.at
            """)
        .param("tenant", tenant.value())
        .param("id", Uuid7.next())
        .param("contact", contact.value())
        .param("kind", entry.kind())
        .param("title", entry.title())
        .param("detail", entry.detail())
        .param("at", atUtc(entry.at()))
        .param("refType", entry.refType())
        .param("refId", entry.refId())
        .update();
  }

  /// Adds lines, or replaces their words, and notes when the people were last heard of.
  ///
  /// @return whose lines they are today, each once; a line of somebody deleted is left out
  public List<ContactId> putAll(TenantId tenant, List<Timeline.Line> lines) {
    return db.sql(
            """
            WITH line AS (
              SELECT l.id, coalesce(kept.id, c.id) AS contact_id, l.kind, l.title, l.detail, l.at,
                     l.ref_type, l.ref_id
                FROM unnest(CAST(:ids AS uuid[]), CAST(:contacts AS uuid[]), CAST(:kinds AS text[]),
                            CAST(:titles AS text[]), CAST(:details AS text[]),
                            CAST(:ats AS timestamptz[]), CAST(:refTypes AS text[]),
                            CAST(:refIds AS text[]))
                     AS l (id, contact, kind, title, detail, at, ref_type, ref_id)
                JOIN contacts.contact c ON c.tenant_id = :tenant AND c.id = l.contact
                LEFT JOIN contacts.contact kept
                  ON kept.tenant_id = :tenant AND kept.id = c.merged_into
               WHERE c.deleted_at IS NULL AND kept.deleted_at IS NULL
               ORDER BY 2
            ),
            put AS (
              INSERT INTO contacts.timeline_entry
                     (tenant_id, id, contact_id, kind, title, detail, at, ref_type, ref_id)
              SELECT :tenant, id, contact_id, kind, title, detail, at, ref_type, ref_id FROM line
              ON CONFLICT (tenant_id, contact_id, kind, ref_type, ref_id)
              DO UPDATE SET title = EXCLUDED.title, detail = EXCLUDED.detail, at = EXCLUDED.at
            ),
            touched AS (
              UPDATE contacts.contact c SET active_at = l.at
                FROM (SELECT id, l.at
                        FROM (SELECT contact_id, max(at) AS at FROM line GROUP BY contact_id) l
                        JOIN contacts.contact ON tenant_id = :tenant AND id = l.contact_id
                       WHERE active_at < l.at
                         FOR NO KEY UPDATE OF contact SKIP LOCKED) l
               WHERE c.tenant_id = :tenant AND c.id = l.id
            )
            SELECT DISTINCT contact_id FROM line ORDER BY contact_id
            """)
        .param("tenant", tenant.value())
        .param("ids", texts(lines, _ -> Uuid7.next()))
        .param("contacts", texts(lines, Timeline.Line::contact))
        .param("kinds", texts(lines, line -> line.entry().kind()))
        .param("titles", texts(lines, line -> line.entry().title()))
        .param("details", texts(lines, line -> line.entry().detail()))
        .param("ats", texts(lines, line -> line.entry().at()))
        .param("refTypes", texts(lines, line -> line.entry().refType()))
        .param("refIds", texts(lines, line -> line.entry().refId()))
        .query((row, _) -> new ContactId(uuid(row, "contact_id")))
        .list();
  }

  private static <T> @Nullable String[] texts(
      List<T> all, Function<? super T, ? extends @Nullable Object> of) {
    return all.stream()
        .map(of)
        .map(one -> one == null ? null : one.toString())
        .toArray(String[]::new);
  }

  /// One line with its id.
  public record Line(UUID id, Entry entry) {}

  /// The newest lines first, those before `before` when given.
  List<Line> newest(TenantId tenant, ContactId contact, @Nullable Line before, int limit) {
    var statement =
        db.sql(
                """
                SELECT id, kind, title, detail, at, ref_type, ref_id
                  FROM contacts.timeline_entry
                 WHERE tenant_id = :tenant AND contact_id = :contact
                   AND (at, id) < (:beforeAt, :beforeId)
                 ORDER BY at DESC, id DESC
                 LIMIT :limit
                """)
            .param("tenant", tenant.value())
            .param("contact", contact.value())
            .param(
                "beforeAt",
                before == null
                    ? OffsetDateTime.of(9999, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                    : atUtc(before.entry().at()))
            .param("beforeId", before == null ? new UUID(-1, -1) : before.id())
            .param("limit", limit);
    return statement.query((row, _) -> line(row)).list();
  }

  Optional<Line> find(TenantId tenant, ContactId contact, UUID id) {
    return db.sql(
            """
            SELECT id, kind, title, detail, at, ref_type, ref_id
              FROM contacts.timeline_entry
             WHERE tenant_id = :tenant AND contact_id = :contact AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("id", id)
        .query((row, _) -> line(row))
        .optional();
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        uuid(row, "id"),
        new Entry(
            text(row, "kind"),
            text(row, "title"),
            row.getString("detail"),
            instant(row, "at"),
            text(row, "ref_type"),
            text(row, "ref_id")));
  }
}
