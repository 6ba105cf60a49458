package io.frontdesk.integrations.inbox;

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
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Works through the inbox: many keys at once, the rows of one key in order, tenants in turn.
///
/// The effect of a row and its being done are one transaction that holds the lease of its key, so a
/// worker that was paused beyond its lease cannot take effect any more, and one that died leaves
/// the row to the next. Many rows of a tenant share a transaction; when one of them fails, each is
/// done alone.
@Component
class InboxWorker implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(InboxWorker.class);
  private static final int FEW = 32;
  private static final int MANY = 256;
  private static final int MOST_BYTES = 4 << 20;
  private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  // Whoever has more to do lets others have the place after that.
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long IDLE_MILLIS = 500;
  private static final long CROWDED_MILLIS = 10;

  private final Inbox inbox;
  private final InboxLeaseStore store;
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
  private final Courtesy courtesy;
  // Rows that went into one commit quickly, by provider.
  private final Map<String, Integer> quick = new ConcurrentHashMap<>();
  private final Queue<InboxClaimStore.Lease> stranded = new ConcurrentLinkedQueue<>();

  private volatile boolean running;
  private @Nullable Thread loop;
  private @Nullable ExecutorService workers;

  InboxWorker(
      Inbox inbox,
      InboxLeaseStore store,
      InboxClaims claims,
      Connections connections,
      TenantTransactions transactions,
      ObjectProvider<WebhookAdapter> adapters,
      EventLog events,
      MeterRegistry meters,
      Clock clock,
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
    this.courtesy = new Courtesy(inbox::crowded, clock, System::nanoTime);
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
      } catch (RuntimeException | Error unreachable) {
        // The database is away, or memory; what came in waits there.
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
      int most = !courtesy.due() ? room : room == atOnce ? 1 : 0;
      if (most == 0) {
        Thread.sleep(CROWDED_MILLIS);
        return true;
      }
      for (var unit : claims.claim(most, inWork::of, perTenant, lease)) {
        used++;
        courtesy.claimed(unit);
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
            work(unit);
          } catch (RuntimeException | Error away) {
            // Given back as soon as the database answers; the lease would take longer.
            LOG.warn("inbox lost some rows for now: {}", away.getClass().getSimpleName());
            stranded.add(unit.lease());
          } finally {
            inWork.ended(unit.tenant());
            free.release();
            inbox.ring();
          }
        });
  }

  private void giveBack() {
    for (var lease = stranded.peek(); lease != null; lease = stranded.peek()) {
      store.release(lease);
      stranded.remove();
    }
  }

  private void work(InboxClaims.Unit unit) {
    long ends = System.nanoTime() + TURN_NANOS;
    long renewAt = System.nanoTime() + lease.toNanos() / 3;
    var rows = new ArrayDeque<>(unit.rows());
    var stopped = new HashSet<InboxClaimStore.Key>();
    try {
      while (!rows.isEmpty() && goesOn(ends)) {
        long now = System.nanoTime();
        if (now > renewAt) {
          store.renew(unit.lease(), lease);
          renewAt = now + lease.toNanos() / 3;
        }
        var provider = rows.element().provider();
        int many = courtesy.due() ? FEW : quick.getOrDefault(provider, FEW);
        var some = next(rows, many, stopped);
        if (some.isEmpty()) {
          break;
        }
        boolean last = rows.isEmpty();
        if (some.size() == 1 ? alone(some.getFirst(), last, stopped) : together(some, last)) {
          if (some.size() == many && !courtesy.due()) {
            boolean quickly = System.nanoTime() - now < QUICK_NANOS;
            quick.put(provider, Math.clamp(quickly ? 2L * many : many / 2, FEW, MANY));
          }
          long rest = courtesy.rest(System.nanoTime() - now);
          if (rest > 0) {
            TimeUnit.NANOSECONDS.sleep(rest);
            ends += rest;
          }
          if (last) {
            return;
          }
        } else if (some.size() > 1) {
          for (var row : some) {
            if (!stopped.contains(row.key())) {
              alone(row, false, stopped);
            }
          }
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (TakenOver late) {
      LOG.info("inbox came too late with some rows of tenant {}", unit.tenant());
    }
    store.release(unit.lease());
  }

  private boolean goesOn(long ends) {
    return running && !Thread.currentThread().isInterrupted() && System.nanoTime() - ends < 0;
  }

  // Rows that failed before are done alone, so that one that fails always costs the others nothing.
  private static List<InboxClaimStore.Claimed> next(
      Deque<InboxClaimStore.Claimed> rows, int many, Set<InboxClaimStore.Key> stopped) {
    var some = new ArrayList<InboxClaimStore.Claimed>();
    long bytes = 0;
    while (!rows.isEmpty() && some.size() < many) {
      var row = rows.element();
      bytes += row.bytes();
      if (!some.isEmpty() && (bytes > MOST_BYTES || row.attempts() > 0)) {
        break;
      }
      rows.remove();
      if (!stopped.contains(row.key())) {
        some.add(row);
        if (row.attempts() > 0) {
          break;
        }
      }
    }
    return some;
  }

  // One commit for many; when anything is wrong with one of them, nothing has happened.
  private boolean together(List<InboxClaimStore.Claimed> rows, boolean last) {
    long begin = System.nanoTime();
    try {
      effect(rows, last);
      count(rows, "done", System.nanoTime() - begin);
      return true;
    } catch (TakenOver late) {
      count(rows, "taken-over", System.nanoTime() - begin);
      throw late;
    } catch (RuntimeException failed) {
      if (Failure.of(failed) == Failure.AWAY) {
        throw failed;
      }
      LOG.debug("{} webhooks are done one by one", rows.size(), failed);
      return false;
    }
  }

  // When it fails it goes first of its key; when its patience ends, a claim takes the others.
  private boolean alone(
      InboxClaimStore.Claimed row, boolean last, Set<InboxClaimStore.Key> stopped) {
    long begin = System.nanoTime();
    var one = List.of(row);
    try {
      if (row.attempts() >= 2 * attempts) {
        throw new Undeliverable("its worker ended " + row.attempts() + " times over it");
      }
      effect(one, last);
      count(one, "done", System.nanoTime() - begin);
      return true;
    } catch (TakenOver late) {
      count(one, "taken-over", System.nanoTime() - begin);
      throw late;
    } catch (RuntimeException failed) {
      var kind = Failure.of(failed);
      count(one, kind.code(), System.nanoTime() - begin);
      if (kind == Failure.AWAY) {
        throw failed;
      }
      fail(row, kind, failed);
      stopped.add(row.key());
      return false;
    }
  }

  // With the last rows the lease ends in the same commit.
  private void effect(List<InboxClaimStore.Claimed> rows, boolean last) {
    var held = rows.getFirst().lease();
    try {
      transactions.write(
          held.tenant(),
          () -> {
            if (!store.hold(held, lease)) {
              throw new TakenOver();
            }
            var bodies = store.done(held.tenant(), rows).orElseThrow(TakenOver::new);
            opened(rows, bodies)
                .forEach((connection, own) -> handle(held.tenant(), connection, own));
            if (last) {
              store.end(held);
            }
          });
    } catch (Error broke) {
      throw new Broke(broke);
    }
  }

  // What an event did to the virtual machine, such as a stack too deep: a failure like any other,
  // or the event would come back for ever and hold a place each time.
  private static final class Broke extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broke(Error cause) {
      super(cause.getClass().getSimpleName(), cause);
    }
  }

  // A key is of one connection, so its order is kept.
  private Map<ConnectionId, List<Event>> opened(
      List<InboxClaimStore.Claimed> rows, Map<UUID, byte[]> bodies) {
    var tenant = rows.getFirst().tenant();
    var events = new LinkedHashMap<ConnectionId, List<Event>>();
    for (var row : rows) {
      var body = bodies.get(row.id());
      if (body == null) {
        throw new Undeliverable("its body is gone");
      }
      events
          .computeIfAbsent(row.connection(), _ -> new ArrayList<>())
          .add(
              new Event(
                  row.provider(),
                  new StoredEvent(
                      row.id(),
                      row.identity(),
                      row.type(),
                      row.orderingKey(),
                      inbox.open(tenant, body),
                      row.receivedAt(),
                      row.attempts() + 1)));
    }
    return events;
  }

  private record Event(String provider, StoredEvent stored) {}

  private void handle(TenantId tenant, ConnectionId id, List<Event> events) {
    var provider = events.getFirst().provider();
    var adapter = adapters.get(provider);
    if (adapter == null) {
      throw new Undeliverable("nothing here handles " + provider);
    }
    var connection =
        connections.find(tenant, id).orElseThrow(() -> new Undeliverable("the connection is gone"));
    adapter.handleAll(connection, events.stream().map(Event::stored).toList());
  }

  // Another worker has the keys now; nothing of this one's has happened.
  private static final class TakenOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakenOver() {
      super(null, null, false, false);
    }
  }

  private void fail(InboxClaimStore.Claimed row, Failure kind, RuntimeException failed) {
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

  private void tell(InboxClaimStore.Claimed row) {
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
        failed instanceof Undeliverable
                || failed instanceof NotYet
                || failed instanceof Refusal
                || failed instanceof Broke
            ? failed.getMessage()
            : null;
    var told = failed.getClass().getSimpleName() + (text == null ? "" : ": " + text);
    return told.length() > 500 ? told.substring(0, 500) : told;
  }

  private void count(List<InboxClaimStore.Claimed> rows, String outcome, long nanos) {
    long each = nanos / rows.size();
    rows.stream()
        .collect(Collectors.groupingBy(InboxClaimStore.Claimed::provider, Collectors.counting()))
        .forEach(
            (provider, many) -> {
              var timer =
                  meters.timer("frontdesk.inbox.handled", "provider", provider, "outcome", outcome);
              for (long i = 0; i < many; i++) {
                timer.record(each, TimeUnit.NANOSECONDS);
              }
            });
  }

  private static void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
