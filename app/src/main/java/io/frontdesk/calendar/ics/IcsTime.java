package io.frontdesk.calendar.ics;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A DATE or DATE-TIME as it stands, with the zone that gives it its instant.
///
/// @param local wall-clock time; midnight of a DATE
record IcsTime(LocalDateTime local, boolean date, IcsZone zone) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T([0-9]{2}):?([0-9]{2}):?([0-9]{2})?(Z)?)?");
  private static final Pattern DURATION =
      Pattern.compile(
          "([+-])?PT?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?"
              + "(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,8})S)?)?");

  Instant instant() {
    return zone.at(local);
  }

  IcsTime at(LocalDateTime other) {
    return new IcsTime(other, date, zone);
  }

  /// @param zone of times that carry no `Z`
  static Optional<IcsTime> parse(String text, IcsZone zone) {
    var found = FORM.matcher(text.strip());
    if (!found.matches()) {
      return Optional.empty();
    }
    try {
      var day = LocalDate.of(number(found, 1), number(found, 2), number(found, 3));
      if (found.group(4) == null) {
        return Optional.of(new IcsTime(day.atStartOfDay(), true, zone));
      }
      int second = found.group(6) == null ? 0 : Math.min(59, number(found, 6));
      int hour = number(found, 4);
      var time = day.atTime(hour == 24 ? 0 : hour, number(found, 5), second);
      return Optional.of(
          new IcsTime(
              hour == 24 ? time.plusDays(1) : time,
              false,
              found.group(7) == null ? zone : IcsZone.of(ZoneOffset.UTC)));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  private static int number(Matcher found, int group) {
    return Integer.parseInt(found.group(group));
  }

  /// A DURATION: days as people count them, and exact time.
  record Length(Period days, Duration time) {
    static final Length ZERO = new Length(Period.ZERO, Duration.ZERO);
    static final Length DAY = new Length(Period.ofDays(1), Duration.ZERO);

    static Optional<Length> parse(String text) {
      var found = DURATION.matcher(text.strip());
      if (!found.matches() || text.strip().endsWith("P") || text.strip().endsWith("T")) {
        return Optional.empty();
      }
      int sign = "-".equals(found.group(1)) ? -1 : 1;
      int days = (int) (7 * part(found, 2) + part(found, 3));
      var time =
          Duration.ofHours(part(found, 4))
              .plusMinutes(part(found, 5))
              .plusSeconds(part(found, 6))
              .multipliedBy(sign);
      return Optional.of(new Length(Period.ofDays(sign * days), time));
    }

    Instant after(IcsTime start) {
      return start.zone().at(start.local().plus(days)).plus(time);
    }

    private static long part(Matcher found, int group) {
      return found.group(group) == null ? 0 : Long.parseLong(found.group(group));
    }
  }
}
