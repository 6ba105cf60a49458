package io.frontdesk.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class EmbeddedAdoptionTest {
  private static final Map<String, String> SMALL = Map.of("shared_buffers", "16MB");

  @TempDir Path folder;

  @Test
  void a_server_left_by_a_killed_program_is_taken_over_with_its_data() throws Exception {
    var ready = folder.resolve("ready");
    var program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    for (int i = 0; i < 1200 && !Files.exists(ready) && program.isAlive(); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(ready).as(Files.readString(folder.resolve("output"))).exists();
    program.destroyForcibly().waitFor();

    try (var server = new EmbeddedPostgres(folder.resolve("postgres"), SMALL);
        var database = Database.embedded(server, new Database.Pools(2, 1))) {
      assertThat(server.adopted()).isTrue();
      assertThat(
              JdbcClient.create(database.worker())
                  .sql("SELECT count(*) FROM platform.job_run WHERE name = 'kept'")
                  .query(Long.class)
                  .single())
          .isEqualTo(1);
    }
  }

  /// The program that is killed.
  static final class Holder {
    private Holder() {}

    static void main(String[] arguments) throws Exception {
      var folder = Path.of(arguments[0]);
      var server = new EmbeddedPostgres(folder.resolve("postgres"), SMALL);
      var database = Database.embedded(server, new Database.Pools(2, 1));
      JdbcClient.create(database.worker())
          .sql(
              """
              INSERT INTO platform.job_run (name, ended_at, took_ms, succeeded)
              VALUES ('kept', now(), 1, true)
              """)
          .update();
      Files.createFile(folder.resolve("ready"));
      new CountDownLatch(1).await();
    }
  }
}
