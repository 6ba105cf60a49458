package io.frontdesk.policy;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// What a text message that is one of the carriers' words asks for. Exact words only; free text is
/// read by [OptOutReader].
public enum Keyword {
  STOP,
  START,
  HELP,
  /// Not one of the words.
  NONE;

  // The union of the lists of Twilio, AWS, Telnyx and Braze, and the words of 47 CFR
  // 64.1200(a)(10).
  private static final Set<String> STOP_WORDS =
      Set.of(
          "STOP",
          "STOPALL",
          "STOP ALL",
          "UNSUBSCRIBE",
          "CANCEL",
          "END",
          "QUIT",
          "REVOKE",
          "OPTOUT",
          "OPT-OUT",
          "OPT OUT",
          "REMOVE",
          "ARRET",
          "TD");
  private static final Set<String> START_WORDS = Set.of("START", "UNSTOP", "YES");
  private static final Set<String> HELP_WORDS = Set.of("HELP", "INFO");

  /// Reads a whole message: case, accents, width, and what stands around the word (space, quotes,
  /// stops, pictures) don't matter.
  public static Keyword of(String message) {
    if (message.length() > 40) {
      return NONE;
    }
    var word =
        Normalizer.normalize(message, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}|\\p{Cf}", "")
            .toUpperCase(Locale.ROOT)
            .replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "")
            .replaceAll("\\p{Pd}", "-")
            .replaceAll("\\s+", " ");
    if (STOP_WORDS.contains(word)) {
      return STOP;
    }
    if (START_WORDS.contains(word)) {
      return START;
    }
    return HELP_WORDS.contains(word) ? HELP : NONE;
  }
}
