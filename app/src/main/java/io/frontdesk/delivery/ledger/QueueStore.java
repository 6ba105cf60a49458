package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.atUtc;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// One tenant's queues.
@Repository
class QueueStore {
  private final JdbcClient db;

  QueueStore(JdbcClient db) {
    this.db = db;
  }

  /// Picks up to `most` due deliveries, those that go first first, within what each sender may send
  /// now, and keeps them and the tenant's turn to this transaction, which must take them out of
  /// their state. None while somebody else takes for the tenant. See `delivery.take`.
  ///
  /// @param front how much the tenant that has had most of those now waiting has had
  List<DeliveryId> take(TenantId tenant, Instant now, int most, double front) {
    return db.sql("SELECT delivery.take(:tenant, :now, :most, :front) AS taken")
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("most", most)
        .param("front", front)
        .query(
            (row, _) -> {
              var taken = row.getArray("taken");
              return taken == null
                  ? List.<DeliveryId>of()
                  : Arrays.stream((UUID[]) taken.getArray()).map(DeliveryId::new).toList();
            })
        .single();
  }
}
