package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.integrations.WebhookAdapter.Undeliverable;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Works through the inbox: many keys at once, the rows of one key in order.
///
/// The effect of a row and its being done are one transaction that holds the row by its lease, so a
/// worker that was paused beyond its lease cannot take effect any more, and one that died leaves
/// the row to the next.
@Component
class InboxWorker implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(InboxWorker.class);
  private static final int ROWS_PER_KEY = 32;
  private static final long IDLE_MILLIS = 500;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Inbox inbox;
  private final InboxStore store;
  private final Connections connections;
  private final TenantTransactions transactions;
  private final Map<String, WebhookAdapter> adapters;
  private final EventLog events;
  private final MeterRegistry meters;
  private final Duration lease;
  private final Duration firstPause;
  private final int attempts;
  private final int atOnce;
  private final Semaphore free;

  private volatile boolean running;
  private @Nullable Thread loop;
  private @Nullable ExecutorService workers;

  InboxWorker(
      Inbox inbox,
      InboxStore store,
      Connections connections,
      TenantTransactions transactions,
      ObjectProvider<WebhookAdapter> adapters,
      EventLog events,
      MeterRegistry meters,
      Settings settings) {
    this.inbox = inbox;
    this.store = store;
    this.connections = connections;
    this.transactions = transactions;
    this.adapters = new LinkedHashMap<>();
    adapters.forEach(adapter -> this.adapters.put(adapter.provider(), adapter));
    this.events = events;
    this.meters = meters;
    this.lease = settings.get(IntegrationsSettings.INBOX_LEASE);
    this.firstPause = settings.get(IntegrationsSettings.INBOX_FIRST_PAUSE);
    this.attempts = settings.get(IntegrationsSettings.INBOX_ATTEMPTS);
    this.atOnce = settings.get(IntegrationsSettings.INBOX_WORKERS);
    this.free = new Semaphore(atOnce);
  }

  @Override
  public void start() {
    running = true;
    workers = Executors.newVirtualThreadPerTaskExecutor();
    loop = Thread.ofPlatform().name("inbox").daemon(true).start(this::run);
  }

  /// Lets rows in work finish; those not begun go back.
  @Override
  public void stop() {
    running = false;
    inbox.ring();
    try {
      if (loop != null) {
        loop.join(5_000);
      }
      if (workers != null) {
        workers.shutdown();
        if (!workers.awaitTermination(15, TimeUnit.SECONDS)) {
          workers.shutdownNow();
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

  // After the web server has stopped taking webhooks, before the database goes.
  @Override
  public int getPhase() {
    return 100;
  }

  private void run() {
    while (running) {
      try {
        if (!claim()) {
          inbox.await(IDLE_MILLIS);
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException unreachable) {
        // The database is away; what came in waits there.
        LOG.warn("inbox could not claim: {}", unreachable.getClass().getSimpleName());
        pause();
      }
    }
  }

  // Whether to look again at once: something was claimed and there is room for more.
  private boolean claim() throws InterruptedException {
    free.acquire();
    int room = 1 + free.drainPermits();
    int used = 0;
    try {
      var byKey = new LinkedHashMap<String, List<InboxStore.Claimed>>();
      for (var row : store.claim(room, ROWS_PER_KEY, lease)) {
        byKey.computeIfAbsent(row.key(), _ -> new ArrayList<>()).add(row);
      }
      for (var rows : byKey.values()) {
        used++;
        submit(rows);
      }
      return used > 0;
    } finally {
      free.release(room - Math.min(used, room));
    }
  }

  private void submit(List<InboxStore.Claimed> rows) {
    var pool = workers;
    if (pool == null) {
      throw new IllegalStateException("not started");
    }
    pool.execute(
        () -> {
          try {
            work(rows);
          } catch (RuntimeException unreachable) {
            LOG.warn("inbox lost a key's rows for now: {}", unreachable.getClass().getSimpleName());
          } finally {
            free.release();
            inbox.ring();
          }
        });
  }

  private void work(List<InboxStore.Claimed> rows) {
    long renewAt = System.nanoTime() + lease.toNanos() / 3;
    for (int i = 0; i < rows.size(); i++) {
      if (!running || Thread.currentThread().isInterrupted()) {
        store.release(rows.subList(i, rows.size()));
        return;
      }
      var row = rows.get(i);
      if (System.nanoTime() > renewAt) {
        store.renew(row.tenant(), row.lease(), lease);
        renewAt = System.nanoTime() + lease.toNanos() / 3;
      }
      if (!one(row)) {
        // The failed one goes first; when its patience ends, the claim takes the others.
        store.release(rows.subList(i + 1, rows.size()));
        return;
      }
    }
  }

  private boolean one(InboxStore.Claimed row) {
    var adapter = adapters.get(row.provider());
    var begin = System.nanoTime();
    try {
      if (adapter == null) {
        throw new Undeliverable("nothing here handles " + row.provider());
      }
      boolean held =
          transactions.write(
              row.tenant(),
              () -> {
                if (!store.hold(row.tenant(), row.id(), row.lease())) {
                  return false;
                }
                var connection =
                    connections
                        .find(row.tenant(), row.connection())
                        .orElseThrow(() -> new Undeliverable("the connection is gone"));
                adapter.handle(
                    connection,
                    new StoredEvent(
                        row.id(),
                        row.identity(),
                        row.type(),
                        row.orderingKey(),
                        inbox.open(row.tenant(), row.body()),
                        row.receivedAt(),
                        row.attempts() + 1));
                store.done(row.tenant(), row.id(), row.lease());
                return true;
              });
      count(row, held ? "done" : "taken-over", begin);
      return held;
    } catch (RuntimeException failed) {
      fail(row, adapter, failed);
      count(row, "failed", begin);
      return false;
    }
  }

  private void fail(
      InboxStore.Claimed row, @Nullable WebhookAdapter adapter, RuntimeException failed) {
    boolean hopeless = failed instanceof Undeliverable || row.attempts() + 1 >= attempts;
    var patience = adapter == null ? Duration.ZERO : adapter.patience(row.type());
    store.failed(row, reason(failed), hopeless ? null : pauseAfter(row.attempts()), patience);
    if (hopeless) {
      LOG.error(
          "webhook {} of tenant {} is a dead letter after {} attempts",
          row.id(),
          row.tenant(),
          row.attempts() + 1,
          failed);
      meters.counter("frontdesk.inbox.dead", "provider", row.provider()).increment();
      tell(row);
    } else {
      LOG.info(
          "webhook {} of tenant {} failed, attempt {}: {}",
          row.id(),
          row.tenant(),
          row.attempts() + 1,
          failed.getClass().getSimpleName());
    }
  }

  private void tell(InboxStore.Claimed row) {
    transactions.write(
        row.tenant(),
        () ->
            events.append(
                row.tenant(),
                "operations.changed",
                row.id().toString(),
                Map.of("webhook", "dead")));
  }

  // Doubles, with up to a quarter more so that many that failed together don't return together.
  private Duration pauseAfter(int failures) {
    long base = firstPause.toMillis() << Math.min(failures, 20);
    long pause = Math.min(Math.max(base, 1), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(pause + ThreadLocalRandom.current().nextLong(pause / 4 + 1));
  }

  // Messages of drivers and parsers may quote the body; only ours are kept.
  private static String reason(RuntimeException failed) {
    var text =
        failed instanceof Undeliverable || failed instanceof Refusal ? failed.getMessage() : null;
    var told = failed.getClass().getSimpleName() + (text == null ? "" : ": " + text);
    return told.length() > 500 ? told.substring(0, 500) : told;
  }

  private void count(InboxStore.Claimed row, String outcome, long begin) {
    meters
        .timer("frontdesk.inbox.handled", "provider", row.provider(), "outcome", outcome)
        .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
  }

  private static void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
