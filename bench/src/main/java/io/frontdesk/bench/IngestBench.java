package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Durable acknowledgements of webhooks per second, with the worker running, and what is left of
/// them after everything was killed.
///
/// Both sides do comparable work. Ours checks the signature, encrypts and stores the event, and
/// its worker does one INSERT of id and body (see `IngestNode`). BullMQ's worker does the same
/// INSERT; the peer that INSERTs has no worker at all. No peer checks the signature.
final class IngestBench {
  private static final String OURS = "frontdesk";
  private static final String ALWAYS = "express+bullmq, always";
  private static final String EVERYSEC = "express+bullmq, everysec";
  private static final String INSERT = "express+insert";
  private static final String ACKS = "acks/s";
  private static final String P99 = "p99 ms";
  private static final String COST = "processor us/ack";
  private static final String BUSY = "processors busy";
  private static final String END_TO_END = "end to end/s";
  private static final int CONNECTIONS = 64;
  private static final int PREPARED_PER_SECOND = 14_000;
  private static final int PEER_PORT = 18_081;
  // Compilers of both sides have done their work by then.
  private static final int WARM_SECONDS = 25;
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
    if (size.speed()) {
      speed();
    }
    if (size.loss()) {
      loss();
    }
    if (size.speed()) {
      told();
    }
    System.out.printf("frontdesk: acknowledged and lost %d, done twice %d%n", lost, doubled);
    return lost + doubled == 0 ? 0 : 1;
  }

  private void speed() throws IOException, InterruptedException, SQLException {
    System.out.printf(
        "ingest: signed bodies of 2 KB, %d connections, %d s after %d s to warm up, %d runs%n",
        CONNECTIONS, size.seconds(), warmSeconds(), size.runs());
    for (int run = 1; run <= size.runs(); run++) {
      ours(run);
      if (peers != null) {
        peer(peers, run, ALWAYS, "redis", "always");
        peer(peers, run, EVERYSEC, "redis", "everysec");
        peer(peers, run, INSERT, "insert", "");
      }
    }
  }

  private void loss() throws IOException, InterruptedException, SQLException {
    killed();
    if (DiskImage.possible()) {
      cut();
    } else {
      System.out.println("!! NO POWER CUT: it needs root and loop devices; left out.");
    }
    if (peers != null && !size.quick()) {
      killedPeer(peers);
    }
  }

  private void told() {
    System.out.println("medians (min–max):");
    figures.print();
    figures.table(
        OURS,
        List.of(
            Figures.Floor.ratio(ACKS, ALWAYS, 3),
            Figures.Floor.ratio(ACKS, EVERYSEC, 2),
            Figures.Floor.ratio(ACKS, INSERT, 1.5),
            Figures.Floor.atMost(P99, ALWAYS),
            Figures.Floor.atMost(P99, EVERYSEC),
            Figures.Floor.atMost(P99, INSERT),
            Figures.Floor.ratio(END_TO_END, ALWAYS, 1)));
    double cost = figures.median(OURS, COST);
    System.out.printf(
        Locale.ROOT,
        "limit: processors; ours kept %.2f of %d busy at %.0f us for each acknowledgement (its"
            + " share of the worker included), so %.0f/s were possible%n",
        figures.median(OURS, BUSY),
        Runtime.getRuntime().availableProcessors(),
        cost,
        1e6 * Runtime.getRuntime().availableProcessors() / cost);
  }

  private void ours(int run) throws IOException, InterruptedException, SQLException {
    try (var door = Door.open(build)) {
      warm(door.port(), door.path(), Door.SECRET);
      settle(door);
      // As before each peer: the files of the write-ahead log are there to be used again.
      door.postgres().execute("CHECKPOINT");
      long done = done(door);
      var roots = Map.of("program", door.pid(), "PostgreSQL", door.postgres().pid());
      var load = load(door.port(), door.path(), Door.SECRET);
      var before = Effort.now(roots);
      long began = System.nanoTime();
      var result = load.run(size.seconds(), Integer.MAX_VALUE);
      note(run, OURS, result, before, Effort.now(roots));
      figures.add(OURS, "done while loaded/s", (done(door) - done) / result.seconds());
      settle(door);
      figures.add(OURS, END_TO_END, (done(door) - done) / seconds(began));
      figures.add(OURS, "memory MB", Memory.resident(door.pid()) / 1_048_576.0);
      check(door, result.acknowledged());
    }
  }

  private void peer(Peers peers, int run, String name, String mode, String fsync)
      throws IOException, InterruptedException {
    boolean redis = mode.equals("redis");
    peers.require("lib/pg.sh fresh bench; " + EVENTS);
    if (redis) {
      peers.require("lib/redis.sh start " + fsync);
    }
    var server = peers.start("node A-webhook/server.mjs " + mode, PEER_PORT);
    var worker = redis ? peers.start("node A-webhook/worker.mjs redis", null) : null;
    try {
      warm(PEER_PORT, "/webhook", "peer");
      if (redis) {
        settle(peers);
      }
      var roots = new LinkedHashMap<String, Long>();
      roots.put("server", server.pid());
      if (worker != null) {
        roots.put("worker", worker.pid());
        roots.put("Redis", Long.parseLong(peers.read("cat $REDIS_DIR/pid").strip()));
      }
      roots.put(
          "PostgreSQL", Long.parseLong(peers.read("head -1 $PGDATA_DIR/postmaster.pid").strip()));
      var load = load(PEER_PORT, "/webhook", "peer");
      long done = redis ? rows(peers) : 0;
      var before = Effort.now(roots);
      long began = System.nanoTime();
      var result = load.run(size.seconds(), Integer.MAX_VALUE);
      note(run, name, result, before, Effort.now(roots));
      if (redis) {
        figures.add(name, "done while loaded/s", (rows(peers) - done) / result.seconds());
        figures.add(name, END_TO_END, (settle(peers) - done) / (seconds(began) - STILL_SECONDS));
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
    try (var door = Door.open(build)) {
      var load = until(door, () -> {});
      door.start();
      settle(door);
      System.out.printf(
          "frontdesk: program and PostgreSQL killed with -9 after %,d acknowledgements%n",
          load.acknowledged().size());
      check(door, load.acknowledged());
    }
  }

  // The disk stops under load with everything that was not flushed; then all comes again.
  private void cut() throws IOException, InterruptedException, SQLException {
    try (var disk = DiskImage.mount(build);
        var door = Door.on(disk, build)) {
      var load = until(door, disk::cut);
      disk.restore();
      door.start();
      settle(door);
      System.out.printf(
          "frontdesk: power cut of its disk image after %,d acknowledgements%n",
          load.acknowledged().size());
      check(door, load.acknowledged());
    }
  }

  private interface Blow {
    void strike() throws IOException, InterruptedException;
  }

  // Load in the midst of which it is struck and everything of ours is killed.
  private Load.Result until(Door door, Blow blow) throws IOException, InterruptedException {
    var load = load(door.port(), door.path(), Door.SECRET);
    var failed = new AtomicReference<@Nullable Exception>();
    var killer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(size.seconds() * 600L);
                    blow.strike();
                    door.kill();
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

  private int warmSeconds() {
    return size.quick() ? 1 : WARM_SECONDS;
  }

  private void warm(int port, String path, String secret) throws IOException {
    load(port, path, secret).run(warmSeconds(), Integer.MAX_VALUE);
  }

  private Load load(int port, String path, String secret) throws IOException {
    return new Load(port, path, secret, CONNECTIONS).prepare(size.seconds() * PREPARED_PER_SECOND);
  }

  private void note(int run, String name, Load.Result load, Effort before, Effort after) {
    int acknowledged = load.acknowledged().size();
    double p99 = Figures.percentile(load.millis(), 0.99);
    figures.add(name, ACKS, load.perSecond());
    figures.add(name, "p50 ms", Figures.percentile(load.millis(), 0.5));
    figures.add(name, P99, p99);
    figures.add(name, COST, after.microseconds(before, acknowledged));
    figures.add(name, BUSY, after.processors(before));
    System.out.printf(
        Locale.ROOT,
        "run %d %-26s %,8.0f acks/s  p99 %.1f ms  refused %d  broken %d  us/ack: %s%n",
        run,
        name,
        load.perSecond(),
        p99,
        load.refused(),
        load.broken(),
        after.shares(before, acknowledged));
  }

  // Every id that was acknowledged is done, and each event took effect once.
  private void check(Door door, List<String> acknowledged) throws IOException, SQLException {
    var effects = new HashSet<String>();
    long rows = 0;
    try (var connection = door.postgres().database();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(10_000);
      try (var ids = statement.executeQuery("SELECT event_id FROM public.events")) {
        while (ids.next()) {
          rows++;
          effects.add(ids.getString(1));
        }
      }
    }
    long missing = acknowledged.stream().filter(id -> !effects.contains(id)).count();
    long done = done(door);
    lost += missing + Math.max(0, done - effects.size());
    doubled += rows - effects.size();
    System.out.printf(
        "  acknowledged %,d, of them without effect %,d; webhooks done %,d, effects %,d, twice"
            + " %,d%n",
        acknowledged.size(), missing, done, rows, rows - effects.size());
  }

  // A lease of a killed worker ends after half a minute; nothing else stands still as long.
  private static void settle(Door door) throws IOException, InterruptedException, SQLException {
    long before = -1;
    int still = 0;
    while (still < 300) {
      long open =
          door.postgres()
              .count(
                  "SELECT count(*) FROM integrations.webhook"
                      + " WHERE state IN ('waiting', 'working')");
      if (open == 0) {
        return;
      }
      still = open == before ? still + 1 : 0;
      before = open;
      Thread.sleep(200);
    }
  }

  private static final int STILL_SECONDS = 1;

  // Until no more rows come for a second.
  private static long settle(Peers peers) throws IOException, InterruptedException {
    long now = rows(peers);
    for (long before = -1; now != before; now = rows(peers)) {
      before = now;
      Thread.sleep(STILL_SECONDS * 1_000L);
    }
    return now;
  }

  private static long done(Door door) throws IOException, SQLException {
    return door.postgres().count("SELECT count(*) FROM integrations.webhook WHERE state = 'done'");
  }

  private static long rows(Peers peers) throws IOException, InterruptedException {
    return Long.parseLong(peers.read("psql -XAtc 'select count(*) from events'").strip());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
