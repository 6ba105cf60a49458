package io.frontdesk;

import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.platform.testing.TestPostgres;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
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
      var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
      FrontdeskApplication.beans(settings, TestPostgres.shared()).initialize(context);
      context.registerBean(MovableClock.class, () -> CLOCK);
    }
  }
}
