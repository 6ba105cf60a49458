package io.frontdesk.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Numbers of several runs by contender and measure; prints medians, ranges and ratios.
final class Figures {
  private final Map<String, Map<String, List<Double>>> byName = new LinkedHashMap<>();

  void add(String contender, String measure, double value) {
    byName
        .computeIfAbsent(contender, _ -> new LinkedHashMap<>())
        .computeIfAbsent(measure, _ -> new ArrayList<>())
        .add(value);
  }

  boolean has(String contender, String measure) {
    return !values(contender, measure).isEmpty();
  }

  double median(String contender, String measure) {
    var sorted = values(contender, measure).stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get((sorted.size() - 1) / 2);
  }

  /// One line per contender and measure: median (min–max).
  void print() {
    byName.forEach(
        (contender, measures) ->
            measures.forEach(
                (measure, values) ->
                    System.out.printf(
                        Locale.ROOT,
                        "  %-28s %-34s %s  (%s–%s)  n=%d%n",
                        contender,
                        measure,
                        text(median(contender, measure)),
                        text(values.stream().min(Double::compare).orElse(Double.NaN)),
                        text(values.stream().max(Double::compare).orElse(Double.NaN)),
                        values.size())));
  }

  /// Whether ours is at most theirs, for a measure where less is better.
  void atMost(String ours, String theirs, String measure) {
    if (has(ours, measure) && has(theirs, measure)) {
      double mine = median(ours, measure);
      double other = median(theirs, measure);
      System.out.printf(
          Locale.ROOT,
          "  %-58s %s / %s = %.2f  (floor: at most 1.00: %s)%n",
          measure + ", ours / " + theirs,
          text(mine),
          text(other),
          mine / other,
          mine <= other ? "held" : "MISSED");
    }
  }

  /// What ours is held to.
  ///
  /// @param ratio ours over theirs must reach it; 0 when ours must be at most theirs
  record Floor(String measure, String peer, double ratio) {
    /// For a measure where more is better.
    static Floor ratio(String measure, String peer, double ratio) {
      return new Floor(measure, peer, ratio);
    }

    /// For a measure where less is better.
    static Floor atMost(String measure, String peer) {
      return new Floor(measure, peer, 0);
    }
  }

  /// One line per floor: ours, theirs, the ratio, the floor, held or missed.
  void table(String ours, List<Floor> floors) {
    System.out.printf(
        "%-28s %-14s %12s %12s %8s %8s%n", "peer", "measure", ours, "peer's", "ratio", "floor");
    for (var floor : floors) {
      if (!has(ours, floor.measure()) || !has(floor.peer(), floor.measure())) {
        System.out.printf("%-28s %-14s not measured%n", floor.peer(), floor.measure());
        continue;
      }
      double mine = median(ours, floor.measure());
      double other = median(floor.peer(), floor.measure());
      boolean least = floor.ratio() == 0;
      System.out.printf(
          Locale.ROOT,
          "%-28s %-14s %12s %12s %8.2f %8s %s%n",
          floor.peer(),
          floor.measure(),
          text(mine),
          text(other),
          mine / other,
          least ? "≤ 1" : "≥ " + floor.ratio(),
          (least ? mine <= other : mine >= floor.ratio() * other) ? "held" : "MISSED");
    }
  }

  /// @param part 0 to 1
  static double percentile(double[] values, double part) {
    if (values.length == 0) {
      return Double.NaN;
    }
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
  }

  private List<Double> values(String contender, String measure) {
    return byName.getOrDefault(contender, Map.of()).getOrDefault(measure, List.of());
  }

  private static String text(double value) {
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
