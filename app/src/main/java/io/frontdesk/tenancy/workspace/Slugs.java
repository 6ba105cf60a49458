package io.frontdesk.tenancy.workspace;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Predicate;

/// Makes the part of the path that names a workspace.
public final class Slugs {
  private static final int LONGEST = 40;

  private Slugs() {}

  /// The name in lower case letters, digits and dashes, with a number behind it when `taken`.
  public static String firstFree(String name, Predicate<String> taken) {
    var base = of(name);
    if (!taken.test(base)) {
      return base;
    }
    int number = 2;
    while (taken.test(base + "-" + number)) {
      number = number < 10 ? number + 1 : number * 2;
    }
    return base + "-" + number;
  }

  static String of(String name) {
    var plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^a-z0-9]+", "-");
    var cut = plain.substring(0, Math.min(LONGEST, plain.length())).replaceAll("^-+|-+$", "");
    return cut.isEmpty() ? "desk" : cut;
  }
}
