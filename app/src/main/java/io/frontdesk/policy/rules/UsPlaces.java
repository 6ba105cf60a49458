package io.frontdesk.policy.rules;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The states of the US with their time zones and telephone area codes.
final class UsPlaces {
  /// @param code two letters, e.g. `FL`
  record State(String code, String name, List<ZoneId> zones, Set<Integer> areaCodes) {
    State {
      zones = List.copyOf(zones);
      areaCodes = Set.copyOf(areaCodes);
    }
  }

  private final Map<String, State> byCode = new LinkedHashMap<>();
  private final Map<Integer, State> byAreaCode = new LinkedHashMap<>();

  /// @throws IllegalArgumentException when an area code is named twice
  UsPlaces(List<State> states) {
    for (var state : states) {
      byCode.put(state.code(), state);
      for (var area : state.areaCodes()) {
        var other = byAreaCode.put(area, state);
        if (other != null) {
          throw new IllegalArgumentException(
              "area code " + area + " stands in " + other.code() + " and " + state.code());
        }
      }
    }
  }

  /// @param code two letters in either case, or as `US-FL`
  Optional<State> find(String code) {
    var upper = code.strip().toUpperCase(Locale.ROOT);
    return Optional.ofNullable(byCode.get(upper.startsWith("US-") ? upper.substring(3) : upper));
  }

  Optional<State> ofAreaCode(int areaCode) {
    return Optional.ofNullable(byAreaCode.get(areaCode));
  }

  List<State> all() {
    return List.copyOf(byCode.values());
  }
}
