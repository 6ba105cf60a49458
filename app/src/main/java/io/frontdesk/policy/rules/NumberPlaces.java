package io.frontdesk.policy.rules;

import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Screening;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What numbers tell of places and kinds, remembered by the digits that decide it: reading a number
/// plan takes a hundred times as long as all else that is asked about a person.
@Component
class NumberPlaces {
  // Some ten megabytes; beyond it numbers are read one by one.
  private static final int MOST = 100_000;

  /// @param takesTexts false when a text surely can't reach it
  record Known(PersonPlace person, Screening.Place place, boolean takesTexts) {}

  private final UsPlaces places;
  private final Map<Integer, Known> known = new ConcurrentHashMap<>();

  NumberPlaces(UsRules rules) {
    this.places = rules.book().places();
  }

  /// What the number alone tells.
  Known of(ContactQuestion question, Supplier<ZoneId> business) {
    var digits = deciding(question.address());
    if (digits == null) {
      return read(question, business);
    }
    var found = known.get(digits);
    if (found == null) {
      found = read(question, business);
      if (known.size() < MOST) {
        known.put(digits, found);
      }
    }
    return found;
  }

  private Known read(ContactQuestion question, Supplier<ZoneId> business) {
    var person = PersonPlace.of(question, PersonPlace.Stated.NOTHING, business, places);
    boolean texts =
        PhoneNumber.parse(question.address(), "ZZ").map(PhoneNumber::takesTexts).orElse(false);
    return new Known(person, person.published(), texts);
  }

  // Area code and exchange in the states; elsewhere here the next digit may matter; abroad all.
  private @Nullable Integer deciding(String number) {
    if (number.length() != 12 || !number.startsWith("+1")) {
      return null;
    }
    try {
      int area = Integer.parseInt(number, 2, 5, 10);
      return places.ofAreaCode(area).isPresent()
          ? Integer.valueOf(Integer.parseInt(number, 2, 8, 10))
          : Integer.valueOf(-Integer.parseInt(number, 2, 9, 10));
    } catch (NumberFormatException noDigits) {
      return null;
    }
  }
}
