package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.tenant.TenantId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Keeps the dispatcher going: woken after commits, when the next delivery is due, and by a timer.
/// Sweeps every few seconds and at start.
@Component
class DispatchLoop implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  private final Dispatcher dispatcher;
  private final DispatchSignal signal;
  private final ClaimStore claims;
  private final Clock clock;
  private final boolean enabled;
  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final AtomicReference<Double> lag = new AtomicReference<>(0.0);
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile Instant measured = Instant.MIN;
  private volatile Duration measureEvery = SWEEP_EVERY;
  private volatile @Nullable Thread thread;

  DispatchLoop(
      Dispatcher dispatcher,
      DispatchSignal signal,
      ClaimStore claims,
      Clock clock,
      Settings settings,
      MeterRegistry metrics) {
    this.dispatcher = dispatcher;
    this.signal = signal;
    this.claims = claims;
    this.clock = clock;
    this.enabled = settings.get(DeliverySettings.DISPATCH);
    Gauge.builder("frontdesk.delivery.lag.seconds", lag, AtomicReference::get)
        .description("how long the longest-due delivery has been waiting")
        .register(metrics);
    for (var state : new String[] {"waiting", "held", "claimed", "sending", "unknown"}) {
      Gauge.builder("frontdesk.delivery.open", counts, of -> of.getOrDefault(state, 0L))
          .tag("state", state)
          .register(metrics);
    }
  }

  @Override
  public void start() {
    if (enabled && thread == null) {
      // Known before it runs, because it goes on only while it is the one that is known.
      var fresh = Thread.ofVirtual().name("delivery-dispatcher").unstarted(this::run);
      thread = fresh;
      fresh.start();
    }
  }

  @Override
  public void stop() {
    var running = thread;
    thread = null;
    if (running != null) {
      signal.ring();
      try {
        // Not interrupted: that would break the claim it is just reading.
        running.join(LAST_LOOK);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
      dispatcher.stop();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    var busy = new LinkedHashSet<TenantId>();
    Instant nextDue = null;
    Instant lookedAt = Instant.MIN;
    var lookEvery = TICK;
    var lastSweep = Instant.MIN;
    while (thread == Thread.currentThread()) {
      try {
        if (isPast(lastSweep, SWEEP_EVERY)) {
          lastSweep = clock.instant();
          sweep();
        }
        signal.drainTo(busy);
        if (isPast(lookedAt, lookEvery)
            || (nextDue != null && !clock.instant().isBefore(nextDue))) {
          long begin = System.nanoTime();
          lookedAt = clock.instant();
          var due = claims.due(lookedAt);
          busy.addAll(due.tenants());
          nextDue = due.next();
          lag.set(due.oldest() == null ? 0.0 : secondsSince(due.oldest()));
          // With very many queues the look itself must not be the load.
          lookEvery = longer(TICK, Duration.ofNanos((System.nanoTime() - begin) * 10));
        }
        if (busy.isEmpty()) {
          signal.await(untilNext(nextDue));
        } else if (dispatcher.awaitHands(TICK)) {
          var waiting = dispatcher.start(busy, signal::name).waiting();
          busy.retainAll(waiting);
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException broken) {
        log.error("the dispatcher stumbled; it goes on", broken);
        pause();
      }
    }
  }

  // Apart, because providers are asked: a slow one must not keep others from being sent to.
  private void sweep() {
    if (sweeping.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("delivery-sweeper")
          .start(
              () -> {
                try {
                  dispatcher.sweep();
                  measure();
                } catch (RuntimeException broken) {
                  log.error("the dispatcher's sweep stumbled; it is repeated", broken);
                } finally {
                  sweeping.set(false);
                }
              });
    }
  }

  private boolean isPast(Instant last, Duration every) {
    return last.equals(Instant.MIN)
        || Duration.between(last, clock.instant()).compareTo(every) >= 0;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  // Exactly when the next one is due, and by the timer for what other nodes add.
  private Duration untilNext(@Nullable Instant nextDue) {
    if (nextDue == null) {
      return TICK;
    }
    var until = Duration.between(clock.instant(), nextDue).plusMillis(1);
    return until.compareTo(TICK) < 0 ? until : TICK;
  }

  // Counting takes as long as there is waiting: at most a hundredth of the time.
  private void measure() {
    if (!isPast(measured, measureEvery)) {
      return;
    }
    long begin = System.nanoTime();
    measured = clock.instant();
    var found = claims.openCounts();
    counts.keySet().retainAll(found.keySet());
    counts.putAll(found);
    measureEvery = longer(SWEEP_EVERY, Duration.ofNanos((System.nanoTime() - begin) * 100));
  }

  private double secondsSince(Instant due) {
    return Duration.between(due, clock.instant()).toMillis() / 1_000.0;
  }

  private static void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
