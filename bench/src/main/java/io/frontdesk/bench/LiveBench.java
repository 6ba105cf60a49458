package io.frontdesk.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One event a second to many open screens: how long until each has it, and what a screen costs.
///
/// For all it is the time from the message's making to its reading. Ours is made before the INSERT:
/// its commit, the notification that another node's commits come with, the tailer, and 5,000
/// streams. The peers' message is made in their own process and stored nowhere.
///
/// The first quarter of the messages is everybody's warm-up; the figure with it is given, too.
final class LiveBench {
  private static final String OURS = "frontdesk, SSE";
  private static final String WS = "ws";
  private static final String SSE = "SSE on Node";
  private static final String P99 = "p99 ms";
  private static final String COLD = "p99 ms with the warm-up";
  private static final String FIRST = "ms until the first reader has it";
  private static final String SERVER = "processor ms of the server, a message to all";
  private static final String READING = "processor ms of the readers, a message to all";
  private static final String EACH = "KB per connection";
  private static final String STORM = "s until all are back after a restart";
  private static final double BOUND_KB = 20;
  private static final int MESSAGES = 20;

  private final Path build;
  private final @Nullable Peers peers;
  private final Bench.Size size;
  private final int readers;
  private final int messages;
  private final Figures figures = new Figures();
  private long missing;

  LiveBench(Path build, @Nullable Peers peers, Bench.Size size) {
    this.build = build;
    this.peers = peers;
    this.size = size;
    this.readers = size.quick() ? 300 : 5_000;
    this.messages = size.quick() ? 5 : MESSAGES;
  }

  /// @return exit code
  int run() throws IOException, InterruptedException, SQLException {
    System.out.printf(
        "live: %,d readers, one event a second for %d s, %d runs in turn%n",
        readers, messages, size.runs());
    Readers.warm();
    for (int run = 1; run <= size.runs(); run++) {
      ours(run);
      if (peers != null) {
        peer(peers, run, WS, "ws");
        peer(peers, run, SSE, "sse");
      }
    }
    System.out.println("medians (min–max):");
    figures.print();
    figures.atMost(OURS, WS, P99);
    figures.atMost(OURS, WS, COLD);
    figures.atMost(OURS, SSE, P99);
    System.out.printf(
        Locale.ROOT,
        "  what limits ours: %.0f ms of commit, notification and tailer, then %.0f ms of writing"
            + " and %.0f ms of reading on %d processors%n",
        figures.median(OURS, FIRST),
        figures.median(OURS, SERVER),
        figures.median(OURS, READING),
        Runtime.getRuntime().availableProcessors());
    double each = figures.median(OURS, EACH);
    System.out.printf(
        Locale.ROOT,
        "  %-58s %.1f (bound %.0f: %s)%n",
        EACH + " of ours beyond the idle program",
        each,
        BOUND_KB,
        each <= BOUND_KB ? "kept" : "NOT KEPT");
    System.out.printf("frontdesk: messages that did not arrive %d%n", missing);
    return missing == 0 ? 0 : 1;
  }

  private void ours(int run) throws IOException, InterruptedException, SQLException {
    try (var ours = Ours.open(build);
        var all = new Readers()) {
      var cookies = ours.signInMany(ours.signIn(), readers);
      IntFunction<String> request =
          reader ->
              "GET /w/"
                  + Ours.WORKSPACE
                  + "/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: "
                  + cookies.get(reader)
                  + "\r\n\r\n";
      // What the first screens load stays loaded; it is no part of a connection.
      try (var first = new Readers()) {
        first.open(ours.port(), request, 20);
        publish(ours, first, 2);
      }
      double idle = settled(ours.pid());
      all.open(ours.port(), request, readers);
      all.read(2);
      double with = settled(ours.pid());
      var before = Effort.of(SERVER, ours.pid());
      publish(ours, all, messages);
      note(run, OURS, all, with - idle, messages, before, Effort.of(SERVER, ours.pid()));
      missing += Math.max(0, (long) readers * messages - all.millis().length);
      all.close();
      if (run == 1) {
        storm(ours, request);
      }
    }
  }

