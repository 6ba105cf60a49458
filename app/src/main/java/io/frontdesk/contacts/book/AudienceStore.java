package io.frontdesk.contacts.book;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.Audience;
import io.frontdesk.contacts.Audiences;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Stage;
import io.frontdesk.platform.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Audiences, read in the order of the contacts' ids, which is the order of their table's key.
@Repository
public class AudienceStore {
  private final JdbcClient db;
  private final TagStore tags;

  AudienceStore(JdbcClient db, TagStore tags) {
    this.db = db;
    this.tags = tags;
  }

  /// The people after `after`, each with the oldest address of `kind`.
  public List<Audiences.Someone> page(
      TenantId tenant, Audience audience, String kind, @Nullable ContactId after, int limit) {
    // The addresses are read as one range beside the people: looking them up one by one takes
    // longer.
    var sql =
        """
        WITH people AS MATERIALIZED (
          SELECT c.id
            FROM contacts.contact c
          %s
           ORDER BY c.id
           LIMIT :limit),
        address AS MATERIALIZED (
          SELECT DISTINCT ON (i.contact_id) i.contact_id, i.value
            FROM contacts.identity i
           WHERE i.tenant_id = :tenant AND i.kind = :kind AND i.retired_at IS NULL
             AND i.contact_id = ANY(ARRAY(SELECT p.id FROM people p))
           ORDER BY i.contact_id, i.added_at, i.id)
        SELECT p.id, a.value
          FROM people p
          LEFT JOIN address a ON a.contact_id = p.id
         ORDER BY p.id
        """
            .formatted(where(audience) + (after == null ? "" : " AND c.id > :after"));
    return bound(tenant, sql, audience)
        .param("kind", kind)
        .param("after", after == null ? null : after.value())
        .param("limit", limit)
        .query(
            (row, _) ->
                new Audiences.Someone(new ContactId(uuid(row, "id")), row.getString("value")))
        .list();
  }

  public int count(TenantId tenant, Audience audience, int most) {
    return bound(
            tenant,
            "SELECT count(*) AS n FROM (SELECT 1 FROM contacts.contact c\n"
                + where(audience)
                + " LIMIT :most) counted",
            audience)
        .param("most", most)
        .query((row, _) -> row.getInt("n"))
        .single();
  }

  public List<Audiences.Label> labels(TenantId tenant) {
    return tags.all(tenant).stream().map(tag -> new Audiences.Label(tag.id(), tag.name())).toList();
  }

  // Every part is a constant of ours; what users sent goes in as parameters.
  private static String where(Audience audience) {
    return "WHERE c.tenant_id = :tenant AND c.merged_into IS NULL AND c.deleted_at IS NULL"
        + (audience.stages().isEmpty() ? "" : " AND c.stage = ANY(:stages)")
        + (audience.tag() == null ? "" : " AND EXISTS " + tagged("tag"))
        + (audience.withoutTag() == null ? "" : " AND NOT EXISTS " + tagged("withoutTag"))
        + (audience.activeSince() == null ? "" : " AND c.active_at >= :activeSince")
        + (audience.quietSince() == null ? "" : " AND c.active_at < :quietSince");
  }

  private static String tagged(String parameter) {
    return "(SELECT 1 FROM contacts.contact_tag ct WHERE ct.tenant_id = :tenant AND ct.tag_id = :"
        + parameter
        + " AND ct.contact_id = c.id)";
  }

  private JdbcClient.StatementSpec bound(TenantId tenant, String sql, Audience audience) {
    var statement =
        db.sql(sql)
            .param("tenant", tenant.value())
            .param("stages", audience.stages().stream().map(Stage::code).toArray(String[]::new))
            .param("tag", audience.tag())
            .param("withoutTag", audience.withoutTag());
    if (audience.activeSince() != null) {
      statement = statement.param("activeSince", atUtc(audience.activeSince()));
    }
    if (audience.quietSince() != null) {
      statement = statement.param("quietSince", atUtc(audience.quietSince()));
    }
    return statement;
  }
}
