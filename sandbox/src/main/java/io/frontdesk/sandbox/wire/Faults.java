package io.frontdesk.sandbox.wire;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Trouble on demand, per player: `twilio`, `signalhouse`, `httpsms`, `vapi`, `smtp` for requests
/// that come in; `hooks` and `callbacks` for what goes out.
public final class Faults {
  /// What happens to a request.
  public enum Kind {
    /// Nothing but the latency.
    NONE,
    /// Refused with a status; nothing was done.
    STATUS,
    /// The connection is cut before anything was done.
    DROP,
    /// Everything is done, but the answer never comes.
    ACCEPT_THEN_TIMEOUT,
    /// Everything is done at once, but the answer comes after the latency.
    ANSWER_LATE
  }

  /// @param retryAfter seconds in the header of a refusal; negative for no such header
  /// @param times how many requests it meets; negative for all
  /// @param path only requests whose path contains it; of SMTP the command, `END` for the end of a
  ///     letter
  /// @param duplicate how often each outgoing request is sent, at least once
  /// @param reorder outgoing requests of one call leave in a random order, a few at a time
  public record Fault(
      Kind kind,
      int status,
      int retryAfter,
      Duration latency,
      int times,
      String path,
      int duplicate,
      boolean reorder) {
    public static final Fault NOTHING =
        new Fault(Kind.NONE, 200, 1, Duration.ZERO, -1, "", 1, false);

    static Fault of(Map<String, @Nullable Object> json) {
      return new Fault(
          Kind.valueOf(Json.text(json, "kind", "none").toUpperCase(Locale.ROOT).replace('-', '_')),
          (int) Json.number(json, "status", 500),
          (int) Json.number(json, "retryAfter", 1),
          Duration.ofMillis((long) Json.number(json, "latencyMillis", 0)),
          (int) Json.number(json, "times", -1),
          Json.text(json, "path", ""),
          Math.max(1, (int) Json.number(json, "duplicate", 1)),
          Json.flag(json, "reorder", false));
    }

    Fault once() {
      return times < 0
          ? this
          : new Fault(kind, status, retryAfter, latency, times - 1, path, duplicate, reorder);
    }
  }

  private static final List<String> PLAYERS =
      List.of("twilio", "signalhouse", "httpsms", "vapi", "smtp", "google", "hooks", "callbacks");

  private final Map<String, Fault> byPlayer = new ConcurrentHashMap<>();

  /// Sets the trouble of one player; a later one replaces it.
  ///
  /// @throws IllegalArgumentException for an unknown player or kind
  public void set(Map<String, @Nullable Object> json) {
    var player = Json.text(json, "provider", "");
    if (!PLAYERS.contains(player)) {
      throw new IllegalArgumentException("provider must be one of " + PLAYERS);
    }
    byPlayer.put(player, Fault.of(json));
  }

  public void clear() {
    byPlayer.clear();
  }

  /// The trouble this request meets; counts it.
  public Fault meet(String player, String path) {
    return meet(player, path, false);
  }

  /// As [#meet], of a part of something that has met what names no part.
  public Fault meetPart(String player, String path) {
    return meet(player, path, true);
  }

  private Fault meet(String player, String path, boolean part) {
    var met = new Fault[] {Fault.NOTHING};
    byPlayer.computeIfPresent(
        player,
        (_, fault) -> {
          if (fault.times() == 0
              || !path.contains(fault.path())
              || (part && fault.path().isEmpty())) {
            return fault;
          }
          met[0] = fault;
          return fault.once();
        });
    return met[0];
  }

  public Map<String, Fault> all() {
    return Map.copyOf(byPlayer);
  }
}
