package io.frontdesk.integrations.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.http.HostGuard;
import io.frontdesk.platform.tenant.TenantId;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpPoolTest {
  private static final GatewayOutcome TAKEN =
      new GatewayOutcome.Accepted("<0199-abc@clinic.example.com>");

  private @Nullable SmtpPool pool;

  @AfterEach
  void close() {
    if (pool != null) {
      pool.destroy();
    }
  }

  @Test
  void letters_follow_each_other_over_one_line_with_a_reset_between() throws IOException {
    try (var server = FakeSmtp.with("none", "")) {
      var first = pool(1, Duration.ofSeconds(30)).send(at(server), SmtpTest.letter());
      var second = pool().send(at(server), SmtpTest.letter());

      assertThat(List.of(first, second)).containsOnly(TAKEN);
      assertThat(server.messages).hasSize(2);
      assertThat(server.connections).hasValue(1);
      assertThat(server.commands.stream().map(line -> line.split(" ", 2)[0]))
          .containsExactly("EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA");
    }
  }

  @Test
  void workspaces_share_no_line_even_with_the_same_server_and_user() throws IOException {
    pool = pool(4, Duration.ofSeconds(30));
    try (var server = FakeSmtp.with("none", "")) {
      for (var tenant : List.of(new TenantId(new UUID(0, 1)), new TenantId(new UUID(0, 2)))) {
        var theirs = new SmtpServer("127.0.0.1", server.port(), "none", "", "", false, tenant);
        assertThat(pool().send(theirs, SmtpTest.letter())).isEqualTo(TAKEN);
      }
      assertThat(server.connections).hasValue(2);
    }
  }

  @Test
  void a_refused_letter_leaves_the_line_fit_for_the_next() throws IOException {
    var refused = new AtomicInteger();
    try (var server =
        new FakeSmtp(
            line ->
                line.startsWith("RCPT") && refused.getAndIncrement() == 0
                    ? "550 no such person"
                    : FakeSmtp.agreeable(line))) {
      var first = pool(1, Duration.ofSeconds(30)).send(at(server), SmtpTest.letter());
      var second = pool().send(at(server), SmtpTest.letter());

      assertThat(first).isInstanceOf(GatewayOutcome.Rejected.class);
      assertThat(second).isEqualTo(TAKEN);
      assertThat(server.connections).hasValue(1);
      assertThat(server.messages).hasSize(1);
    }
  }

  @Test
  void a_line_the_server_closed_meanwhile_is_replaced_and_nothing_is_lost_or_doubled()
      throws IOException {
    for (var closing : List.of("", "421 4.4.2 idle too long")) {
      var begun = new AtomicInteger();
      try (var server =
          new FakeSmtp(
              line ->
                  line.startsWith("MAIL") && begun.incrementAndGet() == 2
                      ? closing
                      : FakeSmtp.agreeable(line))) {
        var pool = pool(1, Duration.ofSeconds(30));
        assertThat(pool.send(at(server), SmtpTest.letter())).isEqualTo(TAKEN);
        assertThat(pool.send(at(server), SmtpTest.letter())).isEqualTo(TAKEN);

        assertThat(server.messages).hasSize(2);
        assertThat(server.connections).hasValue(2);
      }
    }
  }

  @Test
  void a_letter_whose_end_was_sent_is_never_begun_again() throws IOException {
    for (var ending : List.of("", "421 4.3.0 going down")) {
      var ends = new AtomicInteger();
      try (var server =
          new FakeSmtp(
              line ->
                  line.equals(FakeSmtp.MESSAGE) && ends.incrementAndGet() == 2
                      ? ending
                      : FakeSmtp.agreeable(line))) {
        var pool = pool(1, Duration.ofSeconds(30));
        assertThat(pool.send(at(server), SmtpTest.letter())).isEqualTo(TAKEN);

        var outcome = pool.send(at(server), SmtpTest.letter());

        // Its own word that it did not take it may be believed; silence may not.
        assertThat(outcome)
            .isEqualTo(
                ending.isEmpty()
                    ? new GatewayOutcome.Unclear("smtp-no-answer")
                    : new GatewayOutcome.NotReached("smtp-421", null));
        assertThat(server.messages).hasSize(2);
        assertThat(server.connections).hasValue(1);
      }
    }
  }

  @Test
  void at_most_so_many_lines_are_open_and_those_that_lie_idle_are_closed() throws Exception {
    var together = new CountDownLatch(2);
    try (var server =
        new FakeSmtp(
            line -> {
              if (line.startsWith("MAIL")) {
                together.countDown();
                await(together);
              }
              return FakeSmtp.agreeable(line);
            })) {
      var pool = pool(2, Duration.ofMillis(200));

      var outcomes =
          Stream.generate(
                  () ->
                      CompletableFuture.supplyAsync(
                          () -> pool.send(at(server), SmtpTest.letter()),
                          task -> Thread.startVirtualThread(task)))
              .limit(8)
              .toList();

      assertThat(outcomes.stream().map(CompletableFuture::join)).containsOnly(TAKEN);
      assertThat(server.messages).hasSize(8);
      assertThat(server.mostOpen).hasValue(2);
      until(() -> server.open.get() == 0);
    }
  }

  @Test
  void a_server_that_dawdles_is_given_up_and_only_after_the_letters_end_in_doubt()
      throws Exception {
    for (var slow : List.of("MAIL", FakeSmtp.MESSAGE)) {
      var over = new CountDownLatch(1);
      try (var server =
          new FakeSmtp(
              line -> {
                if (line.startsWith(slow)) {
                  await(over);
                }
                return FakeSmtp.agreeable(line);
              })) {
        // The limit of the whole, not that of one answer, ends it.
        pool =
            new SmtpPool(
                loopback(),
                new SmtpPool.Limits(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    1),
                new Properties());

        var outcome = pool().send(at(server), SmtpTest.letter());

        assertThat(outcome)
            .isEqualTo(
                slow.equals("MAIL")
                    ? new GatewayOutcome.NotReached("smtp-broke-off", null)
                    : new GatewayOutcome.Unclear("smtp-no-answer"));
        over.countDown();
        pool().destroy();
      }
    }
  }

  @Test
  void letters_that_found_no_free_line_say_nothing_of_the_server() throws Exception {
    var over = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    try (var server =
            new FakeSmtp(
                line -> {
                  if (line.equals(FakeSmtp.MESSAGE)) {
                    begun.countDown();
                    await(over);
                  }
                  return FakeSmtp.agreeable(line);
                });
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      pool =
          new SmtpPool(
              loopback(),
              new SmtpPool.Limits(
                  Duration.ofSeconds(5),
                  Duration.ofSeconds(40),
                  Duration.ofSeconds(40),
                  Duration.ofMillis(20),
                  Duration.ofSeconds(30),
                  1),
              new Properties());
      var slow = threads.submit(() -> pool().send(at(server), SmtpTest.letter()));
      await(begun);
      for (int i = 0; i < 30; i++) {
        assertThat(pool().send(at(server), SmtpTest.letter()))
            .isEqualTo(new GatewayOutcome.NotReached(GatewayOutcome.NotReached.BUSY, null));
      }
      over.countDown();

      assertThat(slow.get()).isEqualTo(TAKEN);
      assertThat(pool().send(at(server), SmtpTest.letter())).isEqualTo(TAKEN);
    }
  }

  @Test
  void a_server_that_offers_it_is_asked_to_report_and_another_is_not() throws IOException {
    try (var offering =
            new FakeSmtp(
                line ->
                    line.startsWith("EHLO") ? "250-here\r\n250 DSN" : FakeSmtp.agreeable(line));
        var plain = FakeSmtp.with("none", "")) {
      pool(1, Duration.ofSeconds(30)).send(at(offering), SmtpTest.letter());
      var unused = pool().send(at(plain), SmtpTest.letter());

      assertThat(offering.commands)
          .anyMatch(
              line ->
                  line.startsWith("MAIL FROM:")
                      && line.contains("RET=HDRS")
                      && line.contains("ENVID=0199-abc@clinic.example.com"))
          .anyMatch(line -> line.startsWith("RCPT TO:") && line.contains("NOTIFY=FAILURE"));
      assertThat(plain.commands)
          .noneMatch(line -> line.contains("ENVID") || line.contains("NOTIFY"));
    }
  }

  @Test
  void letters_travel_encrypted_over_a_line_that_is_kept() throws Exception {
    var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
    server.start();
    try {
      var trust = new Properties();
      trust.put("mail.smtp.ssl.trust", "127.0.0.1");
      trust.put("mail.smtp.ssl.checkserveridentity", "false");
      pool = new SmtpPool(loopback(), SmtpPool.Limits.STANDARD, trust);
      var to = new SmtpServer("127.0.0.1", server.getSmtps().getPort(), "tls", "", "");

      assertThat(pool().send(to, SmtpTest.letter())).isEqualTo(TAKEN);
      assertThat(pool().send(to, SmtpTest.letter())).isEqualTo(TAKEN);
      assertThat(server.getReceivedMessages()).hasSize(2);

      // Nobody vouches for its certificate.
      var strict = new SmtpPool(loopback());
      assertThat(strict.send(to, SmtpTest.letter()))
          .isEqualTo(new GatewayOutcome.NotReached("smtp-connect", null));
      strict.destroy();
      assertThat(server.getReceivedMessages()).hasSize(2);
    } finally {
      server.stop();
    }
  }

  @Test
  void after_many_failures_a_server_is_left_alone_for_a_while() throws IOException {
    int nobody;
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = door.getLocalPort();
    }
    var away = new SmtpServer("127.0.0.1", nobody, "none", "", "");
    var pool = pool(1, Duration.ofSeconds(30));
    for (int i = 0; i < 10; i++) {
      assertThat(pool.send(away, SmtpTest.letter()))
          .isEqualTo(new GatewayOutcome.NotReached("smtp-connect", null));
    }

    try (var server = FakeSmtp.with("none", "")) {
      assertThat(pool.send(away, SmtpTest.letter()))
          .isEqualTo(new GatewayOutcome.NotReached("smtp-breaker", Duration.ofSeconds(20)));
      assertThat(pool.send(at(server), SmtpTest.letter())).isEqualTo(TAKEN);
    }
  }

  @Test
  void in_production_no_workspace_reaches_our_own_network_by_mail() throws IOException {
    try (var server = FakeSmtp.with("none", "")) {
      var strict = MailHosts.strict(new HostGuard(Set.of()));
      pool = new SmtpPool(strict);
      for (var host : List.of("127.0.0.1", "localhost", "0.0.0.0", "10.0.0.1", "169.254.169.254")) {
        var there = new SmtpServer(host, server.port(), "none", "", "");
        assertThat(pool().send(there, SmtpTest.letter()))
            .isInstanceOfSatisfying(
                GatewayOutcome.Rejected.class,
                refused -> assertThat(refused.code()).isEqualTo("smtp-private"));
        assertThat(pool().check(there)).isEqualTo(MailHosts.Forbidden.WHY);
        assertThat(strict.objection(host)).contains(MailHosts.Forbidden.WHY);
        assertThatThrownBy(
                () ->
                    Imap.open(
                        new ImapServer(host, server.port(), "none", "desk", "secret", "INBOX"),
                        strict))
            .isInstanceOfSatisfying(
                MessagingException.class,
                failed ->
                    assertThat(ImapConnection.objection(failed))
                        .isEqualTo(MailHosts.Forbidden.WHY));
      }
      assertThat(server.connections).hasValue(0);

      // What the operator named, or configured as the platform's own, is reached.
      var named = new SmtpPool(MailHosts.strict(new HostGuard(Set.of("localhost"))));
      assertThat(
              named.send(
                  new SmtpServer("localhost", server.port(), "none", "", ""), SmtpTest.letter()))
          .isEqualTo(TAKEN);
      named.destroy();
      assertThat(
              pool()
                  .send(
                      new SmtpServer("127.0.0.1", server.port(), "none", "", "", true, null),
                      SmtpTest.letter()))
          .isEqualTo(TAKEN);
    }
  }

  private SmtpPool pool(int lines, Duration idle) {
    pool =
        new SmtpPool(
            loopback(),
            new SmtpPool.Limits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(40),
                Duration.ofSeconds(30),
                idle,
                lines),
            new Properties());
    return pool;
  }

  private SmtpPool pool() {
    return java.util.Objects.requireNonNull(pool);
  }

  private static MailHosts loopback() {
    return new MailHosts(new HostGuard(Set.of()), SmtpTest.development());
  }

  private static SmtpServer at(FakeSmtp server) {
    return new SmtpServer("127.0.0.1", server.port(), "none", "", "");
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static void until(BooleanSupplier done) throws InterruptedException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("not within 20 seconds");
      }
      Thread.sleep(10);
    }
  }
}
