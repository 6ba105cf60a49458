package io.frontdesk.acceptance.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The sandbox and the program with its demonstration clinic, both from their jars, on free ports
/// of this machine and a data folder of their own. Nobody rings by himself.
public final class World implements AutoCloseable {
  public static final String LINE = "+12125550100";
  public static final String WORKSPACE = "tidewater-physiotherapy";
  private static final Duration START = Duration.ofSeconds(150);

  private final Path folder;
  private final int port;
  private final OutsideWorld outside;
  private final Map<String, String> settings;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private Program program;
  private static @Nullable Path unpackedJar;
  private @Nullable Visitor owner;

  private World(Path folder, int port, OutsideWorld outside, Map<String, String> settings)
      throws IOException {
    this.folder = folder;
    this.port = port;
    this.outside = outside;
    this.settings = settings;
    this.program = startProgram();
  }

  /// Starts a world in a fresh folder under `target`.
  ///
  /// @param more settings by their environment names, beyond what every world has
  public static World start(String name, Map<String, String> more)
      throws IOException, InterruptedException {
    var folder = Path.of("target", "worlds", name).toAbsolutePath();
    delete(folder);
    Files.createDirectories(folder);
    var outside = OutsideWorld.start(jar("sandbox/target/frontdesk-sandbox.jar"), folder);
    int port = freePort();
    var settings = new LinkedHashMap<String, String>();
    settings.put("FRONTDESK_DATA_FOLDER", folder.resolve("data").toString());
    settings.put("FRONTDESK_SERVER_PORT", Integer.toString(port));
    settings.put("FRONTDESK_BASE_URL", "http://127.0.0.1:" + port);
    settings.put("FRONTDESK_OUTBOUND_PRIVATE_HOSTS", "127.0.0.1,localhost");
    settings.put("FRONTDESK_CALLS_RECORDING_HOSTS", "127.0.0.1");
    settings.put("FRONTDESK_VAPI_CONTROL_HOSTS", "127.0.0.1");
    settings.put("FRONTDESK_DELIVERY_SETTLED_AFTER", "5s");
    settings.put("FRONTDESK_DEMO", "true");
    settings.put("FRONTDESK_DEMO_CALLS", "false");
    settings.put("FRONTDESK_DEMO_SANDBOX", outside.address("control"));
    settings.putAll(more);
    var world = new World(folder, port, outside, settings);
    try {
      world.awaitReady();
      return world;
    } catch (AssertionError failed) {
      world.close();
      throw failed;
    }
  }

  public OutsideWorld outside() {
    return outside;
  }

  public Program program() {
    return program;
  }

  public String base() {
    return "http://127.0.0.1:" + port;
  }

  public Path folder() {
    return folder;
  }

  /// Path of a page of the clinic.
  public static String page(String path) {
    return "/w/" + WORKSPACE + path;
  }

  /// The owner, signed in by the link that the program printed.
  public Visitor owner() throws InterruptedException {
    var known = owner;
    if (known == null) {
      known = new Visitor(base());
      var welcome = known.get(signInLink());
      var page = known.submit(welcome, "/welcome/", Map.of());
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      owner = known;
    }
    return known;
  }

  /// The one-time link of this start; good for one use.
  public String signInLink() throws InterruptedException {
    return program.await("(http://[^\\s\"]+/welcome/[^\\s\"]+)", START).group(1);
  }

  /// The hook's address and secret of the clinic's line, as the sandbox was told.
  public Map<String, @Nullable Object> line() {
    return Json.map(Json.map(outside.get("lines").get("lines")).get(LINE));
  }

  /// An order for a call to the clinic.
  public static Map<String, @Nullable Object> order(
      String script, String caller, double speed, Map<String, String> details) {
    return Json.of(
        "phoneNumber", LINE,
        "customer", Json.of("number", caller),
        "script", script,
        "speed", speed,
        "partials", speed < 200,
        "details", details);
  }

  public HttpResponse<String> http(HttpRequest.Builder request) {
    try {
      return client.send(
          request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new AssertionError("the program does not answer", broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  public HttpResponse<String> get(String path) {
    return http(HttpRequest.newBuilder(URI.create(base() + path)).GET());
  }

  /// Ends the program without warning; its PostgreSQL lives on.
  public void kill() throws InterruptedException {
    program.kill();
  }

  /// Starts the program again on the same data.
  public void restart() throws IOException, InterruptedException {
    program = startProgram();
    awaitReady();
  }

  public void awaitReady() throws InterruptedException {
    until(
        "the program is ready",
        START,
        () -> {
          if (!program.alive()) {
            throw new AssertionError("the program ended:\n" + String.join("\n", program.output()));
          }
          return ready();
        });
    until(
        "the clinic's line is connected",
        START,
        () -> !line().isEmpty() || !settings.containsKey("FRONTDESK_DEMO_SANDBOX"));
  }

  /// Waits until `done`; what it waits for is in the failure.
  public static void until(String what, Duration patience, BooleanSupplier done)
      throws InterruptedException {
    long giveUp = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
      }
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    program.stop();
    outside.stop();
  }

  private boolean ready() {
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create(base() + "/health/ready"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private Program startProgram() throws IOException {
    return Program.start(
        "frontdesk",
        unpacked(),
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"),
        List.of("run"),
        settings,
        folder);
  }

  // As the launcher starts it; once for all tests of this run, as a jar's time tells nothing of its
  // age.
  // An unpacked program may be given instead.
  private static synchronized Path unpacked() throws IOException {
    var given = System.getProperty("acceptance.app");
    if (given != null) {
      return Path.of(given);
    }
    if (unpackedJar == null) {
      var folder = Path.of("target", "app").toAbsolutePath();
      delete(folder);
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var extract =
          new ProcessBuilder(
                  java,
                  "-Djarmode=tools",
                  "-jar",
                  jar("app/target/frontdesk.jar").toString(),
                  "extract",
                  "--destination",
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      var said = new String(extract.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var jar = folder.resolve("frontdesk.jar");
      if (!Files.exists(jar)) {
        throw new AssertionError("the jar could not be unpacked: " + said);
      }
      unpackedJar = jar;
    }
    return unpackedJar;
  }

  private static Path jar(String path) {
    var jar = Path.of("..").resolve(path).toAbsolutePath().normalize();
    if (!Files.exists(jar)) {
      throw new AssertionError(jar + " is missing; build it first: mvn package");
    }
    return jar;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path at, @Nullable IOException failed)
              throws IOException {
            Files.delete(at);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
