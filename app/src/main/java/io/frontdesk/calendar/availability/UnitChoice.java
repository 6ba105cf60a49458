package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.availability.Question.Need;
import io.frontdesk.calendar.availability.Question.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which units of resources serve which need: a matching, so that needs that share resources find
/// one whenever there is one, in time that grows with the number of units and not of their
/// combinations.
final class UnitChoice {
  private final List<Unit> units = new ArrayList<>();
  private final List<Spans> blocked = new ArrayList<>();
  // One entry per unit wanted: the indexes of the units that may serve it, in order.
  private final List<int[]> wanted = new ArrayList<>();

  UnitChoice(List<Need> needs, long before, long length) {
    var indexes = new HashMap<Place, Integer>();
    for (var need : needs) {
      int[] choices =
          need.units().stream()
              .mapToInt(
                  unit ->
                      indexes.computeIfAbsent(
                          new Place(unit.resource(), unit.number()),
                          _ -> {
                            units.add(unit);
                            blocked.add(unit.busy().blockedStarts(before, length));
                            return units.size() - 1;
                          }))
              .toArray();
      for (int i = 0; i < need.quantity(); i++) {
        wanted.add(choices);
      }
    }
  }

  /// The units taken at `start`, need by need; null when there are not enough.
  @Nullable List<Unit> at(long start) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    var free = new boolean[units.size()];
    int many = 0;
    for (int i = 0; i < free.length; i++) {
      free[i] = !blocked.get(i).contains(start);
      many += free[i] ? 1 : 0;
    }
    if (many < wanted.size()) {
      return null;
    }
    // Which want a unit serves.
    var serves = new int[units.size()];
    Arrays.fill(serves, -1);
    for (int want = 0; want < wanted.size(); want++) {
      if (!serve(want, free, serves, new boolean[units.size()])) {
        return null;
      }
    }
    var chosen = new Unit[wanted.size()];
    for (int unit = 0; unit < serves.length; unit++) {
      if (serves[unit] >= 0) {
        chosen[serves[unit]] = units.get(unit);
      }
    }
    return List.of(chosen);
  }

  // Takes a free unit, or one whose want finds another.
  private boolean serve(int want, boolean[] free, int[] serves, boolean[] seen) {
    for (int unit : wanted.get(want)) {
      if (free[unit] && serves[unit] < 0) {
        serves[unit] = want;
        return true;
      }
    }
    for (int unit : wanted.get(want)) {
      if (free[unit] && !seen[unit]) {
        seen[unit] = true;
        if (serve(serves[unit], free, serves, seen)) {
          serves[unit] = want;
          return true;
        }
      }
    }
    return false;
  }
}
