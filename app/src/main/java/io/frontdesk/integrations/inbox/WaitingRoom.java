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
/// so that no flood fills it for the others; batches take from each tenant in turn.
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

  WaitingRoom(Bounds bounds) {
    this.bounds = bounds;
  }

  /// @return false when there is no room for it, or none for this tenant
  boolean offer(InboxWriter.Entry entry) {
    long size = entry.row().body().length;
    lock.lock();
    try {
      var line = lines.get(entry.tenant());
      boolean full = events >= bounds.events() || bytes + size > bounds.bytes();
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
      while (events == 0 && left > 0) {
        left = some.awaitNanos(left);
      }
      var batch = new ArrayList<InboxWriter.Entry>(Math.min(most, events));
      long size = 0;
      while (batch.size() < most && events > 0 && size < mostBytes) {
        // Whoever gave one goes to the end of the turn.
        var turn = lines.entrySet().iterator().next();
        var line = turn.getValue();
        lines.remove(turn.getKey());
        var entry = line.entries.remove();
        int length = entry.row().body().length;
        line.bytes -= length;
        bytes -= length;
        size += length;
        events--;
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

  /// Forgets an event that nobody waits for any more.
  void leave(InboxWriter.Entry entry) {
    lock.lock();
    try {
      var line = lines.get(entry.tenant());
      if (line != null && line.entries.remove(entry)) {
        line.bytes -= entry.row().body().length;
        bytes -= entry.row().body().length;
        events--;
        if (line.entries.isEmpty()) {
          lines.remove(entry.tenant());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return events;
    } finally {
      lock.unlock();
    }
  }
}
