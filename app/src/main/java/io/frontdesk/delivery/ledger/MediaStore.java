package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.delivery.Attachment;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.delivery.picture.PictureLinks;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What travels with a message: pictures that the carrier fetches, files within an e-mail.
@Repository
class MediaStore {
  private final JdbcClient db;
  private final PictureLinks links;

  MediaStore(JdbcClient db, PictureLinks links) {
    this.db = db;
    this.links = links;
  }

  void add(TenantId tenant, DeliveryId id, List<String> urls) {
    int position = 0;
    for (var url : urls) {
      db.sql(
              """
              INSERT INTO delivery.media (tenant_id, delivery_id, position, url)
              VALUES (:tenant, :id, :position, :url)
              """)
          .param("tenant", tenant.value())
          .param("id", id.value())
          .param("position", position++)
          .param("url", url)
          .update();
    }
  }

  /// The addresses of each delivery's media in their order, our own pictures last, at addresses for
  /// one attempt; what has none is missing.
  Map<DeliveryId, List<String>> ofAll(TenantId tenant, List<DeliveryId> ids) {
    return db
        .sql(
            """
            SELECT delivery_id, url, CAST(NULL AS uuid) AS picture, 1 AS kind, position
              FROM delivery.media
             WHERE tenant_id = :tenant AND delivery_id = ANY(:ids)
             UNION ALL
            SELECT delivery_id, NULL, id, 2, position FROM delivery.picture
             WHERE tenant_id = :tenant AND delivery_id = ANY(:ids)
             ORDER BY delivery_id, kind, position
            """)
        .param("tenant", tenant.value())
        .param("ids", ids.stream().map(DeliveryId::value).toArray(UUID[]::new))
        .query(
            (row, _) -> {
              var picture = Sql.uuidOrNull(row, "picture");
              return Map.entry(
                  new DeliveryId(Sql.uuid(row, "delivery_id")),
                  picture == null ? text(row, "url") : links.link(tenant, new PictureId(picture)));
            })
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  void addAttachment(TenantId tenant, DeliveryId id, int position, Attachment attachment) {
    db.sql(
            """
            INSERT INTO delivery.attachment
                   (tenant_id, delivery_id, position, file_name, content_type, bytes)
            VALUES (:tenant, :id, :position, :name, :type, :bytes)
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("position", position)
        .param("name", attachment.fileName())
        .param("type", attachment.contentType())
        .param("bytes", attachment.bytes())
        .update();
  }

  /// Files of an e-mail in their order, pictures last.
  List<Attachment> attachments(TenantId tenant, DeliveryId id) {
    return db.sql(
            """
            SELECT file_name, content_type, bytes, 1 AS kind, position
              FROM delivery.attachment
             WHERE tenant_id = :tenant AND delivery_id = :id
             UNION ALL
            SELECT 'picture-' || position || replace(substr(type, 6), '/', '.'), type, bytes, 2,
                   position
              FROM delivery.picture
             WHERE tenant_id = :tenant AND delivery_id = :id AND bytes IS NOT NULL
             ORDER BY kind, position
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new Attachment(
                    text(row, "file_name"),
                    text(row, "content_type"),
                    Objects.requireNonNull(row.getBytes("bytes"))))
        .list();
  }
}
