package io.frontdesk.delivery.mailing;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The postal address of one tenant.
@Repository
class LetterheadStore {
  private final JdbcClient db;

  LetterheadStore(JdbcClient db) {
    this.db = db;
  }

  Optional<String> postalAddress(TenantId tenant) {
    return db.sql("SELECT postal_address FROM delivery.letterhead WHERE tenant_id = :tenant")
        .param("tenant", tenant.value())
        .query((row, _) -> text(row, "postal_address"))
        .optional();
  }

  void setPostalAddress(TenantId tenant, String address, Instant now) {
    db.sql(
            """
            INSERT INTO delivery.letterhead (tenant_id, postal_address, changed_at)
            VALUES (:tenant, :address, :now)
            ON CONFLICT (tenant_id) DO UPDATE
               SET postal_address = excluded.postal_address, changed_at = excluded.changed_at
            """)
        .param("tenant", tenant.value())
        .param("address", address)
        .param("now", atUtc(now))
        .update();
  }
}
