package io.frontdesk.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the command line says: `--control=0 --vapi=0 --twilio=0 --signalhouse=0 --httpsms=0
/// --smtp=0 --imap=0 --google=0 --seed=1 --now=2026-03-02T15:00:00Z --until-stdin-closes`.
///
/// @param now what the clock shows at the start; null for the real time
record Options(
    int control,
    int vapi,
    int twilio,
    int signalhouse,
    int httpsms,
    int smtp,
    int imap,
    int google,
    long seed,
    @Nullable Instant now,
    boolean untilStdinCloses) {
  private static final Set<String> KNOWN =
      Set.of(
          "control",
          "vapi",
          "twilio",
          "signalhouse",
          "httpsms",
          "smtp",
          "imap",
          "google",
          "seed",
          "now",
          "until-stdin-closes");

  /// @param standardSeed used when none is given
  /// @throws IllegalArgumentException for an unknown option or a wrong number
  static Options of(String[] arguments, long standardSeed) {
    Map<String, String> given = new HashMap<>();
    for (var argument : arguments) {
      var text = argument.startsWith("--") ? argument.substring(2) : argument;
      int equals = text.indexOf('=');
      var name = equals < 0 ? text : text.substring(0, equals);
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException("unknown option " + argument + "; known: " + KNOWN);
      }
      given.put(name, equals < 0 ? "true" : text.substring(equals + 1));
    }
    return new Options(
        port(given, "control"),
        port(given, "vapi"),
        port(given, "twilio"),
        port(given, "signalhouse"),
        port(given, "httpsms"),
        port(given, "smtp"),
        port(given, "imap"),
        port(given, "google"),
        given.containsKey("seed") ? Long.parseLong(given.get("seed")) : standardSeed,
        given.containsKey("now") ? Instant.parse(given.get("now")) : null,
        Boolean.parseBoolean(given.getOrDefault("until-stdin-closes", "false")));
  }

  Clock clock() {
    var real = Clock.systemUTC();
    return now == null ? real : Clock.offset(real, Duration.between(real.instant(), now));
  }

  private static int port(Map<String, String> given, String name) {
    return Integer.parseInt(given.getOrDefault(name, "0"));
  }
}
