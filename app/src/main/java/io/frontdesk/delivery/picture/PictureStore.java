package io.frontdesk.delivery.picture;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.NewPicture;
import io.frontdesk.delivery.Picture;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The pictures of one tenant.
@Repository
public class PictureStore {
  private static final String PICTURE =
      "id, type, width, height, size, bytes IS NOT NULL AS kept, alt";

  private final JdbcClient db;

  PictureStore(JdbcClient db) {
    this.db = db;
  }

  public void add(TenantId tenant, PictureId id, NewPicture made, Instant now) {
    db.sql(
            """
            INSERT INTO delivery.picture (tenant_id, id, type, width, height, size, bytes, created_at)
            VALUES (:tenant, :id, :type, :width, :height, :size, :bytes, :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("type", made.type())
        .param("width", made.width())
        .param("height", made.height())
        .param("size", made.bytes().length)
        .param("bytes", made.bytes())
        .param("now", atUtc(now))
        .update();
  }

  /// How many were uploaded and not sent.
  public int countUnsent(TenantId tenant) {
    return db.sql(
            """
            SELECT count(*) FROM delivery.picture WHERE tenant_id = :tenant AND delivery_id IS NULL
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> row.getInt(1))
        .single();
  }

  /// Those of `ids` that were uploaded and not sent, in no order.
  public List<Picture> unsent(TenantId tenant, Collection<PictureId> ids) {
    return db.sql(
            "SELECT "
                + PICTURE
                + """
                 FROM delivery.picture
                WHERE tenant_id = :tenant AND id = ANY(:ids) AND delivery_id IS NULL
                """)
        .param("tenant", tenant.value())
        .param("ids", uuids(ids))
        .query((row, _) -> picture(row))
        .list();
  }

  /// @return whether it was there and unsent
  public boolean deleteUnsent(TenantId tenant, PictureId id) {
    return db.sql(
                """
                DELETE FROM delivery.picture
                 WHERE tenant_id = :tenant AND id = :id AND delivery_id IS NULL
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .update()
        > 0;
  }

  /// Gives unsent pictures to a delivery, for good.
  ///
  /// @return whether all of them were there and unsent
  boolean attach(
      TenantId tenant, DeliveryId delivery, ContactId contact, List<Content.Shown> pictures) {
    return db.sql(
                """
                UPDATE delivery.picture p
                   SET delivery_id = :delivery, contact_id = :contact, position = s.position, alt = s.alt
                  FROM unnest(CAST(:ids AS uuid[]), CAST(:alts AS text[]))
                       WITH ORDINALITY AS s (id, alt, position)
                 WHERE p.tenant_id = :tenant AND p.id = s.id AND p.delivery_id IS NULL
                """)
            .param("tenant", tenant.value())
            .param("delivery", delivery.value())
            .param("contact", contact.value())
            .param("ids", uuids(pictures.stream().map(Content.Shown::picture).toList()))
            .param("alts", pictures.stream().map(Content.Shown::alt).toArray(String[]::new))
            .update()
        == pictures.size();
  }

  /// The pictures of each delivery in their order; one without any is missing.
  public Map<DeliveryId, List<Picture>> ofDeliveries(
      TenantId tenant, Collection<DeliveryId> deliveries) {
    return db
        .sql(
            "SELECT delivery_id, "
                + PICTURE
                + """
                 FROM delivery.picture
                WHERE tenant_id = :tenant AND delivery_id = ANY(:ids)
                ORDER BY delivery_id, position
                """)
        .param("tenant", tenant.value())
        .param("ids", deliveries.stream().map(DeliveryId::value).toArray(UUID[]::new))
        .query((row, _) -> Map.entry(new DeliveryId(uuid(row, "delivery_id")), picture(row)))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  public Optional<Picture> find(TenantId tenant, PictureId id) {
    return db.sql(
            "SELECT " + PICTURE + " FROM delivery.picture WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> picture(row))
        .optional();
  }

  /// Empty when there is none, or none any more.
  public Optional<byte[]> bytes(TenantId tenant, PictureId id) {
    return db.sql(
            """
            SELECT bytes FROM delivery.picture
             WHERE tenant_id = :tenant AND id = :id AND bytes IS NOT NULL
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> row.getBytes("bytes"))
        .optional();
  }

  /// What was with `gone` is with `kept` from now on.
  void move(TenantId tenant, ContactId gone, ContactId kept) {
    db.sql(
            """
            UPDATE delivery.picture SET contact_id = :kept
             WHERE tenant_id = :tenant AND contact_id = :gone
            """)
        .param("tenant", tenant.value())
        .param("gone", gone.value())
        .param("kept", kept.value())
        .update();
  }

  /// People after `after` whose pictures are kept, by id.
  List<ContactId> people(TenantId tenant, UUID after, int limit) {
    return db.sql(
            """
            SELECT DISTINCT contact_id FROM delivery.picture
             WHERE tenant_id = :tenant AND contact_id > :after AND bytes IS NOT NULL
             ORDER BY contact_id
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> new ContactId(uuid(row, "contact_id")))
        .list();
  }

  /// Drops the bytes and the descriptions of everything that went to these people.
  ///
  /// @return how many pictures
  public int forget(TenantId tenant, Collection<ContactId> people) {
    return db.sql(
            """
            UPDATE delivery.picture SET bytes = NULL, alt = NULL
             WHERE tenant_id = :tenant AND contact_id = ANY(:people) AND bytes IS NOT NULL
            """)
        .param("tenant", tenant.value())
        .param("people", people.stream().map(ContactId::value).toArray(UUID[]::new))
        .update();
  }

  private static UUID[] uuids(Collection<PictureId> ids) {
    return ids.stream().map(PictureId::value).toArray(UUID[]::new);
  }

  private static Picture picture(ResultSet row) throws SQLException {
    @Nullable String alt = row.getString("alt");
    return new Picture(
        new PictureId(uuid(row, "id")),
        text(row, "type"),
        row.getInt("width"),
        row.getInt("height"),
        row.getInt("size"),
        row.getBoolean("kept"),
        alt);
  }
}
