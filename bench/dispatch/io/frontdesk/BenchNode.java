package io.frontdesk;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.WorkspaceRules;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.Workspaces;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One phase of [DispatchBench] inside the program.
final class BenchNode {
  private static final HttpClient WEB = HttpClient.newHttpClient();
  private static final Actor BENCH = new Actor.Program("bench");

  /// An area code and the zone it lies in.
  private record Area(String code, String zone) {}

  // Promotions go by daylight; somewhere in the United States it is nearly always day.
  private static final List<Area> AREAS =
      List.of(
          new Area("312", "America/Chicago"),
          new Area("808", "Pacific/Honolulu"),
          new Area("671", "Pacific/Guam"));

  private final ConfigurableApplicationContext context;
  private final Path folder;
  private final String base;
  private final int tenants;
  private final int each;
  private final int times;
  private final Purpose purpose;
  private final String area;

  private BenchNode(ConfigurableApplicationContext context, String[] arguments) {
    this.context = context;
    this.folder = Path.of(arguments[1]);
    this.base = "http://127.0.0.1:" + arguments[2];
    this.tenants = Integer.parseInt(arguments[3]);
    this.each = Integer.parseInt(arguments[4]);
    this.times = Integer.parseInt(arguments[5]);
    var light = AREAS.stream().filter(BenchNode::isDay).findFirst();
    this.area = light.map(Area::code).orElse("312");
    this.purpose = light.isPresent() ? Purpose.valueOf(arguments[6]) : Purpose.TRANSACTIONAL;
  }

