package io.frontdesk.platform.boot;

import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Setting;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.vault.VaultKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The settings of the platform: where it listens, keeps things and whom it may call.
public final class PlatformSettings {
  public static final Setting<String> DATA_FOLDER =
      Setting.text("data.folder", "data", "Folder of the embedded database, files, keys and logs.");

  public static final Setting<String> LOG_FOLDER =
      Setting.text(
          "log.folder", null, "Folder of the log files; when absent, logs in the data folder.");

  public static final Setting<Integer> SERVER_PORT =
      Setting.whole(
          "server.port", 8080, 0, 65535, "Port the web server listens on; 0 takes a free one.");

  public static final Setting<String> SERVER_ADDRESS =
      Setting.text(
          "server.address", "127.0.0.1", "Address the web server listens on; 0.0.0.0 for all.");

  public static final Setting<Duration> SERVER_GRACE =
      Setting.duration("server.grace", "20s", "How long a stopping program lets requests finish.");

  public static final Setting<Integer> SERVER_REQUESTS_AT_ONCE =
      Setting.whole(
          "server.requests-at-once",
          400,
          8,
          20_000,
          "Requests worked on at once; more are refused with 503 and Retry-After.");

  public static final Setting<Integer> SERVER_CONNECTIONS =
      Setting.whole(
          "server.connections",
          10_000,
          100,
          100_000,
          "Open connections, live views included; more wait to be accepted.");

  /// Where people and providers reach the program; links in messages and webhook signatures are
  /// built from it.
  public static final Setting<URI> BASE_URL =
      Setting.web(
              "base.url",
              "http://localhost:8080",
              "Where people and providers reach this program from outside.")
          .guardedBy(PlatformSettings::publicAndEncrypted);

  public static final Setting<String> VAULT_KEYS =
      checkedSecret(
          "vault.keys",
          "Keys that encrypt credentials and sign links, as the content of a vault key file; when"
              + " absent they are kept in the data folder.",
          text -> VaultKeys.parse(text));

  public static final Setting<String> METRICS_TOKEN =
      Setting.secret(
              "metrics.token",
              "Bearer token that /metrics asks for; when absent only this machine may read it.")
          .guardedBy(PlatformSettings::strongSecret);

  /// Hosts of our own network that may be called; see [io.frontdesk.platform.http.HostGuard].
  public static final Setting<String> OUTBOUND_PRIVATE_HOSTS =
      Setting.text(
              "outbound.private-hosts",
              "",
              "Hosts on private or loopback addresses that may be called, separated by commas, e.g."
                  + " a mail relay or the sandbox. All others on such addresses are refused.")
          .guardedBy(PlatformSettings::noSandbox);

  public static final Setting<Duration> LIVE_RETENTION =
      Setting.duration(
          "live.retention", "24h", "How long live events are kept for screens that come back.");

  private PlatformSettings() {}

  public static List<Setting<?>> all() {
    return List.of(
        DATA_FOLDER,
        LOG_FOLDER,
        SERVER_PORT,
        SERVER_ADDRESS,
        SERVER_GRACE,
        SERVER_REQUESTS_AT_ONCE,
        SERVER_CONNECTIONS,
        BASE_URL,
        VAULT_KEYS,
        METRICS_TOKEN,
        OUTBOUND_PRIVATE_HOSTS,
        LIVE_RETENTION);
  }

  /// Where people reach this installation, without a slash at the end.
  public static String baseUrl(Settings settings) {
    return settings.get(BASE_URL).toString().replaceAll("/+$", "");
  }

  public static Path dataFolder(Settings settings) {
    return Path.of(settings.get(DATA_FOLDER)).toAbsolutePath().normalize();
  }

  public static Path logFolder(Settings settings) {
    return settings
        .find(LOG_FOLDER)
        .map(folder -> Path.of(folder).toAbsolutePath().normalize())
        .orElseGet(() -> dataFolder(settings).resolve("logs"));
  }

  /// The vault's keys: from the setting, else from the data folder.
  public static VaultKeys vaultKeys(Settings settings) {
    return settings
        .find(VAULT_KEYS)
        .map(VaultKeys::parse)
        .orElseGet(() -> VaultKeys.inFile(dataFolder(settings).resolve("vault.keys")));
  }

  static Set<String> privateHosts(Settings settings) {
    return hosts(settings.find(OUTBOUND_PRIVATE_HOSTS).orElse(""));
  }

  /// A secret that production accepts: long, and not one of the texts examples use.
  public static Optional<String> strongSecret(Profile profile, @Nullable String text) {
    if (profile == Profile.DEVELOPMENT || text == null || text.isEmpty()) {
      return Optional.empty();
    }
    boolean varied = text.chars().distinct().count() >= 8;
    boolean example =
        text.toLowerCase(Locale.ROOT)
            .matches(".*(change.?me|secret|password|example|default|test|12345|frontdesk).*");
    return text.length() >= 16 && varied && !example
        ? Optional.empty()
        : Optional.of(
            "give a random secret of at least 16 letters and digits, e.g. from: openssl rand"
                + " -base64 24");
  }

  private static Optional<String> publicAndEncrypted(Profile profile, @Nullable String text) {
    if (profile != Profile.PRODUCTION) {
      return Optional.empty();
    }
    return text != null && text.startsWith("https://") && !isThisMachine(URI.create(text).getHost())
        ? Optional.empty()
        : Optional.of("give the public https address, e.g. https://desk.example.com");
  }

  private static Optional<String> noSandbox(Profile profile, @Nullable String text) {
    if (profile != Profile.PRODUCTION || text == null) {
      return Optional.empty();
    }
    return hosts(text).stream().anyMatch(PlatformSettings::isThisMachine)
        ? Optional.of("remove this machine: production does not talk to the sandbox")
        : Optional.empty();
  }

  private static boolean isThisMachine(@Nullable String host) {
    return host == null
        || host.equalsIgnoreCase("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("127.")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.equals("0.0.0.0");
  }

  private static Set<String> hosts(String text) {
    return Arrays.stream(text.split(","))
        .map(host -> host.strip().toLowerCase(Locale.ROOT))
        .filter(host -> !host.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Setting<String> checkedSecret(
      String name, String meaning, java.util.function.Consumer<String> check) {
    return new Setting<>(
        name,
        meaning,
        "secret",
        null,
        true,
        text -> {
          check.accept(text);
          return text;
        },
        (_, _) -> Optional.empty());
  }
}
