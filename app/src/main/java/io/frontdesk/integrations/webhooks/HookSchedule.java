package io.frontdesk.integrations.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a failed webhook is tried again: ten attempts over a little more than three days, each
/// pause a tenth shorter or longer by chance, so that what failed together does not come back
/// together.
final class HookSchedule {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));
  private static final Duration LONGEST_ASKED = Duration.ofHours(24);

  private HookSchedule() {}

  /// @param tries attempts made, the failed one included
  /// @param asked how long the other side asks us to wait; counts when it is longer
  /// @return empty when it was the last one
  static Optional<Duration> pause(int tries, @Nullable Duration asked, RandomGenerator chance) {
    if (tries > PAUSES.size()) {
      return Optional.empty();
    }
    var planned = PAUSES.get(tries - 1);
    var pause = planned.multipliedBy(900 + chance.nextInt(201)).dividedBy(1000);
    if (asked == null || asked.compareTo(pause) <= 0) {
      return Optional.of(pause);
    }
    return Optional.of(asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked);
  }
}
