package io.frontdesk.knowledge.library;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.knowledge.DocumentId;
import io.frontdesk.knowledge.Draft;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The documents and their history.
@Component
public class DocumentStore {
  private final JdbcClient db;

  DocumentStore(JdbcClient db) {
    this.db = db;
  }

  public void insert(TenantId tenant, DocumentId id, Draft draft, Instant at, String by) {
    db.sql(
            """
            INSERT INTO knowledge.document
                   (tenant_id, id, title, category, body, created_at, changed_at, changed_by)
            VALUES (:tenant, :id, :title, :category, :body, :at, :at, :by)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("title", draft.title())
        .param("category", draft.category())
        .param("body", draft.body())
        .param("at", atUtc(at))
        .param("by", by)
        .update();
  }

  /// @return false when the document is gone or has moved on from `seen`
  public boolean update(
      TenantId tenant, DocumentId id, int seen, Draft draft, Instant at, String by) {
    return db.sql(
                """
                UPDATE knowledge.document
                   SET title = :title, category = :category, body = :body,
                       version = version + 1, changed_at = :at, changed_by = :by
                 WHERE tenant_id = :tenant AND id = :id AND version = :seen AND deleted_at IS NULL
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("seen", seen)
            .param("title", draft.title())
            .param("category", draft.category())
            .param("body", draft.body())
            .param("at", atUtc(at))
            .param("by", by)
            .update()
        == 1;
  }

  /// Keeps the present version in the history.
  public void keepVersion(TenantId tenant, DocumentId id) {
    db.sql(
            """
            INSERT INTO knowledge.document_version (tenant_id, document_id, version, title, category,
                                                    body, created_at, created_by)
            SELECT tenant_id, id, version, title, category, body, changed_at, changed_by
              FROM knowledge.document
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
  }

  public boolean setActive(TenantId tenant, DocumentId id, boolean active, Instant at, String by) {
    return db.sql(
                """
                UPDATE knowledge.document
                   SET active = :active, changed_at = :at, changed_by = :by
                 WHERE tenant_id = :tenant AND id = :id AND deleted_at IS NULL
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("active", active)
            .param("at", atUtc(at))
            .param("by", by)
            .update()
        == 1;
  }

  /// Marks deleted, or takes the mark away again.
  public boolean setDeleted(
      TenantId tenant, DocumentId id, boolean deleted, Instant at, String by) {
    return db.sql(
                """
                UPDATE knowledge.document
                   SET deleted_at = CASE WHEN :deleted THEN CAST(:at AS timestamptz) END,
                       changed_at = :at, changed_by = :by
                 WHERE tenant_id = :tenant AND id = :id AND (deleted_at IS NULL) = :deleted
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("deleted", deleted)
            .param("at", atUtc(at))
            .param("by", by)
            .update()
        == 1;
  }

  /// The document with its body, unless deleted. Locks it, so that two edits follow each other.
  public Optional<Document> lock(TenantId tenant, DocumentId id) {
    return db.sql(
            """
            SELECT d.id, d.title, d.category, d.body, length(d.body) AS characters, d.active,
                   d.version, 0 AS passages, d.changed_at, d.changed_by
              FROM knowledge.document d
             WHERE d.tenant_id = :tenant AND d.id = :id AND d.deleted_at IS NULL
               FOR UPDATE
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> document(row))
        .optional();
  }

  /// The document with its body, unless deleted.
  public Optional<Document> find(TenantId tenant, DocumentId id) {
    return db.sql(
            """
            SELECT d.id, d.title, d.category, d.body, length(d.body) AS characters, d.active,
                   d.version, d.changed_at, d.changed_by,
                   (SELECT count(*) FROM knowledge.passage p
                     WHERE p.tenant_id = d.tenant_id AND p.document_id = d.id) AS passages
              FROM knowledge.document d
             WHERE d.tenant_id = :tenant AND d.id = :id AND d.deleted_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> document(row))
        .optional();
  }

  /// By category and title, without bodies; at most 1,000.
  public List<Document> list(TenantId tenant) {
    return db.sql(
            """
            SELECT d.id, d.title, d.category, '' AS body, length(d.body) AS characters, d.active,
                   d.version, d.changed_at, d.changed_by,
                   (SELECT count(*) FROM knowledge.passage p
                     WHERE p.tenant_id = d.tenant_id AND p.document_id = d.id) AS passages
              FROM knowledge.document d
             WHERE d.tenant_id = :tenant AND d.deleted_at IS NULL
             ORDER BY lower(d.category), lower(d.title), d.id
             LIMIT 1000
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> document(row))
        .list();
  }

  public int count(TenantId tenant) {
    return db.sql(
            """
            SELECT count(*) FROM knowledge.document
             WHERE tenant_id = :tenant AND deleted_at IS NULL
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> row.getInt(1))
        .single();
  }

  private static Document document(ResultSet row) throws SQLException {
    return new Document(
        new DocumentId(uuid(row, "id")),
        text(row, "title"),
        text(row, "category"),
        text(row, "body"),
        row.getInt("characters"),
        row.getBoolean("active"),
        row.getInt("version"),
        row.getInt("passages"),
        instant(row, "changed_at"),
        text(row, "changed_by"));
  }
}
