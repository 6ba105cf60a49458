package io.frontdesk.platform.health;

import java.util.Map;

/// Tells how one dependency fares. Every bean of this type gets `/health/{name}`, a row on the
/// operations page and a gauge. Must answer within a second or two and hold no tenant's data.
public interface HealthProbe {
  /// One word, e.g. `database`; part of the address.
  String name();

  /// For the operations page, e.g. `PostgreSQL, where everything is kept`.
  String meaning();

  Health check();

  /// Whether requests are useless without it; then `/health/ready` fails with it.
  default boolean essential() {
    return false;
  }

  /// How it fares.
  ///
  /// @param words one plain sentence for a person
  /// @param facts numbers and short words, e.g. `waiting` → 12
  record Health(Level level, String words, Map<String, Object> facts) {
    public Health {
      facts = Map.copyOf(facts);
    }

    public static Health up(String words) {
      return new Health(Level.UP, words, Map.of());
    }
  }

  /// From good to bad.
  enum Level {
    UP,
    /// Works, with less: slower, behind, some calls refused.
    DEGRADED,
    DOWN
  }
}
