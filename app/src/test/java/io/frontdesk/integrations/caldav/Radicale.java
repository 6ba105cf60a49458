package io.frontdesk.integrations.caldav;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A real CalDAV server, Debian's Radicale, with one user.
final class Radicale implements AutoCloseable {
  private static final String HOST = "127.0.0.2";
  private static final String LOGIN = "ana:app-password-1";

  private final Process process;
  private final int port;

  private Radicale(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Radicale start() throws IOException, InterruptedException {
    var program = Path.of("/usr/bin/radicale");
    if (!Files.isExecutable(program)) {
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException("CI must install radicale");
      }
      abort("SKIPPED: apt-get install radicale");
    }
    var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "radicale-");
    var users = Files.writeString(folder.resolve("users"), LOGIN + "\n");
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      port = socket.getLocalPort();
    }
    var config =
        Files.writeString(
            folder.resolve("config"),
            """
            [server]
            hosts = %s:%d
            [auth]
            type = htpasswd
            htpasswd_filename = %s
            htpasswd_encryption = plain
            delay = 0
            [storage]
            filesystem_folder = %s
            """
                .formatted(HOST, port, users, folder.resolve("books")));
    var process =
        new ProcessBuilder(program.toString(), "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var server = new Radicale(process, port);
    server.await();
    server.send("MKCALENDAR", "/ana/work/", CALENDAR, null);
    return server;
  }

  private static final String CALENDAR =
      """
      <c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
        <d:set><d:prop><d:displayname>Work</d:displayname></d:prop></d:set>
      </c:mkcalendar>
      """;

  String address() {
    return "http://" + HOST + ":" + port + "/";
  }

  String get(String path) {
    return send("GET", path, "", null).body();
  }

  void put(String path, String ics) {
    var answer = send("PUT", path, ics.replace("\n", "\r\n"), "text/calendar");
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }

  int delete(String path) {
    return send("DELETE", path, "", null).statusCode();
  }

  @Override
  public void close() {
    process.destroy();
  }

  private void await() throws InterruptedException {
    for (int i = 0; i < 100 && process.isAlive(); i++) {
      try {
        if (send("GET", "/.web/", "", null).statusCode() > 0) {
          return;
        }
      } catch (IllegalStateException notYet) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("radicale did not start");
  }

  private HttpResponse<String> send(
      String method, String path, String body, @Nullable String type) {
    var request =
        HttpRequest.newBuilder(URI.create(address()).resolve(path))
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(LOGIN.getBytes(UTF_8)))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (type != null) {
      request.header("Content-Type", type);
    }
    // A new connection each time: the server closes idle ones.
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }
}
