package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Processor seconds that named programs have used, each with all its processes.
record Effort(long at, Map<String, Double> seconds) {
  private static final double TICKS_PER_SECOND = 100;
  static final String LOAD = "load";

  /// Up to now; this process, which makes the load, is one of them.
  ///
  /// @param roots process ids by name
  static Effort now(Map<String, Long> roots) throws IOException {
    var seconds = new LinkedHashMap<String, Double>();
    for (var root : roots.entrySet()) {
      double used = used(root.getValue());
      var process = ProcessHandle.of(root.getValue());
      if (process.isPresent()) {
        for (var child : process.get().descendants().toList()) {
          used += used(child.pid());
        }
      }
      seconds.put(root.getKey(), used);
    }
    seconds.put(LOAD, used(ProcessHandle.current().pid()));
    return new Effort(System.nanoTime(), seconds);
  }

  /// As [#now] of one program without the processes it started.
  static Effort of(String name, long process) throws IOException {
    var seconds = new LinkedHashMap<String, Double>();
    seconds.put(name, used(process));
    seconds.put(LOAD, used(ProcessHandle.current().pid()));
    return new Effort(System.nanoTime(), seconds);
  }

  /// Processor seconds of one of them since `before`.
  double seconds(String name, Effort before) {
    return seconds.getOrDefault(name, 0.0) - before.seconds.getOrDefault(name, 0.0);
  }

  /// Processors that were busy with it since `before`, on average.
  double processors(Effort before) {
    return all(before) / ((at - before.at) / 1e9);
  }

  /// Microseconds of processor time for each of so many acknowledgements.
  double microseconds(Effort before, int acknowledged) {
    return 1e6 * all(before) / Math.max(1, acknowledged);
  }

  /// What each spent on one acknowledgement, in words.
  String shares(Effort before, int acknowledged) {
    return seconds.entrySet().stream()
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "%s %.0f",
                    one.getKey(),
                    1e6
                        * (one.getValue() - before.seconds.getOrDefault(one.getKey(), 0.0))
                        / Math.max(1, acknowledged)))
        .collect(Collectors.joining(" + "));
  }

  private double all(Effort before) {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum()
        - before.seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime, stime, cutime, cstime
  private static double used(long pid) throws IOException {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double ticks = 0;
      for (int field = 11; field < 15; field++) {
        ticks += Double.parseDouble(fields[field]);
      }
      return ticks / TICKS_PER_SECOND;
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }
}
