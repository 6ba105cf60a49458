package io.frontdesk.platform.health;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// When each provider last answered this node, last failed to, and last called. Names nobody's
/// account.
public final class Pulses {
  /// The last moments of one provider; null where there was none since the start.
  public record Pulse(
      @Nullable Instant answered, @Nullable Instant failed, @Nullable Instant heard) {
    static final Pulse NONE = new Pulse(null, null, null);
  }

  private final Map<String, Pulse> pulses = new ConcurrentHashMap<>();
  private final Clock clock;

  public Pulses(Clock clock) {
    this.clock = clock;
  }

  /// It answered what we asked, well or with a refusal.
  public void answered(String provider) {
    var now = clock.instant();
    set(provider, old -> new Pulse(now, old.failed(), old.heard()));
  }

  /// It could not be reached, did not answer, or failed.
  public void failed(String provider) {
    var now = clock.instant();
    set(provider, old -> new Pulse(old.answered(), now, old.heard()));
  }

  /// It called us, and it was it.
  public void heard(String provider) {
    var now = clock.instant();
    set(provider, old -> new Pulse(old.answered(), old.failed(), now));
  }

  public Pulse of(String provider) {
    return pulses.getOrDefault(provider, Pulse.NONE);
  }

  private void set(String provider, UnaryOperator<Pulse> change) {
    pulses.compute(provider, (_, old) -> change.apply(old == null ? Pulse.NONE : old));
  }
}
