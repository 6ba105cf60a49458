package io.frontdesk.calls.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frontdesk.FrontdeskSettings;
import io.frontdesk.FrontdeskTest;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.Calls;
import io.frontdesk.calls.log.RecordingStore;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.http.HostGuard;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TestDesk;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class FetchRecordingTest {
  private static final String SOUND = "RIFF0000WAVEfmt sound of a voice";

  @Autowired private TestDesk desk;
  @Autowired private Calls calls;
  @Autowired private RecordingStore store;
  @Autowired private TenantTransactions transactions;
  @Autowired private EventLog events;
  @Autowired private MeterRegistry meters;
  @Autowired private Clock clock;
  @Autowired private Settings standard;

  private final AtomicInteger asked = new AtomicInteger();
  private TestDesk.TestTenant shop;
  private HttpServer server;
  private FetchRecording job;
  private CallId call;

  @BeforeEach
  void a_platform_with_recordings() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/good", exchange -> answer(exchange, 200, SOUND));
    server.createContext("/page", exchange -> answer(exchange, 200, "<html>RIFF0000WAVE</html>"));
    server.createContext("/empty", exchange -> answer(exchange, 200, ""));
    server.createContext("/large", exchange -> answer(exchange, 200, SOUND + "x".repeat(2_000)));
    server.createContext("/private", exchange -> answer(exchange, 403, SOUND));
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", address("/good"));
          answer(exchange, 302, "");
        });
    server.createContext(
        "/flaky", exchange -> answer(exchange, asked.get() == 0 ? 500 : 200, SOUND));
    server.start();
    var file = new Properties();
    file.setProperty("outbound.private-hosts", "localhost");
    file.setProperty("calls.recording-most-bytes", "1024");
    file.setProperty("data.folder", PlatformSettings.dataFolder(standard).toString());
    var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
    job =
        new FetchRecording(
            store,
            new RecordingFiles(settings),
            transactions,
            new OutboundHttp(new HostGuard(Set.of("localhost")), meters, new Pulses(clock)),
            events,
            clock,
            settings);
    shop = desk.tenant().create();
    call = calls.ensure(shop.id(), CallSeen.inbound("rec-1", null, null, clock.instant()));
  }

  @AfterEach
  void the_platform_closes() {
    server.stop(0);
  }

  @Test
  void a_recording_is_kept_and_its_source_forgotten() throws IOException {
    want(address("/good"));

    run();
    run();

    var kept = recording();
    assertThat(kept.stored()).isTrue();
    assertThat(kept.mediaType()).isEqualTo("audio/wav");
    assertThat(kept.sizeBytes()).isEqualTo(SOUND.length());
    assertThat(kept.sourceUrl()).isNull();
    assertThat(asked).hasValue(1);
    assertThat(files()).containsExactly(call + ".wav");
    assertThat(Files.readString(folder().resolve(call + ".wav"))).isEqualTo(SOUND);
  }

  @Test
  void what_is_no_sound_or_too_large_or_elsewhere_is_given_up_at_once_and_leaves_nothing()
      throws IOException {
    for (var wrong :
        Map.of(
                address("/page"),
                "it is no WAV, MP3 or M4A file",
                address("/empty"),
                "it is no WAV, MP3 or M4A file",
                address("/large"),
                "it is larger than 1024 bytes",
                address("/moved"),
                "the platform answered with status 302",
                address("/private"),
                "the platform answered with status 403",
                "https://recordings.evil.example/x.wav",
                "host is not on the list of this call",
                "http://storage.googleapis.com/x.wav",
                "the address is not encrypted",
                address("/good").replace("localhost", "127.0.0.1"),
                "the address is not encrypted",
                "https://user:pass@api.twilio.com/x.wav",
                "credentials in the address",
                "https://not an address",
                "the platform gave no usable address")
            .entrySet()) {
      want(wrong.getKey());

      run();

      assertThat(recording().state()).as(wrong.getKey()).isEqualTo("failed");
      assertThat(recording().error()).isEqualTo(wrong.getValue());
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void a_platform_in_trouble_is_asked_again() throws IOException {
    want(address("/flaky"));

    assertThatThrownBy(this::run).hasMessageContaining("status 500");
    assertThat(recording().state()).isEqualTo("waiting");
    assertThat(recording().attempts()).isEqualTo(1);
    assertThat(files()).isEmpty();
    run();

    assertThat(recording().stored()).isTrue();
    assertThat(recording().error()).isNull();
  }

  @Test
  void a_platform_that_is_gone_is_given_up_after_the_last_attempt() {
    want(address("/good"));
    server.stop(0);

    for (int i = 1; i < job.attempts(); i++) {
      assertThatThrownBy(this::run).isInstanceOf(RuntimeException.class);
      assertThat(recording().state()).isEqualTo("waiting");
    }
    run();

    assertThat(recording().state()).isEqualTo("failed");
  }

  private void want(String url) {
    transactions.write(shop.id(), () -> store.want(shop.id(), call, url, clock.instant()));
  }

  private void run() {
    job.run(shop.id(), new FetchRecording.Data(call.value()));
  }

  private RecordingStore.Recording recording() {
    return transactions.read(shop.id(), () -> store.find(shop.id(), call)).orElseThrow();
  }

  private Path folder() {
    return PlatformSettings.dataFolder(standard)
        .resolve("files")
        .resolve(shop.id().toString())
        .resolve("recordings");
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private String address(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    } finally {
      asked.incrementAndGet();
    }
  }
}
