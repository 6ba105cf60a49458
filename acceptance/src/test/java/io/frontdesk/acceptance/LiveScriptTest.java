package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frontdesk.acceptance.world.Browsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The script of the live view against a server that refuses, breaks off and repeats itself.
final class LiveScriptTest {
  private static final Path SCRIPT = Path.of("../app/src/main/resources/static/js/live.js");
  private static final String PAGE =
      """
      <!doctype html><title>Live</title>
      <p data-live-state="connecting"><b data-live-text></b></p>
      <div data-live="calls.line"></div>
      <script>
        window.shown = [];
        window.fetched = 0;
        window.htmx = { trigger: () => { window.fetched++; } };
        document.addEventListener("frontdesk:live", (e) => window.shown.push(e.detail.data.n));
      </script>
      <script type="module">import { connectLive } from "/live.js"; connectLive("/live");</script>
      """;

  @Test
  void what_was_missed_comes_after_a_break_and_nothing_is_shown_twice() throws Exception {
    try (var server = new Stub();
        var browsers = Browsers.start();
        var page = server.open(browsers)) {
      shows(page, "Live");
      server.send(1);
      server.send(2);
      page.waitForFunction("window.shown.length === 2");

      server.breakOff();
      // What this one says first was said before.
      server.send(2);
      server.send(3);

      page.waitForFunction("window.shown.length >= 3");
      shows(page, "Live");
      assertThat(page.evaluate("window.shown")).isEqualTo(List.of(1, 2, 3));
      assertThat(server.asked.getFirst()).isEqualTo("/live");
      assertThat(server.asked.get(1)).isEqualTo("/live?after=1-2");
    }
  }

  @Test
  void it_tries_again_for_ever_with_growing_pauses_and_says_so() throws Exception {
    try (var server = new Stub();
        var browsers = Browsers.start();
        var page = server.open(browsers)) {
      shows(page, "Live");
      server.refuse(true);
      server.breakOff();

      shows(page, "No connection, trying again");
      var giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (server.times.size() < 6 && System.nanoTime() < giveUp) {
        page.waitForTimeout(200);
      }
      server.refuse(false);
      server.send(7);

      page.setDefaultTimeout(60_000);
      page.waitForFunction("window.shown.length === 1");
      shows(page, "Live");
      // One second, two, four; each up to a quarter shorter or longer.
      var least = List.of(740, 1_490, 2_980);
      for (int i = 0; i < least.size(); i++) {
        long pause = (server.times.get(i + 2) - server.times.get(i + 1)) / 1_000_000;
        assertThat(pause).as("pause " + i).isGreaterThanOrEqualTo(least.get(i));
      }
    }
  }

  @Test
  void who_missed_too_much_loads_anew() throws Exception {
    try (var server = new Stub();
        var browsers = Browsers.start();
        var page = server.open(browsers)) {
      shows(page, "Live");
      page.waitForFunction("window.fetched === 1");
      server.send(1);
      page.waitForFunction("window.fetched === 2");

      server.greeting = "reset";
      server.breakOff();

      page.waitForFunction("window.fetched === 3");
      assertThat(page.evaluate("window.shown")).isEqualTo(List.of(1));
    }
  }

  private static void shows(Page page, String words) {
    page.waitForFunction(
        "words => document.querySelector('[data-live-text]').textContent === words", words);
  }

  private static final class Stub implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<Long> times = new CopyOnWriteArrayList<>();
    private final HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    private volatile boolean refusing;
    private volatile String greeting = "position";
    private @Nullable HttpExchange stream;

    Stub() throws IOException {
      server.createContext("/", exchange -> answer(exchange, "text/html", PAGE));
      server.createContext(
          "/live.js", exchange -> answer(exchange, "text/javascript", Files.readString(SCRIPT)));
      server.createContext("/live", this::live);
      server.setExecutor(Executors.newCachedThreadPool());
      server.start();
    }

    Page open(Browsers browsers) {
      var base = "http://127.0.0.1:" + server.getAddress().getPort();
      var page = browsers.window(400, 400, ColorScheme.LIGHT, null, base);
      page.navigate(base + "/");
      return page;
    }

    void refuse(boolean whether) {
      refusing = whether;
    }

    synchronized void breakOff() {
      if (stream != null) {
        stream.close();
        stream = null;
      }
    }

    /// To whoever listens; waits for one.
    synchronized void send(int number) throws IOException, InterruptedException {
      while (stream == null) {
        wait(30_000);
      }
      write(stream, "event: calls.line\nid: 1-" + number + "\ndata: {\"n\":" + number + "}\n\n");
    }

    private void live(HttpExchange exchange) throws IOException {
      asked.add(exchange.getRequestURI().toString());
      times.add(System.nanoTime());
      if (refusing) {
        exchange.sendResponseHeaders(503, -1);
        exchange.close();
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      synchronized (this) {
        write(exchange, "event: " + greeting + "\nid: 1-0\ndata: {}\n\n");
        stream = exchange;
        notifyAll();
      }
    }

    private static void write(HttpExchange exchange, String text) throws IOException {
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
