package io.frontdesk.platform.id;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Makes UUIDs of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then a 12-bit counter within
/// the millisecond, then 62 random bits. Ids of one process sort in the order they were made, so
/// index inserts stay at the right edge of the tree.
public final class Uuid7 {
  private static final SecureRandom RANDOM = new SecureRandom();

  // Drawn many at a time: the source has one lock for the whole process and costs most for little.
  private static final ReentrantLock DRAWING = new ReentrantLock();
  private static final ByteBuffer DRAWN = ByteBuffer.allocate(2_048).limit(0);

  // Milliseconds in the high bits, counter in the low 12; only ever grows, also when the clock
  // steps back.
  private static final AtomicLong LAST = new AtomicLong();

  private Uuid7() {}

  /// A new id stamped with the system clock. Identity is not business time, so no injected clock is
  /// needed; tests that need a fixed id pass one in.
  public static UUID next() {
    return next(Clock.systemUTC());
  }

  static UUID next(Clock clock) {
    long floor = clock.millis() << 12;
    long stamp = LAST.updateAndGet(last -> Math.max(last + 1, floor));
    long high = ((stamp >>> 12) << 16) | 0x7000L | (stamp & 0xFFFL);
    long low = (random() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private static long random() {
    DRAWING.lock();
    try {
      if (!DRAWN.hasRemaining()) {
        RANDOM.nextBytes(DRAWN.array());
        DRAWN.clear();
      }
      return DRAWN.getLong();
    } finally {
      DRAWING.unlock();
    }
  }
}
