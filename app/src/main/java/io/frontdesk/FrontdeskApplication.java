package io.frontdesk;

import io.frontdesk.platform.boot.HealthConfiguration;
import io.frontdesk.platform.boot.PlatformConfiguration;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.boot.WebConfiguration;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.db.IsolationCheck;
import io.frontdesk.platform.error.StartupProblem;
import io.frontdesk.platform.log.Logging;
import io.frontdesk.platform.vault.VaultKeysCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/// The program that serves: opens the database, checks the isolation of tenants, and only then
/// starts the web server.
@SpringBootApplication(
    // Two modules may each have a class of the same name.
    nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@Import({PlatformConfiguration.class, WebConfiguration.class, HealthConfiguration.class})
public class FrontdeskApplication {
  private static final Logger LOG = LoggerFactory.getLogger(FrontdeskApplication.class);

  /// Starts; the program then runs until it is told to stop (SIGTERM, Ctrl-C), finishes what it
  /// began, and closes the database last.
  ///
  /// @return the port it listens on
  static int serve(Settings settings) {
    long begin = System.nanoTime();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> LOG.error("Uncaught in thread {}", thread.getName(), failure));
    requireFreePort(settings);
    var database = DatabaseSettings.open(settings);
    try {
      IsolationCheck.require(database);
      VaultKeysCheck.require(database, PlatformSettings.vaultKeys(settings));
      var application = new SpringApplication(FrontdeskApplication.class);
      application.setDefaultProperties(serverProperties(settings));
      application.addInitializers(beans(settings, database));
      // One hook of our own, because the database must close after everything else.
      application.setRegisterShutdownHook(false);
      var context = application.run();
      countUncaught(context.getBean(MeterRegistry.class));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(context, database), "stop"));
      int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
      LOG.info(
          "Frontdesk {} is ready on port {} after {} s",
          BuildInfo.version(),
          port,
          Math.round((System.nanoTime() - begin) / 1e8) / 10.0);
      return port;
    } catch (RuntimeException | Error failed) {
      database.close();
      throw failed;
    }
  }

  // Asked before the database is opened, which takes a while.
  private static void requireFreePort(Settings settings) {
    int port = settings.get(PlatformSettings.SERVER_PORT);
    var address = settings.get(PlatformSettings.SERVER_ADDRESS);
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, port));
    } catch (BindException taken) {
      throw new StartupProblem(
          "Port " + port + " at " + address + " can't be used: " + taken.getMessage(),
          "Stop what uses it, or give another one with FRONTDESK_SERVER_PORT; the address is"
              + " FRONTDESK_SERVER_ADDRESS.",
          taken);
    } catch (IOException unknown) {
      throw new StartupProblem(
          "The address " + address + " is not one of this machine",
          "Give one of its addresses with FRONTDESK_SERVER_ADDRESS; 0.0.0.0 is all of them.",
          unknown);
    }
  }

  /// Registers what `main` made before the context existed.
  static ApplicationContextInitializer<GenericApplicationContext> beans(
      Settings settings, Database database) {
    return context -> {
      context.registerBean(Settings.class, () -> settings);
      // Not closed by Spring: the pools serve until every other bean is gone.
      context.registerBean(
          Database.class, () -> database, definition -> definition.setDestroyMethodName(""));
    };
  }

  private static Map<String, Object> serverProperties(Settings settings) {
    return Map.of(
        "server.port", settings.get(PlatformSettings.SERVER_PORT),
        "server.address", settings.get(PlatformSettings.SERVER_ADDRESS),
        "server.tomcat.max-connections", settings.get(PlatformSettings.SERVER_CONNECTIONS),
        "spring.lifecycle.timeout-per-shutdown-phase",
            settings.get(PlatformSettings.SERVER_GRACE).toMillis() + "ms");
  }

  private static void countUncaught(MeterRegistry meters) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          LOG.error("Uncaught in thread {}", thread.getName(), failure);
          meters.counter("frontdesk.errors", "door", "thread").increment();
        });
  }

  private static void stop(ConfigurableApplicationContext context, Database database) {
    LOG.info("Frontdesk stops");
    long begin = System.nanoTime();
    try {
      context.close();
    } finally {
      database.close();
      LOG.info(
          "Frontdesk stopped after {} ms", Duration.ofNanos(System.nanoTime() - begin).toMillis());
      Logging.stop();
    }
  }
}
