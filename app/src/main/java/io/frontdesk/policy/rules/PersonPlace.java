package io.frontdesk.policy.rules;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Screening;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a person may be, judged by their number and by what they or their postal address told.
/// What is allowed must be allowed in all of it.
///
/// @param zones never empty
/// @param jurisdictions whose rules hold: `ANY`, and for calls and texts `US`, states as `US-FL`,
///     `UNKNOWN`
record PersonPlace(Set<ZoneId> zones, Set<String> jurisdictions) {
  private static final PhoneNumberToTimeZonesMapper MAPPER =
      PhoneNumberToTimeZonesMapper.getInstance();

  // A North American number without a place (toll-free, new area codes) may ring anywhere here.
  static final List<ZoneId> UNITED_STATES =
      List.of(
          ZoneId.of("America/New_York"),
          ZoneId.of("America/Chicago"),
          ZoneId.of("America/Denver"),
          ZoneId.of("America/Los_Angeles"),
          ZoneId.of("America/Anchorage"),
          ZoneId.of("Pacific/Honolulu"));

  // More zones than this tell nothing: the number is not tied to a place.
  private static final int PLACELESS = 12;

  PersonPlace {
    zones = Set.copyOf(zones);
    jurisdictions = Set.copyOf(jurisdictions);
  }

  /// What a person or their address told.
  record Stated(@Nullable ZoneId zone, @Nullable String state) {
    static final Stated NOTHING = new Stated(null, null);
  }

  /// @param business the workspace's zone, used when nothing else is known
  static PersonPlace of(
      ContactQuestion question, Stated stated, Supplier<ZoneId> business, UsPlaces places) {
    var zones = new LinkedHashSet<ZoneId>();
    var jurisdictions = new LinkedHashSet<>(Set.of("ANY"));
    addStated(question.statedZone(), question.statedState(), zones, jurisdictions, places);
    addStated(stated.zone(), stated.state(), zones, jurisdictions, places);
    switch (question.channel()) {
      case SMS, VOICE -> addNumber(question.address(), zones, jurisdictions, places);
      case EMAIL -> {}
    }
    if (zones.isEmpty()) {
      zones.add(business.get());
    }
    return new PersonPlace(zones, jurisdictions);
  }

  static PersonPlace of(Screening.Place place) {
    return new PersonPlace(
        place.zones().stream().map(ZoneId::of).collect(Collectors.toSet()),
        Set.copyOf(place.jurisdictions()));
  }

  /// For those outside the module.
  Screening.Place published() {
    return new Screening.Place(
        zones.stream().map(ZoneId::getId).sorted().toList(),
        jurisdictions.stream().sorted().toList());
  }

  private static void addStated(
      @Nullable ZoneId zone,
      @Nullable String stateCode,
      Set<ZoneId> zones,
      Set<String> jurisdictions,
      UsPlaces places) {
    if (zone != null) {
      zones.add(zone);
    }
    if (stateCode != null) {
      places
          .find(stateCode)
          .ifPresentOrElse(
              state -> {
                jurisdictions.add("US");
                jurisdictions.add("US-" + state.code());
                // Their own word on the zone is finer than the state's list.
                if (zone == null) {
                  zones.addAll(state.zones());
                }
              },
              () -> jurisdictions.add("UNKNOWN"));
    }
  }

  private static void addNumber(
      String number, Set<ZoneId> zones, Set<String> jurisdictions, UsPlaces places) {
    var parsed = parse(number);
    if (parsed.isEmpty()) {
      jurisdictions.add("UNKNOWN");
      return;
    }
    boolean northAmerican = parsed.get().getCountryCode() == 1;
    var state =
        northAmerican
            ? places.ofAreaCode(areaCode(parsed.get()))
            : Optional.<UsPlaces.State>empty();
    state.ifPresent(
        found -> {
          jurisdictions.add("US");
          jurisdictions.add("US-" + found.code());
        });
    var own = zonesOf(parsed.get());
    if (!own.isEmpty()) {
      zones.addAll(own);
    } else if (state.isPresent()) {
      zones.addAll(state.get().zones());
    } else if (northAmerican) {
      zones.addAll(UNITED_STATES);
    }
    if (state.isEmpty()) {
      if (northAmerican) {
        jurisdictions.add("US");
      }
      // A toll-free or mobile-only number says nothing; a stated state then does.
      boolean told = jurisdictions.stream().anyMatch(place -> place.startsWith("US-"));
      if (!told || !northAmerican) {
        jurisdictions.add("UNKNOWN");
      }
    }
  }

  private static Optional<Phonenumber.PhoneNumber> parse(String number) {
    try {
      return Optional.of(PhoneNumberUtil.getInstance().parse(number, "ZZ"));
    } catch (NumberParseException unreadable) {
      return Optional.empty();
    }
  }

  private static int areaCode(Phonenumber.PhoneNumber number) {
    return (int) (number.getNationalNumber() / 10_000_000L);
  }

  private static Set<ZoneId> zonesOf(Phonenumber.PhoneNumber number) {
    var zones = new LinkedHashSet<ZoneId>();
    for (var name : MAPPER.getTimeZonesForNumber(number)) {
      try {
        if (!name.equals(PhoneNumberToTimeZonesMapper.getUnknownTimeZone())) {
          zones.add(ZoneId.of(name));
        }
      } catch (DateTimeException unknown) {
        return Set.of();
      }
    }
    return zones.size() > PLACELESS ? Set.of() : zones;
  }
}
