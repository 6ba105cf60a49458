package io.frontdesk;

import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.platform.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/// A test against the whole program on a free port of loopback, a real PostgreSQL, and a clock that
/// stands at 2026-03-02T15:00:00Z (a Monday) until the test moves it. One context serves all such
/// tests, so each makes a tenant of its own.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = FrontdeskApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FrontdeskTest.World.class)
public @interface FrontdeskTest {

  /// What `main` would have registered.
  final class World implements ApplicationContextInitializer<GenericApplicationContext> {
    /// Where the sandbox plays Google, once it runs.
    public static final int GOOGLE_PORT = freePort();

    private static final String GOOGLE = "http://127.0.0.2:" + GOOGLE_PORT;

    static final MovableClock CLOCK = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));

    @Override
    public void initialize(GenericApplicationContext context) {
      var file = new Properties();
      file.setProperty("data.folder", Path.of("target", "test-data").toAbsolutePath().toString());
      // Tests send by hand, with Dispatcher.drain().
      file.setProperty("delivery.dispatch", "false");
      // They feed running blocks by hand, too.
      file.setProperty("outreach.feed", "false");
      // They read mailboxes by hand, too.
      file.setProperty("mailboxes.read", "false");
      // They send outgoing webhooks by hand, too.
      file.setProperty("webhooks.send", "false");
      // Reminders and waitlist offers as well.
      file.setProperty("calendar.work", "false");
      // Where tests play an outside service; calls to other private hosts stay refused.
      file.setProperty("outbound.private-hosts", "127.0.0.2");
      file.setProperty("google.client-id", "test-client");
      file.setProperty("google.client-secret", "test-secret");
      file.setProperty("google.token-url", GOOGLE);
      file.setProperty("google.api-url", GOOGLE);
      var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
      FrontdeskApplication.beans(settings, TestPostgres.shared()).initialize(context);
      context.registerBean(MovableClock.class, () -> CLOCK);
    }

    private static int freePort() {
      try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
        return socket.getLocalPort();
      } catch (IOException noPort) {
        throw new UncheckedIOException(noPort);
      }
    }
  }
}
