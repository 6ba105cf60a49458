package io.frontdesk.receptionist;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A call in which something was read back after a miss.
@Component
class ReadBackSeed implements TenantSeed {
  private final TenantTransactions transactions;
  private final JdbcClient db;

  ReadBackSeed(TenantTransactions transactions, JdbcClient db) {
    this.transactions = transactions;
    this.db = db;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    transactions.write(
        tenant.id(),
        () -> {
          var call = Uuid7.next();
          db.sql(
                  """
                  INSERT INTO receptionist.read_back
                         (tenant_id, call_id, appointment_id, action, revision, created_at)
                  VALUES (:tenant, :call, :call, 'cancel', 0, now())
                  """)
              .param("tenant", tenant.id().value())
              .param("call", call)
              .update();
          db.sql(
                  """
                  INSERT INTO receptionist.identity_miss (tenant_id, call_id, misses)
                  VALUES (:tenant, :call, 1)
                  """)
              .param("tenant", tenant.id().value())
              .param("call", call)
              .update();
        });
    return Map.of();
  }
}
