package io.frontdesk.receptionist.tools;

import io.frontdesk.receptionist.Configuration;
import java.util.List;
import java.util.Locale;

/// Spots the words that mean a person is in danger. On the safe side: a phrase inside any sentence
/// counts, also a denied one.
final class Emergency {
  private Emergency() {}

  static boolean spokenOf(Configuration configuration, List<String> speech) {
    return speech.stream()
        .map(Emergency::words)
        .anyMatch(
            said ->
                configuration.emergencyWords().stream()
                    .map(Emergency::words)
                    .anyMatch(word -> word.length() > 2 && said.contains(word)));
  }

  // Lower case words between single spaces, apostrophes dropped, so that "can’t", "can't" and
  // "cant"
  // are one.
  private static String words(String text) {
    return " "
        + text.toLowerCase(Locale.ROOT)
            .replaceAll("['’`´]", "")
            .replaceAll("[^\\p{L}\\p{N}]+", " ")
            .strip()
        + " ";
  }
}