  // Everyone comes back after a restart, with the position the log had before three more events.
  private void storm(Ours ours, IntFunction<String> request)
      throws IOException, InterruptedException, SQLException {
    var last = "";
    try (var connection = ours.postgres().database();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT xid || '-' || seq FROM platform.event"
                        + " WHERE subject = 'bench' ORDER BY xid DESC, seq DESC OFFSET 3 LIMIT 1")) {
      rows.next();
      last = "\r\nLast-Event-ID: " + rows.getString(1) + "\r\n\r\n";
    }
    var head = last;
    ours.stop();
    ours.start();
    var catchUps = "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'event_pkey'";
    long before = ours.postgres().count(catchUps);
    try (var back = new Readers()) {
      long begin = System.nanoTime();
      back.open(
          ours.port(),
          reader -> request.apply(reader).replaceFirst("\r\n\r\n$", head),
          readers,
          Math.min(readers, 900));
      while (back.millis().length < 3L * readers && System.nanoTime() - begin < 60e9) {
        back.read(0.02);
      }
      figures.add(OURS, STORM, (System.nanoTime() - begin) / 1e9);
      Thread.sleep(1_500);
      System.out.printf(
          "storm: %,d of %,d missed events given, catch-up queries %d%n",
          back.millis().length, 3L * readers, ours.postgres().count(catchUps) - before);
    }
  }

  private static void publish(Ours ours, Readers all, int many) throws IOException, SQLException {
    try (var connection = ours.postgres().database();
        var statement =
            connection.prepareStatement(
                "INSERT INTO platform.event (tenant_id, topic, subject, data)"
                    + " SELECT workspace, 'calls.changed', 'bench', CAST(? AS jsonb)"
                    + " FROM tenancy.directory WHERE slug = '"
                    + Ours.WORKSPACE
                    + "'");
        var notify = connection.createStatement()) {
      // As a program's pooled connection, this one has written before.
      connection.setAutoCommit(false);
      statement.setString(1, "{}");
      statement.executeUpdate();
      connection.rollback();
      connection.setAutoCommit(true);
      for (int i = 0; i < many; i++) {
        statement.setString(
            1,
            String.format(
                Locale.ROOT, "{\"t\": %.4f, \"pad\": \"%s\"}", Readers.now(), "x".repeat(440)));
        statement.executeUpdate();
        notify.execute("NOTIFY frontdesk_live");
        all.read(1);
      }
      all.read(2);
    }
  }

  private void peer(Peers peers, int run, String name, String kind)
      throws IOException, InterruptedException {
    var server = peers.start("node C-fanout/server-" + kind + ".mjs", 18_082);
    try (var all = new Readers()) {
      Thread.sleep(500);
      double idle = Memory.resident(server.pid());
      all.open(
          18_082,
          kind.equals("ws")
              ? "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
              : "GET /events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n",
          readers);
      all.read(2);
      double with = Memory.resident(server.pid());
      var before = Effort.of(SERVER, server.pid());
      new ProcessBuilder("kill", "-USR2", Long.toString(server.pid())).start().waitFor();
      all.read(MESSAGES + 3);
      note(run, name, all, with - idle, MESSAGES, before, Effort.of(SERVER, server.pid()));
    } finally {
      Peers.stop(server);
    }
  }

  private void note(
      int run, String name, Readers all, double bytes, int sent, Effort before, Effort after) {
    var rounds = all.rounds();
    var millis = all.millis();
    var warm = rounds.stream().skip(rounds.size() / 4).flatMapToDouble(Arrays::stream).toArray();
    var firsts =
        rounds.stream()
            .skip(rounds.size() / 4)
            .mapToDouble(round -> Arrays.stream(round).min().orElse(Double.NaN))
            .toArray();
    double p99 = Figures.percentile(warm, 0.99);
    figures.add(name, "p50 ms", Figures.percentile(warm, 0.5));
    figures.add(name, P99, p99);
    figures.add(name, COLD, Figures.percentile(millis, 0.99));
    figures.add(name, FIRST, Figures.percentile(firsts, 0.5));
    figures.add(name, SERVER, 1e3 * after.seconds(SERVER, before) / sent);
    figures.add(name, READING, 1e3 * after.seconds(Effort.LOAD, before) / sent);
    figures.add(name, EACH, bytes / 1024 / readers);
    System.out.printf(
        Locale.ROOT,
        "run %d %-16s p99 %.1f ms, with the warm-up %.1f, %.1f KB per connection, arrived %,d of %,d, cut %d%n",
        run,
        name,
        p99,
        Figures.percentile(millis, 0.99),
        bytes / 1024 / readers,
        millis.length,
        (long) readers * sent,
        all.closed());
  }

  private static double settled(long pid) throws IOException, InterruptedException {
    Memory.collect(pid);
    Thread.sleep(1_000);
    Memory.collect(pid);
    return Memory.resident(pid);
  }
}
