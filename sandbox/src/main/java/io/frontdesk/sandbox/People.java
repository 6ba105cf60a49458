package io.frontdesk.sandbox;

import io.frontdesk.sandbox.wire.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How people react when something reaches them: as told for one address, or now and then by
/// themselves.
final class People {
  /// What one person does next time something arrives.
  ///
  /// @param times how often; negative for always
  private record Habit(String reply, long afterMillis, int times) {}

  /// A reply to come.
  record Reaction(String text, long afterMillis) {}

  private static final String[] THANKS = {
    "Thanks!", "Great, thank you", "Perfect, see you then", "Got it, thanks!", "👍"
  };

  private final Map<String, Habit> habits = new ConcurrentHashMap<>();
  private final Random random;
  private volatile double chattiness;

  People(long seed) {
    this.random = new Random(seed);
  }

  /// `{address, reply, afterMillis, times}` for one person, or `{chattiness: 0..1}` for everybody
  /// else.
  void tell(Map<String, @Nullable Object> json) {
    chattiness = Json.number(json, "chattiness", chattiness);
    var address = Json.text(json, "address", "");
    if (!address.isEmpty()) {
      habits.put(
          address,
          new Habit(
              Json.text(json, "reply", "Thanks!"),
              (long) Json.number(json, "afterMillis", 200),
              (int) Json.number(json, "times", 1)));
    }
  }

  Optional<Reaction> react(String address) {
    var habit = habits.get(address);
    if (habit != null && habit.times() != 0) {
      if (habit.times() > 0) {
        habits.put(address, new Habit(habit.reply(), habit.afterMillis(), habit.times() - 1));
      }
      return Optional.of(new Reaction(habit.reply(), habit.afterMillis()));
    }
    if (habit == null && random.nextDouble() < chattiness) {
      return Optional.of(
          new Reaction(THANKS[random.nextInt(THANKS.length)], 3_000 + random.nextInt(12_000)));
    }
    return Optional.empty();
  }

  void reset() {
    habits.clear();
    chattiness = 0;
  }
}
