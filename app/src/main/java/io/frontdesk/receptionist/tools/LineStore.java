package io.frontdesk.receptionist.tools;

import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Our own numbers.
@Component
class LineStore {
  private final JdbcClient db;

  LineStore(JdbcClient db) {
    this.db = db;
  }

  /// Every number that a call ever came in on.
  public Set<PhoneNumber> all(TenantId tenant) {
    return db
        .sql("SELECT number FROM receptionist.line WHERE tenant_id = :tenant")
        .param("tenant", tenant.value())
        .query((row, _) -> new PhoneNumber(Objects.requireNonNull(row.getString("number"))))
        .stream()
        .collect(Collectors.toSet());
  }

  /// Remembers that a number is ours.
  public void learn(TenantId tenant, PhoneNumber number) {
    // The look first keeps simultaneous calls from queueing at the same row.
    db.sql(
            """
            INSERT INTO receptionist.line (tenant_id, number)
            SELECT :tenant, :number
             WHERE NOT EXISTS (SELECT 1 FROM receptionist.line
                                WHERE tenant_id = :tenant AND number = :number)
            ON CONFLICT DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("number", number.e164())
        .update();
  }
}
