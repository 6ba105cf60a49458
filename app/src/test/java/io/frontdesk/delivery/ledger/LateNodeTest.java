package io.frontdesk.delivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.FakeCarrier;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.KillSwitches;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A node that stands still between committing `sending` and its call: a paused machine, a long
/// collection of garbage.
@FrontdeskTest
class LateNodeTest {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Actor DESK = new Actor.Program("test");
  private static final UUID NODE = UUID.randomUUID();

  @Autowired private TestDesk desk;
  @Autowired private Deliveries deliveries;
  @Autowired private Senders senders;
  @Autowired private ClaimStore claims;
  @Autowired private Sending sending;
  @Autowired private GatewayCalls gateways;
  @Autowired private Dispatcher dispatcher;
  @Autowired private KillSwitches switches;
  @Autowired private Suppressions suppressions;
  @Autowired private FakeCarrier carrier;
  @Autowired private MovableClock clock;

  private TenantId shop = new TenantId(Uuid7.next());
  private String client = "";

  @BeforeEach
  void a_shop_with_a_number() {
    clock.set("2026-03-02T15:00:00Z");
    shop = desk.tenant().create().id();
    senders.register(shop, Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
    client = "+1312555%04d".formatted(8000 + NUMBERS.incrementAndGet());
  }

  @Test
  void what_another_node_has_settled_meanwhile_is_not_sent_beside_it() {
    var id = text();
    var begun = begun();

    clock.advance(Duration.ofMinutes(4));
    // The other node takes it for lost, hears that the provider has nothing, and sends it.
    dispatcher.sweep();
    dispatcher.sweep();
    dispatcher.drain();
    var late = send(begun);
    sending.recordAll(shop, List.of(new Sending.Answer(id, begun.attempt(), late)));

    assertThat(carrier.textsTo(client)).hasSize(1);
    assertThat(carrier.textsTo(client).getFirst().attempt()).isNotEqualTo(begun.attempt());
    assertThat(late).isEqualTo(new GatewayOutcome.NotReached(GatewayCalls.TOO_LATE, null));
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void what_nobody_has_touched_meanwhile_is_tried_anew() {
    var id = text();
    var begun = begun();

    clock.advance(Duration.ofMinutes(4));
    var late = send(begun);
    sending.recordAll(shop, List.of(new Sending.Answer(id, begun.attempt(), late)));
    assertThat(carrier.textsTo(client)).isEmpty();
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.WAITING);
    clock.advance(Duration.ofMinutes(1));
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void a_call_that_can_end_within_its_lease_is_made() {
    text();
    var begun = begun();

    clock.advance(Duration.ofMinutes(2));

    assertThat(send(begun)).isInstanceOf(GatewayOutcome.Accepted.class);
  }

  @Test
  void a_switch_or_a_stop_kept_while_the_node_stood_still_holds() {
    var id = text();
    var begun = begun();
    clock.advance(Duration.ofSeconds(2));
    switches.stop(shop, Channel.SMS, "wrong list", DESK);

    var first = send(begun);
    sending.recordAll(shop, List.of(new Sending.Answer(id, begun.attempt(), first)));
    clock.advance(Duration.ofMinutes(1));
    dispatcher.drain();
    assertThat(first).isEqualTo(new GatewayOutcome.NotReached(GatewayCalls.WITHDRAWN, null));
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.HELD);

    switches.release(shop, Channel.SMS, DESK);
    var again = begun();
    clock.advance(Duration.ofSeconds(2));
    suppressions.suppress(
        shop,
        Channel.SMS,
        client,
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "keyword test SM1",
        DESK);
    var second = send(again);
    sending.recordAll(shop, List.of(new Sending.Answer(id, again.attempt(), second)));
    clock.advance(Duration.ofMinutes(1));
    dispatcher.drain();

    assertThat(second).isEqualTo(first);
    assertThat(deliveries.require(shop, id).state()).isEqualTo(DeliveryState.REFUSED);
    assertThat(carrier.textsTo(client)).isEmpty();
  }

  private GatewayOutcome send(Sending.Outgoing one) {
    return gateways.send(one, new StandingDecision(shop, List.of(one), sending, clock)).join();
  }

  private Sending.Outgoing begun() {
    assertThat(claims.turns(List.of(shop))).hasSize(1);
    return sending.take(shop, 10, 0, NODE).outgoing().getFirst();
  }

  private DeliveryId text() {
    return deliveries.request(
        shop,
        new DeliveryRequest(
            new ContactId(Uuid7.next()),
            Channel.SMS,
            client,
            Purpose.TRANSACTIONAL,
            new Content.Sms("Booked."),
            clock.instant(),
            "key-1",
            "appointment",
            "1"));
  }
}
