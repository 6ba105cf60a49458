package io.frontdesk;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.Stage;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.BlockDraft;
import io.frontdesk.outreach.Blocks;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.outreach.Part;
import io.frontdesk.outreach.Recipient;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.Workspaces;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// `./frontdesk bench plan [-Dpeople=1000000] [-Dheaps=256m,512m] [-Dfolder=F]`: one workspace's whole
/// client book is planned as a block of promotional texts; 20 % of the people have not agreed, 5 % are
/// barred, 10 % share somebody's number. Seconds from the request to the finished plan, the peak of
/// the heap, and the counts beside those of one SQL statement that knows nothing of the planner.
/// A `folder` is kept and used again.
public final class PlanBench {
  private static final Actor BENCH = new Actor.Program("bench");
  private static final String AREAS =
      "212,312,305,713,415,206,602,303,404,617,702,808,907,214,512,813,407,954,503,801,615,704,919,"
          + "216,614,313,248,612,414,816,314,504,901,205,502,317,515,402,316,405,505,208,406,307,"
          + "701,605,802,603,207,401,860,302,304,843,601,501";

  private PlanBench() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      new Node(Path.of(args[1]), Integer.parseInt(args[2])).run(args[0]);
      System.exit(0);
    }
    int people = Integer.getInteger("people", 1_000_000);
    var kept = System.getProperty("folder");
    var folder = kept == null ? Files.createTempDirectory("bench-plan") : Path.of(kept);
    if (!Files.exists(folder.resolve("loaded"))) {
      Files.createDirectories(folder);
      node(folder, "load", people, "512m");
      Files.writeString(folder.resolve("loaded"), "");
    }
    for (var heap : System.getProperty("heaps", "256m,512m").split(",")) {
      if (heap.isEmpty()) {
        continue;
      }
      System.out.println("-Xmx" + heap + ":");
      node(folder, "plan", people, heap);
    }
    if (kept == null) {
      new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }
    System.exit(0);
  }

  private static void node(Path folder, String phase, int people, String heap) throws Exception {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-XX:+UseG1GC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.frontdesk.PlanBench",
            phase,
            folder.toString(),
            Integer.toString(people));
    var out = folder.resolve(phase + "-" + heap + ".out");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    int exit = process.waitFor();
    Files.readAllLines(out).stream()
        .filter(line -> line.startsWith("  "))
        .forEach(System.out::println);
    if (exit != 0) {
      throw new IllegalStateException("phase " + phase + " failed; see " + out);
    }
  }

  /// One phase inside the program.
  private static final class Node {
    private final Path folder;
    private final int people;
    private final Database database;
    private final ConfigurableApplicationContext context;

    Node(Path folder, int people) {
      this.folder = folder;
      this.people = people;
      var file = new Properties();
      file.setProperty("data.folder", folder.toString());
      file.setProperty("server.port", "0");
      file.setProperty("mailboxes.read", "false");
      file.setProperty("delivery.dispatch", "false");
      file.setProperty("outreach.feed", "false");
      var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
      this.database = DatabaseSettings.open(settings);
      var application = new SpringApplication(FrontdeskApplication.class);
      application.setDefaultProperties(Map.of("server.port", 0, "logging.level.root", "WARN"));
      application.addInitializers(FrontdeskApplication.beans(settings, database));
      application.setRegisterShutdownHook(false);
      this.context = application.run();
    }

    void run(String phase) throws Exception {
      try {
        if (phase.equals("load")) {
          load();
        } else {
          plan();
        }
      } finally {
        context.close();
        database.close();
      }
    }

    private void load() throws Exception {
      long begun = System.nanoTime();
      var workspace =
          context
              .getBean(Workspaces.class)
              .open(new NewWorkspace("Bench", ZoneId.of("America/New_York"), "US", "USD", null));
      var tenant = workspace.id();
      // Makes the workspace's key.
      context
          .getBean(Suppressions.class)
          .suppress(
              tenant,
              Channel.SMS,
              "+12025550100",
              Suppression.Scope.ALL,
              Suppression.Reason.STAFF,
              "bench",
              BENCH);
      sql(
          sql -> {
            functions(sql, tenant);
            sql.execute(
                """
                CREATE TABLE bench.person AS
                SELECT n, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
                       CASE WHEN n %% 10 = 3 THEN '+1' || substr(bench.number(n - 1), 2)
                            ELSE bench.number(n) END AS phone
                  FROM generate_series(1, %d) n
                """
                    .formatted(people));
            sql.execute(
                """
                INSERT INTO contacts.contact
                       (tenant_id, id, name, sort_key, stage, source, created_at, updated_at, active_at)
                SELECT '%s', id, 'Person ' || n, 'person ' || n,
                       (ARRAY['prospect', 'new', 'core', 'lost'])[1 + n %% 4], 'import',
                       now(), now(), now() - n * interval '1 second'
                  FROM bench.person
                """
                    .formatted(tenant));
            sql.execute(
                """
                INSERT INTO contacts.identity (tenant_id, id, contact_id, kind, value, added_at)
                SELECT '%s', id, id, 'phone', phone, now() FROM bench.person
                """
                    .formatted(tenant));
            sql.execute(
                """
                INSERT INTO policy.consent
                       (tenant_id, channel, address_hash, purpose, granted, kind, evidence, actor, at)
                SELECT '%s', 'SMS', bench.hash(phone), 'MARKETING', true, 'WRITTEN', 'import',
                       'bench', now()
                  FROM bench.person WHERE n %% 5 <> 0 AND n %% 10 <> 3
                """
                    .formatted(tenant));
            sql.execute(
                """
                INSERT INTO policy.suppression
                       (tenant_id, channel, address_hash, scope, reason, evidence, since)
                SELECT '%s', 'SMS', bench.hash(phone), 'ALL', 'OPT_OUT', 'bench', now()
                  FROM bench.person WHERE n %% 20 = 7
                """
                    .formatted(tenant));
            sql.execute("VACUUM ANALYZE");
            sql.execute("CHECKPOINT");
          });
      System.out.printf(
          "  loaded %,d people in %d s%n",
          people, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
    }

    // HMAC-SHA256 in plain SQL, from the workspace's key.
    private static void functions(Statement sql, TenantId tenant) throws SQLException {
      byte[] key;
      try (var row =
          sql.executeQuery(
              "SELECT key FROM policy.address_key WHERE tenant_id = '" + tenant + "'")) {
        row.next();
        key = row.getBytes(1);
      }
      var inner = new byte[64];
      var outer = new byte[64];
      for (int i = 0; i < 64; i++) {
        inner[i] = (byte) ((i < key.length ? key[i] : 0) ^ 0x36);
        outer[i] = (byte) ((i < key.length ? key[i] : 0) ^ 0x5c);
      }
      sql.execute("CREATE SCHEMA bench");
      sql.execute(
          """
          CREATE FUNCTION bench.number(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
            SELECT '+1' || (string_to_array('%s', ','))[1 + n %% 56]
                   || (2000000 + (n::bigint / 56) * 449 %% 8000000) $$
          """
              .formatted(AREAS));
      sql.execute(
          """
          CREATE FUNCTION bench.hash(phone text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
            SELECT sha256('\\x%s'::bytea || sha256('\\x%s'::bytea
                   || convert_to(regexp_replace(phone, '^\\+11', '+1'), 'UTF8'))) $$
          """
              .formatted(HexFormat.of().formatHex(outer), HexFormat.of().formatHex(inner)));
    }

    private void plan() throws Exception {
      var tenant = context.getBean(Workspaces.class).findBySlug("bench").orElseThrow().id();
      var blocks = context.getBean(Blocks.class);
      var block = blocks.create(tenant, draft(), BENCH);
      System.gc();
      ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
      long begun = System.nanoTime();
      blocks.plan(tenant, block.id(), BENCH);
      Block now;
      do {
        TimeUnit.MILLISECONDS.sleep(100);
        now = blocks.require(tenant, block.id());
      } while (!now.state().code().equals("planned"));
      double seconds = (System.nanoTime() - begun) / 1e9;
      long peak =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .mapToLong(pool -> pool.getPeakUsage().getUsed())
              .sum();
      System.out.printf(
          "  planned %,d people in %.1f s, %,.0f a second, heap peak %d MB%n",
          now.lookedAt(), seconds, now.lookedAt() / seconds, peak >> 20);
      check(tenant, blocks, now);
      pages(tenant, blocks, now);
    }

    private void check(TenantId tenant, Blocks blocks, Block block) throws Exception {
      var parts = blocks.parts(tenant, block.id());
      long barred = out(parts, LeftOut.SUPPRESSED);
      long silent = out(parts, LeftOut.NO_CONSENT);
      long doubles = out(parts, LeftOut.DUPLICATE);
      System.out.printf(
          "  the plan: contact %,d (%d places), no consent %,d, barred %,d, same address %,d%n",
          block.toContact(),
          parts.stream().filter(Part.At.class::isInstance).count(),
          silent,
          barred,
          doubles);
      var agrees = new ArrayList<Boolean>();
      sql(
          sql -> {
            try (var row =
                sql.executeQuery(
                    """
                    WITH person AS (SELECT i.contact_id, bench.hash(i.value) AS hash
                                      FROM contacts.identity i
                                     WHERE i.kind = 'phone' AND i.retired_at IS NULL),
                    judged AS (
                      SELECT p.contact_id, p.hash,
                             EXISTS (SELECT 1 FROM policy.suppression s
                                      WHERE s.channel = 'SMS' AND s.address_hash = p.hash) AS barred,
                             EXISTS (SELECT 1 FROM policy.consent c
                                      WHERE c.channel = 'SMS' AND c.address_hash = p.hash
                                        AND c.purpose = 'MARKETING' AND c.granted) AS agreed
                        FROM person p)
                    SELECT count(*) FILTER (WHERE barred) AS barred,
                           count(*) FILTER (WHERE NOT barred AND NOT agreed) AS silent,
                           count(*) FILTER (WHERE NOT barred AND agreed) AS fine,
                           count(DISTINCT hash) FILTER (WHERE NOT barred AND agreed) AS once
                      FROM judged
                    """)) {
              row.next();
              agrees.add(
                  row.getLong("barred") == barred
                      && row.getLong("silent") == silent
                      && row.getLong("once") == block.toContact()
                      && row.getLong("fine") - row.getLong("once") == doubles);
              System.out.printf(
                  "  by plain SQL: contact %,d, no consent %,d, barred %,d, same address %,d: %s%n",
                  row.getLong("once"),
                  row.getLong("silent"),
                  row.getLong("barred"),
                  row.getLong("fine") - row.getLong("once"),
                  agrees.getFirst() ? "equal" : "DIFFERENT");
            }
          });
      if (!agrees.getFirst()) {
        throw new IllegalStateException("the counts differ");
      }
    }

    private static long out(List<Part> parts, LeftOut reason) {
      return parts.stream()
          .filter(part -> part instanceof Part.Out out && out.reason() == reason)
          .mapToLong(Part::people)
          .sum();
    }

    // A thousand pages of 50, one after the other from the start, and the plan of a later one.
    private void pages(TenantId tenant, Blocks blocks, Block block) {
      var took = new ArrayList<Long>();
      Recipient last = null;
      for (int i = 0; i < 1_000 && (i == 0 || last != null); i++) {
        long begun = System.nanoTime();
        var page = blocks.recipients(tenant, block.id(), null, last, 50);
        took.add(System.nanoTime() - begun);
        last = page.size() < 50 ? null : page.getLast();
      }
      took.sort(null);
      System.out.printf(
          "  a page of 50 recipients: p50 %.2f ms, p99 %.2f ms%n",
          took.get(took.size() / 2) / 1e6, took.get(took.size() * 99 / 100) / 1e6);
      if (last == null) {
        return;
      }
      var contact = last.contact().value();
      int part = last.part();
      context
          .getBean(TenantTransactions.class)
          .read(
              tenant,
              () ->
                  context
                      .getBean(JdbcClient.class)
                      .sql(
                          """
                          EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)
                          SELECT part, contact_id, address, address_hash
                            FROM outreach.recipient
                           WHERE tenant_id = :tenant AND block_id = :block
                             AND part BETWEEN 1 AND 32767
                             AND (part, contact_id) > (CAST(:part AS smallint), :contact)
                           ORDER BY part, contact_id LIMIT 50
                          """)
                      .param("tenant", tenant.value())
                      .param("block", block.id().value())
                      .param("part", part)
                      .param("contact", contact)
                      .query(String.class)
                      .list())
          .forEach(line -> System.out.println("    " + line));
    }

    private static BlockDraft draft() {
      return new BlockDraft(
          "Spring",
          Channel.SMS,
          Purpose.MARKETING,
          null,
          null,
          "Hi {first_name|there}, spring at {business}. Reply STOP to opt out.",
          Set.<Stage>of(),
          null,
          null,
          null,
          null,
          LocalTime.of(9, 0),
          LocalTime.of(20, 0),
          null,
          600);
    }

    private interface Work {
      void with(Statement sql) throws SQLException;
    }

    // Past the policies, as nobody in the program can.
    private void sql(Work work) throws Exception {
      var password = Files.readString(folder.resolve("postgres/secrets/admin")).strip();
      try (var connection =
              DriverManager.getConnection(database.url(), "frontdesk_admin", password);
          var sql = connection.createStatement()) {
        work.with(sql);
      }
    }
  }
}
