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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Takes what is due and sends it. Each tenant gets a share of the free hands; one transaction
/// takes that many from its queues, decides on them and commits them as `sending`; then each is
/// handed over on a thread of its own, and [OutcomeWriter] writes the answers in batches. So a
/// crash leaves at most what was in the air as unknown.
@Component
public class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int SWEEP = 100;
  private static final int ASKING = 16;
  private static final int PREPARING = 4;
  private static final Duration ASK_AGAIN = Duration.ofSeconds(30);
  private static final Duration LET_FINISH = Duration.ofSeconds(15);

  private final UUID node = Uuid7.next();
  private final ClaimStore claims;
  private final Sending sending;
  private final GatewayCalls gateways;
  private final OutcomeWriter outcomes;
  private final Clock clock;
  private final Hands hands;
  // Whose queues are being taken from, and whether they were asked for again meanwhile.
  private final Map<TenantId, Boolean> taking = new ConcurrentHashMap<>();
  // Who had nothing that may go while something of theirs was in a hand: the next answer tells.
  private final Set<TenantId> full = ConcurrentHashMap.newKeySet();
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
    int atOnce = settings.get(DeliverySettings.AT_ONCE);
    // Most of the hands stay for the others when one tenant's provider is slow.
    this.hands = new Hands(atOnce, Math.max(1, atOnce / 3));
  }

  /// Takes and sends until nothing more may go now, and waits for the last answer.
  ///
  /// @return how many were taken
  public int drain() {
    int all = 0;
    while (true) {
      int taken =
          start(claims.due(clock.instant()).tenants(), _ -> {}).turns().stream()
              .mapToInt(CompletableFuture::join)
              .sum();
      if (taken == 0) {
        return all;
      }
      all += taken;
    }
  }

  /// Waits until a hand is free.
  ///
  /// @return false when none became free
  boolean awaitHands(Duration longest) throws InterruptedException {
    return hands.await(longest);
  }

  /// What [#start] began.
  ///
  /// @param turns one per tenant that got hands: how many deliveries were taken, known when the
  ///     last of them has left its hand; they never fail
  /// @param waiting tenants for whom no hand was left
  record Round(List<CompletableFuture<Integer>> turns, Set<TenantId> waiting) {}

  /// Shares the free hands between `tenants` and starts on what they have due.
  ///
  /// @param again told of a tenant that may have more to take
  Round start(Collection<TenantId> tenants, Consumer<TenantId> again) {
    var fresh =
        tenants.stream()
            .filter(tenant -> !taking.compute(tenant, (_, asked) -> asked != null))
            .toList();
    if (fresh.isEmpty()) {
      return new Round(List.of(), Set.of());
    }
    Map<TenantId, Integer> shares = Map.of();
    var started = new ArrayList<CompletableFuture<Integer>>();
    var waiting = new HashSet<TenantId>();
    try {
      var turns = claims.turns(fresh);
      double front = turns.stream().mapToDouble(ClaimStore.Turn::used).max().orElse(0);
      shares = hands.share(turns);
      shares.forEach((tenant, share) -> started.add(work(tenant, share, front, again)));
    } finally {
      for (var tenant : fresh) {
        if (!shares.containsKey(tenant)) {
          taking.remove(tenant);
          if (!rests(tenant)) {
            waiting.add(tenant);
          }
        }
      }
    }
    return new Round(started, waiting);
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
      if (!hands.awaitAll(LET_FINISH)) {
        log.warn("{} deliveries are still being sent", hands.inUse());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      // Last: what has been prepared is still handed over.
      threads.shutdown();
    }
  }

  private CompletableFuture<Integer> work(
      TenantId tenant, int share, double front, Consumer<TenantId> again) {
    var ended = new CompletableFuture<Integer>();
    // Named before its queues are looked at: an answer in between must not be missed.
    full.add(tenant);
    threads.execute(
        () -> {
          var taken = Sending.Taken.NOTHING;
          try {
            taken = take(tenant, share, front);
          } finally {
            int many = taken.many();
            hands.giveBack(tenant, share - taken.outgoing().size());
            boolean asked = Objects.requireNonNull(taking.remove(tenant));
            if (many > 0 || asked) {
              full.remove(tenant);
              again.accept(tenant);
            } else {
              rests(tenant);
            }
            var unused = sendAll(tenant, taken, again).thenRun(() -> ended.complete(many));
          }
        });
    return ended;
  }

  // Whether one of its answers will tell when there may be more to take.
  private boolean rests(TenantId tenant) {
    full.add(tenant);
    boolean rests = hands.holdsFor(tenant);
    if (!rests) {
      full.remove(tenant);
    }
    return rests;
  }

  private Sending.Taken take(TenantId tenant, int share, double front) {
    preparing.acquireUninterruptibly();
    try {
      return sending.take(tenant, share, front, node);
    } catch (RuntimeException together) {
      log.warn("deliveries could not be prepared together; each by itself", together);
      return takeApart(tenant, share, front);
    } finally {
      preparing.release();
    }
  }

  private Sending.Taken takeApart(TenantId tenant, int share, double front) {
    try {
      var ids = sending.claim(tenant, share, front, node);
      return new Sending.Taken(
          ids.size(), ids.stream().flatMap(id -> prepareAlone(tenant, id).stream()).toList());
    } catch (RuntimeException problem) {
      // They stay due.
      log.error("nothing could be taken from the queues of a workspace", problem);
      return Sending.Taken.NOTHING;
    }
  }

  private Optional<Sending.Outgoing> prepareAlone(TenantId tenant, DeliveryId id) {
    try {
      return sending.prepare(tenant, id, node);
    } catch (RuntimeException problem) {
      // The lease brings it back; what failed here is ours, not the provider's.
      log.error("delivery {} could not be worked on", id, problem);
      return Optional.empty();
    }
  }

  private CompletableFuture<Void> sendAll(
      TenantId tenant, Sending.Taken taken, Consumer<TenantId> again) {
    var decision = new StandingDecision(tenant, taken.outgoing(), sending, clock);
    return CompletableFuture.allOf(
        taken.outgoing().stream()
            .map(outgoing -> send(tenant, outgoing, decision, again))
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> send(
      TenantId tenant,
      Sending.Outgoing outgoing,
      StandingDecision decision,
      Consumer<TenantId> again) {
    return gateways
        .send(outgoing, decision)
        .thenCompose(
            outcome ->
                outcomes.write(
                    tenant, new Sending.Answer(outgoing.delivery(), outgoing.attempt(), outcome)))
        .handle(
            (_, broken) -> {
              if (broken != null) {
                log.error("delivery {} could not be handed over", outgoing.delivery(), broken);
              }
              hands.giveBack(tenant, 1);
              if (full.remove(tenant)) {
                again.accept(tenant);
              }
              return null;
            });
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
