package io.frontdesk.integrations.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@FrontdeskTest
class OutgoingWebhooksTest {
  @Autowired private TestDesk desk;
  @Autowired private EventLog log;
  @Autowired private TenantTransactions transactions;
  @Autowired private Endpoints endpoints;
  @Autowired private HookPump pump;
  @Autowired private MovableClock clock;
  @Autowired private JsonMapper json;
  @Autowired private JdbcClient db;

  private FakeCustomer customer;
  private TestTenant shop;

  @BeforeEach
  void open() throws Exception {
    customer = new FakeCustomer();
    shop = desk.tenant().create();
  }

  // Endpoints of a test that is over would be called by the next one's rounds.
  @AfterEach
  void close() {
    endpoints.all(shop.id()).forEach(one -> endpoints.remove(shop.id(), by(), one.id()));
    customer.close();
  }

  @Test
  void a_change_is_told_once_signed_and_in_the_documented_shape() {
    var endpoint = add("call.started", "call.ended");
    event("calls.started", "call-1", Map.of("direction", "inbound"));
    event("calls.line", "call-1", Map.of());
    event("contacts.changed", "contact-1", Map.of());
    pump.drain();
    pump.drain();

    assertThat(customer.requests).hasSize(1);
    var got = customer.requests.getFirst();
    var body = json.readTree(got.body());
    assertThat(body.path("type").asString()).isEqualTo("call.started");
    assertThat(Instant.parse(body.path("timestamp").asString())).isNotNull();
    assertThat(body.path("data").toString())
        .isEqualTo("{\"call_id\":\"call-1\",\"direction\":\"inbound\"}");
    assertThat(got.signature())
        .isEqualTo(
            HookSignature.sign(
                List.of(endpoints.secret(shop.id(), endpoint)),
                got.id(),
                Instant.ofEpochSecond(got.timestamp()),
                got.body()));
    assertThat(got.timestamp()).isEqualTo(clock.instant().getEpochSecond());
    var hook = onlyHook(endpoint);
    assertThat(hook.state()).isEqualTo(Hook.State.DELIVERED);
    assertThat(endpoints.attempts(shop.id(), hook.id()).getFirst().excerpt())
        .isEqualTo("answer 200");
  }

  @Test
  void what_is_rolled_back_or_belongs_to_another_workspace_is_not_told() {
    add("call.started");
    var other = desk.tenant().create();
    assertThatThrownBy(
            () ->
                transactions.write(
                    shop.id(),
                    () -> {
                      log.append(shop.id(), "calls.started", "ghost", Map.of());
                      throw new IllegalStateException("undone");
                    }))
        .isInstanceOf(IllegalStateException.class);
    transactions.write(
        other.id(), () -> log.append(other.id(), "calls.started", "theirs", Map.of()));
    event("calls.started", "mine", Map.of());
    pump.drain();

    assertThat(customer.bodies()).singleElement().asString().contains("mine");
  }

  @Test
  void a_change_that_commits_late_is_told_and_none_is_told_before_it() throws Exception {
    add("call.started");
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> late =
          pool.submit(
              () ->
                  transactions.write(
                      shop.id(),
                      () -> {
                        log.append(shop.id(), "calls.started", "late", Map.of());
                        begun.countDown();
                        await(go);
                      }));
      begun.await();
      event("calls.started", "quick", Map.of());
      pump.drain();
      assertThat(customer.requests).isEmpty();
      go.countDown();
      late.get();
    }
    pump.drain();

