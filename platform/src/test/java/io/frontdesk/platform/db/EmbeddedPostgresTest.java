package io.frontdesk.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.error.StartupProblem;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class EmbeddedPostgresTest {
  private static final Map<String, String> SMALL = Map.of("shared_buffers", "16MB");

  @TempDir Path folder;

  @Test
  void starts_durable_keeps_its_data_and_refuses_a_second_program() {
    try (var server = new EmbeddedPostgres(folder, SMALL)) {
      var database = Database.embedded(server, new Database.Pools(2, 1));
      var app = JdbcClient.create(database.app());
      assertThat(app.sql("SHOW fsync").query(String.class).single()).isEqualTo("on");
      assertThat(app.sql("SHOW synchronous_commit").query(String.class).single()).isEqualTo("on");
      assertThat(app.sql("SHOW data_checksums").query(String.class).single()).isEqualTo("on");
      IsolationCheck.require(database);

      assertThatThrownBy(() -> new EmbeddedPostgres(folder, SMALL).start())
          .isInstanceOf(StartupProblem.class)
          .hasMessageContaining("already running");
      database.close();
    }

    try (var again = new EmbeddedPostgres(folder, SMALL)) {
      var database = Database.embedded(again, new Database.Pools(2, 1));
      assertThat(again.adopted()).isFalse();
      assertThat(
              JdbcClient.create(database.app())
                  .sql("SELECT count(*) FROM platform.worker_access")
                  .query(Long.class)
                  .single())
          .isPositive();
      database.close();
    }
  }

  @Test
  void a_folder_copied_while_its_server_runs_has_a_server_of_its_own() throws Exception {
    var first = folder.resolve("first");
    var copy = folder.resolve("copy");
    try (var server = new EmbeddedPostgres(first, SMALL)) {
      var original = Database.embedded(server, new Database.Pools(2, 1));
      copy(first, copy);

      try (var other = new EmbeddedPostgres(copy, SMALL)) {
        other.start();
        assertThat(other.adopted()).isFalse();
        assertThat(other.port()).isNotEqualTo(server.port());
      }

      assertThat(JdbcClient.create(original.app()).sql("SELECT 1").query(Integer.class).single())
          .isEqualTo(1);
      original.close();
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    var done = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
    assertThat(done.waitFor()).isZero();
  }
}
