package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.integrations.WebhookAdapter.NotYet;
import io.frontdesk.integrations.WebhookAdapter.Undeliverable;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Works through the inbox: many keys at once, the rows of one key in order, tenants in turn.
///
/// The effect of a row and its being done are one transaction that holds the row by its lease, so a
/// worker that was paused beyond its lease cannot take effect any more, and one that died leaves
/// the row to the next.
@Component
class InboxWorker implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(InboxWorker.class);
  private static final int TOGETHER = 32;
  private static final long IDLE_MILLIS = 500;
  // While hooks queue at the door, which needs the same processors and the same database.
  private static final int CROWDED_PLACES = 1;
  private static final long CROWDED_MILLIS = 10;

  private final Inbox inbox;
  private final InboxStore store;
  private final InboxClaims claims;
  private final Connections connections;
  private final TenantTransactions transactions;
  private final Map<String, WebhookAdapter> adapters;
  private final EventLog events;
  private final MeterRegistry meters;
  private final Duration lease;
  private final Duration firstPause;
  private final int attempts;
  private final int atOnce;
  private final int perTenant;
  private final Semaphore free;
  private final InWork inWork = new InWork();
  private final Queue<List<InboxStore.Claimed>> stranded = new ConcurrentLinkedQueue<>();

  private volatile boolean running;
  private @Nullable Thread loop;
  private @Nullable ExecutorService workers;

  InboxWorker(
      Inbox inbox,
      InboxStore store,
      InboxClaims claims,
      Connections connections,
      TenantTransactions transactions,
      ObjectProvider<WebhookAdapter> adapters,
      EventLog events,
      MeterRegistry meters,
      Settings settings) {
    this.inbox = inbox;
    this.store = store;
    this.claims = claims;
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
    // Some places stay free of a tenant that floods, so that nobody waits for its rows to finish.
    this.perTenant = Math.max(1, atOnce - Math.max(1, atOnce / 4));
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
        giveBack();
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
      int most = inbox.crowded() ? Math.max(0, room - atOnce + CROWDED_PLACES) : room;
      if (most == 0) {
        Thread.sleep(CROWDED_MILLIS);
        return true;
      }
      for (var unit : claims.claim(most, inWork::of, perTenant, lease)) {
        used++;
        submit(unit);
      }
      return used > 0;
    } finally {
      free.release(room - Math.min(used, room));
    }
  }

  private void submit(InboxClaims.Unit unit) {
    var pool = workers;
    if (pool == null) {
      throw new IllegalStateException("not started");
    }
    inWork.began(unit.tenant());
    pool.execute(
        () -> {
          try {
            work(unit.rows());
          } catch (RuntimeException away) {
            // Given back as soon as the database answers; the lease would take longer.
            LOG.warn("inbox lost some rows for now: {}", away.getClass().getSimpleName());
            stranded.add(unit.rows());
          } finally {
            inWork.ended(unit.tenant());
            free.release();
            inbox.ring();
          }
        });
  }

  private void giveBack() {
    for (var rows = stranded.peek(); rows != null; rows = stranded.peek()) {
      store.release(rows);
      stranded.remove();
    }
  }

  private void work(List<InboxStore.Claimed> rows) {
    long renewAt = System.nanoTime() + lease.toNanos() / 3;
    var stopped = new HashSet<String>();
    for (int i = 0; i < rows.size(); i += TOGETHER) {
      var rest = rows.subList(i, rows.size());
      if (!running || Thread.currentThread().isInterrupted()) {
        store.release(rest);
        return;
      }
      if (System.nanoTime() > renewAt) {
        store.renew(rest, lease);
        renewAt = System.nanoTime() + lease.toNanos() / 3;
      }
      var some =
          rest.subList(0, Math.min(TOGETHER, rest.size())).stream()
              .filter(row -> !stopped.contains(row.key()))
              .toList();
      if (some.isEmpty() || (some.size() > 1 && together(some))) {
        continue;
      }
      for (var row : some) {
        if (!stopped.contains(row.key()) && !alone(row)) {
          // The failed one goes first; when its patience ends, the claim takes the others.
          stopped.add(row.key());
          store.release(
              rows.stream()
                  .filter(other -> other.key().equals(row.key()) && other != row)
                  .toList());
        }
      }
    }
  }

  // One commit for many; when anything is wrong with one of them, nothing has happened.
  private boolean together(List<InboxStore.Claimed> rows) {
    long begin = System.nanoTime();
    try {
      if (!effect(rows)) {
        return false;
      }
      long each = (System.nanoTime() - begin) / rows.size();
      rows.forEach(row -> count(row, "done", each));
      return true;
    } catch (RuntimeException failed) {
      if (Failure.of(failed) == Failure.AWAY) {
        throw failed;
      }
      LOG.debug("{} webhooks are done one by one", rows.size(), failed);
      return false;
    }
  }

  private boolean alone(InboxStore.Claimed row) {
    long begin = System.nanoTime();
    try {
      boolean held = effect(List.of(row));
      count(row, held ? "done" : "taken-over", System.nanoTime() - begin);
      return held;
    } catch (RuntimeException failed) {
      var kind = Failure.of(failed);
      count(row, kind.code(), System.nanoTime() - begin);
      if (kind == Failure.AWAY) {
        throw failed;
      }
      fail(row, kind, failed);
      return false;
    }
  }

  private boolean effect(List<InboxStore.Claimed> rows) {
    var tenant = rows.getFirst().tenant();
    return transactions.write(
        tenant,
        () -> {
          if (!store.hold(tenant, rows)) {
            return false;
          }
          var known = new HashMap<ConnectionId, Connection>();
          for (var row : rows) {
            handle(
                row,
                known.computeIfAbsent(
                    row.connection(),
                    id ->
                        connections
                            .find(tenant, id)
                            .orElseThrow(() -> new Undeliverable("the connection is gone"))));
          }
          store.done(tenant, rows);
          return true;
        });
  }

  private void handle(InboxStore.Claimed row, Connection connection) {
    var adapter = adapters.get(row.provider());
    if (adapter == null) {
      throw new Undeliverable("nothing here handles " + row.provider());
    }
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
  }

  private void fail(InboxStore.Claimed row, Failure kind, RuntimeException failed) {
    var adapter = adapters.get(row.provider());
    var patience = adapter == null ? Duration.ZERO : adapter.patience(row.type());
    var pause = kind.pause(row.attempts(), attempts, firstPause);
    store.failed(row, kind, reason(failed), pause, patience);
    if (pause == null) {
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
          "webhook {} of tenant {} failed ({}), attempt {}: {}",
          row.id(),
          row.tenant(),
          kind.code(),
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

  // Messages of drivers and parsers may quote the body; only ours are kept.
  private static String reason(RuntimeException failed) {
    var text =
        failed instanceof Undeliverable || failed instanceof NotYet || failed instanceof Refusal
            ? failed.getMessage()
            : null;
    var told = failed.getClass().getSimpleName() + (text == null ? "" : ": " + text);
    return told.length() > 500 ? told.substring(0, 500) : told;
  }

  private void count(InboxStore.Claimed row, String outcome, long nanos) {
    meters
        .timer("frontdesk.inbox.handled", "provider", row.provider(), "outcome", outcome)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private static void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
