package io.frontdesk.integrations.twilio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Twilio's API as far as a test tells it to be.
final class FakeTwilio implements AutoCloseable {
  static final String HOST = "127.0.0.2";

  /// @param query decoded
  record Request(String method, String path, String query, String authorization, String body) {
    String field(String name) {
      return TwilioForm.read(body).find(name).orElse("");
    }
  }

  /// @param status 0 to hang up without an answer
  record Answer(int status, String body) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Answer> answer = _ -> new Answer(500, "");
  private final HttpServer server;

  FakeTwilio(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(HOST, port), 10);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  void answer(Function<Request, Answer> next) {
    answer = next;
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<Request> sent() {
    return requests.stream().filter(request -> request.method().equals("POST")).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    var query = exchange.getRequestURI().getQuery();
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    var request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query == null ? "" : query,
            authorization == null ? "" : authorization,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    requests.add(request);
    var given = answer.apply(request);
    if (given.status() > 0) {
      var bytes = given.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(given.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
