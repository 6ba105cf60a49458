package io.frontdesk.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentIndexTest {
  @TempDir Path folder;

  @Test
  void a_migration_builds_an_index_while_others_write_to_its_table() throws Exception {
    var migrations = Files.createDirectory(folder.resolve("migrations"));
    Files.writeString(
        migrations.resolve("V1__table.sql"),
        "CREATE SCHEMA busy; CREATE TABLE busy.thing (id bigint, name text);");
    try (var server =
            new EmbeddedPostgres(folder.resolve("data"), Map.of("shared_buffers", "16MB"));
        var database = Database.embedded(server, new Database.Pools(2, 1));
        var others = Executors.newVirtualThreadPerTaskExecutor()) {
      var roles = database.roles();
      try (var admin = server.admin("postgres")) {
        admin.createStatement().execute("CREATE DATABASE other OWNER " + roles.owner().user());
      }
      var url = server.url("other");
      var location = "filesystem:" + migrations;
      Database.migrate(url, roles, location);
      Files.writeString(
          migrations.resolve("V2__index.sql"),
          "DROP INDEX CONCURRENTLY IF EXISTS busy.thing_by_name;\n"
              + "CREATE INDEX CONCURRENTLY thing_by_name ON busy.thing (name);\n");
      try (var owner = connect(url, roles)) {
        owner.setAutoCommit(false);
        owner.createStatement().execute("INSERT INTO busy.thing VALUES (1, 'before')");

        var migrating = others.submit(() -> Database.migrate(url, roles, location));
        try (var writer = connect(url, roles)) {
          waitUntilBuilding(writer);
          // A plain CREATE INDEX would hold this up until it has ended.
          writer.createStatement().execute("SET lock_timeout = '2s'");
          writer.createStatement().execute("INSERT INTO busy.thing VALUES (2, 'during')");
        }
        assertThat(migrating.isDone()).isFalse();
        owner.commit();
        migrating.get(60, TimeUnit.SECONDS);
        owner.setAutoCommit(true);
        try (var valid =
            owner
                .createStatement()
                .executeQuery(
                    "SELECT indisvalid FROM pg_index"
                        + " WHERE indexrelid = to_regclass('busy.thing_by_name')")) {
          assertThat(valid.next() && valid.getBoolean(1)).isTrue();
        }
      }
    }
  }

  private static Connection connect(String url, Database.Roles roles) throws SQLException {
    return DriverManager.getConnection(url, roles.owner().user(), roles.owner().password());
  }

  private static void waitUntilBuilding(Connection connection) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          boolean building = false;
          while (!building) {
            try (var rows =
                connection
                    .createStatement()
                    .executeQuery("SELECT count(*) FROM pg_stat_progress_create_index")) {
              rows.next();
              building = rows.getLong(1) > 0;
            }
          }
        });
  }
}
