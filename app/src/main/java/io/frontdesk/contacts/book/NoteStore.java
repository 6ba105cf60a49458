package io.frontdesk.contacts.book;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The notes' table.
@Repository
class NoteStore {
  private final JdbcClient db;

  NoteStore(JdbcClient db) {
    this.db = db;
  }

  /// The newest notes first.
  List<Note> newest(TenantId tenant, ContactId contact, int limit) {
    return db.sql(
            """
            SELECT id, body, author, created_at, edited_at
              FROM contacts.note
             WHERE tenant_id = :tenant AND contact_id = :contact AND deleted_at IS NULL
             ORDER BY created_at DESC, id DESC
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("limit", limit)
        .query(
            (row, _) ->
                new Note(
                    uuid(row, "id"),
                    text(row, "body"),
                    text(row, "author"),
                    instant(row, "created_at"),
                    instantOrNull(row, "edited_at")))
        .list();
  }

  Optional<Note> find(TenantId tenant, ContactId contact, UUID id) {
    return newest(tenant, contact, 500).stream().filter(note -> note.id().equals(id)).findFirst();
  }

  UUID insert(TenantId tenant, ContactId contact, String body, String author, Instant at) {
    var id = Uuid7.next();
    db.sql(
            """
            INSERT INTO contacts.note (tenant_id, id, contact_id, body, author, created_at)
            VALUES (:tenant, :id, :contact, :body, :author, :at)
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("contact", contact.value())
        .param("body", body)
        .param("author", author)
        .param("at", atUtc(at))
        .update();
    return id;
  }

  /// @return whether there was such a note
  boolean edit(TenantId tenant, ContactId contact, UUID id, String body, Instant at) {
    return db.sql(
                """
                UPDATE contacts.note SET body = :body, edited_at = :at
                 WHERE tenant_id = :tenant AND contact_id = :contact AND id = :id
                   AND deleted_at IS NULL
                """)
            .param("tenant", tenant.value())
            .param("contact", contact.value())
            .param("id", id)
            .param("body", body)
            .param("at", atUtc(at))
            .update()
        == 1;
  }

  /// @return whether something changed
  boolean setDeleted(TenantId tenant, ContactId contact, UUID id, boolean deleted, Instant at) {
    return db.sql(
                """
                UPDATE contacts.note
                   SET deleted_at = CASE WHEN :deleted THEN CAST(:at AS timestamptz) END
                 WHERE tenant_id = :tenant AND contact_id = :contact AND id = :id
                   AND (deleted_at IS NULL) = :deleted
                """)
            .param("tenant", tenant.value())
            .param("contact", contact.value())
            .param("id", id)
            .param("deleted", deleted)
            .param("at", atUtc(at))
            .update()
        == 1;
  }
}
