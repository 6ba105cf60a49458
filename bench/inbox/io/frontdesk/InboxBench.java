package io.frontdesk;

import io.frontdesk.access.Actor;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.Workspaces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The whole program works off an inbox that was filled before: webhooks of several tenants, some
/// to a key, each with one INSERT for its effect. It runs on the PostgreSQL of the peers, whose
/// port comes as the first argument, and prints `RESULT name value`.
public final class InboxBench {
  private static final int TENANTS = 20;
  private static final int TO_A_KEY = 5;
  private static final int AT_A_TIME = 1_000;
  private static final String OUT = "INSERT INTO job_out (job_no, body) VALUES (:n, 'sent')";
  private static final String OUT_ALL =
      "INSERT INTO job_out (job_no, body) SELECT n, 'sent' FROM unnest(:ns) AS n";

  private final ConfigurableApplicationContext context;
  private final String url;
  private final int many;
  private final AtomicInteger left;

  private InboxBench(
      ConfigurableApplicationContext context, String url, int many, AtomicInteger left) {
    this.context = context;
    this.url = url;
    this.many = many;
    this.left = left;
  }

  /// @param args port, how many webhooks, an empty data folder, and `together` or `one-by-one`
  public static void main(String[] args) throws Exception {
    var url = "jdbc:postgresql://127.0.0.1:" + args[0] + "/bench";
    int many = Integer.parseInt(args[1]);
    var file = new Properties();
    file.setProperty("data.folder", Path.of(args[2]).toString());
    file.setProperty("server.port", "0");
    file.setProperty("mailboxes.read", "false");
    file.setProperty("database.url", url);
    for (var role : List.of("owner", "app", "worker")) {
      file.setProperty("database." + role + ".password", "bench");
    }
    var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
    var database = DatabaseSettings.open(settings);
    execute(
        url,
        "GRANT INSERT ON job_out TO frontdesk_app",
        "GRANT USAGE ON SEQUENCE job_out_id_seq TO frontdesk_app");
    var left = new AtomicInteger(many);
    var application = new SpringApplication(FrontdeskApplication.class);
    application.setDefaultProperties(Map.of("server.port", 0, "logging.level.root", "WARN"));
    application.addInitializers(
        FrontdeskApplication.beans(settings, database),
        context ->
            ((GenericApplicationContext) context)
                .registerBean(
                    Hook.class,
                    () ->
                        new Hook(
                            context.getBean(JdbcClient.class),
                            args[3].equals("together"),
                            left)));
    application.setRegisterShutdownHook(false);
    try {
      new InboxBench(application.run(), url, many, left).run();
      System.exit(0);
    } catch (Exception failed) {
      failed.printStackTrace();
      System.exit(1);
    }
  }

  private void run() throws Exception {
    var worker = context.getBean("io.frontdesk.integrations.inbox.InboxWorker", SmartLifecycle.class);
    worker.stop();
    fill();
    execute(url, "VACUUM ANALYZE", "CHECKPOINT");
    long began = System.nanoTime();
    worker.start();
    while (left.get() > 0) {
      Thread.sleep(5);
    }
    result("rate", Math.round(many / ((System.nanoTime() - began) / 1e9)));
    worker.stop();
    try (var db = DriverManager.getConnection(url, "postgres", "");
        var sql = db.createStatement();
        var rows =
            sql.executeQuery(
                """
                SELECT (SELECT count(*) FROM job_out) AS effects,
                       (SELECT count(DISTINCT job_no) FROM job_out) AS different,
                       (SELECT count(*) FROM integrations.webhook WHERE state = 'done') AS done,
                       (SELECT count(*)
                          FROM (SELECT job_no < max(job_no) OVER (
                                         PARTITION BY job_no / 5 ORDER BY id) AS late
                                  FROM job_out) o
                         WHERE late) AS disordered
                """)) {
      rows.next();
      for (var name : List.of("effects", "different", "done", "disordered")) {
        result(name, rows.getLong(name));
      }
    }
  }

