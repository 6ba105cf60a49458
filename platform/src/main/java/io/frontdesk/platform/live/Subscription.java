package io.frontdesk.platform.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
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
  private final BlockingQueue<LiveEvent> queue = new ArrayBlockingQueue<>(ROOM);
  private final Deque<LiveEvent> missed;
  private final Position begin;
  private final boolean reset;
  private volatile boolean ended;

  Subscription(
      Live live, Predicate<String> topics, Position begin, boolean reset, List<LiveEvent> missed) {
    this.live = live;
    this.topics = topics;
    this.begin = begin;
    this.reset = reset;
    this.missed = new ArrayDeque<>(missed);
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
    var old = Optional.ofNullable(missed.pollFirst());
    if (old.isPresent()) {
      return new Next.Event(old.get());
    }
    long until = System.nanoTime() + wait.toNanos();
    while (!ended) {
      // In slices, because ending must be seen though nothing comes.
      long left = Math.min(until - System.nanoTime(), TimeUnit.SECONDS.toNanos(1));
      var event = queue.poll(Math.max(left, 0), TimeUnit.NANOSECONDS);
      if (event != null) {
        return new Next.Event(event);
      }
      if (System.nanoTime() >= until) {
        return new Next.Quiet();
      }
    }
    return new Next.Ended();
  }

  /// Leaves; repeatable.
  @Override
  public void close() {
    ended = true;
    live.leave(this);
  }

  /// Ends the stream from outside; the reader sees [Next.Ended] within a second.
  void end() {
    ended = true;
  }

  /// Called by the tailer only, in order.
  ///
  /// @return false when there is no room: the reader is cut off
  boolean offer(LiveEvent event) {
    if (!topics.test(event.topic()) || event.position().compareTo(begin) <= 0) {
      return true;
    }
    if (queue.offer(event)) {
      return true;
    }
    ended = true;
    return false;
  }

  boolean wants(String topic) {
    return topics.test(topic);
  }
}
