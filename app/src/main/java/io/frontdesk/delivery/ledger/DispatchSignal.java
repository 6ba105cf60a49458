package io.frontdesk.delivery.ledger;

import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/// Wakes this node's dispatcher when something may be due; other nodes find it by their timer.
@Component
class DispatchSignal {
  private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);

  /// Rings once the open transaction has committed.
  void afterCommit() {
    TenantTransactions.afterCommit(this::ring);
  }

  void ring() {
    // A full bell has rung already.
    boolean unused = bell.offer(true);
  }

  /// Waits for the bell, at most `longest`.
  void await(Duration longest) throws InterruptedException {
    var unused = bell.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
  }
}
