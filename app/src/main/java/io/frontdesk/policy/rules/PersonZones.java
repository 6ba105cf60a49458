package io.frontdesk.policy.rules;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import io.frontdesk.policy.ContactQuestion;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The zones a person may be in, judged by their number and what they stated. Hours must be fine in
/// all of them.
final class PersonZones {
  private static final PhoneNumberToTimeZonesMapper MAPPER =
      PhoneNumberToTimeZonesMapper.getInstance();

  // A North American number without a place (toll-free, new area codes) may ring anywhere here.
  private static final List<ZoneId> UNITED_STATES =
      List.of(
          ZoneId.of("America/New_York"),
          ZoneId.of("America/Chicago"),
          ZoneId.of("America/Denver"),
          ZoneId.of("America/Los_Angeles"),
          ZoneId.of("America/Anchorage"),
          ZoneId.of("Pacific/Honolulu"));

  // More zones than this tell nothing: the number is not tied to a place.
  private static final int PLACELESS = 12;

  private PersonZones() {}

  /// Never empty.
  ///
  /// @param business the workspace's zone, used when nothing else is known
  static Set<ZoneId> of(ContactQuestion question, ZoneId business) {
    var zones = new LinkedHashSet<ZoneId>();
    if (question.statedZone() != null) {
      zones.add(question.statedZone());
    }
    switch (question.channel()) {
      case SMS, VOICE -> zones.addAll(ofNumber(question.address()));
      case EMAIL -> {}
    }
    if (zones.isEmpty()) {
      zones.add(business);
    }
    return zones;
  }

  private static List<ZoneId> ofNumber(String number) {
    try {
      var parsed = PhoneNumberUtil.getInstance().parse(number, "ZZ");
      var zones = new ArrayList<ZoneId>();
      for (var name : MAPPER.getTimeZonesForNumber(parsed)) {
        if (!name.equals(PhoneNumberToTimeZonesMapper.getUnknownTimeZone())) {
          zones.add(ZoneId.of(name));
        }
      }
      boolean unknown = zones.isEmpty() || zones.size() > PLACELESS;
      if (unknown) {
        return parsed.getCountryCode() == 1 ? UNITED_STATES : List.of();
      }
      return zones;
    } catch (NumberParseException | DateTimeException unreadable) {
      return List.of();
    }
  }
}
