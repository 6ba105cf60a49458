package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// The PostgreSQL that a program of ours runs in its data folder, seen from outside.
final class OwnPostgres {
  private final Path data;
  // Kept: when its disk is gone the file can't be read, and the server must still be killed.
  private List<String> postmaster = List.of();

  /// @param data the program's data folder
  OwnPostgres(Path data) {
    this.data = data;
  }

  /// Notes which server runs now; after each start.
  void seen() throws IOException {
    postmaster = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
  }

  long pid() {
    return Long.parseLong(postmaster.getFirst().strip());
  }

  /// Its database as a superuser sees it, every tenant's rows.
  Connection database() throws IOException, SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + postmaster.get(3).strip() + "/frontdesk",
        "frontdesk_admin",
        Files.readString(data.resolve("postgres/secrets/admin")));
  }

  long count(String sql) throws IOException, SQLException {
    try (var connection = database();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  void execute(String sql) throws IOException, SQLException {
    try (var connection = database();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// SIGKILL for the server and all that belongs to it; nothing when it is dead or never lived.
  void kill() throws InterruptedException {
    if (postmaster.isEmpty()) {
      return;
    }
    var all = ProcessHandle.of(pid());
    if (all.isPresent()) {
      var children = all.get().descendants().toList();
      all.get().destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      while (all.get().isAlive() || children.stream().anyMatch(ProcessHandle::isAlive)) {
        Thread.sleep(20);
      }
    }
  }
}
