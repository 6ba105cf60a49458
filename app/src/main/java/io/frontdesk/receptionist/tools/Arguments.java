package io.frontdesk.receptionist.tools;

import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a language model wrote as arguments, read with distrust: any key may be missing, of another
/// type, far too long or full of control characters. Text comes out clean or not at all.
public final class Arguments {
  private static final int LONGEST_TEXT = 2_000;

  // Names and addresses are not where callers describe an emergency.
  private static final Set<String> NOT_SPEECH =
      Set.of("name", "phone", "email", "number", "date", "time", "key", "timezone", "service");

  // What models write when they know nothing.
  private static final Set<String> EMPTY_WORDS =
      Set.of("null", "undefined", "none", "nil", "n/a", "unknown", "(null)", "nan");

  private final Map<String, Object> values;

  public Arguments(Map<String, Object> values) {
    this.values = values;
  }

  /// The first of `keys` that holds text: control characters are gone, runs of space are one. Words
  /// that mean nothing (`null`, `unknown`) count as absent. Case, dashes and underscores of keys
  /// don't matter.
  public Optional<String> text(int most, String... keys) {
    for (var key : keys) {
      for (var entry : values.entrySet()) {
        if (bare(entry.getKey()).equals(bare(key))) {
          var text = clean(entry.getValue());
          if (!text.isEmpty() && !EMPTY_WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return Optional.of(cut(text, most));
          }
        }
      }
    }
    return Optional.empty();
  }

  /// The first of `keys` that holds a possible phone number.
  public Optional<PhoneNumber> phone(String region, String... keys) {
    return text(64, keys).flatMap(text -> PhoneNumber.parse(spokenDigits(text), region));
  }

  /// The first of `keys` that holds an e-mail address, also as it is spoken (`at`, `dot`).
  public Optional<EmailAddress> email(String... keys) {
    return text(260, keys)
        .flatMap(
            text ->
                EmailAddress.parse(text)
                    .or(
                        () ->
                            EmailAddress.parse(
                                text.toLowerCase(Locale.ROOT)
                                    .replaceAll("\\s+at\\s+", "@")
                                    .replaceAll("\\s+dot\\s+", ".")
                                    .replaceAll("\\s+(?:underscore)\\s+", "_")
                                    .replaceAll("\\s+(?:dash|hyphen)\\s+", "-")
                                    .replaceAll("\\s+", ""))));
  }

  /// The first of `keys` that says yes or no.
  public boolean yes(String... keys) {
    return text(10, keys)
        .map(
            text ->
                Set.of("true", "yes", "1", "y", "urgent", "high")
                    .contains(text.toLowerCase(Locale.ROOT)))
        .orElse(false);
  }

  /// Everything that may be the caller's own words, for spotting emergencies.
  public List<String> speech() {
    var speech = new ArrayList<String>();
    values.forEach(
        (key, value) -> {
          var bare = bare(key);
          if (NOT_SPEECH.stream().noneMatch(bare::endsWith)) {
            var text = clean(value);
            if (!text.isEmpty()) {
              speech.add(text);
            }
          }
        });
    return speech;
  }

  private static String clean(Object value) {
    return switch (value) {
      case String text ->
          cut(text, LONGEST_TEXT * 2)
              .replaceAll("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}]", " ")
              .replaceAll("[\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]", "")
              .replaceAll("\\s+", " ")
              .strip();
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case Boolean flag -> flag.toString();
      case Number number -> cut(number.toString(), 40);
      // Lists and objects where text was asked for say nothing we could use.
      default -> "";
    };
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }

  private static String bare(String key) {
    return key.length() > 60 ? "" : key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  // "five five five, oh one two three" as models sometimes pass it on.
  private static String spokenDigits(String text) {
    var digits = text.toLowerCase(Locale.ROOT);
    var words =
        List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    for (int i = 0; i < words.size(); i++) {
      digits = digits.replaceAll("\\b" + words.get(i) + "\\b", Integer.toString(i));
    }
    return digits.replaceAll("\\boh\\b", "0").replaceAll("\\bplus\\b", "+");
  }
}
