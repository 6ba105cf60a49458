package io.frontdesk.outreach.feeding;

import io.frontdesk.outreach.OutreachSettings;
import io.frontdesk.platform.config.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Gives every running block its turn, several times a second. Every node does; a block's row keeps
/// two of them apart.
@Component
class FeedLoop implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(FeedLoop.class);
  private static final int BLOCKS_AT_ONCE = 50;
  private static final int PAUSE_MILLIS = 300;

  private final RunningStore running;
  private final Feeder feeder;
  private final Clock clock;
  private final boolean wanted;
  private final Counter handedOver;
  private volatile @Nullable Thread thread;

  FeedLoop(
      RunningStore running, Feeder feeder, Clock clock, Settings settings, MeterRegistry metrics) {
    this.running = running;
    this.feeder = feeder;
    this.clock = clock;
    this.wanted = settings.get(OutreachSettings.FEED);
    this.handedOver =
        Counter.builder("frontdesk.outreach.fed")
            .description("people of blocks handed over to be sent to, or skipped")
            .register(metrics);
  }

  @Override
  public void start() {
    if (wanted && thread == null) {
      var fresh = Thread.ofVirtual().name("outreach-feeder").unstarted(this::run);
      thread = fresh;
      fresh.start();
    }
  }

  @Override
  public void stop() {
    var was = thread;
    thread = null;
    if (was != null) {
      try {
        was.join(5_000);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  // After the web server has stopped, before the database goes.
  @Override
  public int getPhase() {
    return 100;
  }

  private void run() {
    while (thread == Thread.currentThread()) {
      try {
        for (var turn : running.due(clock.instant(), BLOCKS_AT_ONCE)) {
          feed(turn);
        }
      } catch (RuntimeException unreachable) {
        LOG.warn("running blocks wait: {}", unreachable.getClass().getSimpleName());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  // One that fails must not keep the others from their turn.
  private void feed(RunningStore.Turn turn) {
    try {
      handedOver.increment(feeder.feed(turn.tenant(), turn.block()));
    } catch (RuntimeException broken) {
      LOG.error("block {} could not be fed; it is tried again", turn.block(), broken);
    }
  }
}
