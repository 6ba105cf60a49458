package io.frontdesk.integrations.webhooks;

import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.live.Live;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/// Keeps outgoing webhooks moving: plans what is new in the event log and sends what is due, each
/// attempt on a virtual thread of its own. Woken when this node reads events and when an attempt
/// ends; looks every second besides. An endpoint never has more than its few attempts under way, so
/// one that hangs holds up nobody else.
@Component
class HookPump implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(HookPump.class);
  private static final int MOST_UNDER_WAY = 500;
  private static final int PLACES = 200;
  private static final int STOP_SECONDS = 20;

  private final HookWorkStore work;
  private final HookPlanner planner;
  private final HookSender sender;
  private final Clock clock;
  private final boolean wanted;
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
  private final Set<EndpointId> full = ConcurrentHashMap.newKeySet();
  private final Set<EndpointId> broken = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private @Nullable ExecutorService attempts;
  private @Nullable Thread loop;

  HookPump(
      HookWorkStore work,
      HookPlanner planner,
      HookSender sender,
      Live live,
      Settings settings,
      Clock clock) {
    this.work = work;
    this.planner = planner;
    this.sender = sender;
    this.clock = clock;
    this.wanted = settings.get(IntegrationsSettings.SEND_OUTGOING);
    live.whenRead(this::wake);
  }

  void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /// Plans and sends until nothing is due, and waits for the answers. For tests.
  void drain() {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      plan();
      boolean more = true;
      while (more) {
        more = begin(pool) > 0;
        room.acquireUninterruptibly(MOST_UNDER_WAY);
        room.release(MOST_UNDER_WAY);
      }
    }
  }

  /// Plans what is new, for every endpoint.
  void plan() {
    work.withNews()
        .forEach(place -> apart(place, () -> planner.plan(place.tenant(), place.endpoint())));
  }

  // Whatever is wrong with one endpoint is no reason for the others to wait.
  private boolean apart(HookWorkStore.Place place, Runnable step) {
    try {
      step.run();
      broken.remove(place.endpoint());
      return true;
    } catch (DataAccessResourceFailureException | CannotCreateTransactionException away) {
      throw away;
    } catch (RuntimeException failed) {
      if (broken.add(place.endpoint())) {
        LOG.error(
            "webhooks of endpoint {} of tenant {} wait", place.endpoint(), place.tenant(), failed);
      }
      return false;
    }
  }

  @Override
  public void start() {
    running = true;
    if (wanted) {
      attempts = Executors.newVirtualThreadPerTaskExecutor();
      loop = Thread.ofVirtual().name("outgoing-webhooks").start(this::run);
    }
  }

  /// Lets attempts under way finish; what they would have done next waits in the table.
  @Override
  public void stop() {
    running = false;
    wake();
    try {
      if (loop != null) {
        loop.join(5_000);
      }
      if (attempts != null) {
        attempts.shutdown();
        if (!attempts.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
          attempts.shutdownNow();
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  // After the web server has stopped, before the database goes.
  @Override
  public int getPhase() {
    return 100;
  }

  private void run() {
    var pool = Objects.requireNonNull(attempts);
    while (running) {
      try {
        plan();
        while (running && begin(pool) > 0) {
          // there may be more
        }
        if (wake.tryAcquire(1, TimeUnit.SECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error unreachable) {
        LOG.warn("outgoing webhooks wait: {}", unreachable.getClass().getSimpleName());
        pause();
      }
    }
  }

  // Claims what is due and begins to send it; how many.
  private int begin(ExecutorService pool) {
    if (room.availablePermits() < HookSender.AT_ONCE) {
      return 0;
    }
    int begun = 0;
    for (var place : work.withDue(clock.instant(), full, PLACES)) {
      if (room.availablePermits() < HookSender.AT_ONCE) {
        break;
      }
      var count = new AtomicInteger();
      if (!apart(place, () -> count.set(begin(pool, place)))) {
        full.add(place.endpoint());
      }
      begun += count.get();
    }
    // What other nodes hold has no end here to be told of.
    if (begun == 0) {
      full.clear();
    }
    return begun;
  }

  private int begin(ExecutorService pool, HookWorkStore.Place place) {
    var claimed = sender.claim(place.tenant(), place.endpoint());
    if (claimed.full()) {
      full.add(place.endpoint());
    }
    for (var hook : claimed.hooks()) {
      room.acquireUninterruptibly();
      pool.execute(() -> attempt(place.tenant(), claimed, hook));
    }
    return claimed.hooks().size();
  }

  private void attempt(TenantId tenant, HookSender.Work claimed, Hook hook) {
    try {
      sender.send(tenant, claimed, hook);
    } catch (RuntimeException unreachable) {
      // Its lease ends, and it is sent again under the same id.
      LOG.warn("an attempt was not recorded: {}", unreachable.getClass().getSimpleName());
    } finally {
      full.remove(hook.endpoint());
      room.release();
      wake();
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
