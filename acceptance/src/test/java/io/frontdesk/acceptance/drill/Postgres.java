package io.frontdesk.acceptance.drill;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The PostgreSQL that both nodes share, run by the drill from the binaries the program brings,
/// with durable settings. It can be restarted and made to crash.
final class Postgres implements AutoCloseable {
  private static final List<String> ROLES =
      List.of("frontdesk_owner", "frontdesk_app", "frontdesk_worker");

  private final Path binaries;
  private final Path data;
  private final Path log;
  private final int port;

  private Postgres(Path binaries, Path folder, Path log, int port) {
    this.binaries = binaries;
    this.data = folder.resolve("data");
    this.log = log;
    this.port = port;
  }

  /// Initialises and starts a server, with the three roles and an empty database.
  ///
  /// @param binaries the folder that holds `bin/postgres`
  /// @param log what it says, apart because its disk may be full
  static Postgres start(Path binaries, Path folder, Path log) throws IOException, SQLException {
    Files.createDirectories(folder);
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var server = new Postgres(binaries, folder, log, port);
    server.run(
        "initdb",
        "-D",
        server.data.toString(),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C");
    Files.writeString(
        server.data.resolve("postgresql.conf"),
        """

        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = 120
        timezone = 'UTC'
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        """
            .formatted(port),
        StandardOpenOption.APPEND);
    server.up();
    try (var connection = server.admin("postgres");
        var statement = connection.createStatement()) {
      for (var role : ROLES) {
        statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + password() + "'");
      }
      statement.execute("CREATE DATABASE frontdesk OWNER frontdesk_owner");
    }
    try (var connection = server.admin("frontdesk");
        var statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION btree_gist");
      statement.execute("CREATE EXTENSION pg_trgm");
    }
    return server;
  }

  static String password() {
    return "drill";
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/frontdesk";
  }

  /// A superuser's connection: the drill sees every tenant's rows.
  Connection admin(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", "");
  }

  /// Ends every connection and starts anew.
  void restart() throws IOException {
    run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w");
    up();
  }

  /// Ends without writing anything down, as a crash does; the next start recovers from the log.
  void crash() throws IOException {
    run("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-w");
    up();
  }

  /// Its first process dies by SIGKILL; the others find out and end.
  void kill() throws IOException {
    var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    if (!ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::destroyForcibly).orElse(false)) {
      throw new IOException("PostgreSQL did not run");
    }
    upAtLast();
  }

  /// Starts it when it has ended, as whoever watches over it would.
  void watch() throws IOException {
    try {
      run("pg_ctl", "status", "-D", data.toString());
    } catch (IOException ended) {
      upAtLast();
    }
  }

  // The processes of the one that died hold its memory a moment longer.
  private void upAtLast() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        up();
        return;
      } catch (IOException notYet) {
        if (attempt == 20) {
          throw notYet;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
      }
    }
  }

  /// How often two transactions stood in each other's way and one had to give in.
  long deadlocks() throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("ERROR:  deadlock detected")).count();
    }
  }

  @Override
  public void close() throws IOException {
    run("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-w");
  }

  private void up() throws IOException {
    run("pg_ctl", "start", "-D", data.toString(), "-l", log.toString(), "-w", "-t", "60");
  }

  private void run(String tool, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      // PostgreSQL refuses to run as root; here it is nobody, and the files stay ours.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(tool).toString());
    command.addAll(List.of(arguments));
    var output = Files.createTempFile("drill", ".log");
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(output.toFile());
      builder.environment().put("LC_ALL", "C");
      var process = builder.start();
      if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(tool + ": " + Files.readString(output).strip());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
