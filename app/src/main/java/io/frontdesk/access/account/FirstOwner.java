package io.frontdesk.access.account;

import io.frontdesk.platform.jobs.RecurringJob;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/// Prints the set-up link while nobody has an account, and sweeps what has ended.
@Configuration(proxyBeanMethods = false)
class FirstOwner {
  private final Links links;

  FirstOwner(Links links) {
    this.links = links;
  }

  // To the terminal, not to the log: whoever has the link becomes the owner.
  @EventListener(ApplicationReadyEvent.class)
  void printLink() {
    links
        .setup()
        .ifPresent(
            link ->
                System.out.println(
                    "\n  Nobody has an account yet. Set up the first workspace here (once, within a"
                        + " day):\n\n    "
                        + link
                        + "\n"));
  }

  @Bean
  RecurringJob sweepAccess(
      Sessions sessions,
      OneTimeStore oneTimes,
      Lockouts lockouts,
      io.frontdesk.platform.tenant.TenantTransactions transactions,
      Clock clock) {
    return RecurringJob.of(
        "access.sweep",
        Duration.ofHours(1),
        "Removes ended sessions, spent links and old failed sign-ins.",
        () -> {
          sessions.sweep();
          transactions.withoutTenant(() -> oneTimes.deleteExpired(clock.instant()));
          lockouts.deleteOld(clock.instant().minus(Duration.ofDays(2)));
        });
  }
}
