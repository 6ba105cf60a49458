package io.frontdesk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// `./frontdesk bench dispatch`: the whole program as a process sends what many tenants asked for,
/// through policy, budget, ledger and Twilio's wire, to a carrier on loopback that answers after 20
/// ms; beside it, on the same database and carrier, the loop people write first. Then a block of one
/// tenant in little memory, and a `kill -9` in the middle.
///
/// Everybody gets one message: each has a number, a thread and a timeline of their own. They are asked
/// for once, and each run begins with a copy of that database. "Warm" is what the carrier saw between
/// the first 60 and 95 hundredths of the messages: in the beginning Java still compiles.
///
/// The carrier lives in this process and is the independent recorder.
///
/// Exit codes: 0 measured; 1 something was lost, sent twice or ran out of memory.
public final class DispatchBench {
  /// The floor that is promised for two cores beside their PostgreSQL.
  private static final int FLOOR = 3_000;

  private static final int CARRIER_MS = 20;

  /// What is sent in one go: each tenant asks for `each` messages through the door, and SQL makes
  /// `times` of each, which is much quicker than asking.
  private record World(int tenants, int each, int times, String purpose) {
    int all() {
      return tenants * each * times;
    }
  }

  private final Carrier carrier;
  private boolean broken;

  private DispatchBench(Carrier carrier) {
    this.carrier = carrier;
  }

  public static void main(String[] arguments) throws Exception {
    int slow = number("carrier-ms", CARRIER_MS);
    var world =
        new World(number("tenants", 20), number("each", 300), number("times", 20), "TRANSACTIONAL");
    var bench = new DispatchBench(new Carrier(slow, number("port", 0)));
    System.out.printf(
        "%d tenants, %d messages each, %d times; carrier answers after %d ms; %d processors for"
            + " everything, fsync on%n",
        world.tenants(),
        world.each(),
        world.times(),
        slow,
        Runtime.getRuntime().availableProcessors());
    if (!"false".equals(System.getProperty("rate"))) {
      bench.rates(world, number("runs", 3), slow);
    }
    int block = number("block", 10_000);
    for (var heap : System.getProperty("heaps", "512,256").split(",", -1)) {
      if (block > 0) {
        bench.block(block, Integer.parseInt(heap));
      }
    }
    if (!"false".equals(System.getProperty("kill"))) {
      bench.killed(new World(world.tenants(), world.each(), 4, "TRANSACTIONAL"));
    }
    System.exit(bench.broken ? 1 : 0);
  }

  private void rates(World world, int runs, int slow) throws Exception {
    var whole = new ArrayList<Double>();
    var warm = new ArrayList<Double>();
    var one = new ArrayList<Double>();
    var share = new ArrayList<Double>();
    var asked = Files.createTempDirectory("bench-dispatch");
    carrier.forget(world.all());
    System.out.printf("asked %s/s%n", node(asked, "ask", world, 512, 0).get("rate"));
    for (int run = 1; run <= runs; run++) {
      var folder = Files.createTempDirectory("bench-dispatch");
      copy(asked, folder);
      carrier.forget(world.all());
      long begin = System.nanoTime();
      long own = processor();
      var sent = node(folder, "send", world, 512, 0);
      double ownMicros = (processor() - own) / 1e3 / world.all();
      whole.add(Double.valueOf(sent.get("rate")));
      warm.add(carrier.rate(60, 95));
      share.add(Double.valueOf(sent.get("cpu-share")));
      var verdict = verdict(world, sent);
      var trickle = node(folder, "trickle", new World(1, 1_000, 1, world.purpose()), 512, 0);
      var peer = node(folder, "peer", world, 512, 0);
      one.add(Double.valueOf(peer.get("rate")));
      System.out.printf(
          "run %d: sent %.0f/s from a cold start, %.0f/s once warm; %s; processor time a delivery:"
              + " program %s us (%s of it compiling), PostgreSQL %s us, carrier %.0f us; processors"
              + " %.0f %% busy; at 100/s due to sent p50 %s ms, p99 %s ms; one-at-a-time loop %s/s,"
              + " 16 of it %s/s; took %d s%n",
          run,
          whole.getLast(),
          warm.getLast(),
          verdict,
          sent.get("cpu"),
          sent.get("cpu-jit"),
          sent.get("cpu-db"),
          ownMicros,
          100 * share.getLast(),
          trickle.get("p50"),
          trickle.get("p99"),
          peer.get("rate"),
          peer.get("rate16"),
          (System.nanoTime() - begin) / 1_000_000_000);
      delete(folder);
    }
    delete(asked);
    System.out.printf(
        "median of %d: %.0f deliveries/s warm, %.0f from a cold start; %.1f times the one-at-a-time"
            + " loop; floor %d at %d ms on two processors: %.2f of it, %s%n",
        runs,
        median(warm),
        median(whole),
        median(whole) / median(one),
        FLOOR,
        CARRIER_MS,
        median(warm) / FLOOR,
        slow != CARRIER_MS ? "not asked" : median(warm) >= FLOOR ? "held" : "MISSED");
    System.out.printf(
        "limited by: %s%n",
        median(share) > 0.85
            ? "the processors, which program, PostgreSQL and carrier share"
            : "waiting (the carrier, the disk, or hands): the processors had time left");
  }

