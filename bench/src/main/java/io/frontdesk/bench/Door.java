package io.frontdesk.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The whole program as `IngestNode` starts it, with its own PostgreSQL and its durable settings:
/// its hooks are those of a generic connection, their effect is one INSERT each.
final class Door implements AutoCloseable {
  static final String SECRET = "bench-bench-bench";
  private static final Pattern READY = Pattern.compile("READY(?: (/\\S+))?\n");
  private static final int START_SECONDS = 180;
  private static final String[] EVENTS = {
    "CREATE TABLE public.events (id bigserial PRIMARY KEY, event_id text NOT NULL,"
        + " received_at timestamptz NOT NULL DEFAULT now(), payload jsonb NOT NULL)",
    "GRANT INSERT ON public.events TO frontdesk_app",
    "GRANT USAGE ON SEQUENCE public.events_id_seq TO frontdesk_app"
  };

  private final Path folder;
  private final Path data;
  private final OwnPostgres postgres;
  private final int port = freePort();
  private int starts;
  private @Nullable Process program;
  private String path = "";

  private Door(Path folder, Path data) throws IOException {
    this.folder = folder;
    this.data = data;
    this.postgres = new OwnPostgres(data);
  }

  /// Starts it in a fresh folder below `build`.
  static Door open(Path build) throws IOException, InterruptedException, SQLException {
    var folder = Files.createTempDirectory(Files.createDirectories(build), "door-");
    return opened(new Door(folder, folder.resolve("data")));
  }

  /// As [#open], with its data on this disk.
  static Door on(DiskImage disk, Path build)
      throws IOException, InterruptedException, SQLException {
    return opened(
        new Door(
            Files.createTempDirectory(Files.createDirectories(build), "door-"),
            disk.folder().resolve("data")));
  }

  private static Door opened(Door door) throws IOException, InterruptedException, SQLException {
    try {
      door.start();
      for (var sql : EVENTS) {
        door.postgres.execute(sql);
      }
      return door;
    } catch (IOException | InterruptedException | SQLException failed) {
      door.close();
      throw failed;
    }
  }

  /// Starts it on the data it left.
  void start() throws IOException, InterruptedException {
    var output = folder.resolve("out-" + ++starts);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("bench.options").split(" ")));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("bench.inbox"),
            "io.frontdesk.IngestNode",
            Integer.toString(port),
            data.toString()));
    if (path.isEmpty()) {
      command.add(SECRET);
    }
    var started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    program = started;
    for (int i = 0; i < START_SECONDS * 10 && started.isAlive(); i++) {
      Thread.sleep(100);
      var ready = READY.matcher(Files.readString(output));
      if (ready.find()) {
        path = ready.group(1) == null ? path : ready.group(1);
        postgres.seen();
        return;
      }
    }
    throw new IOException("the program did not start: " + tail(Files.readString(output)));
  }

  int port() {
    return port;
  }

  long pid() {
    return running().pid();
  }

  /// Address of its hook.
  String path() {
    return path;
  }

  OwnPostgres postgres() {
    return postgres;
  }

  /// SIGKILL for the program and its PostgreSQL.
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
    postgres.kill();
  }

  /// Stops it and deletes its folder.
  @Override
  public void close() throws IOException {
    try {
      if (program != null) {
        Peers.stop(program);
      }
      // It has stopped its server, unless it was killed before.
      postgres.kill();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    delete(folder);
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 2_000));
  }

  private Process running() {
    if (program == null) {
      throw new IllegalStateException("not started");
    }
    return program;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
