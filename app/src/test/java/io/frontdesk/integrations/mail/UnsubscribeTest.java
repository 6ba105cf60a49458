package io.frontdesk.integrations.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.frontdesk.FrontdeskTest;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.delivery.mailing.Mailings;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// How people leave our mail: by one click, by the page, by complaining, and by not being there.
@FrontdeskTest
class UnsubscribeTest {
  private static final String DESK = "desk@clinic.example.com";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Contacts contacts;
  @Autowired private Consents consents;
  @Autowired private Deliveries deliveries;
  @Autowired private DeliveryReports reports;
  @Autowired private Dispatcher dispatcher;
  @Autowired private Mailings mailings;
  @Autowired private Mailroom mailroom;
  @Autowired private Suppressions suppressions;
  @Autowired private MovableClock clock;

  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private TestDesk.TestTenant shop;
  private String ann = "";
  private Contact person;

  @BeforeEach
  void a_shop_that_mails() {
    clock.set("2026-03-02T15:00:00Z");
    server.start();
    shop = desk.tenant().named("Tidewater & Co").create();
    smtp(server.getSmtp().getPort());
    mailings.setPostalAddress(
        shop.id(), "12 Harbor Street\nPortland, OR 97201", shop.ownerCaller().actor());
    ann = "ann" + NUMBERS.incrementAndGet() + "@example.org";
    person = contacts.findOrCreate(shop.id(), new EmailAddress(ann), "Ann Field", "test");
    consents.grant(
        shop.id(),
        Channel.EMAIL,
        ann,
        Purpose.MARKETING,
        Consents.Kind.WRITTEN,
        "form 1",
        shop.ownerCaller().actor());
  }

  @AfterEach
  void close() {
    server.stop();
  }

  @Test
  void an_offer_carries_both_headers_once_and_a_footer_and_a_booking_neither() throws Exception {
    mail("offer", Purpose.MARKETING);
    mail("booking", Purpose.TRANSACTIONAL);
    dispatcher.drain();

    var offer = received("offer");
    var lines = Collections.list(offer.getAllHeaderLines());
    var unsubscribe = lines.stream().filter(line -> line.startsWith("List-Unsubscribe")).toList();
    assertThat(unsubscribe).hasSize(2);
    assertThat(unsubscribe)
        .anyMatch(line -> line.matches("List-Unsubscribe: <https?://[^<>\\s]+/u/[\\w-]+>"));
    assertThat(unsubscribe).contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    var raw = raw(offer);
    assertThat(raw)
        .contains("12 Harbor Street", "Portland, OR 97201", "Tidewater & Co", "Tidewater &amp; Co");
    assertThat(raw.replace("=\r\n", "").replace("=3D", "=")).contains("/u/" + token(offer));
    assertThat(received("booking").getHeader("List-Unsubscribe")).isNull();
    assertThat(raw(received("booking"))).doesNotContain("Harbor Street");
  }

  @Test
  void an_offer_waits_for_nothing_and_fails_while_no_postal_address_is_known() {
    var bare = desk.tenant().create();
    shop = bare;
    smtp(server.getSmtp().getPort());
    person = contacts.findOrCreate(shop.id(), new EmailAddress(ann), "Ann Field", "test");
    consents.grant(
        shop.id(),
        Channel.EMAIL,
        ann,
        Purpose.MARKETING,
        Consents.Kind.WRITTEN,
        "form 1",
        shop.ownerCaller().actor());
    var id = mail("offer", Purpose.MARKETING);
    dispatcher.drain();
    assertThat(deliveries.require(shop.id(), id).reasonCode()).isEqualTo("no-postal-address");

    var browser = shop.owner();
    browser.get("/settings/mailings");
    assertThat(browser.post("/settings/mailings", "postalAddress", " ").status()).isEqualTo(400);
    browser.post("/settings/mailings", "postalAddress", "1 Quay");
    deliveries.sendAgain(shop.id(), id, shop.ownerCaller().actor());
    dispatcher.drain();
    assertThat(deliveries.require(shop.id(), id).state()).isEqualTo(DeliveryState.SENT);
  }

