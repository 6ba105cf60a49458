package io.frontdesk.delivery.ledger;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/// Wakes this node's dispatcher when something may be due, and tells it whose; other nodes find it
/// by their timer.
@Component
class DispatchSignal {
  private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
  private final Set<TenantId> named = ConcurrentHashMap.newKeySet();

  /// Names `tenant` and rings once the open transaction has committed.
  void afterCommit(TenantId tenant) {
    TenantTransactions.afterCommit(() -> name(tenant));
  }

  /// Names `tenant` and rings.
  void name(TenantId tenant) {
    named.add(tenant);
    ring();
  }

  /// Wakes whoever waits.
  void ring() {
    // A full bell has rung already.
    boolean unused = bell.offer(true);
  }

  /// Moves the tenants named since the last time into `tenants`.
  void drainTo(Set<TenantId> tenants) {
    for (var tenant : named) {
      if (named.remove(tenant)) {
        tenants.add(tenant);
      }
    }
  }

  /// Waits for the bell, at most `longest`.
  void await(Duration longest) throws InterruptedException {
    var unused = bell.poll(Math.max(0, longest.toMillis()), TimeUnit.MILLISECONDS);
  }
}
