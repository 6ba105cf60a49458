package io.frontdesk;

import com.sun.net.httpserver.HttpServer;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.OutgoingSms;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.Workspaces;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// `./frontdesk bench dispatch`: the whole program as a process sends what many tenants asked for to
/// a carrier over HTTP on loopback; beside it, on the same database and carrier, the loop people
/// write first. Also killed in the middle.
///
/// The carrier lives in this process and is the independent recorder: it counts every delivery's id.
public final class DispatchBench {
  private static final HttpClient WEB = HttpClient.newHttpClient();

  private DispatchBench() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("node")) {
      Node.run(args);
      return;
    }
    int tenants = number("tenants", 20);
    int each = number("each", 300);
    int runs = number("runs", 3);
    int slow = number("carrier-ms", 0);
    var carrier = new Carrier(slow);
    System.out.printf(
        "%d tenants, %d messages each, carrier answers after %d ms, fsync on%n",
        tenants, each, slow);
    var ours = new ArrayList<Double>();
    var loops = new ArrayList<Double>();
    for (int run = 1; run <= runs; run++) {
      var folder = Files.createTempDirectory("bench-dispatch");
      carrier.forget();
      var asked = node(folder, carrier, "ask", tenants, each, 0);
      var sent = node(folder, carrier, "send", tenants, each, 0);
      var doubles = carrier.doubles();
      int lost = tenants * each - carrier.different();
      var trickle = node(folder, carrier, "trickle", tenants, each, 0);
      var peer = node(folder, carrier, "peer", tenants, each, 0);
      ours.add(Double.valueOf(sent.get("rate")));
      loops.add(Double.valueOf(peer.get("rate")));
      System.out.printf(
          "run %d: asked %s/s, sent %s/s, doubles %d, lost %d; at 100/s due to sent p50 %s ms, p99 %s"
              + " ms; one-at-a-time loop %s/s, 16 of it %s/s%n",
          run,
          asked.get("rate"),
          sent.get("rate"),
          doubles,
          lost,
          trickle.get("p50"),
          trickle.get("p99"),
          peer.get("rate"),
          peer.get("rate16"));
      delete(folder);
    }
    double median = ours.stream().sorted().toList().get(ours.size() / 2);
    double loop = loops.stream().sorted().toList().get(loops.size() / 2);
    System.out.printf(
        "median of %d: %.0f deliveries/s, %.1f times the one-at-a-time loop%n",
        runs, median, median / loop);
    if (!"false".equals(System.getProperty("kill"))) {
      killed(tenants, each, carrier);
    }
    System.exit(0);
  }

  private static void killed(int tenants, int each, Carrier carrier) throws Exception {
    var folder = Files.createTempDirectory("bench-dispatch");
    carrier.forget();
    node(folder, carrier, "ask", tenants, each, 0);
    node(folder, carrier, "send", tenants, each, tenants * each / 2);
    int before = carrier.different();
    var ended = node(folder, carrier, "send", tenants, each, 0);
    System.out.printf(
        "killed -9 after %d of %d and started again: doubles %d, lost %d, left unknown %s (leases"
            + " run out after 3 minutes, then the carrier is asked)%n",
        before,
        tenants * each,
        carrier.doubles(),
        tenants * each - carrier.different(),
        ended.get("unknown"));
    delete(folder);
  }

  private static int number(String name, int standard) {
    return Integer.getInteger(name, standard);
  }

  // Runs one phase in a process of its own; with `killAfter` it is killed once the carrier has seen
  // that many.
  private static Map<String, String> node(
      Path folder, Carrier carrier, String phase, int tenants, int each, int killAfter)
      throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseG1GC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.frontdesk.DispatchBench",
                "node",
                phase,
                folder.toString(),
                Integer.toString(carrier.port()),
                Integer.toString(tenants),
                Integer.toString(each)));
    var out = folder.resolve(phase + ".out");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (killAfter > 0) {
      while (process.isAlive() && carrier.different() < killAfter) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      process.destroyForcibly().waitFor();
      return Map.of();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("phase " + phase + " failed; see " + out);
    }
    var result = new ConcurrentHashMap<String, String>();
    for (var line : Files.readAllLines(out)) {
      if (line.startsWith("RESULT ")) {
        var words = line.split(" ");
        result.put(words[1], words[2]);
      }
    }
    return result;
  }

  private static void delete(Path folder) throws Exception {
    new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
  }

  /// Plays the carrier and remembers every message.
  private static final class Carrier {
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final HttpServer server;

    Carrier(int slow) throws Exception {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1_024);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            var id = exchange.getRequestURI().getPath().substring(1);
            int status = 200;
            if (exchange.getRequestMethod().equals("POST")) {
              seen.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
              if (slow > 0 && body.length > 0) {
                try {
                  Thread.sleep(slow);
                } catch (InterruptedException stopping) {
                  Thread.currentThread().interrupt();
                }
              }
            } else {
              status = seen.containsKey(id) ? 200 : 404;
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    void forget() {
      seen.clear();
    }

    int different() {
      return (int) seen.keySet().stream().filter(id -> !id.startsWith("peer")).count();
    }

    long doubles() {
      return seen.values().stream().filter(many -> many.get() > 1).count();
    }
  }

  /// The program's gateway to that carrier, through the same guarded HTTP as every adapter.
  record Gateway(ObjectProvider<OutboundHttp> http, String base) implements SmsGateway {
    @Override
    public String provider() {
      return "bench";
    }

    @Override
    public GatewayOutcome send(OutgoingSms sms) {
      var request =
          HttpRequest.newBuilder(URI.create(base + sms.delivery()))
              .POST(BodyPublishers.ofString(sms.body()))
              .build();
      return switch (http.getObject().send(call(sms), request)) {
        case Outcome.Answered<byte[]> answer when answer.ok() ->
            new GatewayOutcome.Accepted(sms.attempt().toString());
        case Outcome.Answered<byte[]> answer ->
            new GatewayOutcome.Unclear("http-" + answer.status());
        case Outcome.NotReached<byte[]> _ -> new GatewayOutcome.NotReached("no-connection", null);
        case Outcome.Unknown<byte[]> _ -> new GatewayOutcome.Unclear("no-answer");
      };
    }

    @Override
    public Reconciliation reconcile(OutgoingSms sms, Instant from, Instant until) {
      var request = HttpRequest.newBuilder(URI.create(base + sms.delivery())).GET().build();
      return switch (http.getObject().send(call(sms), request)) {
        case Outcome.Answered<byte[]> answer when answer.ok() ->
            new Reconciliation.Found(
                List.of(new Reconciliation.Match(sms.attempt().toString())));
        case Outcome.Answered<byte[]> _ -> new Reconciliation.Absent();
        case Outcome.NotReached<byte[]> _, Outcome.Unknown<byte[]> _ ->
            new Reconciliation.NotNow();
      };
    }

    private static OutboundCall call(OutgoingSms sms) {
      return OutboundCall.to("bench", sms.from().tenant()).within(Duration.ofSeconds(10));
    }
  }

  /// One phase inside the program.
  private static final class Node {
    private final ConfigurableApplicationContext context;
    private final int tenants;
    private final int each;
    private final String base;

    private Node(ConfigurableApplicationContext context, String base, int tenants, int each) {
      this.context = context;
      this.base = base;
      this.tenants = tenants;
      this.each = each;
    }

    static void run(String[] args) throws Exception {
      var phase = args[1];
      var base = "http://127.0.0.1:" + args[3] + "/";
      var file = new Properties();
      file.setProperty("data.folder", args[2]);
      file.setProperty("server.port", "0");
      file.setProperty("mailboxes.read", "false");
      file.setProperty("outbound.private-hosts", "127.0.0.1");
      file.setProperty("delivery.dispatch", Boolean.toString(!phase.equals("ask")));
      var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
      var database = DatabaseSettings.open(settings);
      var application = new SpringApplication(FrontdeskApplication.class);
      application.setDefaultProperties(Map.of("server.port", 0, "logging.level.root", "WARN"));
      application.addInitializers(
          FrontdeskApplication.beans(settings, database),
          context ->
              ((org.springframework.context.support.GenericApplicationContext) context)
                  .registerBean(
                      Gateway.class,
                      () -> new Gateway(context.getBeanProvider(OutboundHttp.class), base)));
      application.setRegisterShutdownHook(false);
      var context = application.run();
      var node =
          new Node(context, base, Integer.parseInt(args[4]), Integer.parseInt(args[5]));
      switch (phase) {
        case "ask" -> node.ask();
        case "send" -> node.send();
        case "trickle" -> node.trickle();
        case "peer" -> node.peer(database);
        default -> throw new IllegalArgumentException(phase);
      }
      context.close();
      database.close();
      System.exit(0);
    }

    private void ask() {
      var workspaces = context.getBean(Workspaces.class);
      var senders = context.getBean(Senders.class);
      long begin = 0;
      for (int t = 0; t < tenants; t++) {
        var tenant = tenant(workspaces, t);
        senders.register(
            tenant, Channel.SMS, "+13125550" + (100 + t), "bench", UUID.randomUUID(), null);
        begin = begin == 0 ? System.nanoTime() : begin;
        for (int from = 0; from < each; from += 100) {
          request(tenant, "first", from, Math.min(each, from + 100));
        }
      }
      result("rate", rate(tenants * each, begin));
    }

    private void send() throws InterruptedException {
      // Everything was asked for before this start: from the first to the last answer.
      long begin = System.nanoTime();
      long open = open();
      while (open() > 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      result("rate", rate(open, begin));
      result("unknown", Long.toString(count("unknown")));
    }

    // A hundred a second, each due at once, for ten seconds.
    private void trickle() throws InterruptedException {
      var tenant = all().getFirst();
      for (int i = 0; i < 1_000; i++) {
        request(tenant, "trickle", i, i + 1);
        TimeUnit.MILLISECONDS.sleep(9);
      }
      while (open() > 0) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      var waits =
          context
              .getBean(TenantTransactions.class)
              .read(
                  tenant,
                  () ->
                      context
                          .getBean(org.springframework.jdbc.core.simple.JdbcClient.class)
                          .sql(
                              """
                              SELECT extract(epoch FROM e.at - d.due_at) * 1000 AS ms
                                FROM delivery.delivery d
                                JOIN delivery.attempt_event e
                                  ON e.tenant_id = d.tenant_id AND e.delivery_id = d.id
                               WHERE d.idempotency_key LIKE 'trickle-%' AND e.kind = 'accepted'
                               ORDER BY 1
                              """)
                          .query((row, _) -> row.getDouble("ms"))
                          .list());
      result("p50", Long.toString(Math.round(waits.get(waits.size() / 2))));
      result("p99", Long.toString(Math.round(waits.get(waits.size() * 99 / 100))));
    }

    /// What people write first: one transaction takes a row, sends it, marks it. Its table has no
    /// history, no policy and no other reader.
    private void peer(io.frontdesk.platform.db.Database database) throws Exception {
      var owner = database.roles().owner();
      try (var setup = DriverManager.getConnection(database.url(), owner.user(), owner.password());
          var sql = setup.createStatement()) {
        sql.execute("CREATE SCHEMA bench");
        sql.execute(
            "CREATE TABLE bench.outbox (id bigint PRIMARY KEY, body text, sent boolean NOT NULL"
                + " DEFAULT false)");
        sql.execute("CREATE INDEX ON bench.outbox (id) WHERE NOT sent");
        result("rate", peer(database, sql, 1, 1_000));
        result("rate16", peer(database, sql, 16, 3_000));
      }
    }

    private String peer(
        io.frontdesk.platform.db.Database database, java.sql.Statement sql, int threads, int many)
        throws Exception {
      sql.execute("TRUNCATE bench.outbox");
      sql.execute(
          "INSERT INTO bench.outbox SELECT g, 'Your appointment is tomorrow.' FROM"
              + " generate_series(1, "
              + many
              + ") g");
      long begin = System.nanoTime();
      try (var pool = Executors.newFixedThreadPool(threads)) {
        for (int i = 0; i < threads; i++) {
          pool.submit(() -> loop(database, threads));
        }
      }
      return rate(many, begin);
    }

    private boolean loop(io.frontdesk.platform.db.Database database, int threads)
        throws Exception {
      var owner = database.roles().owner();
      try (var db = DriverManager.getConnection(database.url(), owner.user(), owner.password())) {
        db.setAutoCommit(false);
        while (true) {
          try (var rows =
              db.createStatement()
                  .executeQuery(
                      "SELECT id, body FROM bench.outbox WHERE NOT sent ORDER BY id LIMIT 1 FOR"
                          + " UPDATE SKIP LOCKED")) {
            if (!rows.next()) {
              db.rollback();
              return true;
            }
            long id = rows.getLong(1);
            WEB.send(
                HttpRequest.newBuilder(URI.create(base + "peer" + threads + "-" + id))
                    .POST(BodyPublishers.ofString(rows.getString(2)))
                    .build(),
                BodyHandlers.discarding());
            db.createStatement().execute("UPDATE bench.outbox SET sent = true WHERE id = " + id);
          }
          db.commit();
        }
      }
    }

    private void request(TenantId tenant, String what, int from, int to) {
      var deliveries = context.getBean(Deliveries.class);
      var contacts = context.getBean(Contacts.class);
      context
          .getBean(TenantTransactions.class)
          .write(
              tenant,
              () -> {
                for (int i = from; i < to; i++) {
                  var phone = new PhoneNumber("+1312" + (2_000_000 + i));
                  var contact = contacts.findOrCreate(tenant, phone, "Client " + i, "bench");
                  deliveries.request(
                      tenant,
                      new DeliveryRequest(
                          contact.id(),
                          Channel.SMS,
                          phone.e164(),
                          Purpose.TRANSACTIONAL,
                          new Content.Sms("Your appointment is tomorrow."),
                          Instant.now(),
                          what + "-" + i,
                          "bench",
                          what));
                }
              });
    }

    private static TenantId tenant(Workspaces workspaces, int number) {
      return workspaces
          .open(
              new NewWorkspace(
                  "Bench " + number, ZoneId.of("America/Chicago"), "US", "USD", null))
          .id();
    }

    private List<TenantId> all() {
      return context
          .getBean(WorkerTransactions.class)
          .db()
          .sql("SELECT DISTINCT tenant_id FROM delivery.delivery")
          .query((row, _) -> new TenantId((UUID) row.getObject(1)))
          .list();
    }

    private long open() {
      return count("waiting', 'held', 'claimed', 'sending', 'unknown");
    }

    private long count(String states) {
      return context
          .getBean(WorkerTransactions.class)
          .db()
          .sql("SELECT count(*) FROM delivery.delivery WHERE state IN ('" + states + "')")
          .query(Long.class)
          .single();
    }

    private static String rate(long many, long begin) {
      return Long.toString(Math.round(many / ((System.nanoTime() - begin) / 1e9)));
    }

    private static void result(String name, String value) {
      System.out.println("RESULT " + name + " " + value);
    }
  }
}
