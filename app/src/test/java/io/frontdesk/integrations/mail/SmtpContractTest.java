package io.frontdesk.integrations.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.MailGateway;
import io.frontdesk.delivery.port.OutgoingMail;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.contract.SandboxProcess;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.TestDesk;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/// What sending e-mail must do, whatever the mail server does: over the wire, against the
/// sandbox's.
@FrontdeskTest
@ExtendWith(OutputCaptureExtension.class)
class SmtpContractTest {
  private static final String HOSTILE =
      "naïve – “quotes” \\ {{secret}} %s & = + 😀 שלום 你好\n.\n..dots\nFrom here on\n";
  private static final Duration SHORT = Duration.ofMillis(1_500);

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Contacts contacts;
  @Autowired private Deliveries deliveries;
  @Autowired private Dispatcher dispatcher;
  @Autowired private Suppressions suppressions;
  @Autowired private Senders senders;
  @Autowired private List<MailGateway> gateways;
  @Autowired private MailboxStore store;
  @Autowired private MailboxReader reader;
  @Autowired private MailHosts hosts;
  @Autowired private MovableClock clock;

  private final String key = Uuid7.next().toString().substring(24);
  private final String ours = "desk-" + key + "@clinic.example.com";
  private final String client = "ann-" + key + "@example.org";
  private final String password = "secret-" + key;
  private TestDesk.@Nullable TestTenant shop;
  private @Nullable ConnectionId connection;

  @BeforeEach
  void a_shop_with_a_mail_server() {
    clock.set("2026-03-02T15:00:00Z");
    sandbox().noFaults();
    sandbox()
        .control("mail/accounts", Map.of("address", ours, "login", ours, "password", password));
    shop = desk.tenant().create();
    connection = add("smtp", values(Map.of()));
  }

  @AfterEach
  void calm() {
    sandbox().noFaults();
  }

  @Test
  void a_letter_arrives_word_for_word_with_the_id_it_is_known_by() {
    var id = request(client, "Grüße — 你好", HOSTILE);

    dispatcher.drain();

    var letter = arrived(client).getFirst();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(letter.path("subject").asString()).isEqualTo("Grüße — 你好");
    assertThat(letter.path("text").asString().replace("\r\n", "\n").strip())
        .isEqualTo(HOSTILE.strip());
    assertThat(letter.path("messageId").asString()).isEqualTo("<" + id + "@clinic.example.com>");
    assertThat(letter.path("from").asString()).isEqualTo(ours);
    assertThat(letter.path("unsubscribe").asString("")).isEmpty();
    assertThat(connections.test(shop().id(), connection()).ok()).isTrue();
  }

  @Test
  void what_promotes_carries_the_one_click_headers() {
    var link = "https://desk.example.com/u/abc?x=1&y=2";

    assertThat(gateway().send(mail(client, link))).isInstanceOf(GatewayOutcome.Accepted.class);

    var letter = arrived(client).getFirst();
    assertThat(letter.path("unsubscribe").asString()).isEqualTo("<" + link + ">");
    assertThat(letter.path("unsubscribePost").asString()).isEqualTo("List-Unsubscribe=One-Click");
  }

  @Test
  void not_now_at_any_step_is_surely_not_taken() {
    for (var step : List.of("MAIL", "RCPT", "DATA", "END")) {
      fault("status", "path", step, "status", 451, "times", 1);
      assertThat(gateway().send(mail(client, null)))
          .as(step)
          .isEqualTo(new GatewayOutcome.NotReached("smtp-451", null));
    }
    fault("status", "status", 421, "times", 1);
    assertThat(gateway().send(mail(client, null))).isInstanceOf(GatewayOutcome.NotReached.class);
    nothingArrives();
  }

  @Test
  void no_at_any_step_is_for_good() {
    for (var step : List.of("MAIL", "RCPT", "DATA", "END")) {
      fault("status", "path", step, "status", 550, "times", 1);
      assertThat(gateway().send(mail(client, null)))
          .as(step)
          .isInstanceOf(GatewayOutcome.Rejected.class);
    }
    fault("status", "path", "END", "status", 552, "times", 1);
    assertThat(gateway().send(mail(client, null)))
        .isInstanceOfSatisfying(
            GatewayOutcome.Rejected.class, no -> assertThat(no.code()).isEqualTo("smtp-552"));
    nothingArrives();
  }

