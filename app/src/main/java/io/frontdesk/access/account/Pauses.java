package io.frontdesk.access.account;

import io.frontdesk.platform.error.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Tells a person how long to wait.
public final class Pauses {
  private Pauses() {}

  public static Refusal refusal(Duration pause) {
    return new Refusal(
        Refusal.Kind.TOO_MANY,
        "sign-in.locked",
        "Too many failed attempts. Try again in " + words(pause) + ".",
        List.of(),
        Map.of("Retry-After", String.valueOf(Math.max(1, pause.toSeconds() + 1))));
  }

  static String words(Duration pause) {
    long seconds = Math.max(1, pause.toSeconds());
    return seconds < 90 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
  }
}
