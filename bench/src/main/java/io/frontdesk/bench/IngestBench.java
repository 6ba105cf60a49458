package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Durable acknowledgements of webhooks per second, with the worker running, and what is left of
/// them after everything was killed.
final class IngestBench {
  private static final String OURS = "frontdesk";
  private static final String ALWAYS = "express+bullmq, always";
  private static final String EVERYSEC = "express+bullmq, everysec";
  private static final String INSERT = "express+insert";
  private static final String ACKS = "acks/s";
  private static final String P99 = "p99 ms";
  private static final String END_TO_END = "end to end/s";
  private static final int CONNECTIONS = 64;
  private static final int PREPARED_PER_SECOND = 12_000;
  // Compilers of both sides have done their work by then.
  private static final int WARM_SECONDS = 20;
  private static final String EVENTS =
      "psql -qX -c 'create table events(id bigserial primary key, event_id text not null,"
          + " received_at timestamptz not null default now(), payload jsonb not null)'"
          + " -c 'create table inbox(event_id text primary key,"
          + " received_at timestamptz not null default now(), payload jsonb not null)'";

  private final Path build;
  private final @Nullable Peers peers;
  private final Bench.Size size;
  private final Figures figures = new Figures();
  private long lost;
  private long doubled;

  IngestBench(Path build, @Nullable Peers peers, Bench.Size size) {
    this.build = build;
    this.peers = peers;
    this.size = size;
  }

  /// @return exit code
  int run() throws IOException, InterruptedException, SQLException {
    System.out.printf(
        "ingest: signed bodies of 2 KB, %d connections, %d s, %d runs in turn%n",
        CONNECTIONS, size.seconds(), size.runs());
    for (int run = 1; run <= size.runs(); run++) {
      ours(run);
      if (peers != null) {
        peer(peers, run, ALWAYS, "redis", "always");
        peer(peers, run, EVERYSEC, "redis", "everysec");
        peer(peers, run, INSERT, "insert", "");
      }
    }
    killed();
    if (DiskImage.possible()) {
      cut();
    } else {
      System.out.println("!! NO POWER CUT: it needs root and loop devices; left out.");
    }
    if (peers != null && !size.quick()) {
      killedPeer(peers);
    }
    System.out.println("medians (min–max):");
    figures.print();
    figures.ratio(OURS, ALWAYS, ACKS, 3);
    figures.ratio(OURS, EVERYSEC, ACKS, 2);
    figures.ratio(OURS, INSERT, ACKS, 1.5);
    for (var peer : List.of(ALWAYS, EVERYSEC, INSERT)) {
      figures.atMost(OURS, peer, P99);
    }
    figures.ratio(OURS, ALWAYS, END_TO_END, 1);
    System.out.printf("frontdesk: acknowledged and lost %d, done twice %d%n", lost, doubled);
    return lost + doubled == 0 ? 0 : 1;
  }

  private void ours(int run) throws IOException, InterruptedException, SQLException {
    try (var ours = Ours.open(build)) {
      warm(ours.port(), ours.hookPath(), ours.hookSecret());
      settle(ours);
      long done = done(ours);
      var load = load(ours.port(), ours.hookPath(), ours.hookSecret());
      var before = ours.effort();
      long began = System.nanoTime();
      var result = load.run(size.seconds(), Integer.MAX_VALUE);
      var effort = ours.effort();
      long during = done(ours) - done;
      settle(ours);
      note(run, OURS, result);
      System.out.println("      " + effort.since(before, result.acknowledged().size()));
      figures.add(OURS, "done while loaded/s", during / result.seconds());
      figures.add(OURS, END_TO_END, (done(ours) - done) / seconds(began));
      figures.add(OURS, "memory MB", memory(ours.pid()));
      check(ours, result.acknowledged());
    }
  }

  private void peer(Peers peers, int run, String name, String mode, String fsync)
      throws IOException, InterruptedException {
    boolean redis = mode.equals("redis");
    peers.require("lib/pg.sh fresh bench; " + EVENTS);
    if (redis) {
      peers.require("lib/redis.sh start " + fsync);
    }
    var server = peers.start("node A-webhook/server.mjs " + mode, 18_081);
    var worker = redis ? peers.start("node A-webhook/worker.mjs redis", null) : null;
    try {
      warm(18_081, "/webhook", "peer");
      var prepared = load(18_081, "/webhook", "peer");
      long done = redis ? rows(peers, "events") : 0;
      long began = System.nanoTime();
      note(run, name, prepared.run(size.seconds(), Integer.MAX_VALUE));
      if (redis) {
        double took = seconds(began);
        for (long before = -1, now = rows(peers, "events"); now != before; ) {
          took = seconds(began);
          Thread.sleep(1_000);
          before = now;
          now = rows(peers, "events");
        }
        figures.add(name, END_TO_END, (rows(peers, "events") - done) / took);
      }
    } finally {
      Peers.stop(server);
      if (worker != null) {
        Peers.stop(worker);
      }
      if (redis) {
        peers.sh("lib/redis.sh stop");
      }
    }
  }

