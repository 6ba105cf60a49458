package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// However much waits, died or is done, no statement of the inbox touches more pages than it would
/// of a small table. Pages are counted by PostgreSQL, so they are what ran and not what a copy of
/// the statement was planned to do. `FRONTDESK_PLAN_ROWS` sets how many rows of each kind there
/// are; every cost is printed.
@FrontdeskTest
class InboxPlansTest {
  private static final int ROWS =
      Integer.parseInt(System.getenv().getOrDefault("FRONTDESK_PLAN_ROWS", "60000"));
  private static final int OTHERS = 4;
  // Enough for the driver and for PostgreSQL to keep a plan for any parameters.
  private static final int TIMES = 12;
  // Rows, their index entries, and what has died among them.
  private static final long LOOKED = 25_000;
  private static final int PART = 10_000;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final UUID NEWEST = new UUID(-1, -1);

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private InboxWorker worker;
  @Autowired private InboxStore store;
  @Autowired private InboxClaimStore claimStore;
  @Autowired private InboxLeaseStore leases;
  @Autowired private InboxLagStore lags;
  @Autowired private WebhookListStore lists;
  @Autowired private DeadLetterStore letters;
  @Autowired private TenantTransactions transactions;
  @Autowired private WorkerTransactions workers;
  @Autowired private JdbcClient db;

  private final List<Shop> shops = new ArrayList<>();
  private final List<String> tooMuch = new ArrayList<>();

  @BeforeEach
  void the_worker_rests() {
    worker.stop();
  }

  @AfterEach
  void nothing_is_left() {
    shops.forEach(Shop::forget);
    worker.start();
  }

