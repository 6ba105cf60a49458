package io.frontdesk.bench;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The program as it is shipped, with its own PostgreSQL (durable settings) and the demonstration's
/// voice connection, which hooks of the bench are signed for.
final class Ours implements AutoCloseable {
  static final String WORKSPACE = "tidewater-physiotherapy";
  private static final Pattern HIDDEN =
      Pattern.compile("<input[^>]*name=\"(_[a-z]+)\"[^>]*value=\"([^\"]*)\"");
  private static final Pattern LINK = Pattern.compile("(http://[^\\s\"]+/welcome/[^\\s\"]+)");
  private static final int START_SECONDS = 180;

  private final Path folder;
  private final Path data;
  private final OwnPostgres postgres;
  private final Process sandbox;
  private final int control;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable Process program;
  private String path = "";
  private String secret = "";

  private Ours(Path folder, Process sandbox, int control) throws IOException {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.postgres = new OwnPostgres(data);
    this.sandbox = sandbox;
    this.control = control;
    this.port = freePort();
  }

  /// Starts the sandbox and the program in a fresh folder below `build`.
  static Ours open(Path build) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory(Files.createDirectories(build), "ours-");
    var log = folder.resolve("sandbox.out");
    var sandbox =
        new ProcessBuilder(
                java(), "-Xmx192m", "-XX:+UseSerialGC", "-jar", System.getProperty("bench.sandbox"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int control = 0;
    for (int i = 0; i < 600 && control == 0; i++) {
      Thread.sleep(100);
      var ready =
          Pattern.compile("SANDBOX READY.*\"control\":(\\d+)").matcher(Files.readString(log));
      control = ready.find() ? Integer.parseInt(ready.group(1)) : 0;
    }
    var ours = new Ours(folder, sandbox, control);
    ours.start();
    var line = ours.line();
    ours.path = URI.create(line.path("serverUrl").asString()).getRawPath();
    ours.secret = line.path("auth").path("secret").asString();
    return ours;
  }

  int port() {
    return port;
  }

  long pid() {
    return running().pid();
  }

  /// Address of the voice connection's hook.
  String hookPath() {
    return path;
  }

  String hookSecret() {
    return secret;
  }

  /// Starts the program on the data it left; its connections keep their secrets.
  void start() throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(java());
    command.addAll(List.of(System.getProperty("bench.options").split(" ")));
    command.addAll(List.of("-jar", System.getProperty("bench.app"), "run"));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("FRONTDESK_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "FRONTDESK_DATA_FOLDER", data.toString(),
                "FRONTDESK_SERVER_PORT", Integer.toString(port),
                "FRONTDESK_BASE_URL", "http://127.0.0.1:" + port,
                "FRONTDESK_OUTBOUND_PRIVATE_HOSTS", "127.0.0.1,localhost",
                "FRONTDESK_VAPI_CONTROL_HOSTS", "127.0.0.1",
                "FRONTDESK_LIMITS_HOOKS_PER_MINUTE", "10000000",
                "FRONTDESK_DEMO", "true",
                "FRONTDESK_DEMO_CALLS", "false",
                "FRONTDESK_DEMO_SANDBOX", "http://127.0.0.1:" + control));
    program = builder.start();
    for (int i = 0; i < START_SECONDS * 10; i++) {
      if (ready() && LINK.matcher(Files.readString(output())).find() && !line().isMissingNode()) {
        postgres.seen();
        return;
      }
      if (!running().isAlive()) {
        break;
      }
      Thread.sleep(100);
    }
    throw new IOException("the program did not start; see " + output());
  }

  /// SIGTERM: it finishes what it began and stops its PostgreSQL.
  void stop() throws InterruptedException {
    Peers.stop(running());
  }

  /// SIGKILL for the program; its PostgreSQL lives on.
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  /// Its database as a superuser sees it, every tenant's rows.
  OwnPostgres postgres() {
    return postgres;
  }

  /// Signs the owner in by the link of the last start.
  ///
  /// @return the cookies, as a header
  String signIn() throws IOException, InterruptedException {
    var cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    try (var browser =
        HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      var links = LINK.matcher(Files.readString(output()));
      var link = "";
      while (links.find()) {
        link = links.group(1);
      }
      var page =
          browser.send(
              HttpRequest.newBuilder(URI.create(link)).header("Accept", "text/html").build(),
              HttpResponse.BodyHandlers.ofString());
      var hidden = HIDDEN.matcher(page.body());
      var form = new ArrayList<String>();
      while (hidden.find()) {
        form.add(
            hidden.group(1) + "=" + URLEncoder.encode(hidden.group(2), StandardCharsets.UTF_8));
      }
      browser.send(
          HttpRequest.newBuilder(URI.create(link))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Accept", "text/html")
              .POST(HttpRequest.BodyPublishers.ofString(String.join("&", form)))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }
    return cookies.getCookieStore().getCookies().stream()
        .map(one -> one.getName() + "=" + one.getValue())
        .collect(Collectors.joining("; "));
  }

  /// Signs in many browsers of who is signed in already, without asking them for anything.
  ///
  /// @param cookies of one of them
  /// @return the cookies of each, as headers
  List<String> signInMany(String cookies, int many) throws IOException, SQLException {
    try (var connection = postgres.database();
        var copy =
            connection.prepareStatement(
                "INSERT INTO access.session (id, token_hash, account_id, created_at, seen_at,"
                    + " expires_at, confirmed_at, address, agent)"
                    + " SELECT gen_random_uuid(), sha256(convert_to('bench-' || n, 'UTF8')),"
                    + " account_id, created_at, seen_at, expires_at, confirmed_at, address, agent"
                    + " FROM (SELECT * FROM access.session ORDER BY seen_at DESC LIMIT 1) s,"
                    + " generate_series(1, ?) n ON CONFLICT DO NOTHING")) {
      copy.setInt(1, many);
      copy.executeUpdate();
    }
    return IntStream.rangeClosed(1, many)
        .mapToObj(n -> cookies.replaceAll("(desk[a-z]*)=[^;]*", "$1=bench-" + n))
        .toList();
  }

  @Override
  public void close() throws IOException {
    try {
      if (running().isAlive()) {
        Peers.stop(running());
      } else {
        postgres.kill();
      }
      sandbox.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Process running() {
    if (program == null) {
      throw new IllegalStateException("not started");
    }
    return program;
  }

  private JsonNode line() throws InterruptedException {
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control + "/control/lines"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return JsonMapper.shared().readTree(answer.body()).path("lines").path("+12125550100");
    } catch (IOException away) {
      throw new IllegalStateException("the sandbox does not answer", away);
    }
  }

  private boolean ready() throws InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private Path output() {
    return folder.resolve("frontdesk.out");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
