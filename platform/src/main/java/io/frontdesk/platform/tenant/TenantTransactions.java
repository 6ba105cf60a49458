package io.frontdesk.platform.tenant;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Opens transactions as the application role with one tenant set, which is what row-level security
/// reads. Without a tenant every tenant table is empty.
///
/// A call inside a transaction of the same tenant joins it. A call for another tenant inside one is
/// a programming error and throws: two tenants never share a transaction.
public final class TenantTransactions {
  private static final Object KEY = new Object();

  private final JdbcClient db;
  private final TransactionTemplate writing;
  private final TransactionTemplate reading;

  public TenantTransactions(JdbcClient db, PlatformTransactionManager transactions) {
    this.db = db;
    this.writing = new TransactionTemplate(transactions);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
  }

  /// Runs `work` in a read-write transaction of `tenant` and commits when it returns; any exception
  /// rolls back and rises. Never call a provider inside.
  public <T extends @Nullable Object> T write(TenantId tenant, Supplier<T> work) {
    return within(tenant, writing, work);
  }

  /// The same for work without a result.
  public void write(TenantId tenant, Runnable work) {
    this.<@Nullable Void>write(
        tenant,
        () -> {
          work.run();
          return null;
        });
  }

  /// Runs `work` in a read-only transaction of `tenant`: one snapshot is not promised, one tenant
  /// is.
  public <T extends @Nullable Object> T read(TenantId tenant, Supplier<T> work) {
    return within(tenant, reading, work);
  }

  /// Runs `work` as the application role with no tenant set: only tables that belong to no tenant
  /// (accounts, sessions) are visible. A [#write] inside it joins: both commit or neither.
  public <T extends @Nullable Object> T withoutTenant(Supplier<T> work) {
    if (TransactionSynchronizationManager.getResource(KEY) != null) {
      throw new IllegalStateException("a tenant's transaction is open; leave it first");
    }
    return run(writing, work);
  }

  /// Runs `work` after the open transaction has committed, and not at all when it rolls back. With
  /// no transaction open it runs at once. For waking workers and screens, never for effects that
  /// must not be lost.
  public static void afterCommit(Runnable work) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      work.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            work.run();
          }
        });
  }

  /// Refuses to go on while a transaction is open on this thread, of whichever role. Whatever talks
  /// to the outside asks first: a slow provider would hold a connection and locks, and a rollback
  /// could not take back what the provider did.
  ///
  /// @param what the call that was about to be made, for the one who must mend it
  /// @throws IllegalStateException inside a transaction
  public static void requireNone(String what) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(what + " must not be called inside a transaction");
    }
  }

  private <T extends @Nullable Object> T within(
      TenantId tenant, TransactionTemplate template, Supplier<T> work) {
    var open = TransactionSynchronizationManager.getResource(KEY);
    if (open != null) {
      if (!open.equals(tenant)) {
        throw new IllegalStateException("a transaction of another tenant is open");
      }
      return work.get();
    }
    boolean inside = TransactionSynchronizationManager.isActualTransactionActive();
    return run(
        template,
        () -> {
          setTenant(tenant.toString());
          TransactionSynchronizationManager.bindResource(KEY, tenant);
          T result;
          try {
            result = work.get();
          } finally {
            TransactionSynchronizationManager.unbindResource(KEY);
          }
          if (inside) {
            // What follows in the surrounding transaction belongs to no tenant again.
            setTenant("");
          }
          return result;
        });
  }

  private void setTenant(String tenant) {
    db.sql("SELECT set_config('app.tenant_id', :tenant, true)")
        .param("tenant", tenant)
        .query(String.class)
        .single();
  }

  @SuppressWarnings("NullAway") // the template passes the callback's result through unchanged
  private static <T extends @Nullable Object> T run(
      TransactionTemplate template, Supplier<T> work) {
    return template.execute(status -> work.get());
  }
}
