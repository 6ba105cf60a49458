package io.frontdesk.platform.live;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Brings the event log to the screens of this node. One tailer reads every tenant's new events in
/// order and hands them to the subscriptions of their tenant; it is woken by commits of this
/// process, by notifications of others, and by a timer in case one is lost.
public final class Live implements SmartLifecycle {
  /// Screens one node serves at most, whatever its memory; the rest is told to come back.
  public static final int MOST_SUBSCRIPTIONS = 6_000;

  // Measured: the web server's buffers make up most of it. Screens get up to half of the heap.
  private static final long BYTES_PER_SCREEN = 150 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final int BATCH = 500;
  private static final int MOST_MISSED = 2_000;
  private static final Duration TIMER = Duration.ofSeconds(1);
  private static final Duration BEHIND_OTHERS = Duration.ofMillis(40);
  private static final Duration BETWEEN_ANNOUNCEMENTS = Duration.ofMillis(25);

  private final EventStore store;
  private final Database database;
  private final MeterRegistry meters;
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore announce = new Semaphore(0);
  private final Map<TenantId, Set<Subscription>> screens = new ConcurrentHashMap<>();
  private final Map<Subscription, TenantId> tenants = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Object order = new Object();
  private final int most = room(Runtime.getRuntime().maxMemory());
  private Position position = new Position(0, 0);
  private volatile long lastReadNanos = System.nanoTime();
  private volatile boolean running;
  private volatile @Nullable Connection ear;

  public Live(
      JdbcClient app,
      TenantTransactions transactions,
      WorkerTransactions worker,
      Database database,
      MeterRegistry meters) {
    this.store = new EventStore(app, transactions, worker);
    this.database = database;
    this.meters = meters;
    meters.gauge("frontdesk.live.screens", open, AtomicInteger::get);
    meters.gauge("frontdesk.live.silent.seconds", this, live -> live.silence().toSeconds());
  }