  @Test
  void one_click_without_cookies_ends_offers_only_and_again_changes_nothing() throws Exception {
    mail("offer", Purpose.MARKETING);
    dispatcher.drain();
    var token = token(received("offer"));

    var first = click(token);
    var since = suppressions.of(shop.id(), Channel.EMAIL, ann);
    clock.advance(Duration.ofDays(40));
    var second = click(token);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers("Set-Cookie")).isEmpty();
    assertThat(second.status()).isEqualTo(200);
    assertThat(since)
        .singleElement()
        .extracting(Suppression::scope, Suppression::reason)
        .containsExactly(Suppression.Scope.MARKETING, Suppression.Reason.OPT_OUT);
    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).isEqualTo(since);
    clock.set("2026-03-02T16:00:00Z");
    var offer = mail("next offer", Purpose.MARKETING);
    var booking = mail("booking", Purpose.TRANSACTIONAL);
    dispatcher.drain();
    assertThat(deliveries.require(shop.id(), offer).state()).isEqualTo(DeliveryState.REFUSED);
    assertThat(deliveries.require(shop.id(), booking).state()).isEqualTo(DeliveryState.SENT);
    assertThat(shop.owner().get("/contacts/" + person.id()).body())
        .contains("Unsubscribed from marketing e-mail");
  }

  @Test
  void a_scanner_that_follows_the_link_unsubscribes_nobody() throws Exception {
    mail("offer", Purpose.MARKETING);
    dispatcher.drain();
    var token = token(received("offer"));

    var page = desk.client("").send("GET", "/u/" + token, null, Map.of("Accept", "text/html"));
    desk.client("").send("HEAD", "/u/" + token, null, Map.of());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("Stop offers and news", "Stop every e-mail")
        .doesNotContain(ann)
        .doesNotContain("Tidewater");
    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).isEmpty();
  }

  @Test
  void the_page_stops_everything_when_asked_to() throws Exception {
    mail("offer", Purpose.MARKETING);
    dispatcher.drain();
    var token = token(received("offer"));

    post(token, "from=everything");

    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann))
        .singleElement()
        .extracting(Suppression::scope)
        .isEqualTo(Suppression.Scope.ALL);
  }

  @Test
  void a_forged_or_altered_token_gets_the_same_page_and_changes_nothing() throws Exception {
    mail("offer", Purpose.MARKETING);
    dispatcher.drain();
    var good = token(received("offer"));
    var altered = (good.charAt(20) == 'A' ? "B" : "A");
    var forged =
        List.of(
            "abc",
            good.substring(0, 20) + altered + good.substring(21),
            good.substring(0, good.length() - 2),
            "A".repeat(300),
            "%00%ff");

    var pages = new ArrayList<String>();
    for (var token : forged) {
      var answer = click(token);
      assertThat(answer.status()).isLessThan(500);
      if (answer.status() == 200) {
        pages.add(answer.body().replace(token, "T").replaceAll("nonce-[\\w+/=-]+", ""));
      }
    }

    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).isEmpty();
    var real = click(good).body().replace(good, "T").replaceAll("nonce-[\\w+/=-]+", "");
    assertThat(pages).hasSizeGreaterThanOrEqualTo(4).allMatch(real::equals);
  }

  @Test
  void a_token_bars_the_address_at_the_business_that_made_it_and_nowhere_else() throws Exception {
    mail("offer", Purpose.MARKETING);
    dispatcher.drain();
    var other = desk.tenant().create();

    click(token(received("offer")));

    assertThat(suppressions.isSuppressed(shop.id(), Channel.EMAIL, ann)).isTrue();
    assertThat(suppressions.isSuppressed(other.id(), Channel.EMAIL, ann)).isFalse();
  }

  @Test
  void a_mailbox_that_does_not_exist_is_barred_and_a_refusal_of_our_mail_bars_nobody()
      throws Exception {
    var replies = List.of("550 5.7.1 we do not like you", "550 no such user here");
    var tries = new AtomicInteger();
    try (var picky =
        new FakeSmtp(
            command ->
                command.startsWith("RCPT") ? replies.get(tries.getAndIncrement()) : "250 fine")) {
      shop = desk.tenant().create();
      smtp(picky.port());
      mail("one", Purpose.TRANSACTIONAL);
      dispatcher.drain();
      assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).isEmpty();

      mail("two", Purpose.TRANSACTIONAL);
      dispatcher.drain();
      assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann))
          .singleElement()
          .extracting(Suppression::reason)
          .isEqualTo(Suppression.Reason.BOUNCE);
    }
  }

  @Test
  void five_soft_bounces_in_a_row_bar_the_address_and_one_that_arrives_between_counts_anew() {
    for (int i = 0; i < 4; i++) {
      bounce("full" + i, "4.2.2");
    }
    mail("arrived", Purpose.TRANSACTIONAL);
    dispatcher.drain();
    for (int i = 0; i < 4; i++) {
      bounce("again" + i, "5.2.2");
    }
    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).isEmpty();

    bounce("last", "4.4.7");

    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann))
        .singleElement()
        .extracting(Suppression::reason)
        .isEqualTo(Suppression.Reason.BOUNCE);
  }

  @Test
  void a_complaint_about_our_mail_bars_the_address_and_one_about_anothers_nobody()
      throws Exception {
    var id = mail("offer", Purpose.MARKETING);
    dispatcher.drain();

    complain("not-spam", id);
    complain("abuse", new DeliveryId(java.util.UUID.randomUUID()));
    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).isEmpty();
    complain("abuse", id);
    complain("abuse", id);

    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann))
        .singleElement()
        .extracting(Suppression::reason, Suppression::scope)
        .containsExactly(Suppression.Reason.COMPLAINT, Suppression.Scope.ALL);
    assertThat(shop.owner().get("/contacts/" + person.id()).body()).contains("Complained");
  }

  @Test
  void a_report_in_anothers_mailbox_moves_and_bars_nothing_here() {
    var id = mail("visit", Purpose.TRANSACTIONAL);
    dispatcher.drain();
    var stranger = desk.tenant().create();

    for (var status : List.of("5.1.1", "2.0.0")) {
      report(stranger, id, status.startsWith("2") ? "delivered" : "failed", status);
    }
    report(shop, new DeliveryId(java.util.UUID.randomUUID()), "failed", "5.1.1");

    assertThat(deliveries.require(shop.id(), id).state()).isEqualTo(DeliveryState.SENT);
    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).isEmpty();
    assertThat(suppressions.of(stranger.id(), Channel.EMAIL, ann)).isEmpty();
    report(shop, id, "failed", "5.1.1");
    assertThat(deliveries.require(shop.id(), id).state()).isEqualTo(DeliveryState.UNDELIVERED);
    assertThat(suppressions.of(shop.id(), Channel.EMAIL, ann)).hasSize(1);
  }

  // What anybody can write to a mailbox.
  private void report(TestDesk.TestTenant reader, DeliveryId about, String action, String status) {
    var report =
        """
        From: MAILER-DAEMON@mx.example.org
        To: desk@clinic.example.com
        Message-ID: <dsn%d@mx.example.org>
        Content-Type: multipart/report; report-type=delivery-status; boundary=r

        --r

        No such person.
        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; %s
        Action: %s
        Status: %s
        --r
        Content-Type: text/rfc822-headers

        Message-ID: <%s@clinic.example.com>
        --r--
        """
            .formatted(NUMBERS.incrementAndGet(), ann, action, status, about);
    mailroom.accept(
        mailbox(reader), MimeReader.read(report.getBytes(StandardCharsets.UTF_8)), clock.instant());
  }

  private Connection mailbox(TestDesk.TestTenant of) {
    return connections.require(
        of.id(),
        connections.add(
            of.id(),
            of.ownerCaller().actor(),
            "imap",
            "Mail in " + NUMBERS.incrementAndGet(),
            Map.of(
                "host", "127.0.0.1",
                "port", "143",
                "security", "none",
                "user", DESK,
                "password", "secret")));
  }

  private void complain(String kind, DeliveryId about) {
    var report =
        """
        From: <feedback@mail.example.net>
        To: <desk@clinic.example.com>
        Subject: FW: offer
        Message-ID: <arf%d@mail.example.net>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="part"

        --part
        Content-Type: text/plain

        This is an email abuse report.
        --part
        Content-Type: message/feedback-report

        Feedback-Type: %s
        User-Agent: SomeGenerator/1.0
        Version: 1

        --part
        Content-Type: message/rfc822

        From: <desk@clinic.example.com>
        To: <someone@example.org>
        Message-ID: <%s@clinic.example.com>
        Subject: offer

        Words
        --part--
        """
            .formatted(NUMBERS.incrementAndGet(), kind, about);
    mailroom.accept(
        mailbox(shop), MimeReader.read(report.getBytes(StandardCharsets.UTF_8)), clock.instant());
  }

  private void bounce(String key, String code) {
    var id = mail(key, Purpose.TRANSACTIONAL);
    dispatcher.drain();
    clock.advance(Duration.ofMinutes(1));
    reports.apply(
        shop.id(),
        new DeliveryReports.Report(
            "smtp", "<" + id + "@clinic.example.com>", null, DeliveryState.UNDELIVERED, code));
  }

  private void smtp(int port) {
    connections.add(
        shop.id(),
        shop.ownerCaller().actor(),
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

  private DeliveryId mail(String subject, Purpose purpose) {
    return deliveries.request(
        shop.id(),
        new DeliveryRequest(
            person.id(),
            Channel.EMAIL,
            ann,
            purpose,
            new Content.Email(
                subject, "Words.", "<html><body><p>Words.</p></body></html>", List.of()),
            clock.instant(),
            subject,
            "test",
            subject));
  }

  private MimeMessage received(String subject) throws Exception {
    for (var one : server.getReceivedMessages()) {
      if (one.getSubject().equals(subject) && one.getAllRecipients()[0].toString().equals(ann)) {
        return one;
      }
    }
    throw new AssertionError("no mail " + subject);
  }

  private static String raw(MimeMessage message) throws Exception {
    var out = new java.io.ByteArrayOutputStream();
    message.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String token(MimeMessage message) throws Exception {
    var header = message.getHeader("List-Unsubscribe", null);
    var path = URI.create(header.substring(1, header.length() - 1)).getPath();
    return path.substring("/u/".length());
  }

  private Reply click(String token) {
    return post(token, "List-Unsubscribe=One-Click");
  }

  private Reply post(String token, String body) {
    return desk.client("")
        .send(
            "POST",
            "/u/" + token,
            body,
            Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html"));
  }
}
