package io.frontdesk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A name server that answers with a public address when the guard looks, and with our own network
/// a moment later. Each case is a JVM of its own, whose names come from a file and are not cached.
class RebindingTest {
  private static final String NAME = "rebind.example";
  // Reserved for documentation (RFC 5737): public, and nobody answers.
  private static final String PUBLIC = "192.0.2.1";

  @TempDir Path folder;

  @Test
  void a_name_that_changes_after_it_was_judged_does_not_lead_to_our_own_network() throws Exception {
    assertThat(run("guarded")).isEqualTo("hits 0");
  }

  @Test
  void the_same_trick_works_on_a_client_that_asks_for_the_name_again() throws Exception {
    assertThat(run("naive")).isEqualTo("hits 1");
  }

  @Test
  void names_that_nobody_calls_are_answered_by_the_system() throws Exception {
    try (var _ = Pins.hold("Pinned.example", List.of(InetAddress.getByName(PUBLIC)))) {
      assertThat(InetAddress.getAllByName("pinned.EXAMPLE"))
          .extracting(InetAddress::getHostAddress)
          .containsExactly(PUBLIC);
      assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
    }
    assertThat(Pins.of("pinned.example")).isEmpty();
    assertThat(Pins.areInstalled()).isTrue();
  }

  private String run(String how) throws Exception {
    var hosts = folder.resolve("hosts");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Djdk.net.hosts.file=" + hosts,
                "-Dsun.net.inetaddr.ttl=0",
                "-Dsun.net.inetaddr.negative.ttl=0",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RebindingTest.class.getName() + "$Victim",
                how,
                hosts.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().filter(line -> line.startsWith("hits")).findFirst().orElse(said);
  }

  /// Calls the name once, and tells how often our own server was reached.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      var hosts = Path.of(arguments[1]);
      Files.writeString(hosts, PUBLIC + " " + NAME + "\n");
      var hits = new AtomicInteger();
      var server = server(hits);
      var address = URI.create("http://" + NAME + ":" + server.getAddress().getPort() + "/");
      var guard = new HostGuard(Set.of(), host -> thenRebound(host, hosts));
      var request = HttpRequest.newBuilder(address).build();
      if (arguments[0].equals("guarded")) {
        try (var http =
            new OutboundHttp(guard, new SimpleMeterRegistry(), new Pulses(Clock.systemUTC()))) {
          http.send(
              OutboundCall.to("calendar", new TenantId(Uuid7.next())).within(Duration.ofSeconds(4)),
              request);
        }
      } else if (guard.objection(address, Set.of()).isEmpty()) {
        HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
      }
      System.out.println("hits " + hits.get());
      System.exit(0);
    }

    // What the guard saw is judged; whoever asks after it gets another answer.
    private static InetAddress[] thenRebound(String host, Path hosts)
        throws java.net.UnknownHostException {
      var found = InetAddress.getAllByName(host);
      try {
        Files.writeString(hosts, "127.0.0.1 " + NAME + "\n");
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
      return found;
    }

    private static HttpServer server(AtomicInteger hits) throws IOException {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            hits.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
          });
      server.start();
      return server;
    }
  }
}
