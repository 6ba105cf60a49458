package io.frontdesk.receptionist.tools;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Compares the name a caller gives with the one we know.
final class SaidName {
  private SaidName() {}

  /// The last name word must agree and one more, so that "Smith" alone opens nothing.
  static boolean same(@Nullable String known, String said) {
    if (known == null) {
      return false;
    }
    var spoken = words(said);
    var kept = words(known);
    return spoken.size() >= Math.min(2, kept.size())
        && kept.containsAll(spoken)
        && spoken.getLast().equals(kept.getLast());
  }

  private static List<String> words(String text) {
    var bare =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", " ")
            .strip();
    return List.of(bare.split(" "));
  }
}
