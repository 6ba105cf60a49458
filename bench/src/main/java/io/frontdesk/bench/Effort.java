package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// What a measurement cost: processor seconds of each of the three that share the machine, and
/// PostgreSQL's commits.
///
/// @param client this process, which makes the load
record Effort(long at, double program, double postgres, double client, long commits) {
  private static final double TICKS_PER_SECOND = 100;

  /// Up to now.
  ///
  /// @param postmaster its processes count, also those that ended
  static Effort now(long program, long postmaster, long commits) throws IOException {
    double postgres = ticks(postmaster, true);
    for (var child : ProcessHandle.of(postmaster).orElseThrow().descendants().toList()) {
      postgres += ticks(child.pid(), false);
    }
    return new Effort(
        System.nanoTime(),
        ticks(program, false),
        postgres,
        ticks(ProcessHandle.current().pid(), false),
        commits);
  }

  /// As [#now] of one program alone.
  static Effort of(long program) throws IOException {
    return new Effort(
        System.nanoTime(),
        ticks(program, false),
        0,
        ticks(ProcessHandle.current().pid(), false),
        0);
  }

  Effort since(Effort before) {
    return new Effort(
        at - before.at,
        program - before.program,
        postgres - before.postgres,
        client - before.client,
        commits - before.commits);
  }

  /// Since `before`, as one line.
  ///
  /// @param acknowledged what it was for
  String since(Effort before, int acknowledged) {
    double seconds = (at - before.at) / 1e9;
    double all = program + postgres + client - before.program - before.postgres - before.client;
    return String.format(
        Locale.ROOT,
        "processors: program %.2f, PostgreSQL %.2f, client %.2f of %d; %.0f us for each"
            + " acknowledgement; %,.0f commits/s",
        (program - before.program) / seconds,
        (postgres - before.postgres) / seconds,
        (client - before.client) / seconds,
        Runtime.getRuntime().availableProcessors(),
        1e6 * all / Math.max(1, acknowledged),
        (commits - before.commits) / seconds);
  }

  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime, stime, cutime, cstime
  private static double ticks(long pid, boolean children) throws IOException {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double own = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
      double ended = Double.parseDouble(fields[13]) + Double.parseDouble(fields[14]);
      return (children ? own + ended : own) / TICKS_PER_SECOND;
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }
}