    assertThat(customer.bodies()).hasSize(2).anyMatch(body -> body.contains("late"));
  }

  @Test
  void a_failure_is_tried_again_with_growing_pauses_until_three_days_are_over_then_replayed() {
    var endpoint = add("call.started");
    customer.answer(_ -> 500);
    event("calls.started", "call-1", Map.of());
    pump.drain();
    var first = onlyHook(endpoint);
    assertThat(first.state()).isEqualTo(Hook.State.WAITING);
    assertThat(first.error()).isEqualTo("it answered 500");
    assertThat(Duration.between(clock.instant(), first.dueAt()))
        .isBetween(Duration.ofMillis(4_500), Duration.ofMillis(5_500));
    pump.drain();
    assertThat(customer.requests).hasSize(1);

    var begin = clock.instant();
    for (int i = 0; i < 9; i++) {
      clock.advance(Duration.between(clock.instant(), onlyHook(endpoint).dueAt()));
      pump.drain();
    }
    assertThat(customer.requests).hasSize(10);
    assertThat(Duration.between(begin, clock.instant()))
        .isBetween(Duration.ofHours(68), Duration.ofHours(84));
    assertThat(customer.requests.stream().map(FakeCustomer.Request::id).distinct()).hasSize(1);
    var given = onlyHook(endpoint);
    assertThat(given.state()).isEqualTo(Hook.State.FAILED);
    assertThat(endpoints.attempts(shop.id(), given.id())).hasSize(10);

    customer.answer(_ -> 204);
    int again =
        endpoints.replayFailed(shop.id(), by(), endpoint, begin.minus(Duration.ofMinutes(1)));
    pump.drain();

    assertThat(again).isEqualTo(1);
    assertThat(onlyHook(endpoint).state()).isEqualTo(Hook.State.DELIVERED);
    assertThat(customer.requests.getLast().id()).isEqualTo(customer.requests.getFirst().id());
    assertThat(endpoints.require(shop.id(), endpoint).failingSince()).isNull();
  }

  @Test
  void events_of_one_subject_keep_their_order_while_the_first_is_tried_again() {
    add("call.started", "call.updated");
    var refusals = new AtomicInteger(1);
    customer.answer(
        request -> request.body().contains("call-1") && refusals.getAndDecrement() > 0 ? 503 : 200);
    event("calls.started", "call-1", Map.of());
    event("calls.changed", "call-1", Map.of("status", "in_progress"));
    pump.drain();
    event("calls.started", "call-2", Map.of());
    pump.drain();
    assertThat(customer.bodies()).hasSize(2).last().asString().contains("call-2");

    clock.advance(Duration.ofSeconds(6));
    pump.drain();

    assertThat(customer.bodies().subList(2, 4).getFirst()).contains("call.started", "call-1");
    assertThat(customer.bodies().subList(2, 4).getLast()).contains("call.updated", "call-1");
  }

  @Test
  void gone_switches_off_at_once_and_five_days_of_failure_do_too_and_people_see_it() {
    var gone = add("call.started");
    customer.answer(_ -> 410);
    event("calls.started", "call-1", Map.of());
    pump.drain();
    assertThat(endpoints.require(shop.id(), gone).off()).isEqualTo(Endpoint.Off.GONE);
    assertThat(onlyHook(gone).state()).isEqualTo(Hook.State.FAILED);
    endpoints.remove(shop.id(), by(), gone);

    var failing = add("call.started");
    customer.answer(_ -> 500);
    for (int day = 0; day <= 5; day++) {
      assertThat(endpoints.require(shop.id(), failing).active()).as("day " + day).isTrue();
      event("calls.started", "call-" + day, Map.of());
      pump.drain();
      clock.advance(Duration.ofHours(25));
    }
    assertThat(endpoints.require(shop.id(), failing).off()).isEqualTo(Endpoint.Off.FAILING);
    assertThat(shop.owner().get("/settings/webhooks/panel/off").body())
        .contains("five days of nothing but failures");
  }

  @Test
  void a_redirect_is_not_followed_and_a_private_address_is_not_called() {
    var endpoint = add("call.started");
    customer.answer(_ -> 302);
    event("calls.started", "call-1", Map.of());
    pump.drain();
    assertThat(customer.requests).hasSize(1);
    assertThat(onlyHook(endpoint).error()).contains("redirects are not followed");

    // Checked when it was typed; what a name leads to later is checked at each attempt.
    var inside =
        endpoints.add(
            shop.id(),
            by(),
            new EndpointDraft("http://127.0.0.1:1/hooks", "", List.of("call.started")));
    endpoints.test(shop.id(), by(), inside);
    pump.drain();
    assertThat(onlyHook(inside).error()).isEqualTo("not called: host is on a private network");
  }

  @Test
  void after_a_rotation_both_secrets_sign_for_a_day() {
    var endpoint = add("call.started");
    var old = endpoints.secret(shop.id(), endpoint);
    endpoints.rotate(shop.id(), by(), endpoint);
    var fresh = endpoints.secret(shop.id(), endpoint);
    endpoints.test(shop.id(), by(), endpoint);
    pump.drain();
    var both = customer.requests.getFirst();
    assertThat(both.signature())
        .isEqualTo(
            HookSignature.sign(
                List.of(fresh, old),
                both.id(),
                Instant.ofEpochSecond(both.timestamp()),
                both.body()));
    assertThat(fresh).isNotEqualTo(old);

    clock.advance(Duration.ofHours(24));
    endpoints.test(shop.id(), by(), endpoint);
    pump.drain();

    assertThat(customer.requests.getLast().signature().split(" ")).hasSize(1);
  }

  @Test
  void one_endpoint_that_hangs_holds_up_no_other_and_is_asked_a_few_times_at_once()
      throws Exception {
    var release = new CountDownLatch(1);
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    try (var slow = new FakeCustomer()) {
      slow.answer(
          _ -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            await(release);
            atOnce.decrementAndGet();
            return 200;
          });
      endpoints.add(
          shop.id(), by(), new EndpointDraft(slow.url(), "slow", List.of("call.started")));
      add("call.started");
      for (int i = 0; i < 20; i++) {
        event("calls.started", "call-" + i, Map.of());
      }
      try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> round = pool.submit(pump::drain);
        var patience = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        // The slow one's first few stand; the other gets all of its own from a second round.
        while (slow.requests.size() < HookSender.AT_ONCE && System.nanoTime() < patience) {
          Thread.onSpinWait();
        }
        while (customer.requests.size() < HookSender.AT_ONCE && System.nanoTime() < patience) {
          Thread.onSpinWait();
        }
        assertThat(customer.requests).hasSizeGreaterThanOrEqualTo(HookSender.AT_ONCE);
        assertThat(slow.requests).hasSize(HookSender.AT_ONCE);
        release.countDown();
        round.get();
      }
      assertThat(customer.requests).hasSize(20);
      assertThat(slow.requests).hasSize(20);
      assertThat(most.get()).isEqualTo(HookSender.AT_ONCE);
    }
  }

  @Test
  void an_endpoint_that_can_not_be_worked_on_holds_up_no_other() throws Exception {
    var odd = add("call.started");
    event("calls.started", "first", Map.of());
    url(odd, "http://not an address/");
    var neighbour = desk.tenant().create();
    try (var other = new FakeCustomer()) {
      var theirs =
          endpoints.add(
              neighbour.id(),
              neighbour.ownerCaller().actor(),
              new EndpointDraft(other.url(), "theirs", List.of("call.started")));
      transactions.write(
          neighbour.id(), () -> log.append(neighbour.id(), "calls.started", "theirs", Map.of()));

      pump.drain();

      assertThat(other.bodies()).singleElement().asString().contains("theirs");
      endpoints.remove(neighbour.id(), neighbour.ownerCaller().actor(), theirs);
    }
    url(odd, customer.url());
    pump.drain();
    assertThat(customer.bodies()).singleElement().asString().contains("first");
  }

  private void url(EndpointId endpoint, String url) {
    transactions.write(
        shop.id(),
        () ->
            db.sql(
                    """
                    UPDATE integrations.hook_endpoint SET url = :url
                     WHERE tenant_id = :tenant AND id = :id
                    """)
                .param("url", url)
                .param("tenant", shop.id().value())
                .param("id", endpoint.value())
                .update());
  }

  @Test
  void two_nodes_at_once_plan_and_send_each_event_once() throws Exception {
    add("call.started");
    for (int i = 0; i < 40; i++) {
      event("calls.started", "call-" + i, Map.of());
    }
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var rounds =
          List.of(pool.submit(pump::drain), pool.submit(pump::drain), pool.submit(pump::drain));
      for (var round : rounds) {
        round.get();
      }
    }
    pump.drain();

    assertThat(customer.requests).hasSize(40);
    assertThat(customer.requests.stream().map(FakeCustomer.Request::id)).doesNotHaveDuplicates();
  }

  @Test
  void an_attempt_that_died_with_its_node_is_made_again_under_the_same_id() {
    var endpoint = add("call.started");
    event("calls.started", "call-1", Map.of());
    pump.plan();
    var hook = onlyHook(endpoint);
    transactions.write(
        shop.id(),
        () ->
            db.sql(
                    """
                    UPDATE integrations.hook_delivery
                       SET lease = gen_random_uuid(), due_at = :due
                     WHERE tenant_id = :tenant AND id = :id
                    """)
                .param("tenant", shop.id().value())
                .param("id", hook.id().value())
                .param("due", clock.instant().plusSeconds(60).atOffset(ZoneOffset.UTC))
                .update());
    pump.drain();
    assertThat(customer.requests).isEmpty();

    clock.advance(Duration.ofSeconds(61));
    pump.drain();

    assertThat(customer.requests)
        .singleElement()
        .extracting(FakeCustomer.Request::id)
        .isEqualTo(hook.id().header());
  }

  @Test
  void switched_off_nothing_is_sent_and_switched_on_it_hears_of_what_comes_then() {
    var endpoint = add("call.started");
    endpoints.activate(shop.id(), by(), endpoint, false);
    event("calls.started", "meanwhile", Map.of());
    pump.drain();
    assertThatThrownBy(() -> endpoints.test(shop.id(), by(), endpoint)).isInstanceOf(Refusal.class);
    endpoints.activate(shop.id(), by(), endpoint, true);
    event("calls.started", "afterwards", Map.of());
    pump.drain();

    assertThat(customer.bodies()).singleElement().asString().contains("afterwards");
  }

  private EndpointId add(String... types) {
    return endpoints.add(
        shop.id(), by(), new EndpointDraft(customer.url(), "mine", List.of(types)));
  }

  private void event(String topic, String subject, Map<String, ?> data) {
    transactions.write(shop.id(), () -> log.append(shop.id(), topic, subject, data));
  }

  private Hook onlyHook(EndpointId endpoint) {
    var rows = endpoints.log(shop.id(), endpoint, null, Long.MAX_VALUE, 10);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  private Actor by() {
    return shop.ownerCaller().actor();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
