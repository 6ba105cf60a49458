package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Claims what is due and sends it. A claim takes as many deliveries as there are free hands; one
/// transaction per tenant decides on them and commits them as `sending`; then each is handed over
/// on a thread of its own, and [OutcomeWriter] writes the answers in batches. So a crash leaves at
/// most what was in the air as unknown.
@Component
public class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int SWEEP = 100;
  private static final int MOST_PER_TRANSACTION = 160;
  private static final int TOGETHER = 96;
  private static final int ASKING = 16;
  private static final int PREPARING = 4;
  private static final Duration GATHER = Duration.ofMillis(5);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(30);
  private static final Duration LET_FINISH = Duration.ofSeconds(15);

  private final UUID node = Uuid7.next();
  private final ClaimStore claims;
  private final Sending sending;
  private final GatewayCalls gateways;
  private final OutcomeWriter outcomes;
  private final Clock clock;
  private final int atOnce;
  private final Semaphore free;
  // The database keeps connections for others.
  private final Semaphore preparing = new Semaphore(PREPARING);
  private final Semaphore asking = new Semaphore(ASKING);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());

  Dispatcher(
      ClaimStore claims,
      Sending sending,
      GatewayCalls gateways,
      OutcomeWriter outcomes,
      Settings settings,
      Clock clock) {
    this.claims = claims;
    this.sending = sending;
    this.gateways = gateways;
    this.outcomes = outcomes;
    this.clock = clock;
    this.atOnce = settings.get(DeliverySettings.AT_ONCE);
    this.free = new Semaphore(atOnce);
  }

  /// Claims and sends until nothing more may go now, and waits for the last answer.
  ///
  /// @return how many were claimed
  public int drain() {
    int claimed = 0;
    while (true) {
      var batch = start(claims.due(clock.instant()).tenants(), _ -> {});
      if (batch.isEmpty()) {
        return claimed;
      }
      claimed += batch.size();
      batch.forEach(CompletableFuture::join);
    }
  }

  /// Waits until a hand is free, and a moment more while few are: what is claimed together costs
  /// less.
  ///
  /// @return false when none became free
  boolean awaitHands(Duration longest) throws InterruptedException {
    if (!free.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    free.release();
    int enough = Math.min(TOGETHER, atOnce / 4);
    if (free.availablePermits() < enough
        && free.tryAcquire(enough, GATHER.toMillis(), TimeUnit.MILLISECONDS)) {
      free.release(enough);
    }
    return true;
  }

  /// Whether nothing is in any hand.
  boolean isIdle() {
    return free.availablePermits() == atOnce;
  }

  /// Claims as many deliveries of `tenants` as there are free hands and starts them.
  ///
  /// @param done told whose delivery has left its hand, once for each
  /// @return one future per delivery; it never fails
  List<CompletableFuture<Void>> start(Collection<TenantId> tenants, Consumer<TenantId> done) {
    int hands = tenants.isEmpty() ? 0 : free.drainPermits();
    if (hands == 0) {
      return List.of();
    }
    List<Claimed> claimed = List.of();
    try {
      // Most of the hands stay for the others when one tenant's provider is slow.
      int mostPerTenant = Math.max(1, atOnce / 3);
      claimed = claims.claim(tenants, node, clock.instant(), Sending.LEASE, hands, mostPerTenant);
    } finally {
      free.release(hands - claimed.size());
    }
    var started = new ArrayList<CompletableFuture<Void>>();
    claimed.stream()
        .collect(Collectors.groupingBy(Claimed::tenant))
        .forEach(
            (tenant, ofTenant) -> {
              for (int from = 0; from < ofTenant.size(); from += MOST_PER_TRANSACTION) {
                var part =
                    ofTenant.subList(from, Math.min(ofTenant.size(), from + MOST_PER_TRANSACTION));
                started.addAll(work(tenant, part.stream().map(Claimed::id).toList(), done));
              }
            });
    return started;
  }

  /// Brings back what dead workers held and asks providers about what is unknown; waits for their
  /// answers.
  public void sweep() {
    var now = clock.instant();
    int returned = claims.returnLostClaims(now);
    if (returned > 0) {
      log.warn("{} claimed deliveries of a lost worker are due again", returned);
    }
    List<Claimed> lost;
    do {
      lost = claims.lostSends(now, SWEEP);
      lost.stream()
          .collect(Collectors.groupingBy(Claimed::tenant))
          .forEach(
              (tenant, of) -> {
                log.warn("{} deliveries lost their worker while sending", of.size());
                sending.lost(tenant, of.stream().map(Claimed::id).toList());
              });
    } while (lost.size() == SWEEP);
    List<Claimed> unknown;
    do {
      unknown = claims.toReconcile(now, now.plus(ASK_AGAIN), SWEEP);
      unknown.stream()
          .map(one -> CompletableFuture.runAsync(() -> askAbout(one), threads))
          .toList()
          .forEach(CompletableFuture::join);
    } while (unknown.size() == SWEEP);
  }

  private void askAbout(Claimed unknown) {
    asking.acquireUninterruptibly();
    try {
      reconcile(unknown);
    } finally {
      asking.release();
    }
  }

  /// Takes nothing more and waits a while for what is in the air.
  void stop() {
    try {
      if (!free.tryAcquire(atOnce, LET_FINISH.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} deliveries are still being sent", atOnce - free.availablePermits());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      // Last: what has been prepared is still handed over.
      threads.shutdown();
    }
  }

  private Collection<CompletableFuture<Void>> work(
      TenantId tenant, List<DeliveryId> ids, Consumer<TenantId> done) {
    Map<DeliveryId, CompletableFuture<Void>> open =
        ids.stream().collect(Collectors.toMap(id -> id, _ -> new CompletableFuture<Void>()));
    var all = List.copyOf(open.values());
    for (var one : all) {
      var unused =
          one.whenComplete(
              (_, _) -> {
                free.release();
                done.accept(tenant);
              });
    }
    threads.execute(
        () -> {
          try {
            for (var outgoing : prepare(tenant, ids)) {
              var sent = Objects.requireNonNull(open.remove(outgoing.delivery()));
              threads.execute(() -> send(tenant, outgoing, sent));
            }
          } finally {
            // Held, refused, withdrawn, or the lease brings it back.
            open.values().forEach(one -> one.complete(null));
          }
        });
    return all;
  }

  private List<Sending.Outgoing> prepare(TenantId tenant, List<DeliveryId> ids) {
    preparing.acquireUninterruptibly();
    try {
      return sending.prepareAll(tenant, ids, node);
    } catch (RuntimeException together) {
      log.warn(
          "{} deliveries could not be prepared together; each by itself", ids.size(), together);
      return ids.stream().flatMap(id -> prepareAlone(tenant, id).stream()).toList();
    } finally {
      preparing.release();
    }
  }

  private List<Sending.Outgoing> prepareAlone(TenantId tenant, DeliveryId id) {
    try {
      return sending.prepareAll(tenant, List.of(id), node);
    } catch (RuntimeException problem) {
      // The lease brings it back; what failed here is ours, not the provider's.
      log.error("delivery {} could not be worked on", id, problem);
      return List.of();
    }
  }

  private void send(TenantId tenant, Sending.Outgoing outgoing, CompletableFuture<Void> done) {
    try {
      var outcome = gateways.send(outgoing);
      var unused =
          outcomes
              .write(tenant, new Sending.Answer(outgoing.delivery(), outgoing.attempt(), outcome))
              .whenComplete((_, _) -> done.complete(null));
    } catch (RuntimeException | Error broken) {
      log.error("delivery {} could not be handed over", outgoing.delivery(), broken);
      done.complete(null);
    }
  }

  private void reconcile(Claimed unknown) {
    try {
      var doubt = sending.doubt(unknown.tenant(), unknown.id());
      if (doubt.isPresent()) {
        sending.reconciled(
            unknown.tenant(),
            unknown.id(),
            doubt.get().outgoing().attempt(),
            gateways.reconcile(doubt.get()));
      }
    } catch (RuntimeException broken) {
      // It is asked again in a while.
      log.error("delivery {} could not be reconciled", unknown.id(), broken);
    }
  }
}
