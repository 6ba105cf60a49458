package io.frontdesk.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.frontdesk.platform.error.StartupProblem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// The one PostgreSQL of the program and its three ways in: the owner migrates, the application
/// role does the work under row-level security, the worker role claims due work across tenants.
///
/// Close it last; it closes the pools and then stops an embedded server.
public final class Database implements AutoCloseable {
  /// One role of the database.
  public record Role(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  /// The three roles. The owner owns the schemas; neither of the others may own a table, be a
  /// superuser or bypass row-level security.
  public record Roles(Role owner, Role app, Role worker) {}

  /// Pool sizes: connections held by requests, and by background workers.
  public record Pools(int app, int worker) {}

  /// The oldest PostgreSQL that is tested.
  private static final int OLDEST = 15;

  private final String url;
  private final Roles roles;
  private final HikariDataSource app;
  private final HikariDataSource worker;
  private final @Nullable EmbeddedPostgres server;

  private Database(String url, Roles roles, Pools pools, @Nullable EmbeddedPostgres server) {
    this.url = url;
    this.roles = roles;
    this.server = server;
    this.app = pool("app", url, roles.app(), pools.app());
    this.worker = pool("worker", url, roles.worker(), pools.worker());
  }

  /// Opens a database that someone else runs. Migrates it first.
  ///
  /// @throws StartupProblem when it can't be reached, is too old, or lacks a role; the mend is the
  ///     SQL to run
  public static Database external(String url, Roles roles, Pools pools) {
    var name = url.replaceAll("^.*/|\\?.*$", "");
    for (var role : List.of(roles.owner(), roles.app(), roles.worker())) {
      try (var connection = DriverManager.getConnection(url, role.user(), role.password())) {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST) {
          throw new StartupProblem(
              "The database is PostgreSQL " + version,
              "Frontdesk needs PostgreSQL " + OLDEST + " or newer.");
        }
      } catch (SQLException refused) {
        throw unreachable(name, role, roles, refused);
      }
    }
    migrate(url, roles);
    return new Database(url, roles, pools, null);
  }

  /// The statements that make the three roles and what they need in database `name`, for a
  /// superuser connected to it.
  ///
  /// @param password as SQL writes it, for every role; change it afterwards
  public static List<String> rolesSql(String name, Roles roles, String password) {
    var sql = new ArrayList<String>();
    for (var role : List.of(roles.owner(), roles.app(), roles.worker())) {
      sql.add(
          "CREATE ROLE "
              + role.user()
              + " LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD "
              + password);
    }
    sql.add("GRANT CONNECT, CREATE ON DATABASE " + name + " TO " + roles.owner().user());
    sql.add(
        "GRANT CONNECT ON DATABASE "
            + name
            + " TO "
            + roles.app().user()
            + ", "
            + roles.worker().user());
    sql.add("CREATE EXTENSION IF NOT EXISTS btree_gist");
    sql.add("CREATE EXTENSION IF NOT EXISTS pg_trgm");
    return sql;
  }

  private static StartupProblem unreachable(
      String name, Role role, Roles roles, SQLException refused) {
    var state = String.valueOf(refused.getSQLState());
    // Class 28: the role is missing or its password wrong.
    if (state.startsWith("28")) {
      return new StartupProblem(
          "The database refuses the role " + role.user(),
          "Check its password, or make the roles as a superuser of that database:\n\n    "
              + String.join(";\n    ", rolesSql(name, roles, "'<a password each>'"))
              + ";\n",
          refused);
    }
    return new StartupProblem(
        "The database can't be reached (" + state + ")",
        "Check FRONTDESK_DATABASE_URL, and that the server runs and accepts this machine.",
        refused);
  }

  /// Starts (or adopts) the embedded server, makes the roles and the database when missing, and
  /// migrates.
  public static Database embedded(EmbeddedPostgres server, Pools pools) {
    server.start();
    try {
      var roles =
          new Roles(
              new Role("frontdesk_owner", server.secret("owner")),
              new Role("frontdesk_app", server.secret("app")),
              new Role("frontdesk_worker", server.secret("worker")));
      bootstrap(server, roles);
      var url = server.url("frontdesk");
      migrate(url, roles);
      return new Database(url, roles, pools, server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    } catch (SQLException e) {
      server.close();
      throw new StartupProblem(
          "The embedded PostgreSQL could not be prepared: " + e.getMessage(),
          "See the server log in the data folder.",
          e);
    }
  }

  /// The application role's pool: row-level security in force.
  public DataSource app() {
    return app;
  }

  /// The worker role's pool.
  public DataSource worker() {
    return worker;
  }

  public String url() {
    return url;
  }

  public Roles roles() {
    return roles;
  }

  @Override
  public void close() {
    worker.close();
    app.close();
    if (server != null) {
      server.close();
    }
  }

  private static void bootstrap(EmbeddedPostgres server, Roles roles) throws SQLException {
    try (var connection = server.admin("postgres")) {
      for (var role : new Role[] {roles.owner(), roles.app(), roles.worker()}) {
        // Identifiers and passwords here are ours: letters, digits, underscore and dash.
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.user())) {
          execute(
              connection,
              "CREATE ROLE "
                  + role.user()
                  + " LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '"
                  + role.password()
                  + "'");
        }
      }
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", "frontdesk")) {
        execute(connection, "CREATE DATABASE frontdesk OWNER " + roles.owner().user());
        execute(connection, "REVOKE ALL ON DATABASE frontdesk FROM PUBLIC");
        execute(
            connection,
            "GRANT CONNECT ON DATABASE frontdesk TO "
                + roles.app().user()
                + ", "
                + roles.worker().user());
      }
    }
  }

  private static void migrate(String url, Roles roles) {
    migrate(url, roles, "classpath:db/migration");
  }

  /// Migrates with the files of one place.
  static void migrate(String url, Roles roles, String location) {
    Flyway.configure()
        .dataSource(url, roles.owner().user(), roles.owner().password())
        .locations(location)
        // A lock that belongs to a transaction keeps one open, and an index that is built
        // concurrently waits for every one to end.
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .schemas("platform")
        .createSchemas(true)
        .table("migration")
        .placeholders(Map.of("app_role", roles.app().user(), "worker_role", roles.worker().user()))
        .load()
        .migrate();
  }

  private static HikariDataSource pool(String name, String url, Role role, int size) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setUsername(role.user());
    config.setPassword(role.password());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(Math.min(2, size));
    config.setConnectionTimeout(2_000);
    config.setInitializationFailTimeout(15_000);
    // A node that is stopped inside a transaction holds locks, and every reader of the event log
    // waits for it.
    config.setConnectionInitSql("SET idle_in_transaction_session_timeout = '60s'");
    config.addDataSourceProperty("ApplicationName", "frontdesk-" + name);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // Details of server errors quote rows: names and numbers would reach the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }

  private static boolean exists(Connection connection, String sql, String name)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
