package io.frontdesk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.http.Outcome.Answered;
import io.frontdesk.platform.http.Outcome.NotReached;
import io.frontdesk.platform.http.Outcome.Reason;
import io.frontdesk.platform.http.Outcome.Unknown;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class OutboundHttpTest {
  private final TenantId shop = new TenantId(Uuid7.next());
  private final OutboundCall call = OutboundCall.to("carrier", shop).within(Duration.ofSeconds(1));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Pulses pulses = new Pulses(Clock.systemUTC());
  private final OutboundHttp http =
      new OutboundHttp(new HostGuard(Set.of("127.0.0.1")), meters, pulses);
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer carrier = newServer();

  @TempDir Path folder;

  @BeforeEach
  void open() {
    carrier.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    answer("/ok", 200, "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    answer("/broken", 503, new byte[0]);
    answer("/big", 200, new byte[5000]);
    carrier.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest");
          exchange.sendResponseHeaders(302, -1);
        });
    carrier.createContext("/silent", _ -> await());
    carrier.createContext(
        "/trickle",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          await();
        });
    carrier.start();
  }

  @Test
  void inside_a_transaction_nothing_is_called() {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/ok")).build();
    TransactionSynchronizationManager.setActualTransactionActive(true);
    try {
      assertThatThrownBy(() -> http.send(call, request))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inside a transaction");
    } finally {
      TransactionSynchronizationManager.setActualTransactionActive(false);
    }
  }

  @AfterEach
  void close() {
    end.countDown();
    carrier.stop(0);
    http.close();
  }

  @Test
  void an_answer_comes_back_whole_and_is_counted() {
    var outcome = http.send(call, get("/ok"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Answered.class,
            answered -> assertThat((byte[]) answered.body()).asString().isEqualTo("hello"));
    assertThat(meters.timer("frontdesk.outbound", "provider", "carrier", "outcome", "2xx").count())
        .isEqualTo(1);
  }

  @Test
  void a_refused_connection_surely_reached_nobody() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    var outcome =
        http.send(call, HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + free)).build());

    assertThat(outcome).isEqualTo(new NotReached<>(Reason.NO_CONNECTION, "no connection"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/silent", "/trickle"})
  void a_silent_or_trickling_answer_ends_in_time_and_may_have_been_reached(String path) {
    long begin = System.nanoTime();

    var outcome = http.send(call, get(path));

    assertThat(outcome).isInstanceOf(Unknown.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void an_answer_that_is_too_long_is_not_kept() throws IOException {
    assertThat(http.send(call.atMost(4999), get("/big")))
        .isEqualTo(new Unknown<>(OutboundHttp.TOO_LONG));
    assertThat(http.send(call.atMost(5000), get("/big"))).isInstanceOf(Answered.class);
    var file = folder.resolve("recording");
    assertThat(http.download(call.atMost(5000), get("/big"), file)).isInstanceOf(Answered.class);
    assertThat(Files.size(file)).isEqualTo(5000);
  }

  @Test
  void a_redirect_is_told_and_not_followed() {
    assertThat(http.send(call, get("/moved")))
        .isInstanceOfSatisfying(
            Answered.class, answered -> assertThat(answered.status()).isEqualTo(302));
  }

  @Test
  void after_many_failures_the_breaker_of_this_tenant_opens_and_no_other() {
    for (int i = 0; i < 10; i++) {
      http.send(call, get("/broken"));
    }
    assertThat(pulses.of(call.provider()).failed()).isNotNull();
    assertThat(pulses.of(call.provider()).answered()).isNull();

    assertThat(http.send(call, get("/ok")))
        .isInstanceOfSatisfying(
            NotReached.class, not -> assertThat(not.reason()).isEqualTo(Reason.BREAKER_OPEN));
    assertThat(http.openBreakers()).containsEntry("carrier", 1L);
    var other = OutboundCall.to("carrier", new TenantId(Uuid7.next()));
    assertThat(http.send(other, get("/ok"))).isInstanceOf(Answered.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "http://127.1.2.3/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://user:pw@example.com/",
        "http://2130706433/",
      })
  void our_own_network_is_not_called(String address) {
    var guard = new HostGuard(Set.of());

    assertThat(guard.objection(URI.create(address), Set.of())).isPresent();
  }

  @Test
  void a_call_goes_to_the_hosts_on_its_list_only() {
    var guard =
        new HostGuard(Set.of("files.example.com", "storage.vendor.example", "evil.example"));
    var list = Set.of("files.example.com", ".vendor.example");

    assertThat(guard.objection(URI.create("https://files.example.com/a"), list)).isEmpty();
    assertThat(guard.objection(URI.create("https://storage.vendor.example/a"), list)).isEmpty();
    assertThat(guard.objection(URI.create("https://evil.example/a"), list)).isPresent();
    assertThat(guard.objection(URI.create("https://evilvendor.example/a"), list)).isPresent();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + carrier.getAddress().getPort() + path))
        .build();
  }

  private void answer(String path, int status, byte[] body) {
    carrier.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpServer newServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
