package io.frontdesk.delivery.ledger;

import io.frontdesk.platform.tenant.TenantId;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many deliveries this node may work on at once, and whose are how many of them.
final class Hands {
  // Decided on, sent and written down together they cost a fraction of one by one.
  private static final int TOGETHER = 160;
  private static final int LEAST_SHARE = 120;
  private static final Duration GATHER = Duration.ofMillis(80);

  private final int all;
  private final int mostOfOne;
  private final Semaphore free;
  private final Map<TenantId, Integer> busy = new ConcurrentHashMap<>();

  /// @param mostOfOne how many one tenant may have
  Hands(int all, int mostOfOne) {
    this.all = all;
    this.mostOfOne = mostOfOne;
    this.free = new Semaphore(all);
  }

  /// Waits until a hand is free, and a moment more while few are.
  ///
  /// @return false when none became free
  boolean await(Duration longest) throws InterruptedException {
    if (!free.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    free.release();
    int enough = Math.min(TOGETHER, all / 3);
    if (free.availablePermits() < enough
        && free.tryAcquire(enough, GATHER.toMillis(), TimeUnit.MILLISECONDS)) {
      free.release(enough);
    }
    return true;
  }

  /// Waits until nothing is in any hand, and keeps it so.
  boolean awaitAll(Duration longest) throws InterruptedException {
    return free.tryAcquire(all, longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  int inUse() {
    return all - free.availablePermits();
  }

  boolean holdsFor(TenantId tenant) {
    return busy.containsKey(tenant);
  }

  /// Shares the free hands out between `turns` by weight, to those that have had least first. A
  /// share is at least 120, and whoever got less comes first the next time.
  ///
  /// @return who got how many; each is to be given back
  Map<TenantId, Integer> share(List<ClaimStore.Turn> turns) {
    int hands = free.drainPermits();
    double weights = turns.stream().mapToDouble(ClaimStore.Turn::weight).sum();
    var shares = new LinkedHashMap<TenantId, Integer>();
    int left = hands;
    var leastFirst =
        turns.stream().sorted(Comparator.comparingDouble(ClaimStore.Turn::used)).toList();
    for (var turn : leastFirst) {
      int due = Math.max(LEAST_SHARE, (int) Math.ceil(hands * turn.weight() / weights));
      int room = mostOfOne - busy.getOrDefault(turn.tenant(), 0);
      int share = Math.min(Math.min(due, TOGETHER), Math.min(room, left));
      if (share > 0) {
        shares.put(turn.tenant(), share);
        busy.merge(turn.tenant(), share, Integer::sum);
        left -= share;
      }
    }
    free.release(left);
    return shares;
  }

  void giveBack(TenantId tenant, int many) {
    if (many > 0) {
      busy.computeIfPresent(tenant, (_, had) -> had == many ? null : had - many);
      free.release(many);
    }
  }
}
