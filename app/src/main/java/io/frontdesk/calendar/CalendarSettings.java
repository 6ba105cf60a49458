package io.frontdesk.calendar;

import io.frontdesk.platform.config.Setting;
import java.util.List;

/// What operators set for the calendar.
public final class CalendarSettings {
  public static final Setting<Boolean> WORK =
      Setting.flag(
          "calendar.work",
          true,
          "Whether this node requests reminders and offers freed times to the waitlist.");

  private CalendarSettings() {}

  public static List<Setting<?>> all() {
    return List.of(WORK);
  }
}