  private static long processor() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElse(java.time.Duration.ZERO)
        .toNanos();
  }

  private void block(int many, int heap) throws Exception {
    var folder = Files.createTempDirectory("bench-dispatch");
    var world = new World(1, many, 1, "MARKETING");
    carrier.forget(many);
    node(folder, "ask", world, 512, 0);
    var sent = node(folder, "send", world, heap, 0);
    System.out.printf(
        "block of %d %s, -Xmx%dm: %s/s; %s; budget used %s; heap in use %s MiB at most, %s MiB"
            + " after collections%n",
        many,
        sent.get("purpose"),
        heap,
        sent.get("rate"),
        verdict(world, sent),
        sent.get("budget"),
        sent.get("heap-peak"),
        sent.get("heap-live"));
    delete(folder);
  }

  private void killed(World world) throws Exception {
    var folder = Files.createTempDirectory("bench-dispatch");
    carrier.forget(world.all());
    node(folder, "ask", world, 512, 0);
    node(folder, "send", world, 512, world.all() / 2);
    int before = carrier.different();
    var after = node(folder, "resume", world, 512, 0);
    System.out.printf(
        "killed -9 after %d of %d and started again, leases aged by SQL instead of waiting three"
            + " minutes: open at the kill %s (%s of them being handed over); %s; %s found by asking"
            + " the carrier, %s sent again because it knew nothing of them%n",
        before,
        world.all(),
        after.get("open"),
        after.get("in-air"),
        verdict(world, after),
        after.get("found"),
        after.get("absent"));
    delete(folder);
  }

  private String verdict(World world, Map<String, String> sent) {
    long doubles = carrier.doubles();
    int lost = world.all() - carrier.different();
    boolean fine =
        doubles == 0 && lost == 0 && sent.get("sent").equals(Integer.toString(world.all()));
    broken |= !fine;
    return "doubles %d, lost %d, in the ledger sent %s, unknown %s%s"
        .formatted(doubles, lost, sent.get("sent"), sent.get("unknown"), fine ? "" : " BROKEN");
  }

  private static double median(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  private static int number(String name, int standard) {
    return Integer.getInteger(name, standard);
  }

  // Runs one phase in a process of its own; with `killAfter` it is killed once the carrier has seen
  // that many.
  private Map<String, String> node(Path folder, String phase, World world, int heap, int killAfter)
      throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:+UseG1GC",
                "-XX:InitiatingHeapOccupancyPercent=70",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    // For profiles: options of the sending process, e.g. a flight recording.
    var extra = System.getProperty("node-options", "");
    if (!extra.isBlank() && phase.equals("send")) {
      command.addAll(Arrays.asList(extra.split(" ", -1)));
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "io.frontdesk.BenchNode",
            phase,
            folder.toString(),
            Integer.toString(carrier.port()),
            Integer.toString(world.tenants()),
            Integer.toString(world.each()),
            Integer.toString(world.times()),
            world.purpose()));
    var out = folder.resolve(phase + ".out");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (killAfter > 0) {
      while (process.isAlive() && carrier.different() < killAfter) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      process.destroyForcibly().waitFor();
      return Map.of();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("phase " + phase + " failed; see " + out);
    }
    var result = new ConcurrentHashMap<String, String>();
    for (var line : Files.readAllLines(out)) {
      if (line.startsWith("RESULT ")) {
        var words = line.split(" ", 3);
        result.put(words[1], words[2]);
      } else if (System.getProperty("verbose") != null) {
        System.out.println(line);
      }
    }
    return result;
  }

  private static void copy(Path from, Path to) throws Exception {
    int exit =
        new ProcessBuilder("cp", "-a", from + "/.", to.toString()).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("could not copy " + from);
    }
  }

  private static void delete(Path folder) throws Exception {
    new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
  }
}
