package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.testing.TestDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Who comes first, measured in rows and not in seconds: the worker rests, and the test claims.
@FrontdeskTest
class InboxFairnessTest {
  private static final int PLACES = 8;
  private static final int OTHERS = 10;
  private static final int EACH = 20;
  private static final Duration LEASE = Duration.ofMinutes(5);

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private InboxWorker worker;
  @Autowired private InboxStore store;
  @Autowired private InboxClaimStore claimStore;
  @Autowired private InboxLeaseStore leases;
  @Autowired private TenantTransactions transactions;
  @Autowired private WorkerTransactions workers;
  @Autowired private Clock clock;

  private final List<Shop> shops = new ArrayList<>();

  @BeforeEach
  void the_worker_rests_and_nothing_else_waits() {
    worker.stop();
    workers
        .db()
        .sql(
            """
            UPDATE integrations.webhook SET state = 'ignored', finished_at = clock_timestamp()
             WHERE state IN ('waiting', 'working')
            """)
        .update();
    workers.db().sql("DELETE FROM integrations.webhook_lease").update();
  }

  @AfterEach
  void the_worker_works() {
    shops.forEach(Shop::forget);
    worker.start();
  }

  @Test
  void a_flood_of_one_conversation_delays_other_tenants_by_less_than_twice() {
    var flood = new Shop();
    flood.put(20_000, _ -> "one");
    assertThat(rowsUntilOthersAreDone(flood)).isLessThan(2 * OTHERS * EACH);
  }

  @Test
  void a_flood_of_many_conversations_delays_other_tenants_by_less_than_twice() {
    var flood = new Shop();
    flood.put(20_000, i -> "key-" + i);
    assertThat(rowsUntilOthersAreDone(flood)).isLessThan(2 * OTHERS * EACH);
  }

  @Test
  void a_flood_leaves_places_for_who_comes_next() {
    var flood = new Shop();
    flood.put(500, i -> "key-" + i);
    var claims = new InboxClaims(claimStore);
    int most = PLACES - PLACES / 4;

    var first = claims.claim(PLACES, _ -> 0, most, LEASE);
    var again =
        claims.claim(
            PLACES - first.size(),
            tenant -> tenant.equals(flood.shop.id()) ? most : 0,
            most,
            LEASE);

    assertThat(first).hasSize(most);
    assertThat(again).isEmpty();
  }

  @Test
  void a_conversation_that_floods_does_not_hide_the_tenants_others() {
    var shop = new Shop();
    shop.put(5_000, _ -> "loud");
    shop.put(1, _ -> "quiet");
    var claims = new InboxClaims(claimStore);

    // The loud one is in work and far longer than what a claim looks at.
    var got = new HashSet<String>();
    for (int i = 0; i < 3; i++) {
      claims
          .claim(PLACES, _ -> 0, PLACES, LEASE)
          .forEach(unit -> unit.rows().forEach(row -> got.add(row.orderingKey())));
    }

    assertThat(got).containsExactlyInAnyOrder("loud", "quiet");
  }