  /// Tells that this process committed events. Cheap; never throws.
  public void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
    if (announce.availablePermits() == 0) {
      announce.release();
    }
  }

  /// Runs `work` each time this node has read new events of any tenant; it must be cheap and must
  /// not throw. For those who work from the log itself and need to know when to look.
  public void whenRead(Runnable work) {
    listeners.add(work);
  }

  /// Joins the live events of `tenant`.
  ///
  /// @param after the reader's last position, to continue from; empty begins now
  /// @param topics which topics the reader may see
  /// @return empty when this node serves as many screens as it can, or is stopping
  public Optional<Subscription> join(
      TenantId tenant, Optional<Position> after, Predicate<String> topics) {
    if (!running || open.get() >= most) {
      return Optional.empty();
    }
    boolean foreign = after.map(this::isForeign).orElse(false);
    Subscription subscription;
    synchronized (order) {
      // The node that gave the reader its position may have been ahead of this one.
      var begin = after.filter(from -> !foreign && from.compareTo(position) > 0).orElse(position);
      subscription = new Subscription(this, topics, begin);
      enter(tenant, subscription);
    }
    // Live events gather in its queue while the log is read up to where they begin. Not under the
    // lock: a thousand screens that come back at once must not hold up the tailer.
    try {
      if (foreign) {
        subscription.reset();
      } else {
        after.ifPresent(from -> catchUp(tenant, from, subscription, topics));
      }
    } catch (RuntimeException unreachable) {
      leave(subscription);
      throw unreachable;
    }
    return Optional.of(subscription);
  }

  /// How long ago the tailer last read the log.
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastReadNanos);
  }

  public int screens() {
    return open.get();
  }

  /// Deletes events older than `keep`.
  public int trim(Duration keep) {
    int all = 0;
    int batch;
    do {
      batch = store.trim(keep, 10_000);
      all += batch;
    } while (batch == 10_000);
    return all;
  }

  @Override
  public void start() {
    synchronized (order) {
      var end = store.end();
      // A restarted tailer goes on where it was; a new one begins now.
      position = position.compareTo(end) > 0 ? position : end;
    }
    running = true;
    Thread.ofVirtual().name("live-tailer").start(this::tail);
    Thread.ofVirtual().name("live-announcer").start(this::announceCommits);
    // A platform thread: it waits inside the driver.
    Thread.ofPlatform().daemon().name("live-listener").start(this::listen);
  }

  /// Ends every stream, so that a stopping web server need not wait for them.
  @Override
  public void stop() {
    running = false;
    tenants.keySet().forEach(Subscription::end);
    wake.release();
    announce.release();
    var listening = ear;
    if (listening != null) {
      closeQuietly(listening);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  // Stopped before the web server begins to wait for open requests.
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  /// How many screens a heap of so many bytes has room for.
  static int room(long heap) {
    return (int) Math.clamp(heap / 2 / BYTES_PER_SCREEN, 100, MOST_SUBSCRIPTIONS);
  }

  void leave(Subscription subscription) {
    var tenant = tenants.remove(subscription);
    if (tenant != null) {
      open.decrementAndGet();
      screens.computeIfPresent(
          tenant,
          (_, set) -> {
            set.remove(subscription);
            return set.isEmpty() ? null : set;
          });
    }
  }

  private void enter(TenantId tenant, Subscription subscription) {
    screens.compute(
        tenant,
        (_, known) -> {
          Set<Subscription> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(subscription);
          return all;
        });
    tenants.put(subscription, tenant);
    open.incrementAndGet();
  }

  // A position of another database. One of this database that is ahead of this node's tailer lies
  // below the transactions that still run.
  private boolean isForeign(Position from) {
    synchronized (order) {
      if (from.compareTo(position) <= 0) {
        return false;
      }
    }
    return store.end().transaction() < from.transaction();
  }

  private void catchUp(
      TenantId tenant, Position from, Subscription subscription, Predicate<String> topics) {
    if (from.compareTo(subscription.begin()) >= 0) {
      return;
    }
    var events = store.between(tenant, from, subscription.begin(), MOST_MISSED + 1);
    // The floor is read last: what was deleted before the reading lies below it.
    if (events.size() > MOST_MISSED || from.compareTo(store.floor()) < 0) {
      subscription.reset();
    } else {
      subscription.catchUp(events.stream().filter(event -> topics.test(event.topic())).toList());
    }
  }

  private void tail() {
    while (running) {
      try {
        var pause = readOn() ? BEHIND_OTHERS : TIMER;
        if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException stopping) {
        return;
      } catch (RuntimeException broken) {
        failed("The live tailer could not read; it tries again", broken);
      }
    }
  }

  // Reads to the end. True when committed events wait for another transaction to end.
  private boolean readOn() {
    while (running) {
      var batch = store.next(position, BATCH);
      lastReadNanos = System.nanoTime();
      synchronized (order) {
        batch.forEach(this::hand);
        if (!batch.isEmpty()) {
          position = batch.getLast().position();
        }
      }
      if (!batch.isEmpty()) {
        listeners.forEach(Runnable::run);
      }
      if (batch.size() < BATCH) {
        break;
      }
    }
    return store.waiting(position);
  }

  private void hand(LiveEvent event) {
    meters.counter("frontdesk.live.events").increment();
    for (var screen : screens.getOrDefault(event.tenant(), Set.of())) {
      if (!screen.offer(event)) {
        meters.counter("frontdesk.live.cut").increment();
      }
    }
  }

  // NOTIFY takes a lock over the whole database at commit, so it is not part of anyone's
  // transaction: it is sent apart, and many commits share one.
  private void announceCommits() {
    while (running) {
      try {
        announce.acquire();
        if (running) {
          store.announce();
        }
        TimeUnit.NANOSECONDS.sleep(BETWEEN_ANNOUNCEMENTS.toNanos());
      } catch (InterruptedException stopping) {
        return;
      } catch (RuntimeException broken) {
        failed("Other nodes could not be notified; their timers will see", broken);
      }
    }
  }

  private void listen() {
    while (running) {
      try (var connection =
              DriverManager.getConnection(
                  database.url(),
                  database.roles().worker().user(),
                  database.roles().worker().password());
          var statement = connection.createStatement()) {
        ear = connection;
        statement.execute("LISTEN frontdesk_live");
        var notices = connection.unwrap(PGConnection.class);
        while (running) {
          var heard = notices.getNotifications(10_000);
          if (heard != null && heard.length > 0 && wake.availablePermits() == 0) {
            wake.release();
          }
        }
      } catch (SQLException broken) {
        if (running) {
          failed("Notifications of other nodes are not heard; the timer serves", broken);
        }
      } finally {
        ear = null;
      }
    }
  }

  private void failed(String what, Exception failure) {
    if (!running) {
      return;
    }
    LOG.warn(what, failure);
    meters.counter("frontdesk.errors", "door", "live").increment();
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      LOG.debug("The listening connection was closed already");
    }
  }
}
