package io.frontdesk.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.KillSwitch;
import io.frontdesk.policy.KillSwitch.Reach;
import io.frontdesk.policy.KillSwitches;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.policy.WorkspaceRules;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class KillSwitchTest {
  private static final Actor DESK = new Actor.Program("test");
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Autowired private TestDesk desk;
  @Autowired private Deliveries deliveries;
  @Autowired private Senders senders;
  @Autowired private KillSwitches switches;
  @Autowired private Suppressions suppressions;
  @Autowired private WorkspaceRules rules;
  @Autowired private Dispatcher dispatcher;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private AutowireCapableBeanFactory beans;
  @Autowired private FakeCarrier carrier;
  @Autowired private MovableClock clock;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TestDesk.TestTenant shop;
  private String client = "";

  @BeforeEach
  void a_shop_with_a_number() {
    clock.set("2026-03-02T15:00:00Z");
    shop = shop();
    client = "+1206555%04d".formatted(3000 + NUMBERS.incrementAndGet());
  }

  @AfterEach
  void no_thread_is_left() {
    threads.shutdownNow();
  }

  @Test
  void what_is_due_waits_and_leaves_once_when_released() {
    switches.stop(shop.id(), Reach.of(Channel.SMS), "wrong template", DESK);
    var id = text("one", "appointment", "a1");
    dispatcher.drain();
    var held = deliveries.require(shop.id(), id);

    switches.release(shop.id(), Reach.of(Channel.SMS), DESK);
    dispatcher.drain();
    dispatcher.drain();

    assertThat(held.state()).isEqualTo(DeliveryState.HELD);
    assertThat(held.reason()).contains("wrong template");
    assertThat(deliveries.require(shop.id(), id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void a_campaign_and_an_assistant_stop_alone() {
    switches.stop(shop.id(), new Reach(Reach.Kind.CAMPAIGN, "spring"), "typo", DESK);
    switches.stop(shop.id(), new Reach(Reach.Kind.ASSISTANT, "opener"), "odd words", DESK);
    switches.stop(shop.id(), Reach.of(Channel.EMAIL), "server moves", DESK);

    var spring = text("one", "campaign", "spring");
    var autumn = text("two", "campaign", "autumn");
    var opener = text("three", "assistant", "opener");
    var other = text("four", "appointment", "spring");
    dispatcher.drain();

    assertThat(List.of(spring, opener)).allMatch(id -> state(id) == DeliveryState.HELD);
    assertThat(List.of(autumn, other)).allMatch(id -> state(id) == DeliveryState.SENT);
  }

  @Test
  void the_platforms_switch_holds_every_workspace() {
    var here = text("one", "appointment", "a1");
    var elsewhere = shop();
    switches.stop(elsewhere.id(), Reach.PLATFORM, "carrier asks us to", DESK);
    try {
      dispatcher.drain();
      assertThat(state(here)).isEqualTo(DeliveryState.HELD);
      assertThat(switches.on(shop.id()))
          .extracting(KillSwitch::reach)
          .containsExactly(Reach.PLATFORM);
    } finally {
      switches.release(elsewhere.id(), Reach.PLATFORM, DESK);
    }
    // Other workspaces come to it by themselves.
    clock.advance(Duration.ofMinutes(3));
    dispatcher.drain();
    assertThat(state(here)).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void another_workspace_goes_on() {
    switches.stop(shop().id(), Reach.TENANT, "moving", DESK);
    var id = text("one", "appointment", "a1");
    dispatcher.drain();

    assertThat(state(id)).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void two_nodes_hand_over_nothing_more_once_a_switch_is_kept() throws Exception {
    var calls = new ConcurrentLinkedQueue<Long>();
    carrier.answer(
        client,
        sms -> {
          calls.add(System.nanoTime());
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
          return new GatewayOutcome.Accepted("FK" + sms.attempt());
        });
    var all =
        IntStream.range(0, 300).mapToObj(i -> text("many-" + i, "campaign", "spring")).toList();
    var second = beans.createBean(Dispatcher.class);
    var one = CompletableFuture.supplyAsync(dispatcher::drain);
    var two = CompletableFuture.supplyAsync(second::drain);
    while (calls.size() < 20 && !(one.isDone() && two.isDone())) {
      Thread.onSpinWait();
    }

    long asked = System.nanoTime();
    switches.stop(shop.id(), new Reach(Reach.Kind.CAMPAIGN, "spring"), "wrong list", DESK);
    long kept = System.nanoTime();
    // Those that were decided before are being handed over; nobody else ever is.
    one.get(120, TimeUnit.SECONDS);
    two.get(120, TimeUnit.SECONDS);
    long last = calls.stream().mapToLong(Long::longValue).max().orElseThrow();
    long after = calls.stream().filter(at -> at > kept).count();
    System.out.printf(
        "kill switch: kept after %.1f ms; %d of %d handed over, %d of them after it was kept; the last"
            + " %.1f ms after it was asked for%n",
        (kept - asked) / 1e6, calls.size(), all.size(), after, Math.max(0, last - asked) / 1e6);

    int left = carrier.textsTo(client).size();
    assertThat(left).isLessThan(all.size());
    assertThat(after).as("in flight on two nodes").isLessThanOrEqualTo(32);
    assertThat(all.stream().filter(id -> state(id) == DeliveryState.HELD)).hasSize(300 - left);
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).hasSize(left);

    switches.release(shop.id(), new Reach(Reach.Kind.CAMPAIGN, "spring"), DESK);
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).hasSize(300);
    assertThat(all).allMatch(id -> state(id) == DeliveryState.SENT);
  }

  @Test
  void a_switch_kept_while_a_batch_waits_to_be_decided_on_stops_it() throws Exception {
    rules.choose(
        shop.id(), new WorkspaceRules.Choice(null, null, 100L, null, null, null, 8_300), DESK);
    var ids = List.of(text("one", "campaign", "spring"), text("two", "campaign", "autumn"));
    var barring = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    // Somebody bars the address and thinks better of it: until then the batch waits.
    var other =
        CompletableFuture.runAsync(
            () ->
                transactions.write(
                    shop.id(),
                    () -> {
                      suppressions.suppress(
                          shop.id(),
                          Channel.SMS,
                          client,
                          Suppression.Scope.ALL,
                          Suppression.Reason.STAFF,
                          "a slip",
                          DESK);
                      barring.countDown();
                      await(goOn);
                      throw new IllegalStateException("thought better of it");
                    }),
            threads);
    await(barring);
    var sending = CompletableFuture.supplyAsync(dispatcher::drain, threads);
    while (!isWaitedFor()) {
      assertThat(sending).isNotDone();
      Thread.onSpinWait();
    }

    switches.stop(shop.id(), new Reach(Reach.Kind.CAMPAIGN, "spring"), "wrong list", DESK);
    goOn.countDown();
    sending.get(60, TimeUnit.SECONDS);

    assertThat(other).isCompletedExceptionally();
    assertThat(ids.stream().map(this::state))
        .containsExactly(DeliveryState.HELD, DeliveryState.SENT);
    assertThat(deliveries.require(shop.id(), ids.getFirst()).reason()).contains("wrong list");
    assertThat(carrier.textsTo(client)).hasSize(1);
    assertThat(rules.usedToday(shop.id()).segments()).isEqualTo(1);
  }

  private boolean isWaitedFor() {
    return db.sql(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        .query(Boolean.class)
        .single();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  @Test
  void the_screen_stops_with_a_reason_shows_what_waits_and_lets_go_on() {
    var owner = shop.owner();
    assertThat(owner.get("/operations/switches").body()).contains("Nothing is stopped");
    var wrong = owner.post("/operations/switches/stop", "kind", "channel", "id", "pigeon");
    assertThat(wrong.status()).isEqualTo(400);
    owner.post("/operations/switches/stop", "kind", "tenant", "reason", "flood in the cellar");
    text("one", "appointment", "a1");
    dispatcher.drain();

    assertThat(owner.get("/operations/switches").body())
        .contains("flood in the cellar", "Everything of this workspace", "What waits");
    assertThat(owner.get("/settings/audit").body()).contains("policy.stopped");
    owner.post("/operations/switches/release", "kind", "TENANT", "id", "");
    assertThat(switches.on(shop.id())).isEmpty();
  }

  @Test
  void only_who_may_stops_and_the_platform_is_for_who_runs_it() {
    var manager = shop.signedIn(Role.MANAGER);
    assertThat(manager.get("/operations/switches").status()).isEqualTo(200);
    assertThat(
            manager
                .post("/operations/switches/stop", "kind", "tenant", "reason", "why not")
                .status())
        .isEqualTo(403);
    assertThat(
            shop.owner()
                .post("/operations/switches/stop", "kind", "platform", "reason", "why not")
                .status())
        .isEqualTo(403);
    assertThat(switches.on(shop.id())).isEmpty();
  }

  @Test
  void programs_stop_and_release() {
    var api = shop.apiKey();
    var on =
        api.post(
            "/api/v1/kill-switches",
            "{\"kind\":\"channel\",\"id\":\"sms\",\"reason\":\"wrong list\"}");
    assertThat(on.status()).isEqualTo(200);
    assertThat(on.json().at("/items/0/id").asString()).isEqualTo("sms");
    text("one", "appointment", "a1");
    dispatcher.drain();
    assertThat(api.get("/api/v1/kill-switches").json().at("/held").asLong()).isEqualTo(1);
    assertThat(api.post("/api/v1/kill-switches", "{\"kind\":\"tenant\"}").status()).isEqualTo(400);
    api.post("/api/v1/kill-switches/release", "{\"kind\":\"channel\",\"id\":\"sms\"}");
    assertThat(switches.on(shop.id())).isEmpty();
  }

  private TestDesk.TestTenant shop() {
    var shop = desk.tenant().create();
    senders.register(shop.id(), Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
    return shop;
  }

  private DeliveryState state(DeliveryId id) {
    return deliveries.require(shop.id(), id).state();
  }

  private DeliveryId text(String key, String refType, String refId) {
    return deliveries.request(
        shop.id(),
        new DeliveryRequest(
            new ContactId(Uuid7.next()),
            Channel.SMS,
            client,
            Purpose.TRANSACTIONAL,
            new Content.Sms("Words of " + key),
            clock.instant(),
            key,
            refType,
            refId));
  }
}