  @Test
  void rows_behind_one_that_failed_wait_only_as_long_as_it_may_hold_them_back() {
    var shop = new Shop();
    shop.put(3, _ -> "k");
    var claims = new InboxClaims(claimStore);
    var rows = claims.claim(1, _ -> 0, 1, LEASE).getFirst().rows();
    leases.failed(rows.getFirst(), Failure.BUG, "Bug", Duration.ofHours(1), Duration.ofHours(1));
    leases.release(rows.getFirst().lease());
    assertThat(claims.claim(1, _ -> 0, 1, LEASE)).isEmpty();

    workers
        .db()
        .sql(
            """
            UPDATE integrations.webhook SET blocks_until = clock_timestamp() - interval '1 s'
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", shop.shop.id().value())
        .param("id", rows.getFirst().id())
        .update();
    var after = claims.claim(1, _ -> 0, 1, LEASE).getFirst().rows();
    assertThat(after).extracting(InboxClaimStore.Claimed::id).doesNotContain(rows.getFirst().id());
    assertThat(after).hasSize(2);
  }

  @Test
  void a_worker_that_was_paused_beyond_its_lease_takes_no_effect() {
    var shop = new Shop();
    shop.put(3, _ -> "k");
    var claims = new InboxClaims(claimStore);
    var paused = claims.claim(1, _ -> 0, 1, LEASE).getFirst();
    assertThat(claims.claim(1, _ -> 0, 1, LEASE)).isEmpty();

    expired(paused.lease());
    var next = claims.claim(1, _ -> 0, 1, LEASE).getFirst();

    assertThat(next.rows()).hasSize(3);
    assertThat(hold(paused)).isFalse();
    assertThat(hold(next)).isTrue();
    leases.failed(
        paused.rows().getFirst(), Failure.BUG, "Bug", Duration.ofHours(1), Duration.ofHours(1));
    assertThat(done(next)).isTrue();
  }

  @Test
  void a_lease_is_not_taken_away_from_who_is_about_to_commit() {
    var shop = new Shop();
    shop.put(1, _ -> "k");
    var claims = new InboxClaims(claimStore);
    var slow = claims.claim(1, _ -> 0, 1, LEASE).getFirst();
    expired(slow.lease());

    transactions.write(
        slow.tenant(),
        () -> {
          assertThat(leases.hold(slow.lease(), LEASE)).isTrue();
          var meanwhile = CompletableFuture.supplyAsync(() -> claims.claim(1, _ -> 0, 1, LEASE));
          assertThat(meanwhile.join()).isEmpty();
          assertThat(leases.done(slow.tenant(), slow.rows())).isPresent();
          leases.end(slow.lease());
        });

    assertThat(shop.open()).isZero();
    assertThat(claims.claim(1, _ -> 0, 1, LEASE)).isEmpty();
  }

  @Test
  void what_a_worker_may_have_ended_of_counts_an_attempt_and_is_done_alone_from_then_on() {
    var shop = new Shop();
    shop.put(4, n -> "k" + n % 2);
    var claims = new InboxClaims(claimStore);
    var lost = claims.claim(1, _ -> 0, 1, LEASE).getFirst();
    assertThat(lost.rows()).hasSize(4);

    expired(lost.lease());
    var next = claims.claim(1, _ -> 0, 1, LEASE).getFirst();

    assertThat(next.rows())
        .extracting(InboxClaimStore.Claimed::attempts)
        .containsExactly(1, 1, 0, 0);
  }

  @Test
  void a_node_that_is_stopped_inside_a_claim_or_an_effect_holds_up_the_others_for_seconds()
      throws Exception {
    var shop = new Shop();
    shop.put(1, _ -> "k");
    var claims = new InboxClaims(claimStore);
    var goOn = new CountDownLatch(1);
    var inside = new CountDownLatch(2);
    var unit = claims.claim(1, _ -> 0, 1, LEASE).getFirst();
    var effect =
        CompletableFuture.runAsync(
            () ->
                transactions.write(
                    unit.tenant(),
                    () -> {
                      assertThat(leases.hold(unit.lease(), Duration.ofMillis(500))).isTrue();
                      stopped(inside, goOn);
                      leases.end(unit.lease());
                    }),
            Thread::startVirtualThread);
    var claim =
        CompletableFuture.runAsync(
            () -> claimStore.alone(() -> stopped(inside, goOn)), Thread::startVirtualThread);
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    expired(unit.lease());

    try {
      var taken =
          CompletableFuture.supplyAsync(
                  () -> new InboxClaims(claimStore).claim(1, _ -> 0, 1, LEASE),
                  Thread::startVirtualThread)
              .get(30, TimeUnit.SECONDS);
      assertThat(taken).hasSize(1);
    } finally {
      goOn.countDown();
    }
    assertThatThrownBy(() -> effect.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThatThrownBy(() -> claim.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  private static boolean stopped(CountDownLatch inside, CountDownLatch goOn) {
    inside.countDown();
    try {
      return goOn.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      throw new IllegalStateException(stopping);
    }
  }

  @Test
  void what_the_version_before_has_in_work_is_left_to_it() {
    var shop = new Shop();
    shop.put(2, _ -> "k");
    var claims = new InboxClaims(claimStore);
    var unit = claims.claim(1, _ -> 0, 1, LEASE).getFirst();
    workers
        .db()
        .sql(
            """
            UPDATE integrations.webhook
               SET state = 'working', due_at = clock_timestamp() + interval '1 minute'
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", shop.shop.id().value())
        .param("id", unit.rows().getFirst().id())
        .update();

    assertThat(done(unit)).isFalse();
    leases.release(unit.lease());
    assertThat(claims.claim(1, _ -> 0, 1, LEASE)).isEmpty();
  }

  @Test
  void a_lease_is_seen_and_ended_by_its_own_tenant_only() {
    var shop = new Shop();
    shop.put(1, _ -> "k");
    var unit = new InboxClaims(claimStore).claim(1, _ -> 0, 1, LEASE).getFirst();
    var stranger = new Shop().shop.id();

    transactions.write(
        stranger,
        () -> {
          assertThat(leases.hold(unit.lease(), LEASE)).isFalse();
          leases.end(unit.lease());
        });

    assertThat(hold(unit)).isTrue();
  }

  private void expired(InboxClaimStore.Lease lease) {
    workers
        .db()
        .sql(
            """
            UPDATE integrations.webhook_lease SET until = clock_timestamp() - interval '1 s'
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", lease.tenant().value())
        .param("id", lease.id())
        .update();
  }

  private boolean hold(InboxClaims.Unit unit) {
    return transactions.write(unit.tenant(), () -> leases.hold(unit.lease(), LEASE));
  }

  private boolean done(InboxClaims.Unit unit) {
    return transactions.write(
        unit.tenant(), () -> leases.done(unit.tenant(), unit.rows()).isPresent());
  }

  private int rowsUntilOthersAreDone(Shop flood) {
    var waiting = new HashSet<>();
    for (int i = 0; i < OTHERS; i++) {
      var other = new Shop();
      other.put(EACH, n -> "key-" + n);
      waiting.add(other.shop.id());
    }
    var claims = new InboxClaims(claimStore);
    int done = 0;
    int ofOthers = 0;
    while (ofOthers < OTHERS * EACH) {
      var units = claims.claim(PLACES, _ -> 0, PLACES, LEASE);
      assertThat(units).isNotEmpty();
      for (var unit : units) {
        transactions.write(
            unit.tenant(),
            () -> {
              assertThat(leases.hold(unit.lease(), LEASE)).isTrue();
              assertThat(leases.done(unit.tenant(), unit.rows())).isPresent();
              leases.end(unit.lease());
            });
        done += unit.rows().size();
        ofOthers += waiting.contains(unit.tenant()) ? unit.rows().size() : 0;
      }
    }
    assertThat(flood.open()).isPositive();
    return done;
  }

  private final class Shop {
    final TestDesk.TestTenant shop = desk.tenant().create();
    final ConnectionId connection =
        connections.add(shop.id(), shop.ownerCaller().actor(), "echo", "Echo", Map.of());

    Shop() {
      shops.add(this);
    }

    void put(int many, java.util.function.IntFunction<String> key) {
      var entries =
          IntStream.range(0, many)
              .mapToObj(
                  i ->
                      new InboxWriter.Entry(
                          shop.id(),
                          new InboxStore.NewRow(
                              Uuid7.next(),
                              connection,
                              "echo",
                              key.apply(i) + "/" + i,
                              "ok",
                              key.apply(i),
                              false,
                              new byte[1],
                              clock.instant()),
                          new CompletableFuture<>(),
                          System.nanoTime()))
              .toList();
      for (int i = 0; i < many; i += 2_000) {
        store.insertAll(entries.subList(i, Math.min(many, i + 2_000)), entry -> entry.row().body());
      }
    }

    long open() {
      return workers
          .db()
          .sql(
              """
              SELECT count(*) FROM integrations.webhook
               WHERE tenant_id = :tenant AND state IN ('waiting', 'working')
              """)
          .param("tenant", shop.id().value())
          .query(Long.class)
          .single();
    }

    void forget() {
      workers
          .db()
          .sql("DELETE FROM integrations.webhook WHERE tenant_id = :tenant")
          .param("tenant", shop.id().value())
          .update();
    }
  }
}
