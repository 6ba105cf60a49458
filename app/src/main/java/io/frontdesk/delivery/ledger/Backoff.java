package io.frontdesk.delivery.ledger;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// When to try again what did not reach the provider: 15 s, doubling to an hour, a fifth of jitter;
/// ten tries stretch over about three hours.
final class Backoff {
  static final int MOST_ATTEMPTS = 10;
  private static final Duration FIRST = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofHours(1);

  private Backoff() {}

  /// @param attempts how many were made, from 1
  static Duration after(int attempts) {
    long millis = FIRST.toMillis() << Math.min(attempts - 1, 12);
    long bounded = Math.min(millis, LONGEST.toMillis());
    double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
    return Duration.ofMillis(Math.round(bounded * jitter));
  }
}
