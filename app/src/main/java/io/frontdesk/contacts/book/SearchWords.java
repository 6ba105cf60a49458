package io.frontdesk.contacts.book;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import io.frontdesk.contacts.Address;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The words a contact is kept under, and the words of a search, in one spelling: lower case
/// without accents. Numbers are found by their digits with or without country code, by the last
/// seven and by the last four.
final class SearchWords {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern NUMBER = Pattern.compile("[+()\\d][\\d\\s().+/-]*");
  private static final int LONGEST = 64;
  private static final int MOST = 40;

  private SearchWords() {}

  /// What lists sort by.
  static String sortKey(@Nullable String name, @Nullable Address address) {
    var key = name != null ? fold(name) : address != null ? address.value() : "";
    return key.length() <= 200 ? key : key.substring(0, 200);
  }

  static Set<String> of(@Nullable String name, Collection<Address> addresses) {
    var words = new LinkedHashSet<String>();
    if (name != null) {
      addWords(words, name);
    }
    for (var address : addresses) {
      if (address.kind().equals("phone")) {
        addNumber(words, address.value());
      } else {
        add(words, address.value());
        addWords(words, address.value());
        add(words, address.value().substring(address.value().indexOf('@') + 1));
      }
    }
    return words;
  }

  /// The words a search asks for, longest first; all must be found. Something that looks like a
  /// phone number is one word of digits.
  static List<String> asked(String text) {
    var stripped = text.strip();
    if (NUMBER.matcher(stripped).matches()) {
      var digits = stripped.replaceAll("\\D", "");
      return digits.isEmpty() ? List.of() : List.of(cut(digits));
    }
    var words = new LinkedHashSet<String>();
    for (var part : stripped.split("\\s+")) {
      if (part.indexOf('@') > 0) {
        add(words, part);
      } else {
        addWords(words, part);
      }
    }
    return words.stream()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .limit(6)
        .toList();
  }

  private static void addWords(Set<String> words, String text) {
    BETWEEN.splitAsStream(fold(text)).forEach(word -> add(words, word));
  }

  private static void add(Set<String> words, String word) {
    if (!word.isBlank() && words.size() < MOST) {
      words.add(cut(fold(word)));
    }
  }

  private static void addNumber(Set<String> words, String e164) {
    var digits = e164.substring(1);
    add(words, digits);
    try {
      var national = PhoneNumberUtil.getInstance().parse(e164, "ZZ").getNationalNumber();
      add(words, Long.toString(national));
      add(words, "0" + national);
    } catch (NumberParseException unknownPlan) {
      // The digits alone must do.
    }
    if (digits.length() > 7) {
      add(words, digits.substring(digits.length() - 7));
    }
    add(words, digits.substring(digits.length() - 4));
  }

  private static String fold(String text) {
    return MARKS
        .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
        .replaceAll("")
        .toLowerCase(Locale.ROOT)
        .replace("\0", "");
  }

  private static String cut(String word) {
    return word.codePointCount(0, word.length()) <= LONGEST
        ? word
        : word.substring(0, word.offsetByCodePoints(0, LONGEST));
  }
}
