package io.frontdesk.acceptance.drill;

import io.frontdesk.acceptance.world.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/// One of the two programs. Made new when it was killed; its port stays.
final class Node {
  private static final Duration START = Duration.ofSeconds(180);

  private final String name;
  private final Path jar;
  private final Path folder;
  private final int port;
  private final Map<String, String> settings;
  private final HttpClient client;
  private final Path agent;
  private final Path clock;
  private Program program;

  /// @param folder holds the clock's agent; what it prints goes there
  /// @param data its data folder is made below it
  Node(
      String name,
      Path jar,
      Path folder,
      Path data,
      int port,
      Map<String, String> settings,
      boolean demo)
      throws IOException {
    this.name = name;
    this.jar = jar;
    this.folder = folder;
    this.port = port;
    this.settings = new LinkedHashMap<>(settings);
    this.settings.put("FRONTDESK_SERVER_PORT", Integer.toString(port));
    this.settings.put("FRONTDESK_DATA_FOLDER", data.resolve(name).toString());
    this.agent = folder.resolve("clock-agent.jar");
    this.clock = folder.resolve(name + ".clock");
    Files.writeString(clock, "0");
    this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    this.program = start(demo);
  }

  int port() {
    return port;
  }

  Matcher await(String pattern) throws InterruptedException {
    return program.await(pattern, START);
  }

  synchronized void kill() throws InterruptedException {
    program.kill();
  }

  synchronized void restart() throws IOException {
    if (!program.alive()) {
      program = start(false);
    }
  }

  /// Stops it as a long pause of its machine does, and lets it go on.
  synchronized void pause(Duration length) throws IOException, InterruptedException {
    if (program.alive()) {
      signal("STOP");
      Thread.sleep(length);
      signal("CONT");
    }
  }

  synchronized void stop() {
    program.stop();
  }

  /// Sets its clock so far off.
  void setClock(Duration off) throws IOException {
    Files.writeString(clock, Long.toString(off.toMillis()));
  }

  void awaitReady() throws InterruptedException {
    long giveUp = System.nanoTime() + START.toNanos();
    while (!ready()) {
      if (!program.alive()) {
        var lines = program.output();
        throw new AssertionError(
            name
                + " ended:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
      }
      if (System.nanoTime() > giveUp) {
        throw new AssertionError(name + " is not ready after " + START.toSeconds() + " s");
      }
      Thread.sleep(100);
    }
  }

  private boolean ready() throws InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid())).start().waitFor();
  }

  private Program start(boolean demo) throws IOException {
    var environment = new LinkedHashMap<>(settings);
    environment.put("FRONTDESK_DEMO", Boolean.toString(demo));
    return Program.start(
        name,
        jar,
        List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-javaagent:" + agent + "=" + clock,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"),
        List.of("run"),
        environment,
        folder);
  }
}
