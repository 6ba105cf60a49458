package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.tenant.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Events on their way into the table. Bounded in number and in bytes, for all and for each tenant,
/// so that no flood fills it for the others; batches take from each tenant in turn. Closed at
/// first.
final class WaitingRoom {
  /// How much may wait.
  ///
  /// @param events in all
  /// @param bytes in all
  /// @param share the part of both that one tenant may fill, as a divisor
  record Bounds(int events, long bytes, int share) {}

  private static final class Line {
    final ArrayDeque<InboxWriter.Entry> entries = new ArrayDeque<>();
    long bytes;
  }

  private final Bounds bounds;
  private final Map<TenantId, Line> lines = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  private int events;
  private long bytes;
  private boolean closed = true;

  WaitingRoom(Bounds bounds) {
    this.bounds = bounds;
  }

  /// @return false when there is no room for it, or none for this tenant, or it is closed
  boolean offer(InboxWriter.Entry entry) {
    long size = entry.row().body().length;
    lock.lock();
    try {
      var line = lines.get(entry.tenant());
      boolean full = closed || events >= bounds.events() || bytes + size > bounds.bytes();
      // One event of any size always fits, or a large one could never come in.
      boolean overShare =
          line != null
              && (line.entries.size() >= bounds.events() / bounds.share()
                  || line.bytes + size > bounds.bytes() / bounds.share());
      if (full || overShare) {
        return false;
      }
      if (line == null) {
        line = new Line();
        lines.put(entry.tenant(), line);
      }
      line.entries.add(entry);
      line.bytes += size;
      events++;
      bytes += size;
      some.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Takes up to `most` events, each tenant's in their order and the tenants in turn; waits up to
  /// `millis` for the first.
  List<InboxWriter.Entry> take(int most, long mostBytes, long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (events == 0 && !closed && left > 0) {
        left = some.awaitNanos(left);
      }
      var batch = new ArrayList<InboxWriter.Entry>(Math.min(most, events));
      long size = 0;
      while (batch.size() < most && events > 0 && size < mostBytes) {
        // Whoever gave one goes to the end of the turn.
        var turn = lines.entrySet().iterator().next();
        var line = turn.getValue();
        lines.remove(turn.getKey());
        var entry = next(line);
        size += entry.row().body().length;
        batch.add(entry);
        if (!line.entries.isEmpty()) {
          lines.put(entry.tenant(), line);
        }
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Takes out the events that have waited since before `latest`, by `System.nanoTime()`.
  List<InboxWriter.Entry> leave(long latest) {
    lock.lock();
    try {
      var gone = new ArrayList<InboxWriter.Entry>();
      for (var line : lines.values()) {
        while (!line.entries.isEmpty() && line.entries.getFirst().since() - latest < 0) {
          gone.add(next(line));
        }
      }
      lines.values().removeIf(line -> line.entries.isEmpty());
      return gone;
    } finally {
      lock.unlock();
    }
  }

  private InboxWriter.Entry next(Line line) {
    var entry = line.entries.remove();
    int size = entry.row().body().length;
    line.bytes -= size;
    bytes -= size;
    events--;
    return entry;
  }

  /// Lets events in.
  void open() {
    lock.lock();
    try {
      closed = false;
    } finally {
      lock.unlock();
    }
  }

  /// Lets nobody in any more; who is in is still taken.
  void close() {
    lock.lock();
    try {
      closed = true;
      some.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether it is closed and nobody is left.
  boolean deserted() {
    lock.lock();
    try {
      return closed && events == 0;
    } finally {
      lock.unlock();
    }
  }
}
