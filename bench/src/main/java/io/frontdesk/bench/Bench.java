package io.frontdesk.bench;

import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `./frontdesk bench ingest|live|jobs [--quick] [--runs N]`; `ingest` also `[--speed|--loss]`.
///
/// Exit codes: 0 measured, 1 something acknowledged was lost or done twice, 64 wrong arguments, 69
/// could not be measured.
public final class Bench {
  /// How much is measured.
  ///
  /// @param quick small sizes, to see that it works; its figures mean nothing
  /// @param speed whether to measure how fast it is
  /// @param loss whether to see what a kill and a power cut leave
  record Size(boolean quick, int runs, boolean speed, boolean loss) {
    int seconds() {
      return quick ? 2 : 10;
    }
  }

  private Bench() {}

  static void main(String[] arguments) {
    // Our libraries run in this process, too; unasked they tell everything, which takes time.
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.WARN);
    }
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    boolean quick = false;
    int runs = 0;
    boolean speed = true;
    boolean loss = true;
    try {
      for (int i = 1; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--quick" -> quick = true;
          case "--speed" -> loss = false;
          case "--loss" -> speed = false;
          case "--runs" -> runs = Integer.parseInt(arguments[++i]);
          default -> throw new IllegalArgumentException(arguments[i]);
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException wrong) {
      System.err.println("bench ingest|live|jobs [--quick] [--runs N] [--speed|--loss]");
      return 64;
    }
    var size = new Size(quick, runs > 0 ? runs : quick ? 1 : 3, speed, loss);
    if (quick) {
      System.out.println("!! --quick: small sizes, to see that it works; no figure of it counts.");
    }
    var build = Path.of(System.getProperty("bench.build")).toAbsolutePath();
    try (@Nullable Peers peers = Peers.open(build)) {
      return switch (arguments[0]) {
        case "ingest" -> new IngestBench(build, peers, size).run();
        case "live" -> new LiveBench(build, peers, size).run();
        default -> new JobsBench(build, peers, size).run();
      };
    } catch (Exception failed) {
      failed.printStackTrace();
      return 69;
    }
  }
}
