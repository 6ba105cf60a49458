package io.frontdesk.calendar.sync;

import io.frontdesk.platform.jobs.RecurringJob;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Works on the accounts that are due, some at once, so that a slow provider holds up only its own.
@Component
class SyncRounds implements RecurringJob {
  private static final Logger LOG = LoggerFactory.getLogger(SyncRounds.class);
  private static final int MOST = 500;
  private static final int AT_ONCE = 8;

  private final DueStore due;
  private final SyncEngine engine;
  private final Clock clock;

  SyncRounds(DueStore due, SyncEngine engine, Clock clock) {
    this.due = due;
    this.engine = engine;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "calendar.sync";
  }

  @Override
  public String meaning() {
    return "Reads people's other calendars and writes appointments into them.";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(15);
  }

  @Override
  public void run() {
    var room = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one : due.due(clock.instant(), MOST)) {
        room.acquireUninterruptibly();
        threads.execute(
            () -> {
              try {
                engine.sync(one.tenant(), one.account());
              } catch (RuntimeException broken) {
                LOG.error("Calendar account {} of {} failed", one.account(), one.tenant(), broken);
              } finally {
                room.release();
              }
            });
      }
    }
  }
}