  // The program and its PostgreSQL die under load, one after the other; then both come again.
  private void killed() throws IOException, InterruptedException, SQLException {
    try (var ours = Ours.open(build)) {
      var load = until(ours, () -> {});
      ours.start();
      settle(ours);
      System.out.printf(
          "frontdesk: program and PostgreSQL killed with -9 after %,d acknowledgements%n",
          load.acknowledged().size());
      check(ours, load.acknowledged());
    }
  }

  // The disk stops under load with everything that was not flushed; then all comes again.
  private void cut() throws IOException, InterruptedException, SQLException {
    try (var disk = DiskImage.mount(build)) {
      try (var ours = Ours.on(disk, build)) {
        var load = until(ours, disk::cut);
        disk.restore();
        ours.start();
        settle(ours);
        System.out.printf(
            "frontdesk: power cut of its disk image after %,d acknowledgements%n",
            load.acknowledged().size());
        check(ours, load.acknowledged());
      }
    }
  }

  private interface Blow {
    void strike() throws IOException, InterruptedException;
  }

  // Load in the midst of which it is struck and everything of ours is killed.
  private Load.Result until(Ours ours, Blow blow) throws IOException, InterruptedException {
    var load = load(ours.port(), ours.hookPath(), ours.hookSecret());
    var failed = new AtomicReference<@Nullable Exception>();
    var killer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(size.seconds() * 600L);
                    blow.strike();
                    ours.kill();
                    ours.killPostgres();
                  } catch (IOException | InterruptedException e) {
                    failed.set(e);
                  }
                });
    var result = load.run(size.seconds(), Integer.MAX_VALUE);
    killer.join();
    if (failed.get() != null) {
      throw new IOException(failed.get());
    }
    return result;
  }

  private static void killedPeer(Peers peers) throws IOException, InterruptedException {
    System.out.println("peer, Redis killed with -9 (the kernel lives on), appendfsync everysec:");
    System.out.print("  " + peers.read("A-webhook/crash.sh redis everysec 1"));
    System.out.println("peer, power cut of its disk image, appendfsync everysec:");
    System.out.print("  " + peers.read("A-webhook/crash.sh power everysec 1"));
  }

  private void warm(int port, String path, String secret) throws IOException {
    load(port, path, secret).run(size.quick() ? 1 : WARM_SECONDS, Integer.MAX_VALUE);
  }

  private Load load(int port, String path, String secret) throws IOException {
    return new Load(port, path, secret, CONNECTIONS).prepare(size.seconds() * PREPARED_PER_SECOND);
  }

  private void note(int run, String name, Load.Result load) {
    double p99 = Figures.percentile(load.millis(), 0.99);
    figures.add(name, ACKS, load.perSecond());
    figures.add(name, "p50 ms", Figures.percentile(load.millis(), 0.5));
    figures.add(name, P99, p99);
    System.out.printf(
        Locale.ROOT,
        "run %d %-26s %,8.0f acks/s  p99 %.1f ms  refused %d  broken %d%n",
        run,
        name,
        load.perSecond(),
        p99,
        load.refused(),
        load.broken());
  }

  // Every id that was acknowledged has its row, and each row its effect once.
  private void check(Ours ours, List<String> acknowledged) throws IOException, SQLException {
    var stored = new HashSet<String>();
    try (var connection = ours.database();
        var statement = connection.createStatement()) {
      statement.setFetchSize(10_000);
      try (var rows =
          statement.executeQuery(
              "SELECT regexp_replace(identity, '^.*/', '') FROM integrations.webhook"
                  + " WHERE type = 'transcript' AND state = 'done'")) {
        while (rows.next()) {
          stored.add(rows.getString(1));
        }
      }
    }
    long missing = acknowledged.stream().filter(id -> !stored.contains(id)).count();
    // The demonstration has webhooks of its own, of other types.
    long rows =
        ours.count(
            "SELECT count(*) FROM integrations.webhook"
                + " WHERE type = 'transcript' AND state = 'done'");
    long lines = ours.count("SELECT count(*) FROM calls.line WHERE body LIKE 'line %'");
    lost += missing;
    doubled += Math.max(0, lines - rows);
    lost += Math.max(0, rows - lines);
    System.out.printf(
        "  acknowledged %,d, of them not done %,d; rows done %,d, effects %,d%n",
        acknowledged.size(), missing, rows, lines);
  }

  private static void settle(Ours ours) throws IOException, InterruptedException, SQLException {
    long before = -1;
    int still = 0;
    while (still < 120) {
      long open =
          ours.count(
              "SELECT count(*) FROM integrations.webhook WHERE state IN ('waiting', 'working')");
      if (open == 0) {
        return;
      }
      // A lease of a killed worker ends after half a minute; nothing else stands still as long.
      still = open == before ? still + 1 : 0;
      before = open;
      Thread.sleep(500);
    }
  }

  private static long done(Ours ours) throws IOException, SQLException {
    return ours.count("SELECT count(*) FROM integrations.webhook WHERE state = 'done'");
  }

  private static long rows(Peers peers, String table) throws IOException, InterruptedException {
    return Long.parseLong(peers.read("psql -XAtc 'select count(*) from " + table + "'").strip());
  }

  private static double memory(long pid) throws IOException {
    return Memory.resident(pid) / 1_048_576.0;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
