package io.frontdesk.integrations.contract;

import io.frontdesk.FrontdeskTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The sandbox as a program of its own, compiled from its sources beside us, so that it is never on
/// the app's class path. One serves all tests of a run; it ends with them.
public final class SandboxProcess {
  /// Where it listens: the one private host that tests may call.
  public static final String HOST = "127.0.0.2";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static @Nullable SandboxProcess running;

  private final JsonNode ports;

  // Its standard input is held open: when this program ends, so does it.
  private final Process process;

  private SandboxProcess(Process process, JsonNode ports) {
    this.process = process;
    this.ports = ports;
  }

  public static synchronized SandboxProcess shared() {
    var known = running;
    if (known == null || !known.process.isAlive()) {
      try {
        known = start();
      } catch (IOException broken) {
        throw new IllegalStateException(broken);
      }
      running = known;
    }
    return known;
  }

  public int port(String player) {
    return ports.path(player).asInt();
  }

  public String address(String player) {
    return "http://" + HOST + ":" + port(player);
  }

  public JsonNode control(String path, Map<String, ?> body) {
    return send(
        HttpRequest.newBuilder(URI.create(address("control") + "/control/" + path))
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  /// What happened, of one kind, with `field` equal to `value`.
  public List<JsonNode> recorded(String kind, String field, String value) {
    var answer =
        send(
            HttpRequest.newBuilder(
                URI.create(address("control") + "/control/recorded?kind=" + kind)));
    var found = new ArrayList<JsonNode>();
    answer
        .path("recorded")
        .forEach(
            one -> {
              if (one.path(field).asString("").equals(value)) {
                found.add(one);
              }
            });
    return found;
  }

  public void fault(Map<String, ?> fault) {
    control("faults", fault);
  }

  public void noFaults() {
    send(HttpRequest.newBuilder(URI.create(address("control") + "/control/faults")).DELETE());
  }

  private static JsonNode send(HttpRequest.Builder request) {
    try {
      var answer =
          CLIENT.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("the sandbox answered " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  private static SandboxProcess start() throws IOException {
    var sources = Path.of("..", "sandbox", "src", "main", "java").toAbsolutePath().normalize();
    var classes = Files.createTempDirectory(Path.of("target"), "sandbox-");
    var options =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    try (var files = Files.walk(sources)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(options::add);
    }
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new))
        != 0) {
      throw new IllegalStateException("the sandbox does not compile");
    }
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dsandbox.address=" + HOST,
                "-cp",
                classes
                    + System.getProperty("path.separator")
                    + System.getProperty("java.class.path"),
                "io.frontdesk.sandbox.SandboxApplication",
                "--now=2026-03-02T15:00:00Z",
                "--seed=7",
                "--google=" + FrontdeskTest.World.GOOGLE_PORT,
                "--until-stdin-closes")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("SANDBOX READY ")) {
        Thread.startVirtualThread(() -> out.lines().forEach(_ -> {}));
        return new SandboxProcess(process, JSON.readTree(line.substring(14)));
      }
    }
    throw new IllegalStateException("the sandbox did not start");
  }
}
