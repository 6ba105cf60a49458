package io.frontdesk.wrong;

import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;

/// Looks past tenants in every way: as the worker, as nobody, by an event of nobody, and by what it
/// remembers of one person for the next.
public class Trespasser {
  /// Says what happened and not to whom.
  public record Happened(String what) {}

  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final WorkerTransactions workers;
  private final TenantTransactions transactions;

  public Trespasser(WorkerTransactions workers, TenantTransactions transactions) {
    this.workers = workers;
    this.transactions = transactions;
  }

  @EventListener
  public void hear(Happened happened) {
    names.put(happened.what(), workers.run(happened::what));
  }

  public String recall(String what) {
    return transactions.withoutTenant(() -> names.getOrDefault(what, ""));
  }
}
