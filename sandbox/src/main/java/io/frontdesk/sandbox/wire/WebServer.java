package io.frontdesk.sandbox.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frontdesk.sandbox.wire.Faults.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A web server on the loopback address, or on the one that the system property `sandbox.address`
/// names, whose requests meet the faults of its player.
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int MOST_BODY_BYTES = 20 * 1024 * 1024;
  private static final Duration NEVER = Duration.ofMinutes(2);

  /// Answers one request.
  @FunctionalInterface
  public interface Handler {
    /// @throws IllegalArgumentException when the request is wrong; its message is shown
    Reply answer(Request request) throws Exception;
  }

  private final String player;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Faults faults;
  private final Recorder recorder;
  private final Handler handler;

  /// @param port 0 for any free one
  /// @param player whose faults apply and under which requests are recorded; empty for the control
  ///     API, which has neither
  public WebServer(int port, String player, Faults faults, Recorder recorder, Handler handler)
      throws IOException {
    this.player = player;
    this.faults = faults;
    this.recorder = recorder;
    this.handler = handler;
    this.server = HttpServer.create(new InetSocketAddress(home(), port), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String address() {
    return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + port();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = read(exchange);
      var fault = player.isEmpty() ? Fault.NOTHING : faults.meet(player, request.path());
      if (fault.kind() != Faults.Kind.ANSWER_LATE) {
        sleep(fault.latency());
      }
      switch (fault.kind()) {
        case NONE -> send(exchange, request, answer(request));
        case STATUS -> send(exchange, request, refusal(fault));
        case DROP -> note(request, 0, "dropped");
        case ACCEPT_THEN_TIMEOUT -> {
          answer(request);
          note(request, 0, "accepted, never answered");
          sleep(NEVER);
        }
        case ANSWER_LATE -> {
          var reply = answer(request);
          sleep(fault.latency());
          send(exchange, request, reply);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Reply refusal(Fault fault) {
    var reply = Reply.error(fault.status(), "the sandbox was told to fail");
    return fault.retryAfter() < 0
        ? reply
        : reply.with("Retry-After", Integer.toString(fault.retryAfter()));
  }

  private Reply answer(Request request) {
    try {
      return handler.answer(request);
    } catch (IllegalArgumentException wrong) {
      return Reply.error(400, String.valueOf(wrong.getMessage()));
    } catch (Exception broken) {
      LOG.error("{} {} failed", request.method(), request.path(), broken);
      return Reply.error(500, "the sandbox itself failed; see its log");
    }
  }

  private void send(HttpExchange exchange, Request request, Reply reply) throws IOException {
    note(request, reply.status(), "answered");
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(
        reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
    if (reply.body().length > 0) {
      exchange.getResponseBody().write(reply.body());
    }
  }

  private void note(Request request, int status, String outcome) {
    if (!player.isEmpty()) {
      recorder.add(
          "request",
          Json.of(
              "provider",
              player,
              "method",
              request.method(),
              "path",
              request.path(),
              "status",
              status,
              "outcome",
              outcome,
              "body",
              request.text()));
    }
  }

  private static InetAddress home() throws IOException {
    var named = System.getProperty("sandbox.address");
    return named == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(named);
  }

  private static Request read(HttpExchange exchange) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        Request.decode(exchange.getRequestURI().getRawQuery()),
        headers,
        exchange.getRequestBody().readNBytes(MOST_BODY_BYTES));
  }

  private static void sleep(Duration time) throws InterruptedException {
    if (time.isPositive()) {
      Thread.sleep(time);
    }
  }
}
