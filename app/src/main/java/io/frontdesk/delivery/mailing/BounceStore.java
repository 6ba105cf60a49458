package io.frontdesk.delivery.mailing;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.delivery.Delivery;
import io.frontdesk.platform.tenant.TenantId;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What became of earlier mails to an address.
@Repository
class BounceStore {
  private final JdbcClient db;

  BounceStore(JdbcClient db) {
    this.db = db;
  }

  /// Why the mails to the same address before this one did not arrive, latest first; an empty text
  /// for one that did.
  List<String> codesBefore(TenantId tenant, Delivery mail, int limit) {
    return db.sql(
            """
            SELECT CASE WHEN state IN ('undelivered', 'failed') THEN coalesce(reason_code, '')
                        ELSE '' END AS code
              FROM delivery.delivery
             WHERE tenant_id = :tenant AND contact_id = :contact AND channel = 'EMAIL'
               AND address = :address AND id <> :id AND created_at <= :before
               AND state IN ('sent', 'delivered', 'undelivered', 'failed')
             ORDER BY created_at DESC, id DESC
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("contact", mail.contact().value())
        .param("address", mail.address())
        .param("id", mail.id().value())
        .param("before", atUtc(mail.createdAt()))
        .param("limit", limit)
        .query((row, _) -> text(row, "code"))
        .list();
  }
}
