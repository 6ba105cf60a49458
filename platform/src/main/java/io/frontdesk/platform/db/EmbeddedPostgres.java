package io.frontdesk.platform.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.platform.error.StartupProblem;
import io.frontdesk.platform.file.DurableFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// A PostgreSQL server of our own, kept in one folder: unpacked, initialised, started, taken over
/// after a crash, and stopped by this class.
///
/// The folder is locked while this object lives, so two programs can't use one. A server that
/// outlived a killed program is adopted when it answers, and stopped and started anew when it does
/// not. Settings are durable (fsync, synchronous_commit, checksums), the server listens on loopback
/// only, and every connection authenticates with SCRAM.
///
/// Not thread-safe; start and close it from one thread.
public final class EmbeddedPostgres implements AutoCloseable {
  /// The version of the bundled binaries.
  public static final String VERSION = "18";

  /// The settings that make a crash lose nothing; verified with SHOW after start.
  static final Map<String, String> DURABLE =
      Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

  private static final String ADMIN = "frontdesk_admin";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Path home;
  private final Path data;
  private final Path binaries;
  private final Map<String, String> settings;
  private final List<String> unprivileged;
  private @Nullable FileChannel lockChannel;
  private @Nullable FileLock lock;
  private int port;
  private boolean adopted;

  /// @param home the folder that holds binaries, data, log and secrets; made when missing
  /// @param settings server settings beyond the durable ones, e.g. `shared_buffers`; they win, so a
  ///     test may trade safety for speed
  public EmbeddedPostgres(Path home, Map<String, String> settings) {
    this.home = home.toAbsolutePath().normalize();
    this.data = this.home.resolve("data");
    this.binaries = this.home.resolve("bin-" + VERSION);
    this.settings = Map.copyOf(settings);
    this.unprivileged = unprivilegedPrefix();
  }

  /// Starts the server, or adopts the one still running on this folder.
  ///
  /// @throws StartupProblem when the folder is in use, unusable, or the server does not come up
  public void start() {
    try {
      Files.createDirectories(home);
      restrict(home);
      lockFolder();
      forgetTheServerOfACopy();
      unpack();
      initialise();
      if (!adopt()) {
        startServer();
      }
      verify();
    } catch (IOException | SQLException e) {
      closeAfter(e);
      throw new StartupProblem(
          "The embedded PostgreSQL in " + home + " could not be started: " + e.getMessage(),
          "See " + home.resolve("server.log") + "; check free disk space and permissions.",
          e);
    } catch (StartupProblem e) {
      closeAfter(e);
      throw e;
    }
  }

