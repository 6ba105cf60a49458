package io.frontdesk.platform.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.frontdesk.platform.error.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Sets up the log: JSON lines in `frontdesk.log` (a new file each day and each 20 MB, two weeks,
/// at most 400 MB) and short lines on the terminal. Called once by `main`, before anything logs.
public final class Logging {
  private static final Map<String, Level> LEVELS =
      Map.of(
          "org.flywaydb", Level.WARN,
          // It prints the result of every SELECT in a migration.
          "org.flywaydb.core.internal.sqlscript", Level.ERROR,
          "com.zaxxer.hikari", Level.WARN,
          "org.apache", Level.WARN,
          "org.springframework", Level.WARN,
          // Main tells why a start failed, in the words of this program.
          "org.springframework.boot.diagnostics", Level.OFF,
          "org.springframework.boot.web.server.servlet.context", Level.ERROR,
          "com.github.kagkarlsson", Level.WARN,
          "org.hibernate", Level.WARN);

  private Logging() {}

  /// @param file whether to write the file too; short commands only talk to the terminal
  public static void start(Path folder, boolean file) {
    // Spring Boot would put its own set-up in the place of this one.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    // Tomcat and the database driver write to the JDK's log, which would go to the terminal as it
    // is.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
    root.addAppender(terminal(context));
    if (file) {
      root.addAppender(file(context, folder));
    }
  }

  /// Writes out what is buffered; the last act of `main`.
  public static void stop() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  private static Appender<ILoggingEvent> terminal(LoggerContext context) {
    var layout = new ShortLines();
    layout.setContext(context);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  private static Appender<ILoggingEvent> file(LoggerContext context, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StartupProblem(
          "The log folder " + folder + " can't be made",
          "Let this user write there, or give another folder: FRONTDESK_DATA_FOLDER for everything,"
              + " FRONTDESK_LOG_FOLDER for the logs alone.",
          e);
    }
    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setFile(folder.resolve("frontdesk.log").toString());
    var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(folder.resolve("frontdesk.%d{yyyy-MM-dd}.%i.log.gz").toString());
    policy.setMaxFileSize(FileSize.valueOf("20MB"));
    policy.setMaxHistory(14);
    policy.setTotalSizeCap(FileSize.valueOf("400MB"));
    policy.start();
    var lines = new JsonLines();
    lines.setContext(context);
    lines.start();
    appender.setRollingPolicy(policy);
    appender.setEncoder(lines);
    appender.start();
    return appender;
  }
}
