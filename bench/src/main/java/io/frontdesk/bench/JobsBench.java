package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Queued work per second, each piece doing one INSERT: our jobs and our inbox beside the peers'
/// queues on the same PostgreSQL; and our inbox with voice events, whose effect is far more.
final class JobsBench {
  private static final String JOBS = "frontdesk jobs";
  private static final String INBOX = "frontdesk inbox";
  private static final String ONE_BY_ONE = "frontdesk inbox, one by one";
  private static final String VOICE = "frontdesk inbox, voice";
  private static final String RATE = "jobs/s";
  private static final String PEER_RATE = RATE;
  private static final Pattern RESULT = Pattern.compile("\"rate\":(\\d+)");
  private static final String JOB_OUT =
      "lib/pg.sh fresh bench; psql -qX -c 'create table job_out(id bigserial primary key,"
          + " job_no int, at timestamptz not null default now(), body text)'";

  private final Path build;
  private final @Nullable Peers peers;
  private final Bench.Size size;
  private final int jobs;
  private final Figures figures = new Figures();
  private long wrong;

  JobsBench(Path build, @Nullable Peers peers, Bench.Size size) {
    this.build = build;
    this.peers = peers;
    this.size = size;
    this.jobs = size.quick() ? 10_000 : 50_000;
  }

  /// @return exit code
  int run() throws IOException, InterruptedException, SQLException {
    System.out.printf("jobs: %,d pieces of work, %d runs in turn%n", jobs, size.runs());
    for (int run = 1; run <= size.runs(); run++) {
      voice(run);
      if (peers == null) {
        continue;
      }
      inbox(peers, run, INBOX, "together");
      inbox(peers, run, ONE_BY_ONE, "one-by-one");
      ours(peers, run);
      for (var peer : commands().entrySet()) {
        peer(peers, run, peer.getKey(), peer.getValue());
      }
    }
    if (peers == null) {
      System.out.println("!! Without the peers' PostgreSQL only the voice events ran.");
    }
    System.out.println("medians (min–max):");
    figures.print();
    figures.table(JOBS, List.of(Figures.Floor.ratio(RATE, "db-scheduler", 1)));
    figures.table(
        INBOX,
        List.of(
            Figures.Floor.ratio(RATE, "graphile-worker, batched", 1.5),
            Figures.Floor.ratio(RATE, "pg-boss", 2),
            Figures.Floor.ratio(RATE, "bullmq, always", 2),
            Figures.Floor.ratio(RATE, "db-scheduler", 4),
            Figures.Floor.ratio(RATE, "jobrunr", 4)));
    figures.table(ONE_BY_ONE, List.of(Figures.Floor.ratio(RATE, "graphile-worker, batched", 1)));
    System.out.printf("frontdesk: lost, done twice or out of order %d%n", wrong);
    return wrong == 0 ? 0 : 1;
  }

  // Name to the command that takes `enqueueBulk` or `drain`.
  private Map<String, String> commands() {
    var java = "java -Xmx1g -cp java/target/classes:java/target/lib/* peers.QueueBench ";
    var commands = new LinkedHashMap<String, String>();
    commands.put("db-scheduler", java + "dbscheduler-laf %s insert " + jobs);
    commands.put("jobrunr", java + "jobrunr %s insert " + jobs);
    commands.put("graphile-worker, batched", "BATCH=1 node graphile.mjs %s insert " + jobs);
    commands.put("pg-boss", "node pgboss.mjs %s insert " + jobs);
    commands.put("bullmq, always", "BACKEND=redis FSYNC=always node bullmq.mjs %s insert " + jobs);
    return commands;
  }

  private void peer(Peers peers, int run, String name, String command)
      throws IOException, InterruptedException {
    boolean redis = name.startsWith("bullmq");
    peers.require(JOB_OUT);
    if (redis) {
      peers.require("lib/redis.sh start always");
    }
    if (name.equals("db-scheduler")) {
      peers.require("eval \"$(grep ^DBS_DDL= B-queues/run.sh)\"; psql -qX -c \"$DBS_DDL\"");
    }
    peers.read("cd B-queues; " + String.format(command, "enqueueBulk"));
    peers.sh("psql -qX -c 'vacuum analyze' -c checkpoint");
    var said = peers.read("cd B-queues; timeout 150 " + timed(String.format(command, "drain")));
    if (redis) {
      peers.sh("lib/redis.sh stop");
    }
    var rate = RESULT.matcher(said);
    if (!rate.find()) {
      System.out.printf("run %d %-28s FAILED: %s%n", run, name, said.strip());
      return;
    }
    note(run, name, PEER_RATE, Double.parseDouble(rate.group(1)));
  }

