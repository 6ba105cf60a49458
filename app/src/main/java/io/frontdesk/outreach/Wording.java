package io.frontdesk.outreach;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Fills the placeholders of a message: `{first_name}`, `{name}`, `{business}`, each with other
/// words for those who have none, as in `{first_name|there}`.
public final class Wording {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}|]*)(?:\\|([^{}]*))?}");
  private static final Pattern BRACE = Pattern.compile("[{}]");
  private static final int LONGEST = 60;

  private Wording() {}

  /// What is wrong with a text; empty when it can be filled.
  public static Optional<String> problem(String text) {
    var place = PLACE.matcher(text);
    while (place.find()) {
      switch (place.group(1).strip().toLowerCase(Locale.ROOT)) {
        case "first_name", "name", "business" -> {}
        default -> {
          return Optional.of(
              "There is no placeholder {"
                  + place.group(1)
                  + "}. Use {first_name|there}, {name|there} or {business}.");
        }
      }
    }
    return BRACE.matcher(place.reset().replaceAll("")).find()
        ? Optional.of("A brace is open or closed without its other half.")
        : Optional.empty();
  }

  /// Whether what comes out hangs on the person.
  public static boolean isPersonal(String text) {
    return PLACE
        .matcher(text)
        .results()
        .anyMatch(place -> !place.group(1).strip().equalsIgnoreCase("business"));
  }

  /// @param name of the person; null when nobody knows it
  public static String fill(String text, @Nullable String name, String business) {
    var words =
        Map.of(
            "first_name", name == null ? "" : cut(name.strip().split("\\s+", 2)[0]),
            "name", name == null ? "" : cut(name.strip()),
            "business", cut(business));
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              var word = words.getOrDefault(place.group(1).strip().toLowerCase(Locale.ROOT), "");
              var other = place.group(2) == null ? "" : place.group(2);
              return Matcher.quoteReplacement(word.isEmpty() ? other : word);
            });
  }

  // One long name must not make a text too long to send.
  private static String cut(String word) {
    return word.codePointCount(0, word.length()) <= LONGEST
        ? word
        : word.substring(0, word.offsetByCodePoints(0, LONGEST));
  }
}
