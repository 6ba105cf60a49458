package io.frontdesk.integrations.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// How much the worker leaves to the door while hooks queue there, which needs the same processors
/// and the same database: one place then works a quarter of the time, few rows at a time, so that
/// none of its steps is felt at the door. Not for long: when events have waited for [#PATIENCE],
/// they are worked off at full width again.
final class Courtesy {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int REST = 3;
  private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final BooleanSupplier crowded;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile long lateUntil;

  /// @param crowded whether hooks queue at the door
  Courtesy(BooleanSupplier crowded, Clock clock, LongSupplier nanoTime) {
    this.crowded = crowded;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.lateUntil = nanoTime.getAsLong();
  }

  /// Whether others go first just now.
  boolean due() {
    return crowded.getAsBoolean() && nanoTime.getAsLong() - lateUntil >= 0;
  }

  /// Looks at what was claimed.
  void claimed(InboxClaims.Unit unit) {
    var late = clock.instant().minus(PATIENCE);
    if (unit.rows().stream()
        .anyMatch(row -> row.attempts() == 0 && row.receivedAt().isBefore(late))) {
      lateUntil = nanoTime.getAsLong() + LATE_NANOS;
    }
  }

  /// How long to rest after having worked for so long, in nanoseconds.
  long rest(long worked) {
    return due() ? Math.min(REST * worked, LONGEST_REST) : 0;
  }
}
