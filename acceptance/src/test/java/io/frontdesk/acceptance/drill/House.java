package io.frontdesk.acceptance.drill;

import io.frontdesk.acceptance.world.Json;
import io.frontdesk.acceptance.world.OutsideWorld;
import io.frontdesk.acceptance.world.Program;
import io.frontdesk.acceptance.world.Visitor;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Two nodes, one PostgreSQL, one outside world, and an API key: what every seed plays in.
final class House implements AutoCloseable {
  static final String LINE = "+12125550100";
  static final String WORKSPACE = "tidewater-physiotherapy";
  private static final Pattern KEY = Pattern.compile("fdk_[A-Za-z0-9_-]+");

  private final Disk disk;
  private final Postgres postgres;
  private final OutsideWorld outside;
  private final List<Integer> ports = List.of(freePort(), freePort());
  private final Balancer balancer = new Balancer(ports);
  private final List<Node> nodes = new ArrayList<>();
  private final Visitor owner;
  private String key = "";

  private House(Disk disk, Postgres postgres, OutsideWorld outside) throws IOException {
    this.disk = disk;
    this.postgres = postgres;
    this.outside = outside;
    this.owner = new Visitor("http://127.0.0.1:" + balancer.port());
  }

  /// Builds everything in `folder`; both nodes start at the same moment on an empty database.
  ///
  /// @param app the program's jar
  /// @param sandbox the sandbox's jar
  static House build(Path app, Path sandbox, Path folder)
      throws IOException, InterruptedException, SQLException {
    Files.createDirectories(folder);
    var first = folder.resolve("first");
    checked(app, first);
    ClockAgent.write(folder.resolve("clock-agent.jar"));
    var disk = Disk.make(folder);
    var house =
        new House(
            disk,
            Postgres.start(
                first.resolve("postgres").resolve("bin-18"),
                disk.folder().resolve("postgres"),
                folder.resolve("postgres.log")),
            OutsideWorld.start(sandbox, folder));
    try {
      house.open(app, folder, Files.readString(first.resolve("vault.keys")).strip());
      return house;
    } catch (IOException | InterruptedException | RuntimeException | AssertionError failed) {
      house.close();
      throw failed;
    }
  }

  private void open(Path app, Path folder, String vaultKeys)
      throws IOException, InterruptedException {
    var settings = settings();
    settings.put("FRONTDESK_VAULT_KEYS", vaultKeys);
    nodes.add(new Node("node-0", app, folder, disk.folder(), ports.get(0), settings, true));
    nodes.add(new Node("node-1", app, folder, disk.folder(), ports.get(1), settings, false));
    for (var node : nodes) {
      node.awaitReady();
    }
    var link = nodes.getFirst().await("(http://[^\\s\"]+/welcome/[^\\s\"]+)").group(1);
    owner.submit(owner.get(link), "/welcome/", Map.of());
    // Nobody answers texts unasked.
    outside.post("people", "chattiness", 0);
    key = makeKey();
  }

  OutsideWorld outside() {
    return outside;
  }

  Disk disk() {
    return disk;
  }

  Postgres postgres() {
    return postgres;
  }

  List<Node> nodes() {
    return nodes;
  }

  String key() {
    return key;
  }

  /// The owner's cookies, for the live stream.
  String cookies() {
    var text = new StringBuilder();
    owner
        .cookies()
        .forEach(
            (name, value) ->
                text.append(text.isEmpty() ? "" : "; ").append(name).append('=').append(value));
    return text.toString();
  }

  /// What the API answers to a question.
  Map<String, @Nullable Object> ask(String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                  .header("Authorization", "Bearer " + key)
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return Json.read(answer.body());
    }
  }

  int port() {
    return balancer.port();
  }

  /// Path and secret of the voice line's hook.
  Map<String, @Nullable Object> line() {
    return Json.map(Json.map(outside.get("lines").get("lines")).get(LINE));
  }

  /// Everybody alive again, and no trouble outside.
  void mend() throws IOException, InterruptedException {
    outside.delete("faults");
    for (var node : nodes) {
      node.setClock(Duration.ZERO);
    }
    for (var node : nodes) {
      node.restart();
    }
    for (var node : nodes) {
      node.awaitReady();
    }
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(Node::stop);
    outside.stop();
    balancer.close();
    postgres.close();
    disk.close();
  }

  // One short run unpacks PostgreSQL and makes the vault's keys, which both nodes then share.
  private static void checked(Path app, Path folder) throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("vault.keys"))) {
      return;
    }
    var check =
        Program.start(
            "check",
            app,
            List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"),
            List.of("check"),
            Map.of("FRONTDESK_DATA_FOLDER", folder.toString()),
            folder);
    check.await("^Good: ", Duration.ofSeconds(180));
    while (check.alive()) {
      Thread.sleep(50);
    }
  }

  private Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    settings.put("FRONTDESK_DATABASE_URL", postgres.url());
    for (var role : List.of("OWNER", "APP", "WORKER")) {
      settings.put("FRONTDESK_DATABASE_" + role + "_PASSWORD", Postgres.password());
    }
    settings.put("FRONTDESK_BASE_URL", "http://127.0.0.1:" + balancer.port());
    settings.put("FRONTDESK_OUTBOUND_PRIVATE_HOSTS", "127.0.0.1,localhost");
    settings.put("FRONTDESK_VAPI_CONTROL_HOSTS", "127.0.0.1");
    settings.put("FRONTDESK_CALLS_RECORDING_HOSTS", "127.0.0.1");
    settings.put("FRONTDESK_DATABASE_POOL", "12");
    settings.put("FRONTDESK_INBOX_LEASE", "3s");
    settings.put("FRONTDESK_INBOX_FIRST_PAUSE", "1s");
    settings.put("FRONTDESK_DELIVERY_SETTLED_AFTER", "5s");
    settings.put("FRONTDESK_LIMITS_API_PER_MINUTE", "1000000");
    settings.put("FRONTDESK_DEMO_CALLS", "false");
    settings.put("FRONTDESK_DEMO_SANDBOX", outside.address("control"));
    return settings;
  }

  private String makeKey() {
    var form = new LinkedHashMap<String, String>();
    form.put("name", "drill");
    for (var scope : List.of("SEND_MESSAGES", "VIEW_INBOX", "VIEW_CONTACTS", "EDIT_CONTACTS")) {
      form.put("scope-" + scope, "on");
    }
    var page = owner.get("/w/" + WORKSPACE + "/settings/keys");
    var made = owner.submit(page, "name=\"days\"", form);
    var found = KEY.matcher(made.body());
    if (!found.find()) {
      throw new AssertionError("no API key was made (" + made.status() + "):\n" + made.body());
    }
    return found.group();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