  private void fill() throws Exception {
    var vault = context.getBean(Vault.class);
    var tenants = new ArrayList<TenantId>();
    var connections = new ArrayList<ConnectionId>();
    for (int t = 0; t < TENANTS; t++) {
      var tenant =
          context
              .getBean(Workspaces.class)
              .open(
                  new NewWorkspace("Bench " + t, ZoneId.of("America/Chicago"), "US", "USD", null))
              .id();
      tenants.add(tenant);
      connections.add(
          context
              .getBean(Connections.class)
              .add(tenant, new Actor.Program("bench"), Hook.PROVIDER, "Bench", Map.of()));
    }
    try (var db = DriverManager.getConnection(url + "?reWriteBatchedInserts=true", "postgres", "");
        var row =
            db.prepareStatement(
                """
                INSERT INTO integrations.webhook
                       (tenant_id, id, connection_id, provider, identity, type, ordering_key, state,
                        body, received_at, due_at)
                VALUES (?, ?, ?, 'bench', ?, 'message', ?, 'waiting', ?, ?, ?)
                """)) {
      db.setAutoCommit(false);
      var now = OffsetDateTime.ofInstant(Instant.now(), ZoneOffset.UTC);
      for (int i = 0; i < many; i++) {
        // Keys come mixed, as conversations do.
        int n = i / (AT_A_TIME * TO_A_KEY) * (AT_A_TIME * TO_A_KEY)
            + i % AT_A_TIME * TO_A_KEY
            + i / AT_A_TIME % TO_A_KEY;
        int key = n / TO_A_KEY;
        int t = key % TENANTS;
        var body =
            "{\"i\":"
                + n
                + ",\"to\":\"+15550001111\",\"text\":\"Hello, your appointment is confirmed for"
                + " tomorrow at 10:00. Reply STOP to opt out.\"}";
        row.setObject(1, tenants.get(t).value());
        row.setObject(2, Uuid7.next());
        row.setObject(3, connections.get(t).value());
        row.setString(4, "message/" + n);
        row.setString(5, "by:" + key);
        row.setBytes(
            6,
            vault.encrypt(
                tenants.get(t), "integrations.webhook", body.getBytes(StandardCharsets.UTF_8)));
        row.setObject(7, now);
        row.setObject(8, now);
        row.addBatch();
        if ((i + 1) % AT_A_TIME == 0 || i + 1 == many) {
          row.executeBatch();
          db.commit();
        }
      }
    }
  }

  private static void execute(String url, String... lines) throws Exception {
    try (var db = DriverManager.getConnection(url, "postgres", "");
        var sql = db.createStatement()) {
      for (var line : lines) {
        sql.execute(line);
      }
    }
  }

  private static void result(String name, long value) {
    System.out.println("RESULT " + name + " " + value);
  }

  /// Its effect is one row.
  static final class Hook implements WebhookAdapter, ConnectionKind {
    static final String PROVIDER = "bench";

    private final JdbcClient db;
    private final boolean together;
    private final AtomicInteger left;

    Hook(JdbcClient db, boolean together, AtomicInteger left) {
      this.db = db;
      this.together = together;
      this.left = left;
    }

    @Override
    public String provider() {
      return PROVIDER;
    }

    @Override
    public String label() {
      return "Bench";
    }

    @Override
    public String purpose() {
      return "Bench";
    }

    @Override
    public List<Field> fields() {
      return List.of();
    }

    @Override
    public Test test(Connection connection) {
      return Test.passed("Fine.");
    }

    @Override
    public Verdict verify(Connection connection, RawRequest request) {
      return Verdict.FORGED;
    }

    @Override
    public Parsed parse(Connection connection, RawRequest request) {
      return new Parsed.Malformed("not here");
    }

    @Override
    public void handle(Connection connection, StoredEvent event) {
      db.sql(OUT).param("n", number(event)).update();
      TenantTransactions.afterCommit(left::decrementAndGet);
    }

    @Override
    public void handleAll(Connection connection, List<StoredEvent> events) {
      if (!together) {
        events.forEach(event -> handle(connection, event));
        return;
      }
      db.sql(OUT_ALL)
          .param("ns", events.stream().map(Hook::number).toArray(Integer[]::new))
          .update();
      TenantTransactions.afterCommit(() -> left.addAndGet(-events.size()));
    }

    private static int number(StoredEvent event) {
      return tools.jackson.databind.json.JsonMapper.shared()
          .readTree(event.body())
          .path("i")
          .asInt();
    }
  }
}
