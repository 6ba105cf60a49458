package io.frontdesk.platform.tenant;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Opens transactions as the worker role, which sees across tenants only the tables named in
/// `platform.worker_access` (each with its reason). For claiming due work; the work itself runs in
/// a [TenantTransactions] of its tenant.
public final class WorkerTransactions {
  private final JdbcClient db;
  private final TransactionTemplate transactions;

  public WorkerTransactions(JdbcClient db, PlatformTransactionManager transactions) {
    this.db = db;
    this.transactions = new TransactionTemplate(transactions);
  }

  /// The worker role's client. Outside [#run] each statement commits by itself.
  public JdbcClient db() {
    return db;
  }

  /// Runs `work` in one transaction of the worker role.
  @SuppressWarnings("NullAway") // the template passes the callback's result through unchanged
  public <T extends @Nullable Object> T run(Supplier<T> work) {
    return transactions.execute(status -> work.get());
  }
}
