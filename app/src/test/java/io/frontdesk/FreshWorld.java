package io.frontdesk;

import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.platform.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/// As [FrontdeskTest], with a database of its own in which nobody is yet.
public final class FreshWorld implements ApplicationContextInitializer<GenericApplicationContext> {
  @Override
  public void initialize(GenericApplicationContext context) {
    var file = new Properties();
    file.setProperty("data.folder", Path.of("target", "fresh-data").toAbsolutePath().toString());
    file.setProperty("delivery.dispatch", "false");
    file.setProperty("webhooks.send", "false");
    var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
    FrontdeskApplication.beans(settings, TestPostgres.fresh()).initialize(context);
    var clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
    context.registerBean(MovableClock.class, () -> clock);
  }
}
