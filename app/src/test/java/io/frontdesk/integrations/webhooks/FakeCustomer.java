package io.frontdesk.integrations.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/// A customer's program that takes webhooks and answers as a test tells it to.
final class FakeCustomer implements AutoCloseable {
  record Request(String path, String id, long timestamp, String signature, String body) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile ToIntFunction<Request> answer = _ -> 200;

  FakeCustomer() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.2", 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  String url() {
    return "http://127.0.0.2:" + server.getAddress().getPort() + "/hooks";
  }

  /// @param status 0 to hang up without an answer
  void answer(ToIntFunction<Request> status) {
    answer = status;
  }

  List<String> bodies() {
    return requests.stream().map(Request::body).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    var request =
        new Request(
            exchange.getRequestURI().toString(),
            headers.getFirst("webhook-id"),
            Long.parseLong(headers.getFirst("webhook-timestamp")),
            headers.getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    requests.add(request);
    int status = answer.applyAsInt(request);
    if (status > 0) {
      exchange.getResponseHeaders().set("Location", "http://127.0.0.2:1/elsewhere");
      var bytes = ("answer " + status).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