  // Why it did not start is to be told, not that it did not stop either.
  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (UncheckedIOException alsoThat) {
      failure.addSuppressed(alsoThat);
    }
  }

  /// Whether the running server was left by a killed program and taken over.
  public boolean adopted() {
    return adopted;
  }

  public int port() {
    return port;
  }

  /// JDBC address of `database` on this server, without credentials.
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /// A connection as the server's superuser, for bootstrap and checks only; the program itself runs
  /// as roles that can't bypass row-level security.
  public Connection admin(String database) throws SQLException {
    return DriverManager.getConnection(url(database), ADMIN, secret("admin"));
  }

  /// A password kept beside the data, made on first use. Only the owner of the folder can read it.
  public String secret(String name) {
    var file = home.resolve("secrets").resolve(name);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        restrict(home.resolve("secrets"));
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        DurableFile.replace(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      }
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops the server (fast mode: open connections are ended, everything committed is kept) and
  /// frees the folder. Repeatable.
  @Override
  public void close() {
    try {
      if (lock != null && Files.exists(data.resolve("postmaster.pid"))) {
        run(
            Duration.ofSeconds(60),
            binary("pg_ctl"),
            "stop",
            "-D",
            data.toString(),
            "-m",
            "fast",
            "-w",
            "-t",
            "50");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not stop", e);
    } finally {
      unlockFolder();
    }
  }

  private void lockFolder() throws IOException {
    var file = home.resolve("frontdesk.lock");
    lockChannel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock = lockChannel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      lock = null;
    }
    if (lock == null) {
      throw new StartupProblem(
          "Another Frontdesk is already running on " + home,
          "Stop it first, or give this one a folder of its own with FRONTDESK_DATA_FOLDER.");
    }
  }

  private void unlockFolder() {
    try {
      if (lockChannel != null) {
        lockChannel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock = null;
      lockChannel = null;
    }
  }

  private void unpack() throws IOException {
    if (Files.exists(binaries.resolve("bin/postgres"))) {
      return;
    }
    var resource = "/postgres-linux-" + architecture() + ".txz";
    var temporary = home.resolve("bin.unpacking");
    deleteTree(temporary);
    try (var in = EmbeddedPostgres.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new StartupProblem(
            "No bundled PostgreSQL for " + System.getProperty("os.name") + " " + architecture(),
            "Set FRONTDESK_DATABASE_URL to a PostgreSQL 15 or newer of your own.");
      }
      try (var tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpackEntry(tar, entry, temporary);
        }
      }
    }
    // On the disk before they have their name: after a power cut empty programs would stand there,
    // and a shell runs an empty file with success.
    try (var all = Files.walk(temporary)) {
      for (var one : all.filter(path -> !Files.isSymbolicLink(path)).toList()) {
        DurableFile.force(one);
      }
    }
    deleteTree(binaries);
    Files.move(temporary, binaries, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.force(home);
  }

  private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    var target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("entry leaves the folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
    if ((entry.getMode() & 0100) != 0) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void initialise() throws IOException {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      var version = Files.readString(data.resolve("PG_VERSION"), UTF_8).strip();
      if (!version.equals(VERSION)) {
        throw new StartupProblem(
            "The data in "
                + data
                + " is of PostgreSQL "
                + version
                + ", this program brings "
                + VERSION,
            "Restore a backup into an empty folder, or use the version that wrote it.");
      }
      return;
    }
    var temporary = home.resolve("data.initialising");
    deleteTree(temporary);
    var password = secret("admin");
    var file = Files.createTempFile(home, "initdb", ".secret");
    try {
      Files.writeString(file, password, UTF_8);
      run(
          START_LIMIT,
          binary("initdb"),
          "-D",
          temporary.toString(),
          "-U",
          ADMIN,
          "--auth=scram-sha-256",
          "--pwfile=" + file,
          "--data-checksums",
          "--encoding=UTF8",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          "--locale=C");
    } finally {
      Files.delete(file);
    }
    Files.writeString(
        temporary.resolve("postgresql.conf"),
        "\ninclude 'frontdesk.conf'\n",
        UTF_8,
        StandardOpenOption.APPEND);
    DurableFile.force(temporary.resolve("postgresql.conf"));
    Files.move(temporary, data, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.force(home);
  }

  // A folder that was copied while its server ran names that server, which is not ours to use or to
  // stop; PostgreSQL would not start beside a running one that the file names.
  private void forgetTheServerOfACopy() throws IOException {
    var pid = serverPid();
    if (pid.isPresent() && isPostgres(pid.get()) && !worksHere(pid.get())) {
      Files.delete(data.resolve("postmaster.pid"));
    }
  }

  // A killed program leaves its server behind; it is whole and keeps its data, so use it.
  private boolean adopt() throws IOException {
    var left = runningPort();
    if (left.isEmpty()) {
      return false;
    }
    port = left.get();
    for (int i = 0; i < 20; i++) {
      try (var connection = admin("postgres")) {
        adopted = connection.isValid(5);
        return adopted;
      } catch (SQLException notYet) {
        pause();
      }
    }
    run(
        Duration.ofSeconds(60),
        binary("pg_ctl"),
        "stop",
        "-D",
        data.toString(),
        "-m",
        "immediate",
        "-w");
    return false;
  }

  private Optional<Integer> runningPort() throws IOException {
    var lines = serverLines();
    var pid = serverPid();
    if (lines.size() < 4 || pid.isEmpty() || !isPostgres(pid.get())) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(lines.get(3).strip()));
  }

  private Optional<Long> serverPid() throws IOException {
    return serverLines().stream().findFirst().map(line -> Long.parseLong(line.strip()));
  }

  // Line 1 is the pid, line 4 the port: PostgreSQL documentation, "Database File Layout".
  private List<String> serverLines() throws IOException {
    var file = data.resolve("postmaster.pid");
    return Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
  }

  // A server works in its data folder, wherever that was moved to since.
  private boolean worksHere(long pid) throws IOException {
    var folder = Path.of("/proc", Long.toString(pid), "cwd");
    return Files.exists(folder) && Files.isSameFile(folder, data);
  }

  // After a reboot the pid may belong to somebody else; then the file is stale and the server
  // itself clears it on start.
  private static boolean isPostgres(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().command())
        .map(command -> command.endsWith("postgres"))
        .orElse(false);
  }

  private void startServer() throws IOException {
    for (int attempt = 1; ; attempt++) {
      port = freePort();
      writeConfiguration();
      try {
        run(
            START_LIMIT,
            binary("pg_ctl"),
            "start",
            "-D",
            data.toString(),
            "-l",
            home.resolve("server.log").toString(),
            "-w",
            "-t",
            "50");
        return;
      } catch (IOException portTaken) {
        // Between choosing a port and using it somebody else may have taken it.
        if (attempt == 3) {
          throw portTaken;
        }
      }
    }
  }

  private void writeConfiguration() throws IOException {
    var all = new LinkedHashMap<String, String>();
    all.put("listen_addresses", "127.0.0.1");
    all.put("port", Integer.toString(port));
    all.put("unix_socket_directories", "");
    all.put("password_encryption", "scram-sha-256");
    all.put("max_connections", "120");
    all.put("timezone", "UTC");
    all.put("log_timezone", "UTC");
    all.put("log_statement", "none");
    // Statements may carry names and numbers; errors are logged without them.
    all.put("log_min_error_statement", "panic");
    all.put("log_error_verbosity", "terse");
    all.put("log_parameter_max_length_on_error", "0");
    all.put("idle_in_transaction_session_timeout", "60s");
    // Files of the write-ahead log are kept for the next burst: while one of 16 MB is made anew,
    // every commit waits, nearly a tenth of a second.
    all.put("min_wal_size", "512MB");
    all.putAll(DURABLE);
    all.putAll(settings);
    var text = new StringBuilder("# Written at every start; change settings in Frontdesk.\n");
    all.forEach(
        (name, value) ->
            text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    Files.writeString(data.resolve("frontdesk.conf"), text, UTF_8);
  }

  private void verify() throws SQLException {
    var expected = new LinkedHashMap<>(DURABLE);
    expected.put("data_checksums", "on");
    expected.put("password_encryption", "scram-sha-256");
    expected.put("listen_addresses", "127.0.0.1");
    expected.putAll(settings);
    expected.keySet().removeIf(name -> !isVerifiable(name));
    var wrong = new ArrayList<String>();
    try (var connection = admin("postgres");
        var statement = connection.createStatement()) {
      for (var entry : expected.entrySet()) {
        try (var row = statement.executeQuery("SHOW " + entry.getKey())) {
          row.next();
          if (!entry.getValue().equals(row.getString(1))) {
            wrong.add(entry.getKey() + " is " + row.getString(1) + ", not " + entry.getValue());
          }
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new StartupProblem(
          "The embedded PostgreSQL runs with unsafe settings: " + String.join("; ", wrong),
          "Remove overrides from postgresql.auto.conf in " + data + " and start again.");
    }
  }

  private static boolean isVerifiable(String name) {
    return DURABLE.containsKey(name)
        || name.equals("data_checksums")
        || name.equals("password_encryption")
        || name.equals("listen_addresses");
  }

  private String binary(String name) {
    return binaries.resolve("bin").resolve(name).toString();
  }

  private void run(Duration limit, String... command) throws IOException {
    var whole = new ArrayList<>(unprivileged);
    whole.addAll(List.of(command));
    var output = Files.createTempFile(home, "run", ".log");
    try {
      var builder = new ProcessBuilder(whole).redirectErrorStream(true);
      builder.redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().put("LC_ALL", "C");
      var process = builder.start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(Path.of(command[0]).getFileName() + " took longer than " + limit);
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            Path.of(command[0]).getFileName() + ": " + Files.readString(output, UTF_8).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  // PostgreSQL refuses to run as root. A user namespace without a mapping gives it a plain uid
  // while
  // the files stay the caller's.
  private static List<String> unprivilegedPrefix() {
    return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64" -> "arm_64";
      case String other -> other;
    };
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void restrict(Path folder) throws IOException {
    Set<PosixFilePermission> owner =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    Files.setPosixFilePermissions(folder, owner);
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
