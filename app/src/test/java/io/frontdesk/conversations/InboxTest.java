package io.frontdesk.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.FakeCarrier;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.TestDesk;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class InboxTest {
  @Autowired private TestDesk desk;
  @Autowired private Conversations conversations;
  @Autowired private Contacts contacts;
  @Autowired private Senders senders;
  @Autowired private Suppressions suppressions;
  @Autowired private Dispatcher dispatcher;
  @Autowired private FakeCarrier carrier;
  @Autowired private MovableClock clock;

  private final String client =
      "+1312555" + String.format("%04d", ThreadLocalRandom.current().nextInt(10_000));

  @Test
  void a_text_that_comes_in_is_read_answered_and_settled() {
    var shop = shop();
    receive(shop, "Do you have time on Friday?", "SM1");
    receive(shop, "Do you have time on Friday?", "SM1");
    var browser = shop.signedIn(Role.FRONT_DESK);
    var thread = thread(shop);

    assertThat(browser.get("/inbox").body()).contains("time on Friday", "1 new");
    assertThat(browser.get("/inbox/panel/needs").body()).contains("time on Friday");
    var page = browser.get("/inbox/" + thread.id());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("Do you have time on Friday?");
    assertThat(browser.post("/inbox/" + thread.id() + "/read").status()).isEqualTo(200);
    assertThat(thread(shop).unread()).isZero();

    var sent =
        browser.post(
            "/inbox/" + thread.id() + "/send",
            "channel",
            "sms",
            "body",
            "Yes, at ten.",
            "key",
            "k1");
    assertThat(sent.status()).isBetween(300, 303);
    browser.post(
        "/inbox/" + thread.id() + "/send", "channel", "sms", "body", "Yes, at ten.", "key", "k1");
    dispatcher.drain();
    assertThat(carrier.textsTo(client))
        .singleElement()
        .extracting("body")
        .isEqualTo("Yes, at ten.");
    assertThat(browser.get("/inbox/" + thread.id() + "/messages").body())
        .contains("Yes, at ten.", "Sent");

    browser.post("/inbox/" + thread.id() + "/done");
    assertThat(thread(shop).status()).isEqualTo(ConversationStatus.DONE);
    browser.post("/inbox/" + thread.id() + "/reopen");
    assertThat(thread(shop).status()).isEqualTo(ConversationStatus.OPEN);
    browser.post("/inbox/" + thread.id() + "/note", "note", "Prefers mornings");
    browser.post("/inbox/" + thread.id() + "/assign", "member", "me");
    assertThat(browser.get("/inbox/" + thread.id()).body())
        .contains("Prefers mornings", "Assigned to Front desk Example");
    assertThat(browser.get("/inbox?filter=mine").body()).contains("Prefers mornings");
    assertThat(browser.get("/inbox/panel/contact/" + thread.contact()).body())
        .contains("Yes, at ten.");
  }

  @Test
  void a_stop_ends_it_with_one_confirmation_and_start_opens_again() {
    var shop = shop();
    receive(shop, "Stop", "SM1");
    receive(shop, "STOP", "SM2");
    dispatcher.drain();
    assertThat(suppressions.isSuppressed(shop.id(), Channel.SMS, client)).isTrue();
    assertThat(carrier.textsTo(client))
        .singleElement()
        .extracting("body")
        .asString()
        .contains("no more texts");
    var browser = shop.signedIn(Role.FRONT_DESK);
    var thread = thread(shop);
    assertThat(browser.get("/inbox/" + thread.id()).body()).contains("opted out");
    assertThat(
            browser
                .post("/inbox/" + thread.id() + "/send", "channel", "sms", "body", "But…")
                .status())
        .isEqualTo(422);

    receive(shop, "start", "SM3");
    dispatcher.drain();
    assertThat(suppressions.isSuppressed(shop.id(), Channel.SMS, client)).isFalse();
    assertThat(carrier.textsTo(client)).hasSize(2);
    receive(shop, "yes", "SM4");
    dispatcher.drain();
    assertThat(carrier.textsTo(client)).hasSize(2);
  }

  @Test
  void what_did_not_arrive_is_seen_and_can_be_sent_again() {
    var shop = shop();
    receive(shop, "Hello", "SM1");
    var browser = shop.signedIn(Role.FRONT_DESK);
    browser.get("/inbox");
    var thread = thread(shop);
    carrier.answer(client, _ -> new GatewayOutcome.Rejected("30007", "The carrier filtered it."));
    browser.post("/inbox/" + thread.id() + "/send", "channel", "sms", "body", "Hi", "key", "k1");
    dispatcher.drain();

    assertThat(thread(shop).trouble()).isTrue();
    var page = browser.get("/inbox/" + thread.id()).body();
    assertThat(page).contains("The carrier filtered it.", "Send again");

    carrier.answer(client, sms -> new GatewayOutcome.Accepted("FK" + sms.attempt()));
    var delivery = page.replaceAll("(?s).*/deliveries/([0-9a-f-]{36})/again.*", "$1");
    browser.post("/inbox/" + thread.id() + "/deliveries/" + delivery + "/again");
    dispatcher.drain();
    assertThat(thread(shop).trouble()).isFalse();
    assertThat(carrier.textsTo(client)).hasSize(2);
  }

  @Test
  void parts_are_counted_while_writing() {
    var shop = shop();
    receive(shop, "Hello", "SM1");
    var browser = shop.signedIn(Role.FRONT_DESK);
    browser.get("/inbox");

    var measured =
        browser.post(
            "/inbox/" + thread(shop).id() + "/measure", "channel", "sms", "body", "“Hi” there");

    assertThat(measured.body()).contains("1 part", "special characters");
  }

  @Test
  void programs_read_and_send_and_repeat_without_harm() {
    var shop = shop();
    receive(shop, "Hello", "SM1");
    var api = shop.apiKey();
    var thread = thread(shop);
    var body = "{\"contact\":\"" + thread.contact() + "\",\"channel\":\"sms\",\"body\":\"Hi\"}";

    assertThat(api.get("/api/v1/conversations").json().at("/items/0/unread").asInt()).isEqualTo(1);
    assertThat(
            api.get("/api/v1/messages?conversation=" + thread.id())
                .json()
                .at("/items/0/body")
                .asString())
        .isEqualTo("Hello");
    assertThat(api.post("/api/v1/messages", body).status()).isEqualTo(400);
    var key = Map.of("Idempotency-Key", "abc");
    var first = api.send("POST", "/api/v1/messages", body, key);
    var second = api.send("POST", "/api/v1/messages", body, key);
    assertThat(first.status()).isEqualTo(202);
    assertThat(second.json().at("/id")).isEqualTo(first.json().at("/id"));
    assertThat(
            api.get("/api/v1/deliveries/" + first.json().at("/id").asString())
                .json()
                .at("/state")
                .asString())
        .isEqualTo("waiting");
  }

  @Test
  void another_workspace_sees_nothing() {
    var shop = shop();
    receive(shop, "Secret words", "SM1");
    var thread = thread(shop);
    var other = shop();
    var browser = other.owner();
    browser.get("/inbox");

    assertThat(browser.get("/inbox/" + thread.id()).status()).isEqualTo(404);
    assertThat(browser.get("/inbox?filter=all").body()).doesNotContain("Secret words");
    assertThat(browser.post("/inbox/" + thread.id() + "/done").status()).isEqualTo(404);
    assertThat(other.apiKey().get("/api/v1/conversations/" + thread.id()).status()).isEqualTo(404);
    assertThat(thread(shop).status()).isEqualTo(ConversationStatus.OPEN);
  }

  private TestDesk.TestTenant shop() {
    clock.set("2026-03-02T15:00:00Z");
    var shop = desk.tenant().create();
    senders.register(shop.id(), Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
    return shop;
  }

  private void receive(TestDesk.TestTenant shop, String text, String id) {
    conversations.receive(
        shop.id(),
        new InboundMessage(
            Channel.SMS, client, null, null, null, text, "fake", id, null, false, clock.instant()));
  }

  private Conversation thread(TestDesk.TestTenant shop) {
    var contact = contacts.findByPhone(shop.id(), new PhoneNumber(client)).orElseThrow();
    return conversations.findByContact(shop.id(), contact.id()).orElseThrow();
  }
}
