package io.frontdesk.calendar.waitlist;

import io.frontdesk.calendar.CalendarSettings;
import io.frontdesk.calendar.due.DueTenants;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.jobs.RecurringJob;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Offers freed times, each in a transaction of its own.
@Component
public class WaitlistWork implements RecurringJob {
  private static final int AT_ONCE = 100;

  private final DueTenants tenants;
  private final WaitingRoom room;
  private final Clock clock;
  private final boolean wanted;

  WaitlistWork(DueTenants tenants, WaitingRoom room, Settings settings, Clock clock) {
    this.tenants = tenants;
    this.room = room;
    this.clock = clock;
    this.wanted = settings.get(CalendarSettings.WORK);
  }

  @Override
  public String name() {
    return "calendar.offer-freed-times";
  }

  @Override
  public String meaning() {
    return "Offers times that became free to the people on the waitlist.";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(20);
  }

  @Override
  public void run() {
    if (wanted) {
      drain();
    }
  }

  /// Works until no list has anything to do. Any number may run at once.
  public void drain() {
    for (var tenant : tenants.withWaitlists(clock.instant())) {
      for (int i = 0; i < AT_ONCE && tenants.work(tenant, () -> room.step(tenant)); i++) {
        // one offer begun or ended each time
      }
    }
  }
}
