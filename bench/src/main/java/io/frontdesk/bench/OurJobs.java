package io.frontdesk.bench;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.jobs.JobRunner;
import io.frontdesk.platform.jobs.Jobs;
import io.frontdesk.platform.jobs.OneOffJob;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/// Our [Jobs] and [JobRunner] as the program builds them, on the peers' PostgreSQL.
final class OurJobs {
  private static final int AT_A_TIME = 1_000;
  private static final String PASSWORD = "bench";

  /// What a job is told.
  record Number(int n) {}

  /// Jobs a second.
  record Result(double enqueued, double done) {}

  private static final Database.Roles ROLES =
      new Database.Roles(
          new Database.Role("frontdesk_owner", PASSWORD),
          new Database.Role("frontdesk_app", PASSWORD),
          new Database.Role("frontdesk_worker", PASSWORD));

  private OurJobs() {}

  /// Makes the roles that the program works as on the peers' PostgreSQL.
  static void roles(Peers peers) {
    // Roles are the server's and may be there from the run before.
    Database.rolesSql("bench", ROLES, "'" + PASSWORD + "'")
        .forEach(
            sql -> {
              try {
                peers.sh("psql -qX -c \"" + sql + "\"");
              } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
              }
            });
  }

  static Result run(Peers peers, int many) throws IOException, InterruptedException {
    roles(peers);
    peers.require(
        "psql -qX -c 'grant insert on job_out to frontdesk_worker'"
            + " -c 'grant usage on sequence job_out_id_seq to frontdesk_worker'");
    var url =
        "jdbc:postgresql://127.0.0.1:"
            + peers.read("echo $PGPORT").strip()
            + "/bench?reWriteBatchedInserts=true";
    // As many connections as the peers' harness gives them.
    try (var database = Database.external(url, ROLES, new Database.Pools(24, 40))) {
      return measured(database, many);
    }
  }

  private static Result measured(Database database, int many) throws InterruptedException {
    var json = JsonMapper.shared();
    var tenant = new TenantId(Uuid7.next());
    var app = JdbcClient.create(database.app());
    var jobs = new Jobs(app, json);
    var transactions = new TenantTransactions(app, new JdbcTransactionManager(database.app()));
    long began = System.nanoTime();
    for (int i = 0; i < many; i += AT_A_TIME) {
      int from = i;
      var work = new HashMap<String, Number>();
      for (int n = from; n < Math.min(many, from + AT_A_TIME); n++) {
        work.put("job-" + n, new Number(n));
      }
      transactions.write(
          tenant, () -> jobs.scheduleAll(tenant, "bench.insert", work, Instant.EPOCH));
    }
    double enqueued = many / seconds(began);

    var left = new CountDownLatch(many);
    var out = JdbcClient.create(database.worker());
    var runner =
        new JobRunner(
            database,
            json,
            Clock.systemUTC(),
            jobs,
            new SimpleMeterRegistry(),
            List.of(),
            List.of(
                OneOffJob.of(
                    "bench.insert",
                    Number.class,
                    "One INSERT",
                    (_, number) -> {
                      out.sql("INSERT INTO job_out (job_no, body) VALUES (:n, 'sent')")
                          .param("n", number.n())
                          .update();
                      left.countDown();
                    })));
    began = System.nanoTime();
    runner.start();
    left.await();
    double done = many / seconds(began);
    runner.stop();
    return new Result(enqueued, done);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
