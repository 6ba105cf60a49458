package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What others use, with the harness they come in: `setup.sh` installs them into `build/bench` at
/// the first use, their PostgreSQL and Redis run there on ports of their own.
final class Peers implements AutoCloseable {
  private static final int MINUTES = 20;

  private final Path folder;

  private Peers(Path folder) {
    this.folder = folder;
  }

  /// Installs them when they are not there, and starts their PostgreSQL.
  ///
  /// @return null, after telling so, when there is no harness or it can't be set up
  static @Nullable Peers open(Path build) throws IOException, InterruptedException {
    var harness = harness();
    if (harness == null) {
      System.out.println(
          "!! NO PEERS: no harness in ../shared/bench, and FRONTDESK_EVAL_BENCH names none.\n"
              + "!! Only ours is measured; there is no ratio.");
      return null;
    }
    var folder = build.resolve("peers");
    if (!Files.exists(folder.resolve("ready"))) {
      System.out.println(
          "Setting the peers up in " + folder + " (once, some minutes: Redis, npm, Maven) …");
      if (run(harness, null, "./setup.sh '" + folder + "'", true) != 0) {
        System.out.println(
            "!! NO PEERS: setting them up failed (see above). It needs root for apt-get, and the\n"
                + "!! network for npm and Maven. Only ours is measured; there is no ratio.");
        return null;
      }
      Files.createFile(folder.resolve("ready"));
    }
    var peers = new Peers(folder);
    if (!Files.exists(folder.resolve(".data/pgdata/PG_VERSION"))) {
      peers.require("lib/pg.sh init");
    }
    peers.sh("lib/pg.sh start");
    peers.require("lib/pg.sh fresh bench");
    return peers;
  }

  Path folder() {
    return folder;
  }

  /// Runs a line of bash in the harness's folder with its environment; what it prints is hidden.
  int sh(String line) throws IOException, InterruptedException {
    return run(folder, null, ". lib/env.sh; " + line, false);
  }

  /// As [#sh], but a failure ends the bench.
  void require(String line) throws IOException, InterruptedException {
    if (sh(line) != 0) {
      throw new IOException("the peers' harness failed at: " + line);
    }
  }

  /// Runs a line and gives back what it printed.
  String read(String line) throws IOException, InterruptedException {
    var output = Files.createTempFile("bench", ".out");
    try {
      run(folder, output, ". lib/env.sh; " + line, false);
      return Files.readString(output);
    } finally {
      Files.delete(output);
    }
  }

  /// Starts a server of the harness and leaves it running.
  Process start(String line, @Nullable Integer port) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("bash", "-c", ". lib/env.sh; exec " + line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (port != null) {
      require(". lib/env.sh; waitport " + port);
    }
    return process;
  }

  @Override
  public void close() throws IOException {
    try {
      sh("lib/redis.sh stop; lib/pg.sh stop");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static @Nullable Path harness() {
    var named = System.getenv("FRONTDESK_EVAL_BENCH");
    for (var place : named == null ? List.of("../shared/bench") : List.of(named)) {
      var path = Path.of(place).toAbsolutePath().normalize();
      if (Files.exists(path.resolve("setup.sh"))) {
        return path;
      }
    }
    return null;
  }

  private static int run(Path in, @Nullable Path output, String line, boolean shown)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("bash", "-c", line).directory(in.toFile()).redirectErrorStream(true);
    if (output != null) {
      builder.redirectOutput(output.toFile());
    } else {
      builder.redirectOutput(
          shown ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD);
    }
    var process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("took longer than " + MINUTES + " minutes: " + line);
    }
    return process.exitValue();
  }
}
