package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.Kind;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.Vault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/// Stores events of all tenants in shared commits: while one batch commits, the next one gathers.
/// A burst of hooks so costs a few commits on one connection and never empties the pool of those
/// who work for callers. Nobody is told "stored" before the commit.
@Component
class InboxWriter implements SmartLifecycle {
  private static final WaitingRoom.Bounds BOUNDS = new WaitingRoom.Bounds(4_000, 64L << 20, 4);
  private static final int BATCH = 256;
  private static final long BATCH_BYTES = 8L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long LOOK_MILLIS = 100;
  private static final int CROWD = 12;
  private static final long REPEATS_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CROWDED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// One event on its way into the table.
  ///
  /// @param since by `System.nanoTime()`
  record Entry(
      TenantId tenant, InboxStore.NewRow row, CompletableFuture<Boolean> stored, long since) {}

  private final InboxStore store;
  private final Vault vault;
  private final WaitingRoom room = new WaitingRoom(BOUNDS);
  private volatile boolean running;
  private volatile long crowdedUntil = System.nanoTime();
  // Only the loop's thread has to do with it.
  private long repeatsUntil = System.nanoTime();
  private volatile List<Entry> underWay = List.of();
  private @Nullable Thread loop;

  InboxWriter(InboxStore store, Vault vault) {
    this.store = store;
    this.vault = vault;
  }

  /// Stores one event; committed when this returns.
  ///
  /// @return false when it was stored before
  /// @throws Refusal `hook.unavailable` when too many wait, of this tenant or in all, or the
  ///     database does not answer in time; the event may be stored all the same, and a repeat is
  ///     then recognised
  boolean write(TenantId tenant, InboxStore.NewRow row) {
    var entry = new Entry(tenant, row, new CompletableFuture<>(), System.nanoTime());
    if (!room.offer(entry)) {
      throw busy();
    }
    try {
      // Who waits too long is told by [#watch]: a timer for each of thousands a second costs more
      // than a look at them all now and then.
      return entry.stored().get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw busy();
    }
  }

  /// Whether many wait for their acknowledgement right now. Whoever works on what is stored already
  /// should take little then: its turn comes, a provider's patience ends.
  boolean crowded() {
    return System.nanoTime() - crowdedUntil < 0;
  }

  @Override
  public void start() {
    running = true;
    room.open();
    loop = Thread.ofPlatform().name("inbox-writer").daemon(true).start(this::run);
    Thread.ofVirtual().name("inbox-patience").start(this::watch);
  }

  /// What waits is still stored.
  @Override
  public void stop() {
    running = false;
    room.close();
    try {
      if (loop != null) {
        loop.join(PATIENCE);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  // Before the web server takes the first hook, after it has answered the last.
  @Override
  public int getPhase() {
    return 90;
  }

  private void run() {
    while (!room.deserted()) {
      try {
        var batch = room.take(BATCH, BATCH_BYTES, 200);
        if (batch.size() >= CROWD) {
          crowdedUntil = System.nanoTime() + CROWDED_NANOS;
        }
        if (!batch.isEmpty()) {
          underWay = batch;
          store(batch);
          underWay = List.of();
        }
      } catch (InterruptedException stopping) {
        return;
      }
    }
  }

  // Gives up those whose patience is at its end, in the room or in a commit that hangs, until
  // nobody waits any more.
  private void watch() {
    while (!room.deserted() || !underWay.isEmpty()) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException stopping) {
        return;
      }
      long latest = System.nanoTime() - PATIENCE.toNanos();
      room.leave(latest).forEach(InboxWriter::giveUp);
      underWay.stream().filter(entry -> entry.since() - latest < 0).forEach(InboxWriter::giveUp);
    }
  }

  private static void giveUp(Entry entry) {
    entry.stored().completeExceptionally(busy());
  }

  private void store(List<Entry> batch) {
    try {
      var stored = insert(batch);
      batch.forEach(entry -> entry.stored().complete(stored.contains(entry.row().id())));
    } catch (RuntimeException | Error failed) {
      // An Error too: the thread serves everyone and must live on.
      if (batch.size() == 1
          || !(failed instanceof DataAccessException)
          || failed instanceof DataAccessResourceFailureException) {
        // The last means that the database is away, for each of them alike.
        batch.forEach(entry -> entry.stored().completeExceptionally(failed));
      } else {
        // One of them may be at fault; the others must not suffer for it.
        batch.forEach(entry -> store(List.of(entry)));
      }
    }
  }

  // Repeats are rare, and come in crowds: after one, others are reckoned with for a while.
  private Set<UUID> insert(List<Entry> batch) {
    if (System.nanoTime() - repeatsUntil >= 0) {
      try {
        return store.insertNew(batch, this::sealed);
      } catch (DuplicateKeyException repeat) {
        repeatsUntil = System.nanoTime() + REPEATS_NANOS;
      }
    }
    return store.insertAll(batch, this::sealed);
  }

  // Here, not by those who come in: the cipher keeps costly things per thread, and theirs live for
  // one request only.
  private byte[] sealed(Entry entry) {
    return vault.encrypt(entry.tenant(), Inbox.PURPOSE, entry.row().body());
  }

  private static Refusal busy() {
    return new Refusal(
        Kind.UNAVAILABLE,
        "hook.unavailable",
        "The event could not be stored; send it again",
        List.of(),
        Map.of(HttpHeaders.RETRY_AFTER, "5"));
  }
}
