package io.frontdesk.platform.live;

import io.frontdesk.platform.tenant.TenantId;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The live events of one tenant on this node while screens follow it: a chain at whose links the
/// screens stand. Links that nobody stands behind any more are forgotten by themselves, so an event
/// is kept once however many screens wait for it.
final class Feed {
  private static final long KEEP_READ = TimeUnit.SECONDS.toNanos(10);

  /// One event and the way to the next.
  static final class Link {
    final @Nullable LiveEvent event;
    private final long number;
    private final long bytes;
    volatile @Nullable Link next;

    private Link(@Nullable LiveEvent event, long number, long bytes) {
      this.event = event;
      this.number = number;
      this.bytes = bytes;
    }

    private static Link after(Link before, LiveEvent event) {
      return new Link(event, before.number + 1, before.bytes + event.weight());
    }
  }

  /// What was read from the log for screens that came back: everything after `from` up to where
  /// `link` stands.
  ///
  /// @param asked from where it was wanted; earlier than `from` when the log no longer reaches
  /// there or holds too much
  record Read(Position asked, Position from, List<LiveEvent> events, Link link, long at) {
    boolean reaches(Position after) {
      return from.compareTo(after) <= 0;
    }

    List<LiveEvent> since(Position after) {
      int low = 0;
      int high = events.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (events.get(middle).position().compareTo(after) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return Collections.unmodifiableList(events.subList(low, events.size()));
    }
  }

  /// Reads the log from `after` on.
  interface Reader {
    Read read(Position after);
  }

  final TenantId tenant;
  private final Set<Subscription> screens = ConcurrentHashMap.newKeySet();
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicReference<@Nullable Position> lowest = new AtomicReference<>();
  private volatile Link last = new Link(null, 0, 0);
  private volatile @Nullable Read read;

  Feed(TenantId tenant) {
    this.tenant = tenant;
  }

  Set<Subscription> screens() {
    return screens;
  }

  Link last() {
    return last;
  }

  /// Called by the tailer only, in order.
  void append(LiveEvent event) {
    var link = Link.after(last, event);
    last.next = link;
    last = link;
  }

  /// Whether more waits for who stands there than is kept for one who is slow.
  boolean isTooFarBehind(Link link) {
    var end = last;
    return end.number - link.number > Live.MOST_BEHIND
        || end.bytes - link.bytes > Live.MOST_BYTES_BEHIND;
  }

  /// What screens missed since `after`. Those that come back together share one reading: whoever
  /// comes while it runs waits for it, and the next begins where the one that missed most left.
  Read since(Position after, Reader log) {
    var known = usable(after);
    if (known != null) {
      return known;
    }
    lowest.accumulateAndGet(
        after, (a, b) -> a == null || (b != null && b.compareTo(a) < 0) ? b : a);
    reading.lock();
    try {
      known = usable(after);
      if (known == null) {
        var from = lowest.getAndSet(null);
        known = log.read(from == null || after.compareTo(from) < 0 ? after : from);
        read = known;
      }
      return known;
    } finally {
      reading.unlock();
    }
  }

  void forgetOldRead() {
    var known = read;
    if (known != null && isOld(known)) {
      read = null;
    }
  }

  private @Nullable Read usable(Position after) {
    var known = read;
    return known != null && known.asked().compareTo(after) <= 0 && !isOld(known) ? known : null;
  }

  private boolean isOld(Read known) {
    return System.nanoTime() - known.at() > KEEP_READ || isTooFarBehind(known.link());
  }
}
