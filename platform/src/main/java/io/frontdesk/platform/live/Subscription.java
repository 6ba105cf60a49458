package io.frontdesk.platform.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// One screen's place in the live events of its tenant. Read by one thread; fed by the tailer into
/// a bounded queue. A reader that is too slow is cut off and continues later from its last
/// position, which the log still holds.
public final class Subscription implements AutoCloseable {
  /// What a reader gets next.
  public sealed interface Next {
    record Event(LiveEvent event) implements Next {}

    /// Nothing came in time.
    record Quiet() implements Next {}

    /// The stream is over: the reader was too slow, or the program stops.
    record Ended() implements Next {}
  }

  static final int ROOM = 256;

  private final Live live;
  private final Predicate<String> topics;
  private final Position begin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  // Small while nothing happens: thousands of screens wait with an empty one.
  private final Deque<LiveEvent> queue = new ArrayDeque<>(1);
  private Deque<LiveEvent> missed = new ArrayDeque<>(1);
  private boolean reset;
  private boolean ended;

  Subscription(Live live, Predicate<String> topics, Position begin) {
    this.live = live;
    this.topics = topics;
    this.begin = begin;
  }

  /// From where it begins; give it to the reader so that it can come back.
  public Position begin() {
    return begin;
  }

  /// Whether events before [#begin] were missed for good, so that the reader must load its screen
  /// anew.
  public boolean isReset() {
    return reset;
  }

  /// Waits for the next event: first what was missed, then live ones, in order, none twice.
  public Next next(Duration wait) throws InterruptedException {
    var old = missed.pollFirst();
    if (old != null) {
      return new Next.Event(old);
    }
    lock.lock();
    try {
      long left = wait.toNanos();
      while (!ended) {
        var event = queue.pollFirst();
        if (event != null) {
          return new Next.Event(event);
        }
        if (left <= 0) {
          return new Next.Quiet();
        }
        left = news.awaitNanos(left);
      }
      return new Next.Ended();
    } finally {
      lock.unlock();
    }
  }

  /// Leaves; repeatable.
  @Override
  public void close() {
    end();
    live.leave(this);
  }

  /// Ends the stream from outside; the reader sees [Next.Ended] at once.
  void end() {
    lock.lock();
    try {
      ended = true;
      queue.clear();
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /// What the reader missed before [#begin]; called once, before it reads.
  void catchUp(List<LiveEvent> events) {
    missed = new ArrayDeque<>(events);
  }

  /// The reader missed more than it can be given.
  void reset() {
    reset = true;
  }

  /// Called by the tailer only, in order.
  ///
  /// @return false when there is no room: the reader is cut off
  boolean offer(LiveEvent event) {
    if (!topics.test(event.topic()) || event.position().compareTo(begin) <= 0) {
      return true;
    }
    lock.lock();
    try {
      if (queue.size() < ROOM) {
        queue.addLast(event);
        news.signal();
        return true;
      }
    } finally {
      lock.unlock();
    }
    end();
    return false;
  }
}
