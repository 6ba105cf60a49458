package io.frontdesk.calendar;

import io.frontdesk.calendar.speech.English;
import io.frontdesk.calendar.speech.Parser;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Dates and times as callers say them and voice models write them, resolved by code in the
/// workspace's zone, and said back in full.
@Component
public class SpokenTimes {
  private final Workspaces workspaces;
  private final OpeningHours openingHours;
  private final Clock clock;

  SpokenTimes(Workspaces workspaces, OpeningHours openingHours, Clock clock) {
    this.workspaces = workspaces;
    this.openingHours = openingHours;
    this.clock = clock;
  }

  /// Resolves by the workspace's zone, clock and opening hours: a bare "at three" is the afternoon
  /// when only that is open. Prefer this one.
  ///
  /// @param dateText may hold the time too
  public SpokenTime resolve(TenantId tenant, String dateText, @Nullable String timeText) {
    return resolve(tenant, workspaces.require(tenant).zone(), dateText, timeText);
  }

  /// The same by the clock of a place.
  public SpokenTime resolve(
      TenantId tenant, ZoneId zone, String dateText, @Nullable String timeText) {
    return Parser.resolve(
        dateText, timeText, zone, clock.instant(), day -> openingHours.on(tenant, day));
  }

  /// Resolves without opening hours: a bare hour from 7 to 11 is the morning, 12 and 1 to 6 the
  /// afternoon.
  public static SpokenTime resolve(
      String dateText, @Nullable String timeText, ZoneId zone, Instant now) {
    return Parser.resolve(dateText, timeText, zone, now, null);
  }

  /// The same with the opening hours of a day given.
  public static SpokenTime resolve(
      String dateText,
      @Nullable String timeText,
      ZoneId zone,
      Instant now,
      Function<LocalDate, List<TimeRange>> hours) {
    return Parser.resolve(dateText, timeText, zone, now, hours);
  }

  /// The full read-back, e.g. `Tuesday, March 3rd, 2026 at 3 PM`.
  public static String say(ZonedDateTime when) {
    return English.say(when);
  }

  /// A day, e.g. `Tuesday, March 3rd, 2026`.
  public static String sayDay(LocalDate day) {
    return English.sayDay(day);
  }

  /// A time, e.g. `3:30 PM`, `noon`.
  public static String sayTime(ZonedDateTime when) {
    return English.sayTime(when);
  }

  /// The zone as people call it, e.g. `Eastern Time`.
  public static String sayZone(ZoneId zone) {
    return zone.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /// As short as is clear beside `beside`: the time alone on the same day, else weekday, day and
  /// time.
  public static String sayShort(ZonedDateTime when, ZonedDateTime beside) {
    return when.toLocalDate().equals(beside.toLocalDate())
        ? English.sayTime(when)
        : English.sayDayWithoutYear(when.toLocalDate()) + " at " + English.sayTime(when);
  }
}
