package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.platform.config.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Keeps the dispatcher going: woken after commits, by a timer, and when a hand becomes free.
// Sweeps
/// every few seconds and at start.
@Component
class DispatchLoop implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  private final Dispatcher dispatcher;
  private final DispatchSignal signal;
  private final ClaimStore claims;
  private final Clock clock;
  private final boolean enabled;
  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final AtomicReference<Double> lag = new AtomicReference<>(0.0);
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
      running.interrupt();
      dispatcher.stop();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    var lastSweep = Instant.MIN;
    while (thread == Thread.currentThread()) {
      try {
        if (lastSweep.equals(Instant.MIN)
            || Duration.between(lastSweep, Instant.now()).compareTo(SWEEP_EVERY) > 0) {
          lastSweep = Instant.now();
          dispatcher.sweep();
          measure();
        }
        var started = dispatcher.start();
        for (var one : started) {
          var unused = one.whenComplete((_, _) -> signal.ring());
        }
        if (started.isEmpty()) {
          signal.await(TICK);
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException broken) {
        log.error("the dispatcher stumbled; it goes on", broken);
        pause();
      }
    }
  }

  private void measure() {
    counts.clear();
    counts.putAll(claims.openCounts());
    lag.set(claims.lagSeconds(clock.instant()));
  }

  private static void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
