package io.frontdesk.platform.phone;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// A telephone number in E.164: a plus and 7 to 15 digits. Prints masked, because numbers must not
/// reach logs; `e164()` gives the digits.
public record PhoneNumber(String e164) {
  private static final Pattern SHAPE = Pattern.compile("\\+[1-9][0-9]{6,14}");
  // Canonical already: a ten-digit number here begins with neither a prefix nor a country code.
  private static final Pattern NORTH_AMERICAN = Pattern.compile("\\+1[2-9][0-9]{2}[2-9][0-9]{6}");
  private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();

  public PhoneNumber {
    if (!SHAPE.matcher(e164).matches()) {
      throw new IllegalArgumentException("not a phone number in E.164");
    }
  }

  /// Reads what a person or a carrier wrote. Numbers without a country code are read as numbers of
  /// `region`.
  ///
  /// @param region ISO 3166-1 alpha-2, upper case, e.g. `US`
  /// @return empty when it is no possible number
  public static Optional<PhoneNumber> parse(String text, String region) {
    if (text.length() > 64) {
      return Optional.empty();
    }
    if (NORTH_AMERICAN.matcher(text).matches()) {
      return Optional.of(new PhoneNumber(text));
    }
    try {
      var parsed = UTIL.parse(text, region);
      if (!UTIL.isPossibleNumber(parsed)) {
        return Optional.empty();
      }
      var formatted = UTIL.format(parsed, PhoneNumberFormat.E164);
      return SHAPE.matcher(formatted).matches()
          ? Optional.of(new PhoneNumber(formatted))
          : Optional.empty();
    } catch (NumberParseException notANumber) {
      return Optional.empty();
    }
  }

  /// As people of its country write it, for screens.
  public String display() {
    try {
      var parsed = UTIL.parse(e164, "ZZ");
      return UTIL.format(
          parsed,
          parsed.getCountryCode() == 1
              ? PhoneNumberFormat.NATIONAL
              : PhoneNumberFormat.INTERNATIONAL);
    } catch (NumberParseException impossible) {
      return e164;
    }
  }

  /// ISO region of the number, `ZZ` when unknown.
  public String region() {
    try {
      var region = UTIL.getRegionCodeForNumber(UTIL.parse(e164, "ZZ"));
      return region == null ? "ZZ" : region;
    } catch (NumberParseException impossible) {
      return "ZZ";
    }
  }

  /// Whether a text can reach it: false for what is surely a landline, a toll-free or a service
  /// number. Where plans don't tell landlines from mobiles, as in North America, it is true.
  public boolean takesTexts() {
    try {
      return switch (UTIL.getNumberType(UTIL.parse(e164, "ZZ"))) {
        case FIXED_LINE, TOLL_FREE, PREMIUM_RATE, SHARED_COST, PAGER, UAN, VOICEMAIL -> false;
        case MOBILE, FIXED_LINE_OR_MOBILE, VOIP, PERSONAL_NUMBER, UNKNOWN -> true;
      };
    } catch (NumberParseException impossible) {
      return false;
    }
  }

  public String lastFour() {
    return e164.substring(e164.length() - 4);
  }

  @Override
  public String toString() {
    return "[phone …" + e164.substring(e164.length() - 2) + "]";
  }
}
