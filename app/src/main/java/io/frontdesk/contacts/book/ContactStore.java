package io.frontdesk.contacts.book;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.Address;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Stage;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The contacts' tables. Every method runs inside a transaction of the tenant.
@Repository
public class ContactStore {
  private final JdbcClient db;

  ContactStore(JdbcClient db) {
    this.db = db;
  }

  /// The living contact that `id` stands for, following merges; empty when unknown or deleted.
  public Optional<ContactId> current(TenantId tenant, ContactId id) {
    return db.sql(
            """
            SELECT coalesce(kept.id, c.id) AS id
              FROM contacts.contact c
              LEFT JOIN contacts.contact kept
                ON kept.tenant_id = :tenant AND kept.id = c.merged_into
             WHERE c.tenant_id = :tenant AND c.id = :id
               AND c.deleted_at IS NULL AND kept.deleted_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> new ContactId(uuid(row, "id")))
        .optional();
  }

  public Optional<Contact> find(TenantId tenant, ContactId id) {
    return db.sql(
            """
            SELECT c.id, c.name, c.stage, c.source, c.created_at, c.updated_at, c.active_at,
                   c.version,
                   ARRAY(SELECT i.value FROM contacts.identity i
                          WHERE i.tenant_id = :tenant AND i.contact_id = c.id
                            AND i.kind = 'phone' AND i.retired_at IS NULL
                          ORDER BY i.added_at, i.id) AS phones,
                   ARRAY(SELECT i.value FROM contacts.identity i
                          WHERE i.tenant_id = :tenant AND i.contact_id = c.id
                            AND i.kind = 'email' AND i.retired_at IS NULL
                          ORDER BY i.added_at, i.id) AS emails,
                   ARRAY(SELECT t.name FROM contacts.contact_tag ct
                           JOIN contacts.tag t ON t.tenant_id = :tenant AND t.id = ct.tag_id
                          WHERE ct.tenant_id = :tenant AND ct.contact_id = c.id
                          ORDER BY lower(t.name)) AS tags
              FROM contacts.contact c
             WHERE c.tenant_id = :tenant AND c.id = :id
               AND c.merged_into IS NULL AND c.deleted_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> contact(row))
        .optional();
  }

  public Contact require(TenantId tenant, ContactId id) {
    return find(tenant, id).orElseThrow();
  }