  public static void main(String[] arguments) throws Exception {
    var phase = arguments[0];
    var file = new Properties();
    file.setProperty("data.folder", arguments[1]);
    file.setProperty("server.port", "0");
    file.setProperty("mailboxes.read", "false");
    file.setProperty("outbound.private-hosts", "127.0.0.1");
    file.setProperty("delivery.dispatch", Boolean.toString(!phase.equals("ask")));
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name.toString().startsWith("set.")) {
                file.setProperty(name.toString().substring(4), value.toString());
              }
            });
    var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
    var database = DatabaseSettings.open(settings);
    if (phase.equals("resume")) {
      age(Path.of(arguments[1]), database);
    }
    var application = new SpringApplication(FrontdeskApplication.class);
    application.setDefaultProperties(Map.of("server.port", 0, "logging.level.root", "WARN"));
    application.addInitializers(FrontdeskApplication.beans(settings, database));
    application.setRegisterShutdownHook(false);
    var context = application.run();
    var node = new BenchNode(context, arguments);
    switch (phase) {
      case "ask" -> {
        node.ask();
        node.multiply(database);
      }
      case "send", "resume" -> node.send();
      case "trickle" -> node.trickle();
      case "peer" -> node.peer(database);
      default -> throw new IllegalArgumentException(phase);
    }
    context.close();
    database.close();
    System.exit(0);
  }

  // What three minutes of waiting do: leases run out.
  private static void age(Path folder, Database database) throws Exception {
    try (var admin = admin(folder, database);
        var sql = admin.createStatement()) {
      result("open", count(sql, "state IN ('claimed', 'sending')"));
      result("in-air", count(sql, "state = 'sending'"));
      sql.execute(
          """
          UPDATE delivery.delivery
             SET lease_until = lease_until - interval '3 minutes',
                 attempt_at = attempt_at - interval '3 minutes'
           WHERE state IN ('claimed', 'sending')
          """);
    }
  }

  private static java.sql.Connection admin(Path folder, Database database) throws Exception {
    var secret = Files.readString(folder.resolve("postgres/secrets/admin")).strip();
    return DriverManager.getConnection(database.url(), "frontdesk_admin", secret);
  }

  // Other people with numbers, threads and timelines of their own get a message like those asked for,
  // in the order in which they were asked for.
  private void multiply(Database database) throws Exception {
    try (var admin = admin(folder, database);
        var sql = admin.createStatement()) {
      sql.execute("SET session_replication_role = replica");
      sql.execute(
          """
          CREATE TEMP TABLE asked AS SELECT tenant_id, id, contact_id FROM delivery.delivery
          """);
      for (int copy = 1; copy < times; copy++) {
        sql.execute(
            """
            CREATE TEMP TABLE fresh AS
            SELECT tenant_id, id AS old, contact_id AS old_contact, uuidv7() AS id,
                   uuidv7() AS contact, uuidv7() AS thread
              FROM asked
             ORDER BY tenant_id, id;
            CREATE INDEX ON fresh (tenant_id, old);
            CREATE INDEX ON fresh (tenant_id, old_contact);
            ANALYZE fresh;
            INSERT INTO contacts.contact
                   (tenant_id, id, name, sort_key, stage, source, created_at, updated_at, active_at)
            SELECT c.tenant_id, f.contact, name || %1$s, sort_key || %1$s, stage, source, created_at,
                   updated_at, active_at
              FROM fresh f
              JOIN contacts.contact c ON c.tenant_id = f.tenant_id AND c.id = f.old_contact;
            INSERT INTO contacts.identity (tenant_id, id, contact_id, kind, value, added_at)
            SELECT i.tenant_id, uuidv7(), f.contact, kind, %2$s, added_at
              FROM fresh f
              JOIN contacts.identity i
                ON i.tenant_id = f.tenant_id AND i.contact_id = f.old_contact;
            INSERT INTO conversations.conversation
                   (tenant_id, id, contact_id, status, settled_at, last_at, created_at)
            SELECT c.tenant_id, f.thread, f.contact, status, settled_at, last_at, created_at
              FROM fresh f
              JOIN conversations.conversation c
                ON c.tenant_id = f.tenant_id AND c.contact_id = f.old_contact;
            INSERT INTO delivery.delivery
                   (tenant_id, id, contact_id, channel, address, purpose, priority, subject, body,
                    segments, cost_micros, line, state, not_before, due_at, idempotency_key,
                    ref_type, ref_id, created_at, changed_at)
            SELECT d.tenant_id, f.id, f.contact, channel, %3$s, purpose, priority, subject,
                   body || %1$s, segments, cost_micros, line, state, not_before,
                   due_at - interval '1 hour' + %4$d * interval '1 minute',
                   idempotency_key || %1$s, ref_type, ref_id, created_at, changed_at
              FROM fresh f
              JOIN delivery.delivery d ON d.tenant_id = f.tenant_id AND d.id = f.old
             ORDER BY f.id;
            INSERT INTO delivery.attempt_event (tenant_id, delivery_id, kind, state, actor, at)
            SELECT e.tenant_id, f.id, e.kind, e.state, e.actor, e.at
              FROM fresh f
              JOIN delivery.attempt_event e ON e.tenant_id = f.tenant_id AND e.delivery_id = f.old
             ORDER BY f.id;
            INSERT INTO conversations.message
                   (tenant_id, id, conversation_id, direction, channel, address, body, state,
                    delivery_id, ref_type, ref_id, at)
            SELECT m.tenant_id, uuidv7(), f.thread, direction, channel, %3$s,
                   body || %1$s, state, f.id, ref_type, ref_id, at
              FROM fresh f
              JOIN conversations.message m ON m.tenant_id = f.tenant_id AND m.delivery_id = f.old
             ORDER BY f.id;
            INSERT INTO contacts.timeline_entry
                   (tenant_id, id, contact_id, kind, title, detail, at, ref_type, ref_id)
            SELECT t.tenant_id, uuidv7(), f.contact, kind, title, detail || %1$s, at,
                   ref_type, f.id::text
              FROM fresh f
              JOIN contacts.timeline_entry t
                ON t.tenant_id = f.tenant_id AND t.contact_id = f.old_contact
               AND t.ref_id = f.old::text
             ORDER BY f.id;
            DROP TABLE fresh;
            """
                .formatted(
                    "'-c" + copy + "'", further("value", copy), further("address", copy), copy));
      }
      sql.execute("RESET session_replication_role");
      sql.execute("VACUUM ANALYZE");
    }
  }

  // Its last seven digits count the people; each copy has a hundred thousand numbers.
  private static String further(String number, int copy) {
    return "left("
        + number
        + ", 5) || (right("
        + number
        + ", 7)::int + "
        + copy * 100_000
        + ")::text";
  }

  private static String count(Statement sql, String where) throws SQLException {
    try (var rows = sql.executeQuery("SELECT count(*) FROM delivery.delivery WHERE " + where)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void ask() throws Exception {
    var workspaces = context.getBean(Workspaces.class);
    var connections = context.getBean(Connections.class);
    var rules = context.getBean(WorkspaceRules.class);
    var shops =
        java.util.stream.IntStream.range(0, tenants)
            .mapToObj(
                number -> {
                  var shop = tenant(workspaces, number);
                  connections.add(
                      shop,
                      BENCH,
                      "twilio",
                      "Carrier",
                      Map.of(
                          "account-sid", "AC" + number + "bench",
                          "auth-token", "secret" + number,
                          "number", "+131255501" + (10 + number % 90),
                          "api-base", base));
                  // Budgets that never end, so that each message is reserved.
                  rules.choose(
                      shop,
                      new WorkspaceRules.Choice(
                          18,
                          3,
                          10_000_000L,
                          100_000_000L,
                          Long.MAX_VALUE / 4,
                          Long.MAX_VALUE / 4,
                          8_300),
                      BENCH);
                  return shop;
                })
            .toList();
    long begin = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var parts = new java.util.ArrayList<Future<?>>();
      for (int number = 0; number < tenants; number++) {
        var shop = shops.get(number);
        var word = "t" + number;
        for (int from = 0; from < each; from += 100) {
          int first = from;
          parts.add(threads.submit(() -> request(shop, word, first, Math.min(each, first + 100))));
        }
      }
      for (var part : parts) {
        part.get();
      }
    }
    result("rate", rate((long) tenants * each, begin));
  }

  private void send() throws Exception {
    // Everything was asked for before this start: from here to the last outcome committed.
    long begin = System.nanoTime();
    long open = open();
    var before = new Processor(folder);
    while (isOpen()) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    result("rate", rate(open, begin));
    before.tell(open);
    result("purpose", purpose.name());
    result("sent", Long.toString(count("sent")));
    result("unknown", Long.toString(count("unknown")));
    result("found", events("kind = 'reconciled' AND state = 'sent'"));
    result("absent", events("kind = 'reconciled' AND state = 'waiting'"));
    result(
        "budget",
        context.getBean(WorkspaceRules.class).usedToday(all().getFirst()).segments() + " parts");
    var heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    result("heap-peak", mebibytes(heap, MemoryPoolMXBean::getPeakUsage));
    result("heap-live", mebibytes(heap, MemoryPoolMXBean::getCollectionUsage));
  }

  private static String mebibytes(
      List<MemoryPoolMXBean> pools, Function<MemoryPoolMXBean, MemoryUsage> of) {
    return Long.toString(
        pools.stream()
                .map(of)
                .filter(java.util.Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum()
            >> 20);
  }

  /// Processor time of this process and of its PostgreSQL, by `/proc`.
  private static final class Processor {
    private static final long TICK_MICROS = 10_000;

    private final long postmaster;
    private final long began = System.nanoTime();
    private final long own = own();
    private final long compiling = compiling();
    private final long server;
    private final long machine = machine();

    Processor(Path folder) throws IOException {
      postmaster =
          Long.parseLong(
              Files.readAllLines(folder.resolve("postgres/data/postmaster.pid")).getFirst());
      server = server();
    }

    void tell(long deliveries) throws IOException {
      if (deliveries > 0) {
        result("cpu", Long.toString((own() - own) / deliveries));
        result("cpu-jit", Long.toString((compiling() - compiling) / deliveries));
        result("cpu-db", Long.toString((server() - server) / deliveries));
        double all =
            (System.nanoTime() - began) / 1e3 * Runtime.getRuntime().availableProcessors();
        result("cpu-share", Double.toString((machine() - machine) / all));
      }
    }

    private static long own() throws IOException {
      return ticks(Path.of("/proc/self/stat"), 13, 14);
    }

    private static long compiling() throws IOException {
      long sum = 0;
      try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
        for (var thread : threads) {
          if (Files.readString(thread.resolve("comm")).contains("CompilerThre")) {
            sum += ticks(thread.resolve("stat"), 13, 14);
          }
        }
      }
      return sum;
    }

    // The postmaster, its children, and those it has outlived.
    private long server() throws IOException {
      long sum = ticks(Path.of("/proc/" + postmaster + "/stat"), 13, 16);
      for (var child : ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
        try {
          sum += ticks(Path.of("/proc/" + child.pid() + "/stat"), 13, 14);
        } catch (NoSuchFileException ended) {
          // Then its time is the postmaster's.
        }
      }
      return sum;
    }

    private static long machine() throws IOException {
      var words = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
      // All but idle and waiting for the disk.
      long busy = 0;
      for (int i = 1; i <= 7; i++) {
        busy += i == 4 || i == 5 ? 0 : Long.parseLong(words[i]);
      }
      return busy * TICK_MICROS;
    }

    private static long ticks(Path stat, int from, int until) throws IOException {
      var text = Files.readString(stat);
      // The name may hold anything; what follows it is numbers.
      var words = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      long sum = 0;
      for (int i = from; i <= until; i++) {
        sum += Long.parseLong(words[i - 2]);
      }
      return sum * TICK_MICROS;
    }
  }

  // A hundred a second, each due at once, for ten seconds.
  private void trickle() throws InterruptedException {
    var tenant = all().getFirst();
    for (int i = 0; i < each; i++) {
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
                        .getBean(JdbcClient.class)
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
  private void peer(Database database) throws Exception {
    var owner = database.roles().owner();
    try (var setup = DriverManager.getConnection(database.url(), owner.user(), owner.password());
        var sql = setup.createStatement()) {
      sql.execute("CREATE SCHEMA bench");
      sql.execute(
          "CREATE TABLE bench.outbox (id bigint PRIMARY KEY, body text, sent boolean NOT NULL"
              + " DEFAULT false)");
      sql.execute("CREATE INDEX ON bench.outbox (id) WHERE NOT sent");
      result("rate", peer(database, sql, 1, 200));
      result("rate16", peer(database, sql, 16, 3_000));
    }
  }

  private String peer(Database database, Statement sql, int threads, int many) throws Exception {
    sql.execute("TRUNCATE bench.outbox");
    sql.execute(
        "INSERT INTO bench.outbox SELECT g, 'Your appointment is tomorrow.' FROM"
            + " generate_series(1, "
            + many
            + ") g");
    long begin = System.nanoTime();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        pool.submit(() -> loop(database));
      }
    }
    return rate(many, begin);
  }

  private boolean loop(Database database) throws Exception {
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
              HttpRequest.newBuilder(URI.create(base + "/peer"))
                  .POST(BodyPublishers.ofString("Body=" + rows.getString(2)))
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
    var consents = context.getBean(Consents.class);
    context
        .getBean(TenantTransactions.class)
        .write(
            tenant,
            () -> {
              for (int i = from; i < to; i++) {
                var phone = new PhoneNumber("+1" + area + (2_000_000 + i));
                var contact = contacts.findOrCreate(tenant, phone, "Client " + i, "bench");
                if (purpose == Purpose.MARKETING) {
                  consents.grant(
                      tenant,
                      Channel.SMS,
                      phone.e164(),
                      purpose,
                      Consents.Kind.WRITTEN,
                      "form",
                      BENCH);
                }
                deliveries.request(
                    tenant,
                    new DeliveryRequest(
                        contact.id(),
                        Channel.SMS,
                        phone.e164(),
                        purpose,
                        // The carrier knows it by its last word.
                        new Content.Sms("Your appointment is tomorrow. " + what + "-" + i),
                        Instant.now(),
                        what + "-" + i,
                        purpose == Purpose.MARKETING ? "campaign" : "bench",
                        what));
              }
            });
  }

  private static boolean isDay(Area area) {
    var now = LocalTime.now(ZoneId.of(area.zone()));
    return !now.isBefore(LocalTime.of(9, 0)) && now.isBefore(LocalTime.of(19, 0));
  }

  private static TenantId tenant(Workspaces workspaces, int number) {
    return workspaces
        .open(new NewWorkspace("Bench " + number, ZoneId.of("America/Chicago"), "US", "USD", null))
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

  // Asked often, so without counting.
  private boolean isOpen() {
    return context
        .getBean(WorkerTransactions.class)
        .db()
        .sql(
            """
            SELECT EXISTS (SELECT 1 FROM delivery.delivery WHERE state IN ('waiting', 'held'))
                OR EXISTS (SELECT 1 FROM delivery.delivery WHERE state IN ('claimed', 'sending'))
                OR EXISTS (SELECT 1 FROM delivery.delivery WHERE state = 'unknown')
            """)
        .query(Boolean.class)
        .single();
  }

  private long count(String states) {
    return context
        .getBean(WorkerTransactions.class)
        .db()
        .sql("SELECT count(*) FROM delivery.delivery WHERE state IN ('" + states + "')")
        .query(Long.class)
        .single();
  }

  private String events(String where) {
    return Long.toString(
        all().stream()
            .mapToLong(
                tenant ->
                    context
                        .getBean(TenantTransactions.class)
                        .read(
                            tenant,
                            () ->
                                context
                                    .getBean(JdbcClient.class)
                                    .sql(
                                        "SELECT count(*) FROM delivery.attempt_event WHERE "
                                            + where)
                                    .query(Long.class)
                                    .single()))
            .sum());
  }

  private static String rate(long many, long begin) {
    return Long.toString(Math.round(many / ((System.nanoTime() - begin) / 1e9)));
  }

  private static void result(String name, String value) {
    System.out.println("RESULT " + name + " " + value);
  }
}
