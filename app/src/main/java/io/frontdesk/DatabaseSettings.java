package io.frontdesk;

import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Setting;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.db.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which PostgreSQL: the embedded one, or one that somebody else runs.
public final class DatabaseSettings {
  public static final Setting<String> URL =
      new Setting<>(
          "database.url",
          "JDBC address of a PostgreSQL 15 or newer, without user and password. When absent,"
              + " Frontdesk runs its own in the data folder.",
          "jdbc:postgresql://host:port/database",
          null,
          false,
          DatabaseSettings::readUrl,
          (_, _) -> Optional.empty());

  public static final Setting<String> OWNER_USER =
      role("database.owner.user", "frontdesk_owner", "Role that owns the schemas and migrates.");
  public static final Setting<String> OWNER_PASSWORD =
      password("database.owner.password", "Password of the owner role.");
  public static final Setting<String> APP_USER =
      role(
          "database.app.user",
          "frontdesk_app",
          "Role the program works as; row-level security binds it.");
  public static final Setting<String> APP_PASSWORD =
      password("database.app.password", "Password of the application role.");
  public static final Setting<String> WORKER_USER =
      role(
          "database.worker.user",
          "frontdesk_worker",
          "Role that claims due work across tenants, on named tables only.");
  public static final Setting<String> WORKER_PASSWORD =
      password("database.worker.password", "Password of the worker role.");
  public static final Setting<Integer> POOL =
      Setting.whole("database.pool", 24, 4, 500, "Connections for requests.");
  public static final Setting<Integer> WORKER_POOL =
      Setting.whole("database.worker-pool", 6, 2, 100, "Connections for background work.");
  public static final Setting<String> SHARED_BUFFERS =
      new Setting<>(
          "database.shared-buffers",
          "Memory of the embedded PostgreSQL for its pages.",
          "memory, e.g. 128MB, 2GB",
          "256MB",
          false,
          text -> {
            if (text.matches("[1-9][0-9]{0,5}(MB|GB)")) {
              return text;
            }
            throw new IllegalArgumentException("give a size such as 256MB or 2GB");
          },
          (_, _) -> Optional.empty());

  private DatabaseSettings() {}

  public static List<Setting<?>> all() {
    return List.of(
        URL,
        OWNER_USER,
        OWNER_PASSWORD,
        APP_USER,
        APP_PASSWORD,
        WORKER_USER,
        WORKER_PASSWORD,
        POOL,
        WORKER_POOL,
        SHARED_BUFFERS);
  }

  /// What only shows when settings are seen together.
  static List<Settings.Problem> problems(Settings settings) {
    var problems = new ArrayList<Settings.Problem>();
    if (!settings.isSet(URL)) {
      return problems;
    }
    for (var password : List.of(OWNER_PASSWORD, APP_PASSWORD, WORKER_PASSWORD)) {
      if (!settings.isSet(password)) {
        problems.add(
            new Settings.Problem(
                password.name(),
                password.valueClass(),
                "set it: a database of your own needs the password of each of its three roles"));
      }
    }
    var users =
        List.of(OWNER_USER, APP_USER, WORKER_USER).stream()
            .map(setting -> text(settings, setting))
            .distinct()
            .count();
    if (users < 3) {
      problems.add(
          new Settings.Problem(
              "database.*.user",
              "role of the database",
              "give three different roles: owner, application and worker"));
    }
    return problems;
  }

  /// Opens and migrates it.
  static Database open(Settings settings) {
    var pools = new Database.Pools(settings.get(POOL), settings.get(WORKER_POOL));
    var url = settings.find(URL);
    if (url.isPresent()) {
      return Database.external(
          url.get(),
          new Database.Roles(
              new Database.Role(settings.get(OWNER_USER), settings.get(OWNER_PASSWORD)),
              new Database.Role(settings.get(APP_USER), settings.get(APP_PASSWORD)),
              new Database.Role(settings.get(WORKER_USER), settings.get(WORKER_PASSWORD))),
          pools);
    }
    return Database.embedded(
        new EmbeddedPostgres(
            PlatformSettings.dataFolder(settings).resolve("postgres"),
            Map.of("shared_buffers", settings.get(SHARED_BUFFERS))),
        pools);
  }

  private static @Nullable String text(Settings settings, Setting<String> setting) {
    try {
      return settings.find(setting).orElse(null);
    } catch (IllegalArgumentException toldElsewhere) {
      return null;
    }
  }

  private static String readUrl(String text) {
    if (!text.matches("jdbc:postgresql://[^\\s/?]+/[A-Za-z0-9_-]+(\\?\\S*)?")) {
      throw new IllegalArgumentException(
          "give an address such as jdbc:postgresql://host:5432/name");
    }
    if (text.matches("(?i).*[?&](user|password)=.*")) {
      throw new IllegalArgumentException(
          "leave out user and password; they have settings of their own");
    }
    return text;
  }

  // Role names become part of migrations, so they are plain identifiers.
  private static Setting<String> role(String name, String standard, String meaning) {
    return new Setting<>(
        name,
        meaning,
        "role of the database",
        standard,
        false,
        text -> {
          if (text.matches("[a-z_][a-z0-9_]{0,62}")) {
            return text;
          }
          throw new IllegalArgumentException("give lower-case letters, digits and underscores");
        },
        (_, _) -> Optional.empty());
  }

  private static Setting<String> password(String name, String meaning) {
    return Setting.secret(name, meaning).guardedBy(PlatformSettings::strongSecret);
  }
}
