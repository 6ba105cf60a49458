package io.frontdesk.contacts.book;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The tags' tables.
@Repository
class TagStore {
  private final JdbcClient db;

  TagStore(JdbcClient db) {
    this.db = db;
  }

  /// All tags of the tenant by name, at most 500.
  List<Tag> all(TenantId tenant) {
    return db.sql(
            """
            SELECT id, name FROM contacts.tag
             WHERE tenant_id = :tenant ORDER BY lower(name) LIMIT 500
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> new Tag(uuid(row, "id"), text(row, "name")))
        .list();
  }

  /// Makes the contact's tags exactly these, creating new ones.
  void set(TenantId tenant, ContactId contact, Collection<String> names, Instant at) {
    for (var name : names) {
      db.sql(
              """
              INSERT INTO contacts.tag (tenant_id, id, name, created_at)
              VALUES (:tenant, :id, :name, :at)
              ON CONFLICT (tenant_id, lower(name)) DO NOTHING
              """)
          .param("tenant", tenant.value())
          .param("id", Uuid7.next())
          .param("name", name)
          .param("at", atUtc(at))
          .update();
    }
    var lower = names.toArray(String[]::new);
    db.sql(
            """
            DELETE FROM contacts.contact_tag
             WHERE tenant_id = :tenant AND contact_id = :contact
               AND tag_id NOT IN (SELECT t.id FROM contacts.tag t
                                   JOIN unnest(:names::text[]) AS wanted
                                     ON lower(t.name) = lower(wanted)
                                  WHERE t.tenant_id = :tenant)
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("names", lower)
        .update();
    db.sql(
            """
            INSERT INTO contacts.contact_tag (tenant_id, tag_id, contact_id)
            SELECT :tenant, t.id, :contact
              FROM contacts.tag t
              JOIN unnest(:names::text[]) AS wanted ON lower(t.name) = lower(wanted)
             WHERE t.tenant_id = :tenant
            ON CONFLICT DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("names", lower)
        .update();
  }

  boolean exists(TenantId tenant, UUID tag) {
    return db.sql("SELECT 1 FROM contacts.tag WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", tag)
        .query((row, _) -> row.getInt(1))
        .optional()
        .isPresent();
  }
}
