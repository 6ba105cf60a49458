package io.frontdesk;

import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.db.IsolationCheck;
import io.frontdesk.platform.error.StartupProblem;
import io.frontdesk.platform.log.Logging;
import io.frontdesk.platform.vault.VaultKeysCheck;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.PortInUseException;

/// The command line: `run` (standard), `check`, `migrate`, `version`, `settings-doc`; `train` is
/// the launcher's own, for the JVM to note what a start needs.
///
/// Exit codes: 0 done, 1 unforeseen error, 64 unknown command, 69 the database or another part
/// can't be used, 78 the configuration is wrong.
public final class Main {
  static final int OK = 0;
  static final int ERROR = 1;
  static final int USAGE = 64;
  static final int UNAVAILABLE = 69;
  static final int CONFIGURATION = 78;

  private static final Set<String> COMMANDS =
      Set.of("run", "check", "migrate", "version", "settings-doc", "train");
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  // A class that is loaded for the first time holds its carrier, and two carriers, what a machine
  // with two cores gets by itself, can so wait for a virtual thread that needs one of them.
  private static final int LEAST_CARRIERS = 16;

  static void main(String[] arguments) {
    var carriers = "jdk.virtualThreadScheduler.parallelism";
    if (System.getProperty(carriers) == null) {
      int many = Math.max(LEAST_CARRIERS, 2 * Runtime.getRuntime().availableProcessors());
      System.setProperty(carriers, Integer.toString(many));
    }
    int code = run(List.of(arguments), System.out, System.err);
    // A running server goes on in its own threads.
    if (code != OK || !command(List.of(arguments)).equals("run")) {
      System.exit(code);
    }
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    var command = command(arguments);
    if (!COMMANDS.contains(command)) {
      err.println("Unknown command " + command + ". There are: run, check, migrate, version.");
      return USAGE;
    }
    try {
      return switch (command) {
        case "version" -> version(out);
        case "settings-doc" -> settingsDoc(out);
        default -> configured(command, out, err);
      };
    } catch (StartupProblem problem) {
      tell(problem, err);
      return problem.configuration() ? CONFIGURATION : UNAVAILABLE;
    } catch (RuntimeException | Error unforeseen) {
      var known = startupProblem(unforeseen);
      if (known != null) {
        tell(known, err);
        return UNAVAILABLE;
      }
      LOG.error("Frontdesk can't start", unforeseen);
      err.println("Frontdesk can't start because of an error in it; the log tells more.");
      return ERROR;
    }
  }

  private static String command(List<String> arguments) {
    // Options of the server, such as --spring.context.exit, belong to `run`.
    return arguments.isEmpty() || arguments.getFirst().startsWith("--")
        ? "run"
        : arguments.getFirst();
  }

  private static int version(PrintStream out) {
    out.println("Frontdesk " + BuildInfo.version() + " (" + BuildInfo.build() + ")");
    return OK;
  }

  private static int settingsDoc(PrintStream out) {
    out.print(SettingsDoc.of(FrontdeskSettings.all()));
    return OK;
  }

  private static int configured(String command, PrintStream out, PrintStream err) {
    var settings = ConfigurationFile.read(FrontdeskSettings.all(), System.getenv());
    var problems = new ArrayList<>(settings.problems());
    problems.addAll(DatabaseSettings.problems(settings));
    if (!problems.isEmpty()) {
      list(problems, err);
      return CONFIGURATION;
    }
    Logging.start(PlatformSettings.logFolder(settings), command.equals("run"));
    switch (command) {
      case "check" -> check(settings, out);
      case "migrate" -> migrate(settings, out);
      case "train" -> Training.of(FrontdeskApplication.serve(settings));
      default -> FrontdeskApplication.serve(settings);
    }
    return OK;
  }

  private static void check(Settings settings, PrintStream out) {
    var keys = PlatformSettings.vaultKeys(settings);
    try (var database = DatabaseSettings.open(settings)) {
      IsolationCheck.require(database);
      VaultKeysCheck.require(database, keys);
    }
    out.println(
        "Good: "
            + settings.known().size()
            + " settings, the database, and the isolation of tenants were checked.");
  }

  private static void migrate(Settings settings, PrintStream out) {
    try (var database = DatabaseSettings.open(settings)) {
      IsolationCheck.require(database);
      out.println("The database has the schema of version " + BuildInfo.version() + ".");
    }
  }

  private static void list(List<Settings.Problem> problems, PrintStream err) {
    err.println(
        "Frontdesk can't start: "
            + (problems.size() == 1 ? "a setting is" : problems.size() + " settings are")
            + " wrong.");
    for (var problem : problems) {
      err.println();
      err.println("  " + problem.setting() + "  (" + problem.valueClass() + ")");
      err.println("      " + problem.mend());
    }
    err.println();
    err.println("Settings stand in frontdesk.properties or the environment; see");
    err.println("docs/configuration.md. Check again with: ./frontdesk check");
  }

  private static void tell(StartupProblem problem, PrintStream err) {
    err.println("Frontdesk can't start: " + problem.getMessage());
    err.println("  " + problem.mend());
  }

  private static @Nullable StartupProblem startupProblem(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartupProblem problem) {
        return problem;
      }
      if (cause instanceof PortInUseException taken) {
        return new StartupProblem(
            "Port " + taken.getPort() + " is in use",
            "Stop what uses it, or give another port with FRONTDESK_SERVER_PORT.");
      }
    }
    return null;
  }
}
