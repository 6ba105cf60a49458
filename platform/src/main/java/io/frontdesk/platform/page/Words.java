package io.frontdesk.platform.page;

import java.util.Locale;

/// Numbers and codes as pages write them.
public final class Words {
  private Words() {}

  /// `12,345`.
  public static String number(long number) {
    return String.format(Locale.US, "%,d", number);
  }

  /// `1 seat`, `12 seats`.
  public static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }

  /// A code as a sentence begins: `end-of-call_report` becomes `End of call report`.
  public static String of(String code) {
    var words = code.replaceAll("[-_.]+", " ").strip();
    return begin(words);
  }

  /// What a refusal tells, as a sentence: `give a name` becomes `Give a name.`
  public static String sentence(String told) {
    var words = begin(told.strip());
    return words.isEmpty() || ".!?…".indexOf(words.charAt(words.length() - 1)) >= 0
        ? words
        : words + ".";
  }

  private static String begin(String words) {
    return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
