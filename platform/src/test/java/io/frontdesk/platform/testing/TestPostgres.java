package io.frontdesk.platform.testing;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.db.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/// One migrated PostgreSQL per test JVM, started on first use and removed at exit. A fresh tenant
/// per test is the isolation. Its session zone differs from the JVM's and from UTC on purpose.
public final class TestPostgres {
  private static final class Holder {
    static final Database DATABASE = start();
  }

  private TestPostgres() {}

  public static Database shared() {
    return Holder.DATABASE;
  }

  /// One more, with nobody in it: for what can be done only once in an installation.
  public static Database fresh() {
    return start();
  }

  private static Database start() {
    try {
      Files.createDirectories(Path.of("target"));
      var home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "postgres-");
      // Speed over safety: the data is thrown away.
      var server =
          new EmbeddedPostgres(
              home,
              Map.of(
                  "fsync", "off",
                  "synchronous_commit", "off",
                  "full_page_writes", "off",
                  "shared_buffers", "64MB",
                  // As somebody else's server is: what we need of it we set ourselves.
                  "idle_in_transaction_session_timeout", "0",
                  "timezone", "America/St_Johns"));
      var database = Database.embedded(server, new Database.Pools(16, 4));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    database.close();
                    delete(home);
                  }));
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path root) {
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
