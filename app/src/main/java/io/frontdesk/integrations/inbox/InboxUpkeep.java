package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.health.HealthProbe;
import io.frontdesk.platform.jobs.RecurringJob;
import io.frontdesk.platform.page.Words;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Watches how far behind the inbox is, and forgets what is finished and old.
@Configuration(proxyBeanMethods = false)
class InboxUpkeep {
  private static final long LATE_SECONDS = 30;
  private static final long STUCK_SECONDS = 300;

  private final AtomicReference<InboxLagStore.Lag> last =
      new AtomicReference<>(new InboxLagStore.Lag(0, 0, 0));

  @Bean
  RecurringJob inboxRetention(InboxStore store, DeadLetters dead, Settings settings) {
    return RecurringJob.of(
        "integrations.forget-webhooks",
        Duration.ofHours(1),
        "Deletes finished webhooks and dead letters older than their retention.",
        () -> {
          var age = settings.get(IntegrationsSettings.INBOX_RETENTION);
          for (int i = 0; i < 100 && store.forget(age, 5_000) == 5_000; i++) {
            // some at a time, so that no transaction grows long
          }
          dead.forget(settings.get(IntegrationsSettings.INBOX_DEAD_RETENTION));
        });
  }

  @Bean
  HealthProbe webhooksProbe(InboxLagStore store) {
    return new HealthProbe() {
      @Override
      public String name() {
        return "webhooks";
      }

      @Override
      public String meaning() {
        return "What providers told us and is still to take effect";
      }

      @Override
      public Health check() {
        var lag = store.lag();
        long seconds = Math.max(0, Math.round(lag.seconds()));
        return new Health(
            seconds > STUCK_SECONDS
                ? Level.DOWN
                : seconds > LATE_SECONDS || lag.dead() > 0 ? Level.DEGRADED : Level.UP,
            (lag.open() == 0
                    ? "Nothing is waiting."
                    : Words.count(lag.open(), "event is", "events are")
                        + " waiting"
                        + (seconds > LATE_SECONDS ? ", the oldest for " + seconds + " s." : "."))
                + (lag.dead() == 0
                    ? ""
                    : " " + lag.dead() + " failed for good; a person must look."),
            Map.of("waiting", lag.open(), "dead", lag.dead(), "lagSeconds", seconds));
      }
    };
  }

  @Bean
  RecurringJob inboxLag(InboxLagStore store, MeterRegistry meters) {
    Gauge.builder("frontdesk.inbox.open", last, lag -> lag.get().open()).register(meters);
    Gauge.builder("frontdesk.inbox.dead.letters", last, lag -> lag.get().dead()).register(meters);
    Gauge.builder("frontdesk.inbox.lag", last, lag -> lag.get().seconds())
        .baseUnit("seconds")
        .register(meters);
    var open = MultiGauge.builder("frontdesk.inbox.provider.open").register(meters);
    var lag =
        MultiGauge.builder("frontdesk.inbox.provider.lag").baseUnit("seconds").register(meters);
    return RecurringJob.of(
        "integrations.inbox-lag",
        Duration.ofSeconds(15),
        "Measures how far behind the webhook inbox is.",
        () -> {
          last.set(store.lag());
          var behind = store.behind();
          open.register(
              behind.stream()
                  .map(one -> MultiGauge.Row.of(Tags.of("provider", one.provider()), one.open()))
                  .toList(),
              true);
          lag.register(
              behind.stream()
                  .map(one -> MultiGauge.Row.of(Tags.of("provider", one.provider()), one.seconds()))
                  .toList(),
              true);
        });
  }
}
