package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `delivery.media`.
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

  List<String> of(TenantId tenant, DeliveryId id) {
    return db.sql(
            """
            SELECT url FROM delivery.media
             WHERE tenant_id = :tenant AND delivery_id = :id
             ORDER BY position
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> Sql.text(row, "url"))
        .list();
  }
}
