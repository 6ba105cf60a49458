package io.frontdesk.calendar.catalogue;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Finds the thing a caller or a voice model means by a name.
public final class SpokenNames {
  // Words that carry no meaning in the name of a service or a person.
  private static final Set<String> FILLER =
      Set.of(
          "a",
          "an",
          "the",
          "for",
          "with",
          "and",
          "of",
          "my",
          "appointment",
          "session",
          "please",
          "dr",
          "doctor",
          "mr",
          "mrs",
          "ms",
          "service");

  private SpokenNames() {}

  /// The best match; empty when none fits or several fit equally.
  public static <T> Optional<T> best(
      String spoken, List<T> things, Function<T, String> id, Function<T, String> name) {
    if (spoken.length() > 200) {
      return Optional.empty();
    }
    var asId = spoken.strip().toLowerCase(Locale.ROOT);
    for (var thing : things) {
      if (id.apply(thing).equals(asId)) {
        return Optional.of(thing);
      }
    }
    var wanted = plain(spoken);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    double best = 0;
    Optional<T> found = Optional.empty();
    boolean alone = true;
    for (var thing : things) {
      double score = score(wanted, plain(name.apply(thing)));
      if (score > best + 1e-9) {
        best = score;
        found = Optional.of(thing);
        alone = true;
      } else if (score > 0 && Math.abs(score - best) < 1e-9) {
        alone = false;
      }
    }
    return alone && best >= 0.5 ? found : Optional.empty();
  }

  // 1 for the same text; below it, the share of words that both have, near misses counted.
  private static double score(String wanted, String name) {
    if (wanted.equals(name) || wanted.replace(" ", "").equals(name.replace(" ", ""))) {
      return 1;
    }
    var ours = words(name);
    var theirs = words(wanted);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return 0;
    }
    long met = theirs.stream().filter(word -> ours.stream().anyMatch(o -> near(o, word))).count();
    double whole = (double) met / Math.max(ours.size(), theirs.size());
    double part = (double) met / Math.min(ours.size(), theirs.size());
    return met == 0 ? 0 : 0.6 * part + 0.35 * whole;
  }

  private static Set<String> words(String text) {
    var words = new HashSet<>(Arrays.asList(text.split(" ")));
    var meaningful = new HashSet<>(words);
    meaningful.removeAll(FILLER);
    return meaningful.isEmpty() ? words : meaningful;
  }

  // The same stem, or one slip in a word long enough to allow it.
  private static boolean near(String a, String b) {
    if (a.equals(b) || stem(a).equals(stem(b))) {
      return true;
    }
    int shorter = Math.min(a.length(), b.length());
    return shorter >= 5 && distance(a, b) <= (shorter >= 8 ? 2 : 1);
  }

  private static String stem(String word) {
    for (var ending : List.of("ings", "ing", "es", "s", "ed")) {
      if (word.length() > ending.length() + 2 && word.endsWith(ending)) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }

  static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ")
        .strip();
  }

  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int up = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(up, row[j - 1]) + 1);
        diagonal = up;
      }
    }
    return row[b.length()];
  }
}