  // `timeout` takes a command, not the settings before it.
  private static String timed(String command) {
    return command.matches("[A-Z]+=.*") ? "env " + command : command;
  }

  private void ours(Peers peers, int run) throws IOException, InterruptedException {
    peers.require(JOB_OUT);
    var result = OurJobs.run(peers, jobs);
    note(run, JOBS, "enqueued/s", result.enqueued());
    note(run, JOBS, RATE, result.done());
    var check =
        peers
            .read("psql -XAtc 'select count(*), count(distinct job_no) from job_out'")
            .strip()
            .split("\\|");
    long rows = Long.parseLong(check[0]);
    long distinct = Long.parseLong(check[1]);
    wrong += jobs - distinct + rows - distinct;
  }

  // The whole program, in a process of its own as every peer; it fills its inbox first.
  private void inbox(Peers peers, int run, String name, String effects)
      throws IOException, InterruptedException {
    peers.require(JOB_OUT);
    OurJobs.roles(peers);
    var folder = Files.createTempDirectory(build, "inbox-");
    var said =
        peers.read(
            "cd '"
                + folder
                + "'; timeout 150 "
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + " "
                + System.getProperty("bench.options")
                + " -cp '"
                + System.getProperty("bench.inbox")
                + "' io.frontdesk.InboxBench $PGPORT "
                + jobs
                + " '"
                + folder
                + "' "
                + effects);
    peers.sh("rm -rf '" + folder + "'");
    long rate = result(said, "rate");
    if (rate == 0) {
      System.out.printf("run %d %-28s FAILED: %s%n", run, name, said.strip());
      wrong++;
      return;
    }
    note(run, name, RATE, rate);
    wrong += 2L * jobs - result(said, "different") - result(said, "done");
    wrong += result(said, "effects") - result(said, "different") + result(said, "disordered");
  }

  private static long result(String said, String name) {
    var line = Pattern.compile("RESULT " + name + " (\\d+)").matcher(said);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }

  // The webhooks are stored and worked off once to be there, then made due again while the program
  // is down: what is measured is the worker alone, from its first row to its last.
  private void voice(int run) throws IOException, InterruptedException, SQLException {
    try (var ours = Ours.open(build)) {
      new Load(ours.port(), ours.hookPath(), ours.hookSecret(), 64).run(600, jobs / 5);
      awaitDone(ours);
      ours.kill();
      // Of each twenty webhooks one call: the effects go with it.
      ours.postgres().execute("DELETE FROM calls.call WHERE provider_call_id LIKE 'bench-%'");
      ours.postgres()
          .execute(
              """
          UPDATE integrations.webhook
             SET state = 'waiting', attempts = 0, due_at = now(), lease = NULL, finished_at = NULL
           WHERE type = 'transcript'
          """);
      ours.postgres().execute("VACUUM ANALYZE");
      ours.postgres().execute("CHECKPOINT");
      long many =
          ours.postgres()
              .count("SELECT count(*) FROM integrations.webhook WHERE type = 'transcript'");
      ours.start();
      awaitDone(ours);
      double seconds =
          ours.postgres()
                  .count(
                      "SELECT (1e6 * extract(epoch FROM max(finished_at) - min(finished_at)))::bigint"
                          + " FROM integrations.webhook WHERE type = 'transcript'")
              / 1e6;
      long effects =
          ours.postgres().count("SELECT count(*) FROM calls.line WHERE body LIKE 'line %'");
      wrong += Math.abs(many - effects);
      note(run, VOICE, RATE, many / seconds);
    }
  }

  private static void awaitDone(Ours ours) throws IOException, InterruptedException, SQLException {
    for (int i = 0; i < 3_000; i++) {
      if (ours.postgres()
              .count(
                  "SELECT count(*) FROM (SELECT 1 FROM integrations.webhook"
                      + " WHERE state IN ('waiting', 'working') LIMIT 1) o")
          == 0) {
        return;
      }
      Thread.sleep(200);
    }
    throw new IOException("the inbox was not worked off in ten minutes");
  }

  private void note(int run, String name, String measure, double value) {
    figures.add(name, measure, value);
    System.out.printf(Locale.ROOT, "run %d %-28s %,8.0f %s%n", run, name, value, measure);
  }
}
