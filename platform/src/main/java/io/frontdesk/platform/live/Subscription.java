package io.frontdesk.platform.live;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One screen's place in the live events of its tenant. A reader that is too slow is cut off and
/// continues later from its last position, which the log still holds.
public final class Subscription implements AutoCloseable {
  private static final Runnable NOBODY = () -> {};

  private final Live live;
  private final Feed feed;
  private final Predicate<String> topics;
  private final Position joined;
  private Position begin;
  private Iterator<LiveEvent> missed = Collections.emptyIterator();
  private volatile Feed.Link at;
  private volatile Runnable news = NOBODY;
  private volatile boolean ended;
  private boolean reset;

  Subscription(Live live, Feed feed, Predicate<String> topics, Position begin) {
    this.live = live;
    this.feed = feed;
    this.topics = topics;
    this.joined = begin;
    this.begin = begin;
    this.at = feed.last();
  }

  /// From where it begins; give it to the reader first, so that it can come back even when it got
  /// nothing.
  public Position begin() {
    return begin;
  }

  /// Whether events before [#begin] were missed for good, so that the reader must load its screen
  /// anew.
  public boolean isReset() {
    return reset;
  }

  /// The next event: first what was missed, then live ones, in order, none twice; null when there
  /// is none now. One thread at a time.
  public @Nullable LiveEvent poll() {
    if (ended) {
      return null;
    }
    while (missed.hasNext()) {
      var event = missed.next();
      if (topics.test(event.topic())) {
        return event;
      }
    }
    for (var next = at.next; next != null; next = at.next) {
      at = next;
      var event = next.event;
      if (event != null && event.position().compareTo(begin) > 0 && topics.test(event.topic())) {
        return event;
      }
    }
    return null;
  }

  /// Whether an event came to this node after the reader had joined.
  public boolean isNew(LiveEvent event) {
    return event.position().compareTo(joined) > 0;
  }

  /// Whether the stream is over: the reader was too slow, or the program stops.
  public boolean isEnded() {
    return ended;
  }

  /// Runs `look` when there may be something to [#poll] or the stream has ended; it must be cheap
  /// and must not throw.
  public void whenNews(Runnable look) {
    news = look;
  }

  /// Leaves; repeatable.
  @Override
  public void close() {
    ended = true;
    live.leave(this);
  }

  /// Ends the stream from outside.
  public void end() {
    ended = true;
    news.run();
  }

  Feed feed() {
    return feed;
  }

  void tell() {
    news.run();
  }

  boolean isTooFarBehind() {
    return feed.isTooFarBehind(at);
  }

  /// Continues after `from`: what was read of the log, then live events from there on.
  void goOnAfter(Position from, Feed.Read read) {
    begin = from;
    missed = read.since(from).iterator();
    at = read.link();
  }

  /// The node that gave the reader its position was ahead of this one.
  void waitFor(Position from) {
    begin = from;
  }

  /// The reader missed more than it can be given.
  void reset() {
    reset = true;
  }
}
