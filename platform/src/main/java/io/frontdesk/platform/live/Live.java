package io.frontdesk.platform.live;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
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
  public static final int MOST_SUBSCRIPTIONS = 8_000;

  /// Events a screen that comes back is given; one that missed more loads anew.
  static final int MOST_MISSED = 2_000;

  /// Events and bytes kept for the slowest screens of a tenant. One that is cut off must be able to
  /// come back, so it is far less than what it may miss.
  static final int MOST_BEHIND = 1_000;

  static final long MOST_BYTES_BEHIND = 4 * 1024 * 1024;

  // Measured: 4 KB and what a busy moment adds. Screens get up to half of the heap.
  private static final long BYTES_PER_SCREEN = 16 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final int BATCH = 500;
  private static final Duration TIMER = Duration.ofSeconds(1);
  private static final Duration BEHIND_OTHERS = Duration.ofMillis(40);
  private static final Duration BETWEEN_ANNOUNCEMENTS = Duration.ofMillis(25);

  private final EventStore store;
  private final Database database;
  private final MeterRegistry meters;
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore announce = new Semaphore(0);
  private final Map<TenantId, Feed> feeds = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Counter events;
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
    this.events = meters.counter("frontdesk.live.events");
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
      subscription = enter(tenant, topics);
    }
    // Live events gather behind its place while the log is read up to there. Not under the lock: a
    // thousand screens that come back at once must not hold up the tailer.
    try {
      if (foreign) {
        subscription.reset();
      } else {
        after.ifPresent(from -> catchUp(from, subscription));
      }
    } catch (RuntimeException unreachable) {
      subscription.close();
      throw unreachable;
    }
    if (!running) {
      // It stopped meanwhile and may have passed this one over.
      subscription.end();
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
    Thread.ofPlatform().daemon().name("live-tailer").start(this::tail);
    Thread.ofVirtual().name("live-announcer").start(this::announceCommits);
    // A platform thread: it waits inside the driver.
    Thread.ofPlatform().daemon().name("live-listener").start(this::listen);
  }

  /// Ends every stream, so that a stopping web server need not wait for them.
  @Override
  public void stop() {
    running = false;
    feeds.values().forEach(feed -> feed.screens().forEach(Subscription::end));
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
    feeds.computeIfPresent(
        subscription.feed().tenant,
        (_, feed) -> {
          if (feed.screens().remove(subscription)) {
            open.decrementAndGet();
          }
          return feed.screens().isEmpty() ? null : feed;
        });
  }

  private Subscription enter(TenantId tenant, Predicate<String> topics) {
    var entered = new Subscription[1];
    feeds.compute(
        tenant,
        (_, known) -> {
          var feed = known == null ? new Feed(tenant) : known;
          entered[0] = new Subscription(this, feed, topics, position);
          feed.screens().add(entered[0]);
          return feed;
        });
    open.incrementAndGet();
    return entered[0];
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

  private void catchUp(Position from, Subscription subscription) {
    if (from.compareTo(subscription.begin()) >= 0) {
      subscription.waitFor(from);
      return;
    }
    var feed = subscription.feed();
    var read = feed.since(from, after -> read(feed, after));
    if (read.reaches(from)) {
      subscription.goOnAfter(from, read);
    } else {
      subscription.reset();
    }
  }

  private Feed.Read read(Feed feed, Position after) {
    Position upTo;
    Feed.Link link;
    synchronized (order) {
      upTo = position;
      link = feed.last();
    }
    var events = store.newest(feed.tenant, after, upTo, MOST_MISSED + 1);
    // The floor is read last: what was deleted before the reading lies below it.
    var floor = store.floor();
    var from = after.compareTo(floor) < 0 ? floor : after;
    if (events.size() > MOST_MISSED) {
      from = events.getFirst().position();
      events = events.subList(1, events.size());
    }
    return new Feed.Read(after, from, events, link, System.nanoTime());
  }

  private void tail() {
    while (running) {
      try {
        var pause = readOn() ? BEHIND_OTHERS : TIMER;
        if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
        feeds.values().forEach(Feed::forgetOldRead);
      } catch (InterruptedException stopping) {
        return;
      } catch (RuntimeException | Error broken) {
        failed("The live tailer could not read; it tries again", broken);
      }
    }
  }

  // Reads to the end. True when committed events wait for another transaction to end.
  private boolean readOn() {
    while (running) {
      var batch = store.next(position, BATCH);
      lastReadNanos = System.nanoTime();
      var touched = new HashSet<Feed>();
      synchronized (order) {
        batch.forEach(event -> hand(event, touched));
        if (!batch.isEmpty()) {
          position = batch.getLast().position();
        }
      }
      touched.forEach(this::tell);
      if (!batch.isEmpty()) {
        listeners.forEach(Runnable::run);
      }
      if (batch.size() < BATCH) {
        break;
      }
    }
    return store.waiting(position);
  }

  private void hand(LiveEvent event, Set<Feed> touched) {
    events.increment();
    var feed = feeds.get(event.tenant());
    if (feed != null) {
      feed.append(event);
      touched.add(feed);
    }
  }

  private void tell(Feed feed) {
    for (var screen : feed.screens()) {
      if (screen.isTooFarBehind()) {
        if (!screen.isEnded()) {
          meters.counter("frontdesk.live.cut").increment();
          screen.end();
        }
      } else {
        screen.tell();
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
      } catch (RuntimeException | Error broken) {
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

  private void failed(String what, Throwable failure) {
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
