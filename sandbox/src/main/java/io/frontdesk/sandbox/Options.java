package io.frontdesk.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What the command line says: `--control=0 --vapi=0 --twilio=0 --smtp=0 --imap=0 --seed=1
/// --until-stdin-closes`.
record Options(
    int control, int vapi, int twilio, int smtp, int imap, long seed, boolean untilStdinCloses) {
  private static final Set<String> KNOWN =
      Set.of("control", "vapi", "twilio", "smtp", "imap", "seed", "until-stdin-closes");

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
        port(given, "smtp"),
        port(given, "imap"),
        given.containsKey("seed") ? Long.parseLong(given.get("seed")) : standardSeed,
        Boolean.parseBoolean(given.getOrDefault("until-stdin-closes", "false")));
  }

  private static int port(Map<String, String> given, String name) {
    return Integer.parseInt(given.getOrDefault(name, "0"));
  }
}
