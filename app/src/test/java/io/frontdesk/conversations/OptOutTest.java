package io.frontdesk.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.FakeCarrier;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class OptOutTest {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Autowired private TestDesk desk;
  @Autowired private Conversations conversations;
  @Autowired private Contacts contacts;
  @Autowired private Deliveries deliveries;
  @Autowired private Senders senders;
  @Autowired private Suppressions suppressions;
  @Autowired private Dispatcher dispatcher;
  @Autowired private FakeCarrier carrier;
  @Autowired private MovableClock clock;

  private TestDesk.TestTenant shop;
  private String client = "";

  @BeforeEach
  void a_shop_with_a_number() {
    clock.set("2026-03-02T15:00:00Z");
    shop = desk.tenant().named("Tidewater").create();
    senders.register(shop.id(), Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
    client = "+1415555%04d".formatted(7000 + NUMBERS.incrementAndGet());
  }

  @Test
  void a_sentence_stops_all_texts_and_is_confirmed_once_whatever_follows() {
    receive("SM1", "please take me off your list");
    dispatcher.drain();
    receive("SM2", "STOP");
    receive("SM3", "I said stop texting me!!");
    receive("SM1", "please take me off your list");
    dispatcher.drain();

    assertThat(only().scope()).isEqualTo(Suppression.Scope.ALL);
    assertThat(carrier.textsTo(client))
        .singleElement()
        .satisfies(text -> assertThat(text.body()).contains("Tidewater", "no more texts", "START"));
    assertThat(page()).contains("Opted out: nothing more is sent this way.");
  }

  @Test
  void a_carrier_that_answers_its_own_words_does_not_answer_sentences() {
    receive("SM1", "please take me off your list", true);
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).hasSize(1);

    receive("SM2", "START", true);
    receive("SM3", "STOP", true);
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void a_confirmation_that_is_late_is_not_sent() {
    receive("SM1", "STOP");
    clock.advance(Duration.ofMinutes(6));
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).isEmpty();
  }

  @Test
  void help_is_answered_long_after_an_opt_out_and_tells_how_to_come_back() {
    receive("SM1", "STOP");
    dispatcher.drain();
    clock.advance(Duration.ofDays(3));

    receive("SM2", "HELP");
    dispatcher.drain();

    assertThat(only().scope()).isEqualTo(Suppression.Scope.ALL);
    assertThat(carrier.textsTo(client)).hasSize(2);
    assertThat(carrier.textsTo(client).getLast().body())
        .contains("Tidewater", "opted out", "START")
        .doesNotContain("STOP");
  }

  @Test
  void help_that_is_answered_late_is_not_answered_to_somebody_who_opted_out() {
    receive("SM1", "STOP");
    dispatcher.drain();
    clock.advance(Duration.ofDays(3));

    receive("SM2", "HELP");
    clock.advance(Duration.ofMinutes(6));
    dispatcher.drain();

    assertThat(carrier.textsTo(client)).hasSize(1);
  }

  @Test
  void doubt_bars_marketing_is_shown_and_not_confirmed_and_a_clear_word_widens_it() {
    receive("SM1", "no thanks, not interested");
    var booking = text("booking", Purpose.TRANSACTIONAL);
    var promotion = text("promotion", Purpose.MARKETING);
    dispatcher.drain();

    assertThat(only().scope()).isEqualTo(Suppression.Scope.MARKETING);
    assertThat(only().isDoubtful()).isTrue();
    assertThat(state(booking)).isEqualTo(DeliveryState.SENT);
    assertThat(state(promotion)).isEqualTo(DeliveryState.REFUSED);
    assertThat(carrier.textsTo(client)).hasSize(1);
    assertThat(page()).contains("May have asked to be left alone.");

    receive("SM2", "stop texting me");
    dispatcher.drain();
    assertThat(only().scope()).isEqualTo(Suppression.Scope.ALL);
    assertThat(carrier.textsTo(client)).hasSize(2);
  }

  @Test
  void start_opens_what_texts_closed_and_nothing_else() {
    receive("SM1", "remove me from your list");
    receive("SM2", "Unstop");
    assertThat(bars()).isEmpty();

    receive("SM3", "STOP");
    suppressions.suppress(
        shop.id(),
        Channel.SMS,
        client,
        Suppression.Scope.ALL,
        Suppression.Reason.STAFF,
        "desk lawyer wrote",
        shop.ownerCaller().actor());
    receive("SM4", "start");
    assertThat(bars()).singleElement().extracting("reason").isEqualTo(Suppression.Reason.STAFF);
  }

  @Test
  void what_was_said_on_the_phone_holds_against_a_yes() {
    receive("SM1", "STOP");
    conversations.heed(
        shop.id(),
        new SpokenOptOut(
            new PhoneNumber(client),
            Set.of(Channel.SMS, Channel.VOICE),
            Suppression.Scope.ALL,
            "call 17",
            clock.instant()));

    receive("SM2", "YES");

    assertThat(only().evidence()).isEqualTo("spoken call 17");
    assertThat(suppressions.isSuppressed(shop.id(), Channel.VOICE, client)).isTrue();
  }

  @Test
  void an_e_mail_that_has_only_a_subject_unsubscribes_and_gets_no_answer() {
    var ann = "ann" + NUMBERS.incrementAndGet() + "@example.org";
    conversations.receive(
        shop.id(),
        new InboundMessage(
            Channel.EMAIL,
            ann,
            "Ann",
            null,
            "Unsubscribe",
            "",
            "imap",
            "<1@example.org>",
            null,
            false,
            clock.instant()));

    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).hasSize(1);
    assertThat(suppressions.isSuppressed(shop.id(), Channel.SMS, client)).isFalse();
  }

  @Test
  void the_desk_settles_a_doubt_and_who_runs_the_workspace_lifts_with_a_reason() {
    receive("SM1", "not interested");
    var contact = contacts.findByPhone(shop.id(), new PhoneNumber(client)).orElseThrow();
    var panel = "/barred/panel/contact/" + contact.id();
    var front = shop.signedIn(Role.FRONT_DESK);
    assertThat(front.get(panel).body()).contains("Please decide", "no offers may be sent");

    var settled =
        front.post(panel + "/settle", "channel", "SMS", "address", client, "meant", "true");
    assertThat(settled.body()).contains("nothing may be sent").doesNotContain("Please decide");
    assertThat(only().scope()).isEqualTo(Suppression.Scope.ALL);
    assertThat(
            front
                .post(
                    panel + "/lift",
                    "channel",
                    "SMS",
                    "address",
                    client,
                    "reason",
                    "OPT_OUT",
                    "why",
                    "they came back")
                .status())
        .isEqualTo(403);

    var owner = shop.owner();
    var without =
        owner.post(panel + "/lift", "channel", "SMS", "address", client, "reason", "OPT_OUT");
    assertThat(without.status()).isEqualTo(400);
    assertThat(bars()).hasSize(1);
    owner.post(
        panel + "/lift",
        "channel",
        "SMS",
        "address",
        client,
        "reason",
        "OPT_OUT",
        "why",
        "signed the form");
    assertThat(bars()).isEmpty();
    assertThat(owner.get("/settings/audit").body()).contains("policy.suppression-lifted");
    var other = desk.tenant().create();
    assertThat(other.owner().get(panel).status()).isEqualTo(404);
  }

  @Test
  void a_doubt_that_was_none_is_forgotten() {
    receive("SM1", "too many texts today, sorry, which one counts?");
    var contact = contacts.findByPhone(shop.id(), new PhoneNumber(client)).orElseThrow();
    var panel = "/barred/panel/contact/" + contact.id();
    assertThat(bars()).hasSize(1);

    shop.signedIn(Role.FRONT_DESK)
        .post(panel + "/settle", "channel", "SMS", "address", client, "meant", "false");

    assertThat(bars()).isEmpty();
  }

  @Test
  void nothing_that_had_not_left_when_a_stop_was_kept_ever_leaves() throws Exception {
    for (int round = 0; round < 5; round++) {
      client = "+1415555%04d".formatted(7500 + NUMBERS.incrementAndGet());
      int each = round;
      var sent =
          IntStream.range(0, 24)
              .mapToObj(i -> text("race-" + each + "-" + i, Purpose.TRANSACTIONAL))
              .toList();
      var sending = CompletableFuture.supplyAsync(dispatcher::drain);
      while (carrier.textsTo(client).isEmpty() && !sending.isDone()) {
        Thread.onSpinWait();
      }

      conversations.heed(shop.id(), message("race-" + round, "stop texting me", true));
      var notLeft =
          sent.stream()
              .filter(
                  id ->
                      switch (state(id)) {
                        case WAITING, CLAIMED, HELD -> true;
                        default -> false;
                      })
              .toList();
      sending.get(60, TimeUnit.SECONDS);
      dispatcher.drain();

      assertThat(notLeft).allMatch(id -> state(id) == DeliveryState.REFUSED);
      assertThat(carrier.textsTo(client)).hasSizeLessThanOrEqualTo(sent.size() - notLeft.size());
    }
  }

  private DeliveryState state(DeliveryId id) {
    return deliveries.require(shop.id(), id).state();
  }

  private Suppression only() {
    assertThat(bars()).hasSize(1);
    return bars().getFirst();
  }

  private List<Suppression> bars() {
    return suppressions.of(shop.id(), Channel.SMS, client);
  }

  private void receive(String id, String text) {
    receive(id, text, false);
  }

  private void receive(String id, String text, boolean answered) {
    conversations.receive(shop.id(), message(id, text, answered));
    clock.advance(Duration.ofSeconds(1));
  }

  private InboundMessage message(String id, String text, boolean answered) {
    return new InboundMessage(
        Channel.SMS, client, null, null, null, text, "fake", id, null, answered, clock.instant());
  }

  private DeliveryId text(String key, Purpose purpose) {
    var contact = contacts.findOrCreate(shop.id(), new PhoneNumber(client), null, "test");
    return deliveries.request(
        shop.id(),
        new DeliveryRequest(
            contact.id(),
            Channel.SMS,
            client,
            purpose,
            new Content.Sms("Words of " + key),
            clock.instant(),
            key,
            "test",
            key));
  }

  private String page() {
    var contact = contacts.findByPhone(shop.id(), new PhoneNumber(client)).orElseThrow();
    var thread = conversations.findByContact(shop.id(), contact.id()).orElseThrow();
    return shop.signedIn(Role.FRONT_DESK).get("/inbox/" + thread.id()).body();
  }
}