  /// The contacts behind `ids`, by the id asked for.
  public Map<ContactId, Contact> all(TenantId tenant, Collection<ContactId> ids) {
    var found = new HashMap<ContactId, Contact>();
    db.sql(
            """
            SELECT asked.id AS asked, c.id, c.name, c.stage, c.source, c.created_at,
                   c.updated_at, c.active_at, c.version,
                   ARRAY(SELECT i.value FROM contacts.identity i
                          WHERE i.tenant_id = :tenant AND i.contact_id = c.id
                            AND i.kind = 'phone' AND i.retired_at IS NULL
                          ORDER BY i.added_at, i.id) AS phones,
                   ARRAY(SELECT i.value FROM contacts.identity i
                          WHERE i.tenant_id = :tenant AND i.contact_id = c.id
                            AND i.kind = 'email' AND i.retired_at IS NULL
                          ORDER BY i.added_at, i.id) AS emails,
                   ARRAY(SELECT t.name FROM contacts.contact_tag ct
                           JOIN contacts.tag t ON t.tenant_id = :tenant AND t.id = ct.tag_id
                          WHERE ct.tenant_id = :tenant AND ct.contact_id = c.id
                          ORDER BY lower(t.name)) AS tags
              FROM contacts.contact asked
              JOIN contacts.contact c
                ON c.tenant_id = :tenant AND c.id = coalesce(asked.merged_into, asked.id)
             WHERE asked.tenant_id = :tenant AND asked.id = ANY(:ids)
               AND asked.deleted_at IS NULL AND c.deleted_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("ids", ids.stream().map(ContactId::value).distinct().toArray(UUID[]::new))
        .query(
            (row, _) -> {
              found.put(new ContactId(uuid(row, "asked")), contact(row));
              return true;
            })
        .list();
    return found;
  }

  public Set<ContactId> deletedBefore(TenantId tenant, Collection<ContactId> ids, Instant before) {
    return Set.copyOf(
        db.sql(
                """
                SELECT id FROM contacts.contact
                 WHERE tenant_id = :tenant AND id = ANY(:ids) AND deleted_at < :before
                """)
            .param("tenant", tenant.value())
            .param("ids", ids.stream().map(ContactId::value).toArray(UUID[]::new))
            .param("before", atUtc(before))
            .query((row, _) -> new ContactId(uuid(row, "id")))
            .list());
  }

  /// The contact that has this address.
  public Optional<ContactId> owner(TenantId tenant, Address address) {
    return db.sql(
            """
            SELECT contact_id
              FROM contacts.identity
             WHERE tenant_id = :tenant AND kind = :kind AND value = :value
               AND retired_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("kind", address.kind())
        .param("value", address.value())
        .query((row, _) -> new ContactId(uuid(row, "contact_id")))
        .optional();
  }

  /// Makes a contact with this address, unless someone else makes one at the same moment; then
  /// waits for them and gives theirs.
  public ContactId create(
      TenantId tenant, Address address, @Nullable String name, String source, Instant at) {
    for (int attempt = 0; attempt < 5; attempt++) {
      // One statement: the contact exists only when its address was won. The foreign key is
      // checked when the statement ends, so the identity may come first.
      var made =
          db.sql(
                  """
                  WITH won AS (
                    INSERT INTO contacts.identity
                           (tenant_id, id, contact_id, kind, value, added_at)
                    VALUES (:tenant, :identity, :contact, :kind, :value, :at)
                    ON CONFLICT (tenant_id, kind, value) WHERE retired_at IS NULL DO NOTHING
                    RETURNING contact_id)
                  INSERT INTO contacts.contact
                         (tenant_id, id, name, sort_key, source, created_at, updated_at, active_at)
                  SELECT :tenant, won.contact_id, :name, :sortKey, :source, :at, :at, :at
                    FROM won
                  RETURNING id
                  """)
              .param("tenant", tenant.value())
              .param("identity", Uuid7.next())
              .param("contact", Uuid7.next())
              .param("kind", address.kind())
              .param("value", address.value())
              .param("name", name)
              .param("sortKey", SearchWords.sortKey(name, address))
              .param("source", source)
              .param("at", atUtc(at))
              .query((row, _) -> new ContactId(uuid(row, "id")))
              .optional();
      if (made.isPresent()) {
        index(tenant, made.get());
        return made.get();
      }
      var winner = owner(tenant, address);
      if (winner.isPresent()) {
        return winner.get();
      }
    }
    throw new IllegalStateException("an address came and went five times");
  }

  /// Gives the address to the contact unless someone has it.
  ///
  /// @return who has it now
  public ContactId addAddress(TenantId tenant, ContactId contact, Address address, Instant at) {
    for (int attempt = 0; attempt < 5; attempt++) {
      int added =
          db.sql(
                  """
                  INSERT INTO contacts.identity (tenant_id, id, contact_id, kind, value, added_at)
                  VALUES (:tenant, :id, :contact, :kind, :value, :at)
                  ON CONFLICT (tenant_id, kind, value) WHERE retired_at IS NULL DO NOTHING
                  """)
              .param("tenant", tenant.value())
              .param("id", Uuid7.next())
              .param("contact", contact.value())
              .param("kind", address.kind())
              .param("value", address.value())
              .param("at", atUtc(at))
              .update();
      if (added == 1) {
        bump(tenant, contact, at);
        index(tenant, contact);
        return contact;
      }
      var owner = owner(tenant, address);
      if (owner.isPresent()) {
        return owner.get();
      }
    }
    throw new IllegalStateException("an address came and went five times");
  }

  public void rename(TenantId tenant, ContactId id, @Nullable String name, Instant at) {
    db.sql(
            """
            UPDATE contacts.contact
               SET name = :name, updated_at = :at, version = version + 1
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", name)
        .param("at", atUtc(at))
        .update();
    index(tenant, id);
  }

  /// Moves the contact up in lists sorted by activity; the time never goes back. Waits for nobody:
  /// whoever has the row in hand right now is at it at the same time.
  public void touch(TenantId tenant, ContactId id, Instant at) {
    db.sql(
            """
            UPDATE contacts.contact
               SET active_at = :at
             WHERE tenant_id = :tenant
               AND id = (SELECT id FROM contacts.contact
                          WHERE tenant_id = :tenant AND id = :id AND active_at < :at
                            FOR NO KEY UPDATE SKIP LOCKED)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("at", atUtc(at))
        .update();
  }

  /// The first `limit` contacts by name that are kept under all the words.
  public List<Contact> search(TenantId tenant, String text, int limit) {
    var words = SearchWords.asked(text);
    if (words.isEmpty()) {
      return List.of();
    }
    return inOrder(tenant, ids(tenant, new ListQuery(words, null, null, Sort.NAME), null, limit));
  }

  /// Ids of one page of the list.
  ///
  /// Plans stay index-driven with a million contacts: without words the sort's own index is read in
  /// order; with words, or a tag that few have, those are collected first.
  List<ContactId> ids(TenantId tenant, ListQuery query, @Nullable Cursor from, int limit) {
    var rareTag = query.tag() != null && isRare(tenant, query.tag());
    var sort = query.sort();
    boolean back = from != null && from.backwards();
    var ascending = sort.ascending() != back;
    // Every part is a constant of ours; what users sent goes in as parameters.
    var sql =
        new StringBuilder()
            .append(query.words().isEmpty() ? rareTag ? TAGGED : "" : hits(query.words().size()))
            .append("SELECT c.id FROM contacts.contact c\n")
            .append(
                query.words().isEmpty() && !rareTag ? "" : "JOIN hits ON hits.contact_id = c.id\n")
            .append(
                "WHERE c.tenant_id = :tenant AND c.merged_into IS NULL AND c.deleted_at IS NULL\n")
            .append(query.stage() == null ? "" : "AND c.stage = :stage\n")
            .append(
                query.tag() == null || (rareTag && query.words().isEmpty())
                    ? ""
                    : """
                      AND EXISTS (SELECT 1 FROM contacts.contact_tag ct
                                   WHERE ct.tenant_id = :tenant AND ct.tag_id = :tag
                                     AND ct.contact_id = c.id)
                      """)
            .append(
                from == null
                    ? ""
                    : "AND (c."
                        + sort.column()
                        + ", c.id) "
                        + (ascending ? ">" : "<")
                        + " (:fromKey, :fromId)\n")
            .append("ORDER BY c." + sort.column() + (ascending ? ", c.id" : " DESC, c.id DESC"))
            .append(" LIMIT :limit");
    var statement = db.sql(sql.toString()).param("tenant", tenant.value()).param("limit", limit);
    for (int i = 0; i < query.words().size(); i++) {
      statement =
          statement
              .param("from" + i, query.words().get(i))
              .param("to" + i, query.words().get(i) + LAST);
    }
    if (query.stage() != null) {
      statement = statement.param("stage", query.stage().code());
    }
    if (query.tag() != null) {
      statement = statement.param("tag", query.tag());
    }
    if (from != null) {
      statement =
          statement
              .param("fromKey", sort == Sort.NAME ? from.key() : atUtc(Instant.parse(from.key())))
              .param("fromId", from.id().value());
    }
    var ids = statement.query((row, _) -> new ContactId(uuid(row, "id"))).list();
    return back ? ids.reversed() : ids;
  }

  /// Whole contacts in the order of `ids`.
  List<Contact> inOrder(TenantId tenant, List<ContactId> ids) {
    var found = ids.isEmpty() ? Map.<ContactId, Contact>of() : all(tenant, ids);
    return ids.stream().flatMap(id -> Optional.ofNullable(found.get(id)).stream()).toList();
  }

  /// What the list sorts the contact by.
  String sortKey(TenantId tenant, ContactId id) {
    return db.sql("SELECT sort_key FROM contacts.contact WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> text(row, "sort_key"))
        .single();
  }

  /// How many living contacts there are, counted up to `most`.
  int count(TenantId tenant, int most) {
    return db.sql(
            """
            SELECT count(*) AS n
              FROM (SELECT 1 FROM contacts.contact
                     WHERE tenant_id = :tenant AND merged_into IS NULL AND deleted_at IS NULL
                     LIMIT :most) counted
            """)
        .param("tenant", tenant.value())
        .param("most", most)
        .query((row, _) -> row.getInt("n"))
        .single();
  }

  // Sorts after everything that begins with the word before it.
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  private static final String TAGGED =
      """
      WITH hits AS MATERIALIZED (
        SELECT ct.contact_id FROM contacts.contact_tag ct
         WHERE ct.tenant_id = :tenant AND ct.tag_id = :tag)
      """;

  // The longest word is looked up, the others are probed for each hit; 5,000 hits are more than
  // anyone pages through, so a search for one letter stays quick.
  private static String hits(int words) {
    var sql =
        new StringBuilder(
            """
            WITH found AS MATERIALIZED (
              SELECT w.contact_id
                FROM contacts.search_word w
               WHERE w.tenant_id = :tenant AND w.word >= :from0 AND w.word < :to0
            """);
    for (int i = 1; i < words; i++) {
      sql.append(
          """
          AND EXISTS (SELECT 1 FROM contacts.search_word o
                       WHERE o.tenant_id = :tenant AND o.contact_id = w.contact_id
                         AND o.word >= :from%d AND o.word < :to%d)
          """
              .formatted(i, i));
    }
    return sql.append(
            """
               ORDER BY w.word, w.contact_id
               LIMIT 5000),
            hits AS (SELECT DISTINCT contact_id FROM found)
            """)
        .toString();
  }

  private boolean isRare(TenantId tenant, UUID tag) {
    return db.sql(
            """
            SELECT count(*) < 20000 AS rare
              FROM (SELECT 1 FROM contacts.contact_tag
                     WHERE tenant_id = :tenant AND tag_id = :tag LIMIT 20000) counted
            """)
        .param("tenant", tenant.value())
        .param("tag", tag)
        .query((row, _) -> row.getBoolean("rare"))
        .single();
  }

  /// Makes a contact without addresses.
  ContactId insert(TenantId tenant, @Nullable String name, Stage stage, String source, Instant at) {
    var id = new ContactId(Uuid7.next());
    db.sql(
            """
            INSERT INTO contacts.contact
                   (tenant_id, id, name, sort_key, stage, source, created_at, updated_at, active_at)
            VALUES (:tenant, :id, :name, :sortKey, :stage, :source, :at, :at, :at)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", name)
        .param("sortKey", SearchWords.sortKey(name, null))
        .param("stage", stage.code())
        .param("source", source)
        .param("at", atUtc(at))
        .update();
    index(tenant, id);
    return id;
  }

  void removeAddress(TenantId tenant, ContactId id, Address address) {
    db.sql(
            """
            DELETE FROM contacts.identity
             WHERE tenant_id = :tenant AND contact_id = :id AND kind = :kind AND value = :value
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("kind", address.kind())
        .param("value", address.value())
        .update();
  }

  /// Sets name and stage, grows the version and writes the search words anew.
  void update(TenantId tenant, ContactId id, @Nullable String name, Stage stage, Instant at) {
    db.sql(
            """
            UPDATE contacts.contact
               SET name = :name, stage = :stage, updated_at = :at, version = version + 1
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", name)
        .param("stage", stage.code())
        .param("at", atUtc(at))
        .update();
    index(tenant, id);
  }

  /// Holds the contact's row until the transaction ends, so that edits and merges take turns.
  void lock(TenantId tenant, ContactId id) {
    db.sql("SELECT 1 FROM contacts.contact WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query()
        .listOfRows();
  }

  /// Moves everything of `gone` to `kept` and leaves a pointer. Both rows are locked by the caller.
  void merge(TenantId tenant, ContactId kept, ContactId gone, Instant at) {
    for (var statement :
        List.of(
            "UPDATE contacts.identity SET contact_id = :kept"
                + " WHERE tenant_id = :tenant AND contact_id = :gone",
            "UPDATE contacts.note SET contact_id = :kept"
                + " WHERE tenant_id = :tenant AND contact_id = :gone",
            """
            DELETE FROM contacts.timeline_entry g
             USING contacts.timeline_entry k
             WHERE g.tenant_id = :tenant AND g.contact_id = :gone
               AND k.tenant_id = :tenant AND k.contact_id = :kept
               AND k.kind = g.kind AND k.ref_type = g.ref_type AND k.ref_id = g.ref_id
            """,
            "UPDATE contacts.timeline_entry SET contact_id = :kept"
                + " WHERE tenant_id = :tenant AND contact_id = :gone",
            """
            INSERT INTO contacts.contact_tag (tenant_id, tag_id, contact_id)
            SELECT tenant_id, tag_id, :kept FROM contacts.contact_tag
             WHERE tenant_id = :tenant AND contact_id = :gone
            ON CONFLICT DO NOTHING
            """,
            "DELETE FROM contacts.contact_tag WHERE tenant_id = :tenant AND contact_id = :gone",
            "DELETE FROM contacts.search_word WHERE tenant_id = :tenant AND contact_id = :gone",
            """
            UPDATE contacts.contact k
               SET name = coalesce(k.name, g.name), active_at = greatest(k.active_at, g.active_at),
                   created_at = least(k.created_at, g.created_at),
                   updated_at = :at, version = k.version + 1
              FROM contacts.contact g
             WHERE k.tenant_id = :tenant AND k.id = :kept
               AND g.tenant_id = :tenant AND g.id = :gone
            """,
            """
            UPDATE contacts.contact SET merged_into = :kept, updated_at = :at
             WHERE tenant_id = :tenant AND (id = :gone OR merged_into = :gone)
            """)) {
      var run =
          db.sql(statement)
              .param("tenant", tenant.value())
              .param("kept", kept.value())
              .param("gone", gone.value());
      (statement.contains(":at") ? run.param("at", atUtc(at)) : run).update();
    }
    index(tenant, kept);
  }

  /// Hides the contact and frees its addresses.
  void delete(TenantId tenant, ContactId id, Instant at) {
    for (var statement :
        List.of(
            "UPDATE contacts.contact SET deleted_at = :at, version = version + 1"
                + " WHERE tenant_id = :tenant AND id = :id",
            "UPDATE contacts.identity SET retired_at = :at"
                + " WHERE tenant_id = :tenant AND contact_id = :id AND retired_at IS NULL",
            "DELETE FROM contacts.search_word"
                + " WHERE tenant_id = :tenant AND contact_id = :id AND :at IS NOT NULL")) {
      db.sql(statement)
          .param("tenant", tenant.value())
          .param("id", id.value())
          .param("at", atUtc(at), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
          .update();
    }
  }

  /// Brings a deleted contact back, with those addresses that nobody took meanwhile.
  ///
  /// @return whether there was one
  boolean restore(TenantId tenant, ContactId id, Instant at) {
    int restored =
        db.sql(
                """
                UPDATE contacts.contact
                   SET deleted_at = NULL, updated_at = :at, version = version + 1
                 WHERE tenant_id = :tenant AND id = :id AND deleted_at IS NOT NULL
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("at", atUtc(at))
            .update();
    if (restored == 0) {
      return false;
    }
    db.sql(
            """
            UPDATE contacts.identity mine
               SET retired_at = NULL
             WHERE mine.tenant_id = :tenant AND mine.contact_id = :id
               AND mine.retired_at IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM contacts.identity other
                                WHERE other.tenant_id = :tenant AND other.kind = mine.kind
                                  AND other.value = mine.value AND other.retired_at IS NULL)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
    index(tenant, id);
    return true;
  }

  // Grows the version of a contact whose parts changed.
  private void bump(TenantId tenant, ContactId id, Instant at) {
    db.sql(
            """
            UPDATE contacts.contact
               SET updated_at = :at, version = version + 1
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("at", atUtc(at))
        .update();
  }

  // Writes the sort key and the search words anew from the name and the addresses.
  private void index(TenantId tenant, ContactId id) {
    var contact = require(tenant, id);
    var addresses =
        Stream.concat(
                contact.phones().stream().map(Address::of),
                contact.emails().stream().map(Address::of))
            .toList();
    db.sql(
            """
            UPDATE contacts.contact SET sort_key = :sortKey
             WHERE tenant_id = :tenant AND id = :id AND sort_key <> :sortKey
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param(
            "sortKey",
            SearchWords.sortKey(contact.name(), addresses.isEmpty() ? null : addresses.getFirst()))
        .update();
    var words = SearchWords.of(contact.name(), addresses).toArray(String[]::new);
    db.sql(
            """
            DELETE FROM contacts.search_word
             WHERE tenant_id = :tenant AND contact_id = :id AND word <> ALL (:words)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("words", words)
        .update();
    db.sql(
            """
            INSERT INTO contacts.search_word (tenant_id, word, contact_id)
            SELECT :tenant, word, :id FROM unnest(:words::text[]) AS word
            ON CONFLICT DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("words", words)
        .update();
  }

  private static Contact contact(ResultSet row) throws SQLException {
    return new Contact(
        new ContactId(uuid(row, "id")),
        row.getString("name"),
        texts(row, "phones").stream().map(PhoneNumber::new).toList(),
        texts(row, "emails").stream().map(EmailAddress::new).toList(),
        text(row, "stage"),
        texts(row, "tags"),
        text(row, "source"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        instant(row, "active_at"),
        row.getLong("version"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }
}