  @Test
  void what_waits_is_claimed_done_and_counted_at_the_price_of_a_few_rows() {
    var flood = new Shop();
    flood.put("waiting", ROWS * 3 / 10, _ -> "'one'");
    flood.put("waiting", ROWS * 3 / 10, n -> "'key-' || " + n);
    var others = new ArrayList<Shop>();
    for (int i = 0; i < OTHERS; i++) {
      var other = new Shop();
      other.put("waiting", ROWS / 10, n -> "'key-' || (" + n + " % 1000)");
      others.add(other);
    }

    var before = "before statistics: ";
    claimsAndLag(before, flood);
    workers.db().sql("ANALYZE integrations.webhook").update();
    claimsAndLag("", flood);
    lists("flooded, ", flood.tenant);
    lists("beside a flood, ", others.getFirst().tenant);
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void dead_letters_are_listed_exported_and_forgotten_at_the_price_of_a_few_rows() {
    var shop = new Shop();
    shop.put("dead", ROWS, n -> "'key-' || (" + n + " % 1000)");
    upkeepAndLists("dead before statistics, ", shop);
    workers.db().sql("ANALYZE integrations.webhook").update();
    upkeepAndLists("dead, ", shop);
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void what_is_done_hides_neither_what_waits_nor_what_died() {
    var shop = new Shop();
    shop.put("waiting", 400, n -> "'key-' || " + n);
    shop.put("dead", 5, _ -> "'one'");
    shop.put("done", ROWS, n -> "'key-' || (" + n + " % 1000)");
    assertThat(page(shop.tenant, "dead", "")).hasSize(5);
    assertThat(page(shop.tenant, "waiting", "")).hasSize(51);
    upkeepAndLists("done before statistics, ", shop);
    workers.db().sql("ANALYZE integrations.webhook").update();
    upkeepAndLists("done, ", shop);
    claimsAndLag("behind what is done, ", shop);
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void statistics_of_an_empty_table_cost_a_flood_nothing() {
    workers.db().sql("ANALYZE integrations.webhook").update();
    var shop = new Shop();
    shop.put("waiting", ROWS / 2, n -> "'key-' || " + n);
    shop.put("dead", ROWS / 4, n -> "'key-' || " + n);
    shop.put("done", ROWS / 4, n -> "'key-' || " + n);
    claimsAndLag("analysed while empty, ", shop);
    upkeepAndLists("analysed while empty, ", shop);
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void a_newcomer_who_floods_before_statistics_know_it_costs_no_more() {
    var known = new Shop();
    known.put("waiting", 3_000, n -> "'key-' || " + n);
    known.put("done", 3_000, n -> "'key-' || " + n);
    workers.db().sql("ANALYZE integrations.webhook").update();
    var newcomer = new Shop();
    newcomer.put("waiting", ROWS / 2, n -> "'key-' || " + n);
    newcomer.put("dead", ROWS / 4, n -> "'key-' || " + n);
    newcomer.put("done", ROWS / 4, n -> "'key-' || " + n);
    claimsAndLag("newcomer, ", newcomer);
    upkeepAndLists("newcomer, ", newcomer);
    assertThat(tooMuch).isEmpty();
  }

  private void claimsAndLag(String when, Shop shop) {
    var claims = new InboxClaims(claimStore);
    for (int i = 0; i < TIMES; i++) {
      var units = new ArrayList<InboxClaims.Unit>();
      ofWorkers(when + "claim", 40_000, () -> units.addAll(claims.claim(8, _ -> 0, 6, LEASE)));
      var unit = units.getFirst();
      var lease = unit.lease();
      var row = unit.rows().getFirst();
      ofWorkers(when + "renew", 50, () -> leases.renew(lease, LEASE));
      ofWorkers(
          when + "failed",
          100,
          () -> leases.failed(row, Failure.BUG, "Bug", Duration.ofMinutes(1), Duration.ZERO));
      var rest = unit.rows().subList(1, unit.rows().size());
      if (!rest.isEmpty()) {
        ofTenant(
            when + "done of " + rest.size(),
            100 + 60 * rest.size(),
            unit.tenant(),
            () -> {
              assertThat(leases.hold(lease, Duration.ofMinutes(1))).isTrue();
              assertThat(leases.done(unit.tenant(), rest)).isPresent();
              leases.end(lease);
            });
      }
      units.forEach(one -> ofWorkers(when + "release", 50, () -> leases.release(one.lease())));
      ofWorkers(
          when + "walk",
          5_000,
          () ->
              claimStore.alone(
                  () ->
                      claimStore.keysAfter(
                          new InboxClaimStore.Key(
                              shop.tenant, new ConnectionId(new UUID(0, 0)), ""),
                          64)));
    }
    ofWorkers(when + "lag", 110_000, lags::lag);
    ofWorkers(when + "behind", 110_000, lags::behind);
  }

  private void upkeepAndLists(String when, Shop shop) {
    lists(when, shop.tenant);
    for (int i = 0; i < TIMES; i++) {
      ofWorkers(when + "nothing to forget", 300, () -> store.forget(Duration.ofDays(30), 5_000));
      ofWorkers(when + "no dead to forget", 300, () -> letters.forget(Duration.ofDays(180), 5_000));
      ofWorkers(when + "forget", 20_000, () -> store.forget(Duration.ofHours(1), 500));
      ofWorkers(when + "forget dead", 20_000, () -> letters.forget(Duration.ofHours(1), 500));
    }
    ofWorkers(when + "lag", 110_000, lags::lag);
  }

  private void lists(String when, TenantId tenant) {
    for (int i = 0; i < TIMES; i++) {
      for (var state : List.of("", "waiting", "dead", "done", "ignored")) {
        ofTenant(when + "page of " + state, most(state), tenant, () -> page(tenant, state, ""));
        ofTenant(
            when + "search in " + state,
            LOOKED,
            tenant,
            () -> assertThat(page(tenant, state, "nowhere")).isEmpty());
        ofTenant(
            when + "end of a look in " + state,
            LOOKED,
            tenant,
            () -> lists.lookedTo(tenant, query(state, ""), NEWEST));
      }
      ofTenant(when + "fares", 25_000, tenant, () -> lags.fares(tenant, 10_000));
      ofTenant(when + "newest dead", 20, tenant, () -> letters.newest(tenant));
      exportAndReplay(when, tenant);
    }
  }

  // What a page of some state may cost: of what is done it looks at many to find some.
  private static long most(String state) {
    return state.equals("done") || state.equals("ignored") ? LOOKED : 500;
  }

  private void exportAndReplay(String when, TenantId tenant) {
    var end = new AtomicLong();
    ofTenant(
        when + "part of dead",
        LOOKED,
        tenant,
        () -> end.set(letters.lookedTo(tenant, 0, Long.MAX_VALUE, PART).orElse(0)));
    ofTenant(
        when + "export",
        2_000,
        tenant,
        () -> letters.some(tenant, query("", ""), 0, end.get(), 100, 4 << 20));
    ofTenant(
        when + "export of few",
        LOOKED,
        tenant,
        () -> letters.some(tenant, query("", "nowhere"), 0, end.get(), 100, 4 << 20));
    ofTenant(
        when + "replay of few",
        LOOKED,
        tenant,
        () -> letters.replay(tenant, query("", "nowhere"), 0, end.get()));
  }

  private static WebhookQuery query(String state, String text) {
    return WebhookQuery.of(Map.of("state", state, "text", text), ZoneOffset.UTC);
  }

  private List<WebhookListStore.Row> page(TenantId tenant, String state, String text) {
    return transactions.read(tenant, () -> lists.page(tenant, query(state, text), NEWEST, 51));
  }

  private void ofTenant(String what, long most, TenantId tenant, Runnable work) {
    transactions.write(tenant, () -> counted(what, most, db, work));
  }

  private void ofWorkers(String what, long most, Runnable work) {
    workers.run(
        () -> {
          counted(what, most, workers.db(), work);
          return true;
        });
  }

  private void counted(String what, long most, JdbcClient as, Runnable work) {
    var before = touched(as);
    long begin = System.nanoTime();
    work.run();
    double millis = (System.nanoTime() - begin) / 1e6;
    var after = touched(as);
    long pages = after.pages - before.pages;
    long whole = after.whole - before.whole;
    System.out.printf("COST %-50s %,9d pages %8.1f ms%n", what, pages, millis);
    if (pages > most || whole > 0) {
      tooMuch.add("%s: %,d pages, %d whole scans".formatted(what, pages, whole));
    }
  }

  private record Touched(long pages, long whole) {}

  private static Touched touched(JdbcClient as) {
    return as.sql(
            """
            SELECT sum(pg_stat_get_xact_blocks_fetched(part.oid)) AS pages,
                   max(pg_stat_get_xact_numscans(part.oid))
                     FILTER (WHERE part.oid = 'integrations.webhook'::regclass) AS whole
              FROM (SELECT 'integrations.webhook'::regclass AS oid
                    UNION ALL
                    SELECT indexrelid FROM pg_index
                     WHERE indrelid = 'integrations.webhook'::regclass) part
            """)
        .query((row, _) -> new Touched(row.getLong("pages"), row.getLong("whole")))
        .single();
  }

  private final class Shop {
    final TestDesk.TestTenant shop = desk.tenant().create();
    final TenantId tenant = shop.id();
    final ConnectionId connection =
        connections.add(tenant, shop.ownerCaller().actor(), "echo", "Echo", Map.of());
    private int rows;

    Shop() {
      shops.add(this);
    }

    // Came and finished a day ago; ids grow with time.
    void put(String state, int many, UnaryOperator<String> key) {
      workers
          .db()
          .sql(
              """
              INSERT INTO integrations.webhook
                     (tenant_id, id, connection_id, provider, identity, type, ordering_key, state,
                      body, received_at, due_at, attempts, failure, error, finished_at)
              SELECT :tenant,
                     CAST(lpad(to_hex(1700000000000 + g), 12, '0') || '70008'
                          || lpad(to_hex(g), 15, '0') AS uuid),
                     :connection, 'echo', g, 'ok', %s, :state, decode(repeat('ab', 200), 'hex'), at,
                     at, CASE WHEN :state = 'waiting' THEN 0 ELSE 1 END,
                     CASE WHEN :state = 'dead' THEN 'bug' END,
                     CASE WHEN :state = 'dead' THEN 'Bug: a reason' END,
                     CASE WHEN :state <> 'waiting' THEN at END
                FROM (SELECT g, now() - interval '1 day' + g * interval '1 ms' AS at
                        FROM generate_series(:first, :last) g) g
              """
                  .formatted(key.apply("g")))
          .param("tenant", tenant.value())
          .param("connection", connection.value())
          .param("state", state)
          .param("first", rows + 1)
          .param("last", rows + many)
          .update();
      rows += many;
    }

    void forget() {
      workers
          .db()
          .sql("DELETE FROM integrations.webhook WHERE tenant_id = :tenant")
          .param("tenant", tenant.value())
          .update();
    }
  }
}
