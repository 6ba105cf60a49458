package io.frontdesk.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class DeliveryTest {
  private static final Actor DESK = new Actor.Program("test");
  // The carrier is shared, so no two tests may have one number.
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Autowired private TestDesk desk;
  @Autowired private Deliveries deliveries;
  @Autowired private DeliveryReports reports;
  @Autowired private Senders senders;
  @Autowired private Suppressions suppressions;
  @Autowired private Dispatcher dispatcher;
  @Autowired private FakeCarrier carrier;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  private TenantId shop = new TenantId(Uuid7.next());
  private String client = "+13125550100";

  @BeforeEach
  void a_shop_with_a_number() {
    clock.set("2026-03-02T15:00:00Z");
    shop = shop();
    client = number();
  }

  @Test
  void a_text_is_sent_once_and_its_arrival_reported() {
    var id = text(Purpose.TRANSACTIONAL, "Booked.", "key-1");

    dispatcher.drain();
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).hasSize(1);
    var sent = deliveries.require(shop, id);
    assertThat(sent.state()).isEqualTo(DeliveryState.SENT);
    report(Objects.requireNonNull(sent.providerId()), null, DeliveryState.DELIVERED);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(deliveries.history(shop, id))
        .extracting(AttemptEvent::kind)
        .containsExactly("requested", "started", "accepted", "reported");
  }

  @Test
  void the_same_key_gives_the_first_delivery_with_its_first_words() {
    var first = text(Purpose.TRANSACTIONAL, "First words.", "key-1");
    var second = text(Purpose.TRANSACTIONAL, "Other words.", "key-1");

    dispatcher.drain();

    assertThat(second).isEqualTo(first);
    assertThat(carrier.textsTo(client))
        .singleElement()
        .extracting("body")
        .isEqualTo("First words.");
  }

  // Who repeats may hold the thread that the dispatcher is about to write to.
  @Test
  void a_repeated_key_does_not_wait_for_whoever_is_sending_the_first() {
    var first = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    var second =
        transactions.write(
            shop,
            () -> {
              db.sql(
                      """
                      UPDATE delivery.delivery SET state = 'held'
                       WHERE tenant_id = :tenant AND id = :id
                      """)
                  .param("tenant", shop.value())
                  .param("id", first.value())
                  .update();
              return CompletableFuture.supplyAsync(
                      () -> text(Purpose.TRANSACTIONAL, "Hello", "key-1"))
                  .orTimeout(20, TimeUnit.SECONDS)
                  .join();
            });

    assertThat(second).isEqualTo(first);
  }

  @Test
  void a_request_that_rolls_back_sends_nothing() {
    assertThatThrownBy(
            () ->
                transactions.write(
                    shop,
                    () -> {
                      text(Purpose.TRANSACTIONAL, "Never.", "key-1");
                      throw new IllegalStateException("booking failed");
                    }))
        .isInstanceOf(IllegalStateException.class);

    dispatcher.drain();

    assertThat(carrier.textsTo(client)).isEmpty();
  }

  @Test
  void stop_beats_a_waiting_delivery() {
    var id = text(Purpose.TRANSACTIONAL, "Your booking.", "key-1");
    suppressions.suppress(
        shop,
        Channel.SMS,
        client,
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "sms-keyword STOP",
        DESK);

    dispatcher.drain();

    var refused = deliveries.require(shop, id);
    assertThat(refused.state()).isEqualTo(DeliveryState.REFUSED);
    assertThat(refused.reasonCode()).isEqualTo("suppression.opt-out");
    assertThat(refused.reason()).contains("opted out");
    assertThat(carrier.textsTo(client)).isEmpty();
  }

  @Test
  void a_reminder_at_night_waits_until_eight_where_the_person_is() {
    clock.set("2026-03-02T10:00:00Z"); // 4:00 in Chicago
    var id = text(Purpose.REMINDER, "Tomorrow at nine.", "key-1");

    dispatcher.drain();
    var held = deliveries.require(shop, id);
    clock.set("2026-03-02T14:00:00Z");
    dispatcher.drain();

    assertThat(held.state()).isEqualTo(DeliveryState.HELD);
    assertThat(held.dueAt()).isEqualTo(Instant.parse("2026-03-02T14:00:00Z"));
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void without_a_sender_it_fails_with_the_reason_and_can_be_sent_again() {
    var bare = desk.tenant().create().id();
    var id = deliveries.request(bare, request(Purpose.TRANSACTIONAL, "Hello", "key-1", "t"));

    dispatcher.drain();
    var failed = deliveries.require(bare, id);
    senders.register(bare, Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
    deliveries.sendAgain(bare, id, DESK);
    dispatcher.drain();

    assertThat(failed.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(failed.reasonCode()).isEqualTo("no-sender");
    assertThat(deliveries.require(bare, id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void what_was_not_reached_is_tried_again_later_and_rejected_is_not() {
    var outcomes =
        List.of(
            new GatewayOutcome.NotReached("429", Duration.ofSeconds(40)),
            new GatewayOutcome.Rejected("21211", "Not a number."));
    carrier.answer(client, _ -> outcomes.get(carrier.textsTo(client).size() - 1));
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    dispatcher.drain();
    var waiting = deliveries.require(shop, id);
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).hasSize(1);
    clock.advance(Duration.ofSeconds(41));
    dispatcher.drain();

    assertThat(waiting.state()).isEqualTo(DeliveryState.WAITING);
    assertThat(waiting.dueAt()).isAfterOrEqualTo(clock.instant().minusSeconds(1));
    var failed = deliveries.require(shop, id);
    assertThat(failed.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(failed.reasonCode()).isEqualTo("21211");
    assertThat(carrier.textsTo(client)).hasSize(2);
  }

  @Test
  void a_process_that_dies_while_sending_leaves_an_unknown_that_the_provider_settles() {
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    diesWhileSending(id);
    clock.advance(Duration.ofMinutes(4));
    carrier.know(client, new Reconciliation.Found(List.of(new Reconciliation.Match("FK-there"))));

    dispatcher.sweep();
    dispatcher.drain();

    var found = deliveries.require(shop, id);
    assertThat(found.state()).isEqualTo(DeliveryState.SENT);
    assertThat(found.providerId()).isEqualTo("FK-there");
    assertThat(carrier.textsTo(client)).isEmpty();
    assertThat(deliveries.history(shop, id))
        .extracting(AttemptEvent::kind)
        .contains("lease-lost", "reconciled");
  }

  @Test
  void a_lease_that_still_runs_is_left_alone() {
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    diesWhileSending(id);
    clock.advance(Duration.ofMinutes(1));

    dispatcher.sweep();
    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENDING);
    assertThat(carrier.textsTo(client)).isEmpty();
  }

  @Test
  void a_node_whose_clock_is_ahead_takes_nothing_from_those_who_are_sending() {
    clock.set(Instant.now().toString());
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    diesWhileSending(id);
    clock.advance(Duration.ofMinutes(10));

    dispatcher.sweep();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENDING);
  }

  @Test
  void an_unclear_answer_is_sent_again_only_when_the_provider_surely_has_nothing() {
    carrier.answer(client, _ -> new GatewayOutcome.Unclear("timeout"));
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    dispatcher.drain();

    dispatcher.sweep();
    dispatcher.drain();
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.UNKNOWN);
    assertThat(carrier.textsTo(client)).hasSize(1);

    clock.advance(Duration.ofMinutes(6));
    carrier.answer(client, sms -> new GatewayOutcome.Accepted("FK" + sms.attempt()));
    dispatcher.sweep();
    dispatcher.drain();
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(client)).hasSize(2);
  }

  @Test
  void what_was_accepted_before_the_answer_was_lost_is_found_and_not_sent_again() {
    carrier.answer(client, _ -> new GatewayOutcome.Unclear("timeout"));
    carrier.know(
        client, new Reconciliation.Found(List.of(new Reconciliation.Match("FK-kept" + client))));
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    dispatcher.drain();
    var unclear = deliveries.require(shop, id);
    dispatcher.sweep();
    clock.advance(Duration.ofHours(1));
    dispatcher.sweep();
    dispatcher.drain();

    assertThat(unclear.state()).isEqualTo(DeliveryState.UNKNOWN);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(deliveries.require(shop, id).providerId()).isEqualTo("FK-kept" + client);
    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void an_answer_that_comes_after_the_provider_was_asked_changes_nothing() {
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    carrier.know(
        client, new Reconciliation.Found(List.of(new Reconciliation.Match("FK-late" + client))));
    carrier.answer(
        client,
        _ -> {
          // The worker hangs in its call; another takes it for lost and asks the provider.
          clock.advance(Duration.ofMinutes(4));
          dispatcher.sweep();
          return new GatewayOutcome.Accepted("FK-late" + client);
        });

    dispatcher.drain();
    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void a_worker_that_dies_before_sending_gives_its_claims_back() {
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    diesWhileSending(id);
    transactions.write(
        shop,
        () ->
            db.sql(
                    """
                    UPDATE delivery.delivery SET state = 'claimed', attempt_id = NULL
                     WHERE tenant_id = :tenant AND id = :id
                    """)
                .param("tenant", shop.value())
                .param("id", id.value())
                .update());
    clock.advance(Duration.ofMinutes(4));

    dispatcher.sweep();
    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void a_message_found_is_not_taken_for_two_deliveries() {
    carrier.answer(client, _ -> new GatewayOutcome.Unclear("timeout"));
    var one = text(Purpose.TRANSACTIONAL, "Same words", "key-1");
    var two = text(Purpose.TRANSACTIONAL, "Same words", "key-2");
    dispatcher.drain();
    carrier.know(
        client, new Reconciliation.Found(List.of(new Reconciliation.Match("FK-" + client))));

    dispatcher.sweep();

    assertThat(List.of(deliveries.require(shop, one), deliveries.require(shop, two)))
        .extracting(Delivery::state)
        .containsExactlyInAnyOrder(DeliveryState.SENT, DeliveryState.UNKNOWN);
  }

  @Test
  void an_unknown_e_mail_waits_for_a_person() {
    var id = mail("key-1");
    diesWhileSending(id);
    clock.advance(Duration.ofMinutes(4));
    dispatcher.sweep();
    clock.advance(Duration.ofHours(1));
    dispatcher.sweep();
    dispatcher.drain();
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.UNKNOWN);
    assertThat(deliveries.needingAttention(shop, 10)).extracting(Delivery::id).contains(id);

    deliveries.confirmSent(shop, id, DESK);

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void callbacks_may_come_early_twice_and_out_of_order() {
    carrier.answer(
        client,
        sms -> {
          // Before the answer to our call.
          report("FK-early" + client, sms.attempt(), DeliveryState.DELIVERED);
          report("FK-early" + client, sms.attempt(), DeliveryState.SENT);
          return new GatewayOutcome.Accepted("FK-early" + client);
        });
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    dispatcher.drain();
    report("FK-early" + client, null, DeliveryState.SENT);
    report("FK-early" + client, null, DeliveryState.DELIVERED);

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(deliveries.require(shop, id).providerId()).isEqualTo("FK-early" + client);
  }

  @Test
  void what_was_taken_for_absent_and_shows_up_before_the_next_try_is_not_sent_again() {
    var tries = new ArrayList<UUID>();
    carrier.answer(
        client,
        sms -> {
          tries.add(sms.attempt());
          return new GatewayOutcome.Unclear("timeout");
        });
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    dispatcher.drain();
    clock.advance(Duration.ofMinutes(6));
    dispatcher.sweep();
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.WAITING);

    report("FK-after-all" + client, tries.getFirst(), DeliveryState.SENT);
    dispatcher.drain();
    report("FK-after-all" + client, tries.getFirst(), DeliveryState.DELIVERED);

    assertThat(carrier.textsTo(client)).hasSize(1);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(deliveries.require(shop, id).providerId()).isEqualTo("FK-after-all" + client);
  }

  @Test
  void a_try_that_is_over_and_failed_says_nothing_of_the_newer_one() {
    var tries = new ArrayList<UUID>();
    carrier.answer(
        client,
        sms -> {
          tries.add(sms.attempt());
          return tries.size() == 1
              ? new GatewayOutcome.Unclear("timeout")
              : new GatewayOutcome.Accepted("FK-second" + client);
        });
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    dispatcher.drain();
    clock.advance(Duration.ofMinutes(6));
    dispatcher.sweep();
    dispatcher.drain();
    assertThat(tries).hasSize(2);

    report("FK-first" + client, tries.getFirst(), DeliveryState.FAILED);
    report("FK-first" + client, tries.getFirst(), DeliveryState.SENT);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(deliveries.require(shop, id).providerId()).isEqualTo("FK-second" + client);

    report("FK-first" + client, tries.getFirst(), DeliveryState.DELIVERED);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void an_old_sent_does_not_stop_what_a_person_sends_again_because_it_failed() {
    var tries = new ArrayList<UUID>();
    carrier.answer(
        client,
        sms -> {
          tries.add(sms.attempt());
          return new GatewayOutcome.Accepted("FK" + sms.attempt());
        });
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    dispatcher.drain();
    report("FK" + tries.getFirst(), tries.getFirst(), DeliveryState.FAILED);
    deliveries.sendAgain(shop, id, DESK);

    report("FK" + tries.getFirst(), tries.getFirst(), DeliveryState.SENT);
    dispatcher.drain();

    assertThat(tries).hasSize(2);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void a_message_found_is_left_to_the_same_words_that_are_just_being_sent() {
    var first = new AtomicInteger();
    carrier.answer(
        client,
        sms -> {
          if (first.getAndIncrement() == 0) {
            return new GatewayOutcome.Unclear("timeout");
          }
          // The provider has it, and its answer is on the way.
          carrier.know(
              client, new Reconciliation.Found(List.of(new Reconciliation.Match("FK-b" + client))));
          clock.advance(Duration.ofSeconds(40));
          dispatcher.sweep();
          return new GatewayOutcome.Accepted("FK-b" + client);
        });
    var one = text(Purpose.TRANSACTIONAL, "Same words", "key-1");
    dispatcher.drain();
    assertThat(deliveries.require(shop, one).state()).isEqualTo(DeliveryState.UNKNOWN);
    var two = text(Purpose.TRANSACTIONAL, "Same words", "key-2");
    dispatcher.drain();

    assertThat(deliveries.require(shop, two).state()).isEqualTo(DeliveryState.SENT);
    assertThat(deliveries.require(shop, two).providerId()).isEqualTo("FK-b" + client);
    assertThat(deliveries.require(shop, one).state()).isEqualTo(DeliveryState.UNKNOWN);
  }

  @Test
  void a_provider_that_gives_two_messages_one_name_has_taken_both() {
    carrier.answer(client, _ -> new GatewayOutcome.Accepted("OK" + client));
    var one = text(Purpose.TRANSACTIONAL, "One", "key-1");
    var two = text(Purpose.TRANSACTIONAL, "Two", "key-2");
    dispatcher.drain();
    var three = text(Purpose.TRANSACTIONAL, "Three", "key-3");
    dispatcher.drain();

    assertThat(List.of(one, two, three))
        .extracting(id -> deliveries.require(shop, id).state())
        .containsOnly(DeliveryState.SENT);
  }

  @Test
  void two_dispatchers_racing_send_each_delivery_once() throws Exception {
    for (int i = 0; i < 60; i++) {
      text(Purpose.TRANSACTIONAL, "Number " + i, "key-" + i);
    }

    try (var threads = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> racing =
          List.of(
              threads.submit(dispatcher::drain),
              threads.submit(dispatcher::drain),
              threads.submit(dispatcher::drain));
      for (var one : racing) {
        one.get();
      }
    }
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).hasSize(60).extracting("body").doesNotHaveDuplicates();
  }

  @Test
  void a_flood_of_one_tenant_does_not_stand_before_another() {
    for (int i = 0; i < 40; i++) {
      text(Purpose.MARKETING, "Buy " + i, "key-" + i);
    }
    var flooder = client;
    var other = shop();
    client = number();
    var id = deliveries.request(other, request(Purpose.CONVERSATION, "Your answer", "key-1", "t"));

    dispatcher.drain();

    assertThat(deliveries.require(other, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(flooder)).isEmpty(); // no consent to marketing
  }

  @Test
  void one_that_cannot_be_worked_on_keeps_nobody_else_from_leaving() {
    var broken = text(Purpose.TRANSACTIONAL, "One", "broken");
    var other = text(Purpose.TRANSACTIONAL, "Two", "other");
    transactions.write(
        shop,
        () ->
            db.sql("UPDATE delivery.delivery SET purpose = 'UNHEARD_OF' WHERE id = :id")
                .param("id", broken.value())
                .update());

    int taken = dispatcher.drain();

    assertThat(taken).isEqualTo(2);
    assertThat(deliveries.require(shop, other).state()).isEqualTo(DeliveryState.SENT);
    // Claimed under a lease, which brings it back.
    assertThat(dispatcher.drain()).isZero();
    transactions.write(
        shop,
        () ->
            db.sql("UPDATE delivery.delivery SET purpose = 'TRANSACTIONAL' WHERE id = :id")
                .param("id", broken.value())
                .update());
    clock.advance(Duration.ofMinutes(4));
    dispatcher.sweep();
    dispatcher.drain();
    assertThat(deliveries.require(shop, broken).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void what_surely_did_not_reach_the_first_number_goes_over_the_second_at_once() {
    senders.register(shop, Channel.SMS, "+13125550198", "fake", UUID.randomUUID(), null);
    carrier.answer(
        client,
        sms ->
            sms.from().address().equals("+13125550199")
                ? new GatewayOutcome.NotReached("no-connection", null)
                : new GatewayOutcome.Accepted("FK" + sms.attempt()));
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(client))
        .extracting(sms -> sms.from().address())
        .containsExactly("+13125550199", "+13125550198");
  }

  @Test
  void what_may_have_reached_the_first_number_never_goes_over_the_second() {
    senders.register(shop, Channel.SMS, "+13125550198", "fake", UUID.randomUUID(), null);
    carrier.answer(client, _ -> new GatewayOutcome.Unclear("timeout"));
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.UNKNOWN);
    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void when_no_sender_gets_through_it_waits_for_the_first_again() {
    senders.register(shop, Channel.SMS, "+13125550198", "fake", UUID.randomUUID(), null);
    carrier.answer(client, _ -> new GatewayOutcome.NotReached("no-connection", null));
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    dispatcher.drain();
    var waiting = deliveries.require(shop, id);
    clock.advance(Duration.ofMinutes(2));
    carrier.answer(client, sms -> new GatewayOutcome.Accepted("FK" + sms.attempt()));
    dispatcher.drain();

    assertThat(waiting.state()).isEqualTo(DeliveryState.WAITING);
    assertThat(waiting.dueAt()).isAfter(clock.instant().minus(Duration.ofMinutes(2)));
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(client).getLast().from().address()).isEqualTo("+13125550199");
  }

  @Test
  void a_connection_that_keeps_failing_is_left_alone_and_another_tenants_is_not() {
    carrier.answer(client, _ -> new GatewayOutcome.NotReached("no-connection", null));
    for (int i = 0; i < 40; i++) {
      text(Purpose.TRANSACTIONAL, "Number " + i, "key-" + i);
      dispatcher.drain();
    }
    assertThat(carrier.textsTo(client)).hasSizeBetween(10, 20);
    var other = shop();
    client = number();
    var id = deliveries.request(other, request(Purpose.CONVERSATION, "Hello", "key-1", "t"));

    dispatcher.drain();

    assertThat(deliveries.require(other, id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void the_parts_and_the_cost_are_known_before_sending() {
    var id = text(Purpose.TRANSACTIONAL, "x".repeat(161), "key-1");

    var waiting = deliveries.require(shop, id);

    assertThat(waiting.segments()).isEqualTo(2);
    assertThat(waiting.costMicros()).isEqualTo(16_600);
  }

  @Test
  void a_text_with_a_picture_is_priced_by_the_message() {
    var id =
        deliveries.request(
            shop,
            new DeliveryRequest(
                new ContactId(Uuid7.next()),
                Channel.SMS,
                client,
                Purpose.TRANSACTIONAL,
                new Content.Sms("x".repeat(500), List.of("https://files.example/before.png")),
                clock.instant(),
                "picture",
                "appointment",
                "a1"));

    assertThat(deliveries.require(shop, id).segments()).isEqualTo(1);
    assertThat(deliveries.require(shop, id).costMicros()).isEqualTo(22_000);
  }

  @Test
  void a_member_gives_up_what_nobody_knows_and_it_is_never_sent_again() {
    carrier.answer(client, _ -> new GatewayOutcome.Unclear("timeout"));
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    dispatcher.drain();

    deliveries.giveUp(shop, id, DESK);
    clock.advance(Duration.ofHours(1));
    dispatcher.sweep();
    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.CANCELLED);
    assertThat(carrier.textsTo(client)).hasSize(1);
    assertThat(deliveries.history(shop, id)).extracting(AttemptEvent::kind).endsWith("given-up");
    assertThat(
            transactions.read(
                shop,
                () ->
                    db.sql("SELECT action FROM access.audit WHERE subject_id = :id")
                        .param("id", id.toString())
                        .query(String.class)
                        .list()))
        .containsExactly("delivery.given-up");
  }

  @Test
  void what_has_not_left_can_be_withdrawn_by_its_key() {
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");

    assertThat(deliveries.cancelByKey(shop, "key-1", "Changed our mind")).isTrue();
    assertThat(deliveries.cancelByKey(shop, "key-1", "Changed our mind")).isFalse();
    assertThat(deliveries.cancelByKey(shop, "no such key", "Never mind")).isFalse();
    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.CANCELLED);
    assertThat(carrier.textsTo(client)).isEmpty();
  }

  @Test
  void what_waits_for_a_number_that_is_taken_away_goes_over_the_one_that_stays() {
    var second = UUID.randomUUID();
    senders.register(shop, Channel.SMS, "+13125550198", "fake", second, null);
    senders.makeDefault(shop, Channel.SMS, "+13125550198");
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    senders.removeConnection(shop, second);

    dispatcher.drain();

    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(carrier.textsTo(client).getLast().from().address()).isEqualTo("+13125550199");
  }

  @Test
  void another_tenant_sees_and_changes_nothing() {
    var id = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    var other = new TenantId(Uuid7.next());

    assertThat(deliveries.find(other, id)).isEmpty();
    assertThat(deliveries.forReference(other, "appointment", "key-1")).isEmpty();
    assertThat(deliveries.cancelForReference(other, "appointment", "key-1", "no")).isZero();
    assertThatThrownBy(() -> deliveries.cancel(other, id, DESK)).isInstanceOf(Refusal.class);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.WAITING);
  }

  @Test
  void what_has_not_left_can_be_withdrawn_and_what_left_can_not() {
    var waiting = text(Purpose.TRANSACTIONAL, "Hello", "key-1");
    assertThat(deliveries.cancelForReference(shop, "appointment", "key-1", "Appointment cancelled"))
        .isEqualTo(1);
    var sent = text(Purpose.TRANSACTIONAL, "Hello", "key-2");
    dispatcher.drain();

    assertThat(deliveries.require(shop, waiting).state()).isEqualTo(DeliveryState.CANCELLED);
    assertThatThrownBy(() -> deliveries.cancel(shop, sent, DESK)).isInstanceOf(Refusal.class);
    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void an_invitation_travels_with_its_e_mail() {
    mail("key-1");

    dispatcher.drain();

    assertThat(carrier.mails)
        .filteredOn(mail -> mail.from().tenant().equals(shop))
        .singleElement()
        .satisfies(
            mail -> {
              assertThat(mail.content().attachments()).hasSize(1);
              assertThat(mail.messageId()).matches("<[0-9a-f-]{36}@clinic\\.example\\.com>");
            });
  }

  private TenantId shop() {
    var tenant = desk.tenant().create().id();
    senders.register(tenant, Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
    senders.register(
        tenant, Channel.EMAIL, "desk@clinic.example.com", "fake", UUID.randomUUID(), "Clinic");
    return tenant;
  }

  private static String number() {
    return "+1312555" + (1_000 + NUMBERS.getAndIncrement());
  }

  private DeliveryId text(Purpose purpose, String body, String key) {
    return deliveries.request(shop, request(purpose, body, key, key));
  }

  private DeliveryRequest request(Purpose purpose, String body, String key, String ref) {
    return new DeliveryRequest(
        new ContactId(Uuid7.next()),
        Channel.SMS,
        client,
        purpose,
        new Content.Sms(body),
        clock.instant(),
        key,
        "appointment",
        ref);
  }

  private DeliveryId mail(String key) {
    return deliveries.request(
        shop,
        new DeliveryRequest(
            new ContactId(Uuid7.next()),
            Channel.EMAIL,
            "client@example.org",
            Purpose.TRANSACTIONAL,
            new Content.Email(
                "Your appointment",
                "See you.",
                null,
                List.of(
                    new Attachment(
                        "appointment.ics",
                        "text/calendar; method=REQUEST; charset=UTF-8",
                        new byte[] {1, 2, 3}))),
            clock.instant(),
            key,
            "appointment",
            key));
  }

  // What a process leaves that was killed after it committed `sending`.
  private void diesWhileSending(DeliveryId id) {
    transactions.write(
        shop,
        () ->
            db.sql(
                    """
                    UPDATE delivery.delivery
                       SET state = 'sending', lease_owner = :dead, lease_until = :until,
                           attempt_id = :attempt, attempt_at = :now, attempts = 1, provider = 'fake',
                           sender_id = (SELECT id FROM delivery.sender s
                                         WHERE s.tenant_id = delivery.tenant_id
                                           AND s.channel = delivery.channel)
                     WHERE tenant_id = :tenant AND id = :id
                    """)
                .param("dead", UUID.randomUUID())
                .param("until", clock.instant().plusSeconds(180).atOffset(java.time.ZoneOffset.UTC))
                .param("attempt", UUID.randomUUID())
                .param("now", clock.instant().atOffset(java.time.ZoneOffset.UTC))
                .param("tenant", shop.value())
                .param("id", id.value())
                .update());
  }

  private void report(String providerId, @Nullable UUID attempt, DeliveryState state) {
    reports.apply(shop, new DeliveryReports.Report("fake", providerId, attempt, state, null));
  }
}
