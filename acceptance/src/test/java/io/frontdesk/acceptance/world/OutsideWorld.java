package io.frontdesk.acceptance.world;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sandbox as a process, told through its control API.
public final class OutsideWorld {
  private final Program program;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, @Nullable Object> ports;

  private OutsideWorld(Program program, Map<String, @Nullable Object> ports) {
    this.program = program;
    this.ports = ports;
  }

  public static OutsideWorld start(Path jar, Path folder) throws IOException, InterruptedException {
    var program =
        Program.start(
            "sandbox",
            jar,
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            List.of("--seed=7"),
            Map.of(),
            folder);
    var ready = program.await("SANDBOX READY (\\{.*})", Duration.ofSeconds(60));
    return new OutsideWorld(program, Json.read(ready.group(1)));
  }

  public int port(String player) {
    return ports.get(player) instanceof Integer port ? port : 0;
  }

  public String address(String player) {
    return "http://127.0.0.1:" + port(player);
  }

  public Map<String, @Nullable Object> post(String path, @Nullable Object... keysAndValues) {
    return send("POST", path, Json.of(keysAndValues));
  }

  public Map<String, @Nullable Object> get(String path) {
    return send("GET", path, null);
  }

  public void delete(String path) {
    send("DELETE", path, null);
  }

  /// What happened of one kind: `sms`, `mail`, `hook`, `request`, `control`.
  public List<Map<String, @Nullable Object>> recorded(String kind) {
    return Json.maps(get("recorded?kind=" + kind).get("recorded"));
  }

  public List<Map<String, @Nullable Object>> recorded(
      String kind, Predicate<Map<String, @Nullable Object>> wanted) {
    return recorded(kind).stream().filter(wanted).toList();
  }

  /// Begins a call and returns its id.
  public String call(Map<String, @Nullable Object> order) {
    var answer = send("POST", "calls", order);
    var id = Json.text(answer, "id");
    if (id.isEmpty()) {
      throw new AssertionError("the call did not begin: " + answer);
    }
    return id;
  }

  public boolean ended(String call) {
    return "ended".equals(get("calls/" + call).get("status"));
  }

  public void stop() {
    program.stop();
  }

  private Map<String, @Nullable Object> send(String method, String path, @Nullable Object body) {
    var request =
        HttpRequest.newBuilder(URI.create(address("control") + "/control/" + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build();
    try {
      return Json.read(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException broken) {
      throw new AssertionError("the sandbox does not answer", broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
