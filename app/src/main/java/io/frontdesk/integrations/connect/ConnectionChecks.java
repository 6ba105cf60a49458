package io.frontdesk.integrations.connect;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.List;
import org.springframework.stereotype.Service;

/// The tenant's connections as they stand, with what the last test of each came to.
@Service
class ConnectionChecks {
  private final ConnectionStore store;
  private final TenantTransactions transactions;

  ConnectionChecks(ConnectionStore store, TenantTransactions transactions) {
    this.store = store;
    this.transactions = transactions;
  }

  List<ConnectionStore.Row> all(TenantId tenant) {
    return transactions.read(tenant, () -> store.all(tenant));
  }
}
