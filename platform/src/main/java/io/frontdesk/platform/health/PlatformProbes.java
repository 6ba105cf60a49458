package io.frontdesk.platform.health;

import com.zaxxer.hikari.HikariDataSource;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.health.HealthProbe.Health;
import io.frontdesk.platform.health.HealthProbe.Level;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.jobs.JobRunner;
import io.frontdesk.platform.jobs.JobState;
import io.frontdesk.platform.live.Live;
import io.frontdesk.platform.page.Words;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How the parts of the platform fare.
public final class PlatformProbes {
  private static final Duration LIVE_SILENCE = Duration.ofSeconds(10);

  private PlatformProbes() {}

  public static HealthProbe database(Database database) {
    var db = JdbcClient.create(database.app());
    return probe(
        "database",
        "PostgreSQL, where everything is kept",
        true,
        () -> {
          long begin = System.nanoTime();
          var version = db.sql("SHOW server_version").query(String.class).single();
          long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
          return new Health(
              Level.UP,
              "It answers in " + millis + " ms.",
              Map.of("version", version, "millis", millis));
        });
  }

  public static HealthProbe pool(Database database) {
    return probe(
        "pool",
        "Connections to the database",
        false,
        () -> {
          var pool = ((HikariDataSource) database.app()).getHikariPoolMXBean();
          int size = ((HikariDataSource) database.app()).getMaximumPoolSize();
          int waiting = pool.getThreadsAwaitingConnection();
          return new Health(
              waiting > size ? Level.DOWN : waiting > 0 ? Level.DEGRADED : Level.UP,
              waiting == 0
                  ? pool.getActiveConnections() + " of " + size + " are in use."
                  : "All " + size + " are in use and " + waiting + " requests wait for one.",
              Map.of("size", size, "active", pool.getActiveConnections(), "waiting", waiting));
        });
  }

  public static HealthProbe jobs(JobRunner runner) {
    return probe(
        "jobs",
        "Background work",
        false,
        () -> {
          var jobs = runner.overview();
          long givenUp = jobs.stream().mapToLong(JobState::givenUp).sum();
          long failing =
              jobs.stream().filter(job -> Boolean.FALSE.equals(job.lastSucceeded())).count();
          long waiting = jobs.stream().mapToLong(JobState::waiting).sum();
          return new Health(
              !runner.isRunning() ? Level.DOWN : givenUp + failing > 0 ? Level.DEGRADED : Level.UP,
              givenUp > 0
                  ? givenUp + " pieces of work were given up and wait for a person."
                  : failing > 0 ? failing + " jobs failed at their last run." : "All jobs run.",
              Map.of("waiting", waiting, "failing", failing, "givenUp", givenUp));
        });
  }

  public static HealthProbe live(Live live) {
    return probe(
        "screens",
        "Live events for open screens",
        false,
        () -> {
          var silence = live.silence();
          boolean quiet = silence.compareTo(LIVE_SILENCE) > 0;
          return new Health(
              !live.isRunning() ? Level.DOWN : quiet ? Level.DEGRADED : Level.UP,
              quiet
                  ? "Screens are " + silence.toSeconds() + " s behind."
                  : Words.count(live.screens(), "screen is", "screens are") + " connected.",
              Map.of("screens", live.screens(), "silentSeconds", silence.toSeconds()));
        });
  }

  public static HealthProbe providers(OutboundHttp http) {
    return probe(
        "providers",
        "Carriers, voice platform and other services we call",
        false,
        () -> {
          var open = http.openBreakers();
          return new Health(
              open.isEmpty() ? Level.UP : Level.DEGRADED,
              open.isEmpty()
                  ? "No service is failing."
                  : "Calls are held back because they failed: "
                      + String.join(", ", open.keySet())
                      + ".",
              Map.copyOf(open));
        });
  }

  private static HealthProbe probe(
      String name, String meaning, boolean essential, Supplier<Health> check) {
    return new HealthProbe() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String meaning() {
        return meaning;
      }

      @Override
      public boolean essential() {
        return essential;
      }

      @Override
      public Health check() {
        return check.get();
      }
    };
  }
}
