package io.frontdesk.integrations.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.twilio.FakeTwilio.Answer;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class TwilioTest {
  private static final String ACCOUNT = "AC00000000000000000000000000000001";
  private static final String TOKEN = "a-token-of-the-account";
  private static final String OURS = "+13125550199";
  private static final AtomicInteger SIDS = new AtomicInteger();

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Contacts contacts;
  @Autowired private Conversations conversations;
  @Autowired private Deliveries deliveries;
  @Autowired private Suppressions suppressions;
  @Autowired private Dispatcher dispatcher;
  @Autowired private WorkerTransactions worker;
  @Autowired private MovableClock clock;

  private @Nullable FakeTwilio twilio;
  private TestDesk.@Nullable TestTenant shop;
  private @Nullable ConnectionId connection;
  private String client = "+13125550100";

  @BeforeEach
  void a_shop_with_a_number() throws IOException {
    clock.set("2026-03-02T15:00:00Z");
    twilio = new FakeTwilio(0);
    shop = desk.tenant().named("Tidewater").create();
    client = "+1312555" + String.format("%04d", ThreadLocalRandom.current().nextInt(10_000));
    connection = connect("Texts", OURS);
  }

  @AfterEach
  void close() {
    twilio().close();
  }

  @Test
  void a_text_is_asked_for_as_documented_and_is_sent() {
    twilio().answer(_ -> created("SM" + next()));
    var id = text("See you at nine – 😀", "key-1");

    dispatcher.drain();

    var request = twilio().sent().getFirst();
    assertThat(request.path()).isEqualTo("/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json");
    assertThat(request.authorization())
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((ACCOUNT + ":" + TOKEN).getBytes(StandardCharsets.UTF_8)));
    assertThat(request.field("To")).isEqualTo(client);
    assertThat(request.field("From")).isEqualTo(OURS);
    assertThat(request.field("Body")).isEqualTo("See you at nine – 😀");
    assertThat(request.field("StatusCallback"))
        .matches(".*/hooks/twilio/" + connection + "\\?attempt=[0-9a-f-]{36}");
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void who_told_the_carrier_stop_is_suppressed_here_too() {
    twilio().answer(_ -> error(400, "21610"));
    var first = text("Hello", "key-1");
    dispatcher.drain();
    var second = text("Hello again", "key-2");
    dispatcher.drain();

    assertThat(delivery(first).reasonCode()).isEqualTo("21610");
    assertThat(delivery(first).state()).isEqualTo(DeliveryState.FAILED);
    assertThat(suppressions.isSuppressed(shop().id(), Channel.SMS, client)).isTrue();
    assertThat(delivery(second).state()).isEqualTo(DeliveryState.REFUSED);
    assertThat(twilio().sent()).hasSize(1);
  }

  @Test
  void a_wrong_number_fails_and_a_full_queue_is_tried_later() {
    var answers = new Answer[] {error(429, "20429"), error(400, "21211")};
    var tries = new AtomicInteger();
    twilio().answer(_ -> answers[tries.getAndIncrement()]);
    var id = text("Hello", "key-1");

    dispatcher.drain();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.WAITING);
    clock.advance(Duration.ofMinutes(2));
    dispatcher.drain();

    assertThat(delivery(id).state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery(id).reasonCode()).isEqualTo("21211");
    assertThat(twilio().sent()).hasSize(2);
  }

  @Test
  void an_answer_that_never_comes_is_asked_for_and_nothing_is_sent_twice() {
    var sid = "SM" + next();
    twilio().answer(request -> request.method().equals("POST") ? new Answer(0, "") : list(sid));
    var id = text("See you at nine", "key-1");

    dispatcher.drain();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.UNKNOWN);
    dispatcher.sweep();
    dispatcher.drain();

    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(delivery(id).providerId()).isEqualTo(sid);
    assertThat(twilio().sent()).hasSize(1);
    assertThat(twilio().requests.getLast().query())
        .contains("To=" + client)
        .contains("From=" + OURS);
  }

  @Test
  void what_still_waits_in_the_services_queue_is_found_and_not_sent_again() {
    var sid = "SM" + next();
    twilio()
        .answer(
            request ->
                request.method().equals("POST")
                    ? new Answer(500, "")
                    // It was sent on no day yet, so no filter by day finds it.
                    : request.query().contains("DateSent")
                        ? new Answer(200, "{\"messages\":[]}")
                        : list(sid));
    var id = text("See you at nine", "key-1");

    dispatcher.drain();
    clock.advance(Duration.ofMinutes(6));
    dispatcher.sweep();
    dispatcher.drain();

    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(delivery(id).providerId()).isEqualTo(sid);
    assertThat(twilio().sent()).hasSize(1);
  }

  @Test
  void a_broken_service_may_have_sent_it_so_it_is_asked_first() {
    twilio()
        .answer(
            request ->
                request.method().equals("POST")
                    ? new Answer(500, "")
                    : new Answer(200, "{\"messages\":[]}"));
    var id = text("See you at nine", "key-1");

    dispatcher.drain();
    dispatcher.sweep();
    dispatcher.drain();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.UNKNOWN);
    assertThat(twilio().sent()).hasSize(1);

    // It knows nothing of it for long enough: then it never got it.
    clock.advance(Duration.ofMinutes(6));
    twilio().answer(_ -> created("SM" + next()));
    twilio()
        .answer(
            request ->
                request.method().equals("POST")
                    ? created("SM" + next())
                    : new Answer(200, "{\"messages\":[]}"));
    dispatcher.sweep();
    dispatcher.drain();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(twilio().sent()).hasSize(2);
  }

  @Test
  void a_service_that_is_down_is_tried_again() throws IOException {
    int port = twilio().port();
    twilio().close();
    var id = text("See you at nine", "key-1");

    dispatcher.drain();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.WAITING);
    twilio = new FakeTwilio(port);
    twilio().answer(_ -> created("SM" + next()));
    clock.advance(Duration.ofMinutes(1));
    dispatcher.drain();

    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(twilio().sent()).hasSize(1);
  }

  @Test
  void reports_count_before_the_answer_and_late_doubled_and_out_of_order() {
    var sid = "SM" + next();
    twilio()
        .answer(
            request -> {
              report(request.field("StatusCallback"), sid, "sent", "");
              return created(sid);
            });
    var id = text("See you at nine", "key-1");

    dispatcher.drain();
    var callback = URI.create(twilio().sent().getFirst().field("StatusCallback")).toString();
    assertThat(report(callback, sid, "delivered", "").status()).isEqualTo(200);
    assertThat(report(callback, sid, "delivered", "").status()).isEqualTo(200);
    until(() -> delivery(id).state() == DeliveryState.DELIVERED);
    assertThat(report(callback, sid, "sent", "").status()).isEqualTo(200);
    assertThat(report(callback, sid, "undelivered", "30003").status()).isEqualTo(200);
    until(() -> open() == 0);

    assertThat(delivery(id).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(delivery(id).providerId()).isEqualTo(sid);
  }

  @Test
  void a_report_of_failure_says_why_and_a_forged_one_is_nothing() {
    var sid = "SM" + next();
    twilio().answer(_ -> created(sid));
    var id = text("See you at nine", "key-1");
    dispatcher.drain();
    var callback = twilio().sent().getFirst().field("StatusCallback");

    var form = Map.of("MessageSid", sid, "MessageStatus", "delivered");
    assertThat(post(callback, form, "wrong").status()).isEqualTo(401);
    report(callback, sid, "undelivered", "30003");

    until(() -> delivery(id).state() == DeliveryState.UNDELIVERED);
    assertThat(delivery(id).reasonCode()).isEqualTo("30003");
  }

  @Test
  void a_signature_of_the_bare_address_vouches_for_no_body_and_odd_addresses_are_refused()
      throws IOException {
    var hook = "/hooks/twilio/" + connection;
    var known = connections.require(shop().id(), Objects.requireNonNull(connection));
    var signed = signature(connections.hookUrl(known), Map.of(), TOKEN);

    var json =
        desk.client("")
            .send(
                "POST",
                hook,
                "MessageSid=SM1&From=%2B13125550100&Body=STOP",
                Map.of("Content-Type", "application/json", "X-Twilio-Signature", signed));
    var at = URI.create(desk.baseUrl());
    var answer = "";
    try (var socket = new Socket(at.getHost(), at.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + hook
                      + "?a=%zz HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: "
                      + signed
                      + "\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b")
                  .getBytes(StandardCharsets.US_ASCII));
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    assertThat(json.status()).isEqualTo(401);
    assertThat(answer).matches("(?s)HTTP/1.1 40[01] .*");
  }

  @Test
  void a_text_that_comes_in_is_in_its_thread_once_and_answered_from_the_number_written_to() {
    twilio().answer(_ -> created("SM" + next()));
    var second = connect("Second line", "+13125550198");
    var sid = "SM" + next();

    inbound(second, "+13125550198", sid, "Could I come later?");
    inbound(second, "+13125550198", sid, "Could I come later?");
    until(() -> thread().unread() == 1);
    answer("Of course.");
    dispatcher.drain();

    assertThat(thread().unread()).isEqualTo(1);
    assertThat(twilio().sent())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.field("From")).isEqualTo("+13125550198");
              assertThat(request.field("To")).isEqualTo(client);
            });

    // Without that number the default sends.
    connections.activate(shop().id(), shop().ownerCaller().actor(), second, false);
    answer("See you.");
    dispatcher.drain();
    assertThat(twilio().sent().getLast().field("From")).isEqualTo(OURS);
  }

  @Test
  void stop_holds_for_what_waits_already() {
    twilio().answer(_ -> created("SM" + next()));
    var waiting = text("See you at nine", "key-1");

    inbound(connection(), OURS, "SM" + next(), "STOP");
    dispatcher.drain();

    assertThat(suppressions.isSuppressed(shop().id(), Channel.SMS, client)).isTrue();
    assertThat(delivery(waiting).state()).isEqualTo(DeliveryState.REFUSED);
    assertThat(twilio().sent()).isEmpty();
  }

  private FakeTwilio twilio() {
    return Objects.requireNonNull(twilio);
  }

  private TestDesk.TestTenant shop() {
    return Objects.requireNonNull(shop);
  }

  private ConnectionId connection() {
    return Objects.requireNonNull(connection);
  }

  private ConnectionId connect(String name, String number) {
    return connections.add(
        shop().id(),
        shop().ownerCaller().actor(),
        "twilio",
        name,
        Map.of(
            "account-sid", ACCOUNT,
            "auth-token", TOKEN,
            "number", number,
            "api-base", "http://" + FakeTwilio.HOST + ":" + twilio().port()));
  }

  private DeliveryId text(String body, String key) {
    Contact contact =
        contacts.findOrCreate(shop().id(), new PhoneNumber(client), "Ann Field", "test");
    return deliveries.request(
        shop().id(),
        new DeliveryRequest(
            contact.id(),
            Channel.SMS,
            client,
            Purpose.TRANSACTIONAL,
            new Content.Sms(body),
            clock.instant(),
            key,
            "appointment",
            key));
  }

  private long open() {
    return worker
        .db()
        .sql(
            """
            SELECT count(*) FROM integrations.webhook
             WHERE tenant_id = :tenant AND state IN ('waiting', 'working')
            """)
        .param("tenant", shop().id().value())
        .query(Long.class)
        .single();
  }

  private Delivery delivery(DeliveryId id) {
    return deliveries.require(shop().id(), id);
  }

  private io.frontdesk.conversations.Conversation thread() {
    return contacts
        .findByPhone(shop().id(), new PhoneNumber(client))
        .flatMap(contact -> conversations.findByContact(shop().id(), contact.id()))
        .orElseThrow(() -> new AssertionError("no thread"));
  }

  private void answer(String words) {
    var reply =
        shop()
            .apiKey()
            .send(
                "POST",
                "/api/v1/messages",
                "{\"conversation\":\"%s\",\"channel\":\"sms\",\"body\":\"%s\"}"
                    .formatted(thread().id(), words),
                Map.of("Idempotency-Key", "k" + Uuid7.next()));
    assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
  }

  private void inbound(ConnectionId to, String number, String sid, String body) {
    var form = new LinkedHashMap<String, String>();
    form.put("MessageSid", sid);
    form.put("SmsSid", sid);
    form.put("AccountSid", ACCOUNT);
    form.put("From", client);
    form.put("To", number);
    form.put("Body", body);
    form.put("NumMedia", "0");
    form.put("SmsStatus", "received");
    var url = connections.hookUrl(connections.require(shop().id(), to));
    assertThat(post(url, form, TOKEN).status()).isEqualTo(200);
  }

  private Reply report(String callback, String sid, String status, String code) {
    var form = new LinkedHashMap<String, String>();
    form.put("MessageSid", sid);
    form.put("SmsSid", sid);
    form.put("AccountSid", ACCOUNT);
    form.put("From", OURS);
    form.put("To", client);
    form.put("MessageStatus", status);
    if (!code.isEmpty()) {
      form.put("ErrorCode", code);
    }
    return post(callback, form, TOKEN);
  }

  // Signed over the public address, sent to where the program listens.
  private Reply post(String url, Map<String, String> form, String token) {
    var address = URI.create(url);
    var path = address.getPath() + (address.getQuery() == null ? "" : "?" + address.getQuery());
    return desk.client("")
        .send(
            "POST",
            path,
            TwilioForm.write(form),
            Map.of(
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-Twilio-Signature",
                signature(url, form, token)));
  }

  private static String signature(String url, Map<String, String> form, String token) {
    var text = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Answer created(String sid) {
    return new Answer(201, "{\"sid\":\"" + sid + "\",\"status\":\"queued\"}");
  }

  private static Answer error(int status, String code) {
    return new Answer(
        status, "{\"code\":" + code + ",\"message\":\"no\",\"status\":" + status + "}");
  }

  private Answer list(String sid) {
    var at = DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC));
    return new Answer(
        200,
        """
        {"messages":[
          {"sid":"SMother","body":"Other words","direction":"outbound-api","date_created":"%1$s"},
          {"sid":"%2$s","body":"See you at nine","direction":"outbound-api","date_created":"%1$s"}
        ]}
        """
            .formatted(at, sid));
  }

  private static String next() {
    return String.format("%032d", SIDS.incrementAndGet());
  }

  private static void until(BooleanSupplier done) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!holds(done)) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("not within 20 seconds");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static boolean holds(BooleanSupplier done) {
    try {
      return done.getAsBoolean();
    } catch (AssertionError notYet) {
      return false;
    }
  }
}
