package io.frontdesk.platform.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.platform.error.StartupProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The oldest PostgreSQL we promise, as Debian packages it.
class ExternalPostgresTest {
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

  private final Database.Roles roles =
      new Database.Roles(
          new Database.Role("desk_owner", "owner-Pw-1"),
          new Database.Role("desk_app", "app-Pw-1"),
          new Database.Role("desk_worker", "worker-Pw-1"));

  @TempDir Path folder;

  @Test
  void a_postgres_15_of_ones_own_works_once_the_printed_sql_made_the_roles() throws Exception {
    assumeTrue(
        Files.isExecutable(BIN.resolve("initdb")),
        "SKIPPED: no PostgreSQL 15 in " + BIN + "; apt-get install postgresql-15");
    int port = freePort();
    var data = folder.resolve("data");
    var password = folder.resolve("password");
    Files.writeString(password, "admin-Pw-1", UTF_8);
    run(
        "initdb",
        "-D",
        data.toString(),
        "-U",
        "admin",
        "--auth=scram-sha-256",
        "--pwfile=" + password,
        "--encoding=UTF8",
        "--locale=C.UTF-8");
    run(
        "pg_ctl",
        "start",
        "-w",
        "-D",
        data.toString(),
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''");
    try {
      var url = "jdbc:postgresql://127.0.0.1:" + port + "/desk";
      admin(port, "postgres", "CREATE DATABASE desk");

      // Nothing is there yet: the answer is the SQL to run.
      assertThatThrownBy(() -> Database.external(url, roles, new Database.Pools(2, 1)))
          .isInstanceOfSatisfying(
              StartupProblem.class,
              problem -> assertThat(problem.mend()).contains("CREATE ROLE desk_owner"));
      for (var sql : Database.rolesSql("desk", roles, "'pw-set-below'")) {
        admin(port, "desk", sql);
      }
      for (var role : List.of(roles.owner(), roles.app(), roles.worker())) {
        admin(port, "desk", "ALTER ROLE " + role.user() + " PASSWORD '" + role.password() + "'");
      }

      try (var database = Database.external(url, roles, new Database.Pools(2, 1))) {
        IsolationCheck.require(database);
        assertThat(
                JdbcClient.create(database.app())
                    .sql("SHOW server_version_num")
                    .query(Integer.class)
                    .single())
            .isBetween(150_000, 159_999);
      }
    } finally {
      run("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-w");
    }
  }

  private static void admin(int port, String database, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "admin", "admin-Pw-1");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  // PostgreSQL refuses to run as root; a user namespace without a mapping makes us nobody.
  private void run(String program, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(BIN.resolve(program).toString());
    command.addAll(List.of(arguments));
    var output = folder.resolve(program + ".out").toFile();
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output.toPath(), UTF_8)).isZero();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
