package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.delivery.Attachment;
import io.frontdesk.delivery.DeliveryId;
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

  MediaStore(JdbcClient db) {
    this.db = db;
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

  /// The addresses of each delivery's media in their order; what has none is missing.
  Map<DeliveryId, List<String>> ofAll(TenantId tenant, List<DeliveryId> ids) {
    return db
        .sql(
            """
            SELECT delivery_id, url FROM delivery.media
             WHERE tenant_id = :tenant AND delivery_id = ANY(:ids)
             ORDER BY delivery_id, position
            """)
        .param("tenant", tenant.value())
        .param("ids", ids.stream().map(DeliveryId::value).toArray(UUID[]::new))
        .query(
            (row, _) -> Map.entry(new DeliveryId(Sql.uuid(row, "delivery_id")), text(row, "url")))
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

  List<Attachment> attachments(TenantId tenant, DeliveryId id) {
    return db.sql(
            """
            SELECT file_name, content_type, bytes
              FROM delivery.attachment
             WHERE tenant_id = :tenant AND delivery_id = :id
             ORDER BY position
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
