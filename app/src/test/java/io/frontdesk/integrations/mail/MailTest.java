package io.frontdesk.integrations.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.port.AccountMail;
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
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.testing.TestDesk;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class MailTest {
  private static final String DESK = "desk@clinic.example.com";
  private static final String ANN = "ann.field@example.org";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private MailHosts hosts;
  @Autowired private SmtpPool pool;
  @Autowired private Contacts contacts;
  @Autowired private Conversations conversations;
  @Autowired private Deliveries deliveries;
  @Autowired private Dispatcher dispatcher;
  @Autowired private MailboxStore store;
  @Autowired private MailboxReader reader;
  @Autowired private MovableClock clock;

  private GreenMail server = mailServer(0, 0);
  private TestDesk.@Nullable TestTenant shop;
  private UUID node = Uuid7.next();

  @BeforeEach
  void a_shop_with_a_mailbox() {
    clock.set("2026-03-02T15:00:00Z");
    server.start();
    server.setUser(DESK, DESK, "secret");
    server.setUser(ANN, ANN, "hers");
    shop = desk.tenant().named("Tidewater").create();
    node = Uuid7.next();
  }

  @AfterEach
  void close() {
    server.stop();
  }

  @Test
  void a_reply_lands_in_the_thread_of_the_person_once_and_is_answered_in_it() throws Exception {
    smtp(server.getSmtp().getPort());
    var mailbox = imap();
    var ann = contacts.findOrCreate(shop().id(), new EmailAddress(ANN), "Ann Field", "test");
    var sent = mail(ann, "Your visit", "key-1");
    dispatcher.drain();
    var ours = server.getReceivedMessagesForDomain("example.org")[0];

    write(ANN, "Re: Your visit", "Can I come at four?\n\n> See you.", "<a1@example.org>", sent);
    readNew(mailbox);
    readNew(mailbox);

    assertThat(ours.getMessageID()).isEqualTo("<" + sent + "@clinic.example.com>");
    var page = thread(ann);
    assertThat(page).contains("Can I come at four?").doesNotContain("See you.&lt;");
    assertThat(page.split("Can I come at four\\?", -1)).hasSize(2);
    assertThat(conversations.findByContact(shop().id(), ann.id()).orElseThrow().unread())
        .isEqualTo(1);

    answer(ann, "Four is fine.");
    dispatcher.drain();
    var answer = server.getReceivedMessagesForDomain("example.org")[1];
    assertThat(answer.getSubject()).isEqualTo("Re: Your visit");
    assertThat(answer.getHeader("In-Reply-To", null)).isEqualTo("<a1@example.org>");
    assertThat(answer.getHeader("References", null))
        .contains(sent + "@clinic.example.com")
        .contains("<a1@example.org>");
  }

  @Test
  void reading_goes_on_where_it_ended_also_when_the_numbers_are_no_longer_valid() throws Exception {
    var mailbox = imap();
    write(ANN, "One", "First words", "<b1@example.org>", null);
    readNew(mailbox);
    int imapPort = server.getImap().getPort();
    long before = validity(mailbox);

    server.stop();
    // This server counts validity in seconds.
    while (Instant.now().getEpochSecond() <= before) {
      Thread.onSpinWait();
    }
    server = mailServer(0, imapPort);
    server.start();
    server.setUser(DESK, DESK, "secret");
    write(ANN, "Two", "Second words", "<b2@example.org>", null);
    write(ANN, "One", "First words", "<b1@example.org>", null);
    readNew(mailbox);

    assertThat(validity(mailbox)).isNotEqualTo(before);
    var ann = contacts.findByEmail(shop().id(), new EmailAddress(ANN)).orElseThrow();
    assertThat(conversations.findByContact(shop().id(), ann.id()).orElseThrow().unread())
        .isEqualTo(2);
    assertThat(thread(ann)).contains("First words").contains("Second words");
  }

  @Test
  void only_who_holds_the_lease_takes_messages_in() throws Exception {
    var mailbox = imap();
    var wanted = wanted(mailbox);
    assertThat(store.lease(wanted, node, Duration.ofMinutes(1))).isTrue();
    var other = Uuid7.next();
    write(ANN, "Hello", "Words", "<c1@example.org>", null);

    assertThat(store.lease(wanted, other, Duration.ofMinutes(1))).isFalse();
    try (var box = open(mailbox)) {
      assertThatThrownBy(
              () -> reader.readNew(connections.require(shop().id(), mailbox), other, box))
          .isInstanceOf(MailboxReader.Lost.class);
    }
    assertThat(contacts.findByEmail(shop().id(), new EmailAddress(ANN))).isEmpty();
    store.release(mailbox, node);
    assertThat(store.lease(wanted, other, Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void a_report_of_a_mail_server_moves_the_delivery_and_nobody_becomes_a_client() throws Exception {
    smtp(server.getSmtp().getPort());
    var mailbox = imap();
    var ann = contacts.findOrCreate(shop().id(), new EmailAddress(ANN), "Ann Field", "test");
    var id = mail(ann, "Your visit", "key-1");
    dispatcher.drain();

    raw(
        """
        From: MAILER-DAEMON@mx.example.org
        To: desk@clinic.example.com
        Message-ID: <dsn1@mx.example.org>
        Content-Type: multipart/report; report-type=delivery-status; boundary=r

        --r

        No such person.
        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; ann.field@example.org
        Action: failed
        Status: 5.1.1
        --r
        Content-Type: text/rfc822-headers

        Message-ID: <%s@clinic.example.com>
        --r--
        """
            .formatted(id));
    raw(
        """
        From: news@example.net
        To: desk@clinic.example.com
        List-Id: <news.example.net>
        Message-ID: <n1@example.net>

        Buy now
        """);
    raw(
        """
        From: ann.field@example.org
        To: desk@clinic.example.com
        Auto-Submitted: auto-replied
        Subject: Away until Monday
        Message-ID: <v1@example.org>

        I am away.
        """);
    readNew(mailbox);

    var delivery = deliveries.require(shop().id(), id);
    assertThat(delivery.state()).isEqualTo(DeliveryState.UNDELIVERED);
    assertThat(delivery.reasonCode()).isEqualTo("5.1.1");
    assertThat(contacts.findByEmail(shop().id(), new EmailAddress("news@example.net"))).isEmpty();
    assertThat(contacts.findByEmail(shop().id(), new EmailAddress("mailer-daemon@mx.example.org")))
        .isEmpty();
    assertThat(thread(ann)).contains("Away until Monday");
    assertThat(conversations.findByContact(shop().id(), ann.id()).orElseThrow().unread()).isZero();
  }

  @Test
  void a_server_that_takes_a_letter_without_a_receipt_leaves_it_unknown_and_never_gets_it_again()
      throws Exception {
    try (var cut = FakeSmtp.with(FakeSmtp.MESSAGE, "")) {
      smtp(cut.port());
      var ann = contacts.findOrCreate(shop().id(), new EmailAddress(ANN), "Ann Field", "test");
      var id = mail(ann, "Your visit", "key-1");

      dispatcher.drain();
      clock.advance(Duration.ofHours(2));
      dispatcher.sweep();
      dispatcher.drain();

      assertThat(deliveries.require(shop().id(), id).state()).isEqualTo(DeliveryState.UNKNOWN);
      assertThat(cut.messages).hasSize(1);
    }
  }

  @Test
  void a_busy_server_gets_the_letter_later_and_a_refused_one_is_over() throws Exception {
    var answers = List.of("451 4.3.2 later", "550 5.1.1 no such person");
    var tries = new AtomicInteger();
    try (var busy =
        new FakeSmtp(
            command ->
                command.startsWith("RCPT") ? answers.get(tries.getAndIncrement()) : "250 fine")) {
      smtp(busy.port());
      var ann = contacts.findOrCreate(shop().id(), new EmailAddress(ANN), "Ann Field", "test");
      var id = mail(ann, "Your visit", "key-1");

      dispatcher.drain();
      assertThat(deliveries.require(shop().id(), id))
          .extracting(Delivery::state, Delivery::reasonCode)
          .containsExactly(DeliveryState.WAITING, "smtp-451");
      clock.advance(Duration.ofMinutes(2));
      dispatcher.drain();

      assertThat(deliveries.require(shop().id(), id))
          .extracting(Delivery::state, Delivery::reasonCode)
          .containsExactly(DeliveryState.FAILED, "5.1.1");
      assertThat(tries.get()).isEqualTo(2);
    }
  }

  @Test
  void the_readers_pick_up_a_new_connection_hear_of_new_mail_and_stop_when_it_is_off()
      throws Exception {
    var readers = new MailboxReaders(store, reader, connections, hosts, on());
    var mailbox = imap();
    readers.start();
    try {
      write(ANN, "One", "First words", "<d1@example.org>", null);
      until(() -> unread() == 1);
      write(ANN, "Two", "Second words", "<d2@example.org>", null);
      until(() -> unread() == 2);

      int imapPort = server.getImap().getPort();
      server.stop();
      // The server takes the second it starts in for its UIDVALIDITY; a new one must differ.
      Thread.sleep(1_100);
      server = mailServer(0, imapPort);
      server.start();
      server.setUser(DESK, DESK, "secret");
      write(ANN, "Three", "Third words", "<d3@example.org>", null);
      until(() -> unread() == 3);

      connections.activate(shop().id(), shop().ownerCaller().actor(), mailbox, false);
      until(() -> store.lease(wanted(mailbox), Uuid7.next(), Duration.ofMinutes(1)));
    } finally {
      readers.stop();
    }
    assertThat(readers.isRunning()).isFalse();
  }

  @Test
  void a_mailbox_that_cannot_be_read_says_why() {
    var kind = connections.kind("imap").orElseThrow();
    assertThat(kind.test(connections.require(shop().id(), imap())).ok()).isTrue();
    var wrong =
        connections.add(
            shop().id(),
            shop().ownerCaller().actor(),
            "imap",
            "Wrong",
            values(server.getImap().getPort(), "guess"));
    assertThat(kind.test(connections.require(shop().id(), wrong)).message())
        .isEqualTo("The mail server refuses the user or password.");
    assertThatThrownBy(
            () ->
                connections.add(
                    shop().id(),
                    shop().ownerCaller().actor(),
                    "imap",
                    "No port",
                    values(0, "secret")))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void account_mail_leaves_through_the_platforms_server_and_a_failure_is_told() throws Exception {
    var file = new Properties();
    file.setProperty("mail.host", "127.0.0.1");
    file.setProperty("mail.port", Integer.toString(server.getSmtp().getPort()));
    file.setProperty("mail.security", "none");
    file.setProperty("mail.from", "accounts@frontdesk.example.com");
    var mail =
        new PlatformMail(
            pool,
            Settings.of(io.frontdesk.FrontdeskSettings.all(), file, Map.of()),
            new io.frontdesk.platform.health.Pulses(clock),
            clock);

    mail.send(new EmailAddress(ANN), "Your link\r\nBcc: thief@example.com", "Come in.");

    var got = server.getReceivedMessagesForDomain("example.org");
    assertThat(got).hasSize(1);
    assertThat(got[0].getSubject()).isEqualTo("Your link Bcc: thief@example.com");
    assertThat(got[0].getHeader("Bcc")).isNull();
    assertThat(mail.available()).isTrue();
    server.stop();
    assertThatThrownBy(() -> mail.send(new EmailAddress(ANN), "Your link", "Come in."))
        .isInstanceOf(AccountMail.AccountMailFailed.class);
  }

  private static GreenMail mailServer(int smtp, int imap) {
    return new GreenMail(
        new ServerSetup[] {
          new ServerSetup(smtp, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
          new ServerSetup(imap, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        });
  }

  private TestDesk.TestTenant shop() {
    return Objects.requireNonNull(shop);
  }

  private void smtp(int port) {
    connections.add(
        shop().id(),
        shop().ownerCaller().actor(),
        "smtp",
        "Mail out",
        Map.of(
            "host", "127.0.0.1",
            "port", Integer.toString(port),
            "security", "none",
            "password", "secret",
            "from", DESK,
            "from-name", "Tidewater"));
  }

  private ConnectionId imap() {
    return connections.add(
        shop().id(),
        shop().ownerCaller().actor(),
        "imap",
        "Mail in",
        values(server.getImap().getPort(), "secret"));
  }

  private static Map<String, String> values(int port, String password) {
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        Integer.toString(port),
        "security",
        "none",
        "user",
        DESK,
        "password",
        password);
  }

  private static Settings on() {
    var file = new Properties();
    file.setProperty("mailboxes.read", "true");
    return Settings.of(io.frontdesk.FrontdeskSettings.all(), file, Map.of());
  }

  private MailboxStore.Wanted wanted(ConnectionId mailbox) {
    return new MailboxStore.Wanted(shop().id(), mailbox, 1);
  }

  private Imap open(ConnectionId mailbox) throws MessagingException {
    return Imap.open(ImapConnection.server(connections.require(shop().id(), mailbox)), hosts);
  }

  private void readNew(ConnectionId mailbox) throws MessagingException {
    assertThat(store.lease(wanted(mailbox), node, Duration.ofMinutes(1))).isTrue();
    try (var box = open(mailbox)) {
      reader.readNew(connections.require(shop().id(), mailbox), node, box);
    }
  }

  private long validity(ConnectionId mailbox) {
    return Objects.requireNonNull(store.position(shop().id(), mailbox).orElseThrow().validity());
  }

  private int unread() {
    return contacts
        .findByEmail(shop().id(), new EmailAddress(ANN))
        .flatMap(ann -> conversations.findByContact(shop().id(), ann.id()))
        .map(thread -> thread.unread())
        .orElse(0);
  }

  private String thread(Contact contact) {
    var thread = conversations.findByContact(shop().id(), contact.id()).orElseThrow();
    return shop().owner().get("/inbox/" + thread.id()).body();
  }

  private void answer(Contact contact, String text) {
    var thread = conversations.findByContact(shop().id(), contact.id()).orElseThrow();
    var reply =
        shop()
            .apiKey()
            .send(
                "POST",
                "/api/v1/messages",
                "{\"conversation\":\"%s\",\"channel\":\"email\",\"body\":\"%s\"}"
                    .formatted(thread.id(), text),
                Map.of("Idempotency-Key", "k" + Uuid7.next()));
    assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
  }

  private DeliveryId mail(Contact to, String subject, String key) {
    return deliveries.request(
        shop().id(),
        new DeliveryRequest(
            to.id(),
            Channel.EMAIL,
            ANN,
            Purpose.TRANSACTIONAL,
            new Content.Email(subject, "See you.", null, List.of()),
            clock.instant(),
            key,
            "appointment",
            key));
  }

  private void write(
      String from, String subject, String text, String id, @Nullable DeliveryId answers)
      throws IOException {
    var thread = answers == null ? "" : "In-Reply-To: <" + answers + "@clinic.example.com>\n";
    raw(
        "From: Ann Field <%s>\nTo: %s\nSubject: %s\nMessage-ID: %s\n%s\n%s\n"
            .formatted(from, DESK, subject, id, thread, text));
  }

  // As another server would hand it over, whatever its form.
  private void raw(String letter) throws IOException {
    int number = NUMBERS.incrementAndGet();
    try (var line = new Socket("127.0.0.1", server.getSmtp().getPort())) {
      var in = line.getInputStream();
      var commands =
          List.of(
              "HELO there" + number,
              "MAIL FROM:<" + ANN + ">",
              "RCPT TO:<" + DESK + ">",
              "DATA",
              letter.replace("\n", "\r\n") + "\r\n.",
              "QUIT");
      reply(in);
      for (var command : commands) {
        line.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        line.getOutputStream().flush();
        reply(in);
      }
    }
  }

  private static void reply(java.io.InputStream in) throws IOException {
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      // One line.
    }
  }

  private static void until(BooleanSupplier done) throws InterruptedException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("not within 90 seconds");
      }
      Thread.sleep(50);
    }
  }
}
