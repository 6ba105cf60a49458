package io.frontdesk.platform.log;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/// Takes out of log texts what identifies a person or opens a door: e-mail addresses, telephone and
/// card numbers, credentials, signed links. The second net; the first is not to log them.
///
/// Names and sentences have no shape, so they are kept out by where they come from: exception texts
/// lose everything quoted (libraries quote the input there), and records of ours that hold more
/// than one thing print as their type.
public final class Redaction {
  private static final int MOST_CHARACTERS = 8_000;

  private record Rule(Pattern shape, java.util.function.Function<MatchResult, String> mask) {}

  private static final List<Rule> RULES =
      List.of(
          // eyJ… is how a JSON web token begins.
          rule("\\beyJ[A-Za-z0-9_-]{10,}(?:\\.[A-Za-z0-9_-]+){1,2}", "[secret]"),
          rule("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}", "$1 [secret]"),
          rule(
              "(?i)((?:password|passwd|secret|token|api[_-]?key|authorization|signature|sig|otp|csrf)"
                  + "[\"']?\\s*[:=]\\s*[\"']?)(?!\\[)[^\\s\"',&;}\\])]+",
              "$1[secret]"),
          rule("[\\p{L}\\p{N}._%+'-]{1,64}@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+", "[e-mail]"),
          new Rule(
              Pattern.compile("(?<![\\w.-])\\d(?:[ -]?\\d){12,18}(?![\\w-])"), Redaction::card),
          rule("\\+[1-9](?:[ ().-]{0,2}\\d){6,14}", "[phone]"),
          rule(
              "(?<![\\w-])(?:1[ .-])?\\(?\\d{3}\\)?[ .-]{1,2}\\d{3}[ .-]\\d{4}(?![\\w-])",
              "[phone]"),
          rule("(?<![\\w.:-])0\\d{1,4}(?:[ .-]\\d{2,4}){2,4}(?![\\w:-])", "[phone]"),
          rule("(?<![\\w.:-])\\d{3}[ .-]\\d{4}(?![\\w.:-])", "[phone]"),
          rule("(?<![\\w.:-])\\d{10,15}(?![\\w-])", "[number]"));

  private static final List<Rule> EXCEPTION_RULES =
      List.of(
          rule("\"[^\\n]*\"", "\"…\""),
          rule("(?<![\\p{L}\\p{N}])['‘][^\\n]*['’](?!\\p{L})", "'…'"),
          rule("`[^\\n]*`", "`…`"),
          rule("(?i)(value \\[)[^\\n]*\\]", "$1…]"),
          rule("(?s)\\n?\\s*(?:Detail|Where|Hint|Context): .*", ""),
          rule("\\([^\\n]*\\)=\\([^\\n]*\\)", "(…)=(…)"));

  private Redaction() {}

  /// `text` without what must not be written, shortened to a few thousand characters.
  public static String clean(String text) {
    var bounded = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
    return apply(RULES, bounded);
  }

  /// The message of an exception: cleaned, and without what it quotes.
  public static String cleanException(@Nullable String message) {
    return message == null ? "" : clean(apply(EXCEPTION_RULES, message));
  }

  /// A log line from its pattern and arguments, each cleaned.
  static String format(@Nullable String pattern, @Nullable Object @Nullable [] arguments) {
    if (pattern == null) {
      return "";
    }
    if (arguments == null || arguments.length == 0) {
      return clean(pattern);
    }
    var masked = new @Nullable Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      masked[i] = mask(arguments[i]);
    }
    return clean(MessageFormatter.arrayFormat(pattern, masked).getMessage());
  }

  private static @Nullable Object mask(@Nullable Object argument) {
    return switch (argument) {
      case null -> null;
      case Throwable failure ->
          failure.getClass().getName() + ": " + cleanException(failure.getMessage());
      case Record data when holdsMore(data) -> data.getClass().getSimpleName() + "[…]";
      default -> argument;
    };
  }

  private static boolean holdsMore(Record data) {
    return data.getClass().getName().startsWith("io.frontdesk.")
        && data.getClass().getRecordComponents().length > 1;
  }

  private static String card(MatchResult match) {
    var digits = match.group().replaceAll("[ -]", "");
    return isLuhn(digits) ? "[card]" : match.group();
  }

  // The check digit of payment cards, ISO/IEC 7812.
  private static boolean isLuhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? digit : digit * 2;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }

  private static String apply(List<Rule> rules, String text) {
    var cleaned = text;
    for (var rule : rules) {
      cleaned = rule.shape().matcher(cleaned).replaceAll(rule.mask());
    }
    return cleaned;
  }

  private static Rule rule(String shape, String mask) {
    // The mask may name group 1.
    return new Rule(
        Pattern.compile(shape),
        match -> mask.startsWith("$1") ? quote(match.group(1)) + mask.substring(2) : mask);
  }

  private static String quote(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }
}
