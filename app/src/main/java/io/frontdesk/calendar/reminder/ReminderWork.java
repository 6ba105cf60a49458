package io.frontdesk.calendar.reminder;

import io.frontdesk.calendar.CalendarSettings;
import io.frontdesk.calendar.due.DueTenants;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.jobs.RecurringJob;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Requests reminders that are due, one per transaction, so that a change of an appointment never
/// waits for more than one of them.
@Component
public class ReminderWork implements RecurringJob {
  // Of one tenant before the next one has its turn.
  private static final int AT_ONCE = 200;

  private final DueTenants tenants;
  private final ReminderDesk desk;
  private final Clock clock;
  private final boolean wanted;

  ReminderWork(DueTenants tenants, ReminderDesk desk, Settings settings, Clock clock) {
    this.tenants = tenants;
    this.desk = desk;
    this.clock = clock;
    this.wanted = settings.get(CalendarSettings.WORK);
  }

  @Override
  public String name() {
    return "calendar.remind";
  }

  @Override
  public String meaning() {
    return "Requests reminders of appointments when they are due.";
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

  /// Requests until nothing is due that nobody else holds. Any number may run at once.
  public void drain() {
    boolean more = true;
    while (more) {
      more = false;
      for (var tenant : tenants.withReminders(clock.instant())) {
        int done = 0;
        while (done < AT_ONCE && tenants.work(tenant, () -> desk.requestOne(tenant))) {
          done++;
        }
        more |= done == AT_ONCE;
      }
    }
    for (var tenant : tenants.withLateReminders(clock.instant())) {
      while (tenants.work(tenant, () -> desk.withdrawBegun(tenant) > 0)) {
        // there may be more
      }
    }
  }
}