  @Test
  void a_letter_that_was_put_off_leaves_once_the_server_takes_it() {
    fault("status", "path", "RCPT", "status", 451, "times", 1);
    var id = request(client, "Soon", "Words");

    dispatcher.drain();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.WAITING);
    clock.advance(Duration.ofMinutes(30));
    dispatcher.drain();

    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(arrived(client)).hasSize(1);
  }

  @Test
  void a_line_cut_before_the_letters_end_is_surely_not_taken_and_behind_it_is_in_doubt() {
    for (var step : List.of("EHLO", "MAIL", "RCPT", "DATA")) {
      fault("drop", "path", step, "times", 1);
      assertThat(gateway().send(mail(client, null)))
          .as(step)
          .isInstanceOf(GatewayOutcome.NotReached.class);
    }
    nothingArrives();
    fault("drop", "path", "END", "times", 1);
    assertThat(gateway().send(mail(client, null)))
        .isEqualTo(new GatewayOutcome.Unclear("smtp-no-answer"));
  }

  @Test
  @Timeout(60)
  void a_receipt_that_never_comes_leaves_it_in_doubt_and_it_is_not_sent_again() {
    fault("accept-then-timeout", "path", "END", "times", 1);
    var pool = impatient();
    try {
      var outcome = pool.send(server(), letter());

      assertThat(outcome).isEqualTo(new GatewayOutcome.Unclear("smtp-no-answer"));
      assertThat(arrived(client)).hasSize(1);
    } finally {
      pool.destroy();
    }
  }

  @Test
  @Timeout(60)
  void a_slow_server_is_given_up_in_time() {
    fault("none", "path", "RCPT", "latencyMillis", 20_000, "times", 1);
    var pool = impatient();
    try {
      assertThat(pool.send(server(), letter())).isInstanceOf(GatewayOutcome.NotReached.class);
    } finally {
      pool.destroy();
    }
  }

  @Test
  void a_doubtful_letter_is_for_a_person_to_decide() {
    fault("drop", "path", "END", "times", 1);
    var id = request(client, "Once", "Words");

    dispatcher.drain();
    clock.advance(Duration.ofHours(2));
    dispatcher.drain();

    assertThat(delivery(id).state()).isEqualTo(DeliveryState.UNKNOWN);
  }

  @Test
  void who_wants_encryption_gets_none_and_says_nothing() {
    change(values(Map.of("security", "starttls", "user", ours)));
    assertThat(gateway().send(mail(client, null)))
        .isEqualTo(new GatewayOutcome.NotReached("smtp-connect", null));
    change(values(Map.of("security", "tls", "user", ours)));
    assertThat(gateway().send(mail(client, null)))
        .isEqualTo(new GatewayOutcome.NotReached("smtp-connect", null));
    nothingArrives();
  }

  @Test
  void a_refused_sign_in_is_told_and_a_busy_one_is_tried_again() {
    change(values(Map.of("user", ours)));
    assertThat(gateway().send(mail(client, null))).isInstanceOf(GatewayOutcome.Accepted.class);
    // A line that is signed in stays so; these need lines of their own.
    fault("status", "path", "AUTH", "status", 535, "times", 1);
    var pool = impatient();
    try {
      assertThat(pool.send(server(), letter()))
          .isEqualTo(
              new GatewayOutcome.Rejected("smtp-auth", "The mail server refuses our sign-in."));
      fault("status", "path", "AUTH", "status", 454, "times", 1);
      assertThat(pool.send(server(), letter())).isInstanceOf(GatewayOutcome.NotReached.class);
      fault("status", "path", "AUTH", "status", 535, "times", 1);
      assertThat(pool.check(server())).contains("refuses the user or password");
    } finally {
      pool.destroy();
    }
  }

  @Test
  void a_server_that_is_away_was_surely_not_reached() throws IOException {
    int nobody;
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = door.getLocalPort();
    }
    change(values(Map.of("port", Integer.toString(nobody))));
    assertThat(gateway().send(mail(client, null)))
        .isEqualTo(new GatewayOutcome.NotReached("smtp-connect", null));
  }

  @Test
  void a_letter_that_comes_back_bars_its_address_and_the_next_is_not_sent() throws Exception {
    sandbox().control("mail/bounces", Map.of("address", client, "status", "5.1.1"));
    var mailbox =
        add(
            "imap",
            Map.of(
                "host",
                "127.0.0.1",
                "port",
                Integer.toString(sandbox().port("imap")),
                "security",
                "none",
                "user",
                ours,
                "password",
                password));
    var id = request(client, "Hello", "Words");
    dispatcher.drain();
    assertThat(delivery(id).state()).isEqualTo(DeliveryState.SENT);

    until(
        () -> {
          readNew(mailbox);
          return delivery(id).state() == DeliveryState.UNDELIVERED;
        });
    var next = request(client, "Hello again", "Words");
    dispatcher.drain();

    assertThat(suppressions.isSuppressed(shop().id(), Channel.EMAIL, client)).isTrue();
    assertThat(delivery(next).state()).isEqualTo(DeliveryState.REFUSED);
    assertThat(suppressions.isSuppressed(desk.tenant().create().id(), Channel.EMAIL, client))
        .isFalse();
  }

  @Test
  void no_password_and_no_word_of_the_letter_is_in_logs_or_outcomes(CapturedOutput output) {
    change(values(Map.of("user", ours)));
    var said = new StringBuilder();
    for (var step : List.of("AUTH", "RCPT", "END")) {
      fault("status", "path", step, "status", 550, "times", 1);
      said.append(gateway().send(mail(client, null)));
    }
    said.append(connections.test(shop().id(), connection()));
    said.append(connections.require(shop().id(), connection()));
    said.append(mail(client, null));

    assertThat(said + output.getAll())
        .doesNotContain(password)
        .doesNotContain("Ovidiopolis")
        .doesNotContain(client);
  }

  private static SandboxProcess sandbox() {
    return SandboxProcess.shared();
  }

  private Map<String, String> values(Map<String, String> other) {
    var values = new HashMap<String, String>();
    values.put("host", "127.0.0.1");
    values.put("port", Integer.toString(sandbox().port("smtp")));
    values.put("security", "none");
    values.put("password", password);
    values.put("from", ours);
    values.put("from-name", "Tidewater");
    values.putAll(other);
    return values;
  }

  private ConnectionId add(String kind, Map<String, String> values) {
    return connections.add(
        shop().id(), shop().ownerCaller().actor(), kind, kind.toUpperCase(Locale.ROOT), values);
  }

  private void change(Map<String, String> values) {
    var known = connections.require(shop().id(), connection());
    connections.change(
        shop().id(),
        shop().ownerCaller().actor(),
        connection(),
        known.version(),
        known.name(),
        values);
  }

  private void fault(String kind, Object... more) {
    var fault = new HashMap<String, Object>();
    fault.put("provider", "smtp");
    fault.put("kind", kind);
    for (int i = 0; i < more.length; i += 2) {
      fault.put(more[i].toString(), more[i + 1]);
    }
    sandbox().fault(fault);
  }

  private MailGateway gateway() {
    return gateways.stream()
        .filter(gateway -> gateway.provider().equals("smtp"))
        .findFirst()
        .orElseThrow();
  }

  private SmtpPool impatient() {
    return new SmtpPool(
        hosts,
        new SmtpPool.Limits(SHORT, SHORT, SHORT.multipliedBy(4), SHORT, SHORT, 1),
        new Properties());
  }

  private SmtpServer server() {
    return SmtpConnection.server(connections.forCall(shop().id(), connection()).orElseThrow());
  }

  private Smtp.Letter letter() {
    return new Smtp.Letter(
        ours,
        null,
        client,
        "Hello",
        "Words",
        null,
        List.of(),
        "<" + Uuid7.next() + "@clinic.example.com>",
        null,
        null,
        clock.instant());
  }

  private OutgoingMail mail(String to, @Nullable String unsubscribe) {
    var from =
        senders.list(shop().id()).stream()
            .filter(sender -> sender.address().equals(ours))
            .findFirst()
            .orElseThrow();
    return new OutgoingMail(
        new DeliveryId(Uuid7.next()),
        UUID.randomUUID(),
        from,
        new EmailAddress(to),
        new Content.Email("Hello", "Ovidiopolis", null, List.of()),
        "<" + Uuid7.next() + "@clinic.example.com>",
        null,
        unsubscribe);
  }

  private DeliveryId request(String to, String subject, String text) {
    var contact = contacts.findOrCreate(shop().id(), new EmailAddress(to), "Ann Field", "test");
    var id = Uuid7.next().toString();
    return deliveries.request(
        shop().id(),
        new DeliveryRequest(
            contact.id(),
            Channel.EMAIL,
            to,
            Purpose.TRANSACTIONAL,
            new Content.Email(subject, text, null, List.of()),
            clock.instant(),
            id,
            "appointment",
            id));
  }

  private void readNew(ConnectionId mailbox) {
    var node = Uuid7.next();
    var wanted = new MailboxStore.Wanted(shop().id(), mailbox, 1);
    if (!store.lease(wanted, node, Duration.ofMinutes(1))) {
      return;
    }
    try (var box =
        Imap.open(ImapConnection.server(connections.require(shop().id(), mailbox)), hosts)) {
      reader.readNew(connections.require(shop().id(), mailbox), node, box);
    } catch (MessagingException broken) {
      throw new IllegalStateException(broken);
    } finally {
      store.release(mailbox, node);
    }
  }

  // Of one person, once the postman has come.
  private List<JsonNode> arrived(String to) {
    until(() -> !sandbox().recorded("mail", "to", to).isEmpty());
    return sandbox().recorded("mail", "to", to);
  }

  private void nothingArrives() {
    var marker = "marker-" + Uuid7.next() + "@example.org";
    sandbox().noFaults();
    sandbox().control("mail", Map.of("from", ours, "to", marker, "subject", "x", "text", "x"));
    assertThat(arrived(marker)).hasSize(1);
    assertThat(sandbox().recorded("mail", "to", client)).isEmpty();
  }

  private Delivery delivery(DeliveryId id) {
    return deliveries.find(shop().id(), id).orElseThrow();
  }

  private static void until(BooleanSupplier done) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(giveUp);
      Thread.onSpinWait();
    }
  }

  private TestDesk.TestTenant shop() {
    return Objects.requireNonNull(shop);
  }

  private ConnectionId connection() {
    return Objects.requireNonNull(connection);
  }
}
