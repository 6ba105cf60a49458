package io.frontdesk.acceptance.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `./frontdesk drill core`: plays seeds against two nodes on one database and checks the promises
/// of the durable core. Seeds are played one after the other; some at a time settle together.
///
/// Exit codes: 0 every promise held, 1 one was broken, 64 wrong arguments, 69 could not be built
/// up.
public final class CoreDrill {
  private static final int TOGETHER = 5;

  /// What a drill found.
  ///
  /// @param broken broken promises by seed; seed -1 stands for what concerns all of them
  public record Result(int seeds, Map<Long, List<String>> broken) {
    public boolean good() {
      return broken.isEmpty();
    }
  }

  private CoreDrill() {}

  static void main(String[] arguments) {
    long from = 1;
    int seeds = 200;
    try {
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--seeds" -> seeds = Integer.parseInt(arguments[++i]);
          case "--from" -> from = Long.parseLong(arguments[++i]);
          default -> throw new IllegalArgumentException(arguments[i]);
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException wrong) {
      System.err.println("drill core [--seeds N] [--from S]");
      System.exit(64);
    }
    System.exit(exit(from, seeds));
  }

  private static int exit(long from, int seeds) {
    try {
      return run(
                  Path.of(System.getProperty("drill.app", "../app/target/frontdesk.jar")),
                  Path.of(
                      System.getProperty(
                          "drill.sandbox", "../sandbox/target/frontdesk-sandbox.jar")),
                  Path.of(System.getProperty("drill.folder", "target/worlds/drill")),
                  from,
                  seeds)
              .good()
          ? 0
          : 1;
    } catch (Exception | AssertionError failed) {
      failed.printStackTrace();
      return 69;
    }
  }

  /// Plays `seeds` seeds beginning with `from`; prints a line for each.
  ///
  /// @param folder a fresh one is made below it
  public static Result run(Path app, Path sandbox, Path folder, long from, int seeds)
      throws Exception {
    long began = System.nanoTime();
    var place =
        folder.toAbsolutePath().normalize().resolve(Long.toString(System.currentTimeMillis()));
    var broken = new LinkedHashMap<Long, List<String>>();
    var suffered = new EnumMap<Plan.Trouble, Integer>(Plan.Trouble.class);
    try (var house =
            House.build(
                app.toAbsolutePath().normalize(), sandbox.toAbsolutePath().normalize(), place);
        var watch = new LiveWatch(house)) {
      System.out.println(
          "drill core: seeds "
              + from
              + " to "
              + (from + seeds - 1)
              + ", two nodes, ready after "
              + seconds(began)
              + " s; logs in "
              + place
              + (house.disk().canBeFull() ? "" : "; the disk is never full: that needs root"));
      for (long first = from; first < from + seeds; first += TOGETHER) {
        batch(house, watch, first, Math.min(first + TOGETHER, from + seeds), broken, suffered);
      }
      System.out.println(
          "live: "
              + watch.seen().size()
              + " events over "
              + watch.streams()
              + " streams; database: "
              + house.postgres().deadlocks()
              + " deadlocks");
    }
    System.out.println("suffered: " + suffered);
    long bad = broken.keySet().stream().filter(seed -> seed >= 0).count();
    System.out.println(
        "drill core: "
            + seeds
            + " seeds in "
            + seconds(began)
            + " s, "
            + (broken.isEmpty()
                ? "every promise held"
                : bad
                    + " seeds broke a promise"
                    + (broken.containsKey(-1L) ? ", and all together" : "")));
    return new Result(seeds, broken);
  }

  private static void batch(
      House house,
      LiveWatch watch,
      long from,
      long to,
      Map<Long, List<String>> broken,
      Map<Plan.Trouble, Integer> suffered)
      throws Exception {
    var told = new LinkedHashMap<Plan, Told>();
    for (long seed = from; seed < to; seed++) {
      var plan = Plan.of(seed);
      var one = new Play(house, plan).run();
      one.suffered().forEach(trouble -> suffered.merge(trouble, 1, Integer::sum));
      told.put(plan, one);
    }
    var settled = Settling.await(house.postgres());
    var hooks = Seen.of(house.outside().recorded("hook"));
    var texts = Seen.of(house.outside().recorded("sms"));
    var requests = Seen.of(house.outside().recorded("request"));
    try (var rows = new Rows(house.postgres())) {
      for (var entry : told.entrySet()) {
        var plan = entry.getKey();
        var found = new Inspection(rows, plan, entry.getValue(), hooks, texts, requests).run();
        print(plan, entry.getValue(), found, settled);
        if (!found.isEmpty()) {
          broken.put(plan.seed(), found);
        }
      }
      var common = Common.run(house, rows, watch);
      if (!common.isEmpty()) {
        broken.computeIfAbsent(-1L, _ -> new ArrayList<>()).addAll(common);
        common.forEach(
            text ->
                System.out.println("  BROKEN (seeds " + from + " to " + (to - 1) + "): " + text));
      }
    }
  }

  private static void print(Plan plan, Told told, List<String> found, Duration settled) {
    System.out.println(
        "seed "
            + plan.seed()
            + " "
            + (found.isEmpty() ? "good" : "BROKEN")
            + ": "
            + told.accepted().size()
            + " texts and "
            + told.lines().size()
            + " lines taken, "
            + told.refused().size()
            + " refused, "
            + told.unanswered().size()
            + " unanswered; "
            + plan.troubles()
            + "; settled after "
            + settled.toSeconds()
            + " s");
    found.forEach(text -> System.out.println("  BROKEN: " + text));
    if (!found.isEmpty()) {
      System.out.println("  again: ./frontdesk drill core --from " + plan.seed() + " --seeds 1");
    }
  }

  private static long seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toSeconds();
  }
}
