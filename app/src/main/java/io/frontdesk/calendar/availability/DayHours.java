package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.StaffException;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person's week and exceptions make of one day.
public final class DayHours {
  private static final List<TimeRange> WHOLE_DAY = List.of(TimeRange.of("00:00", "00:00"));

  private DayHours() {}

  /// When they would work: the exceptions' hours where there are any, else the week's.
  ///
  /// @param exceptions those that cover the day
  /// @param week null: whenever the place is open
  public static List<TimeRange> works(
      List<StaffException> exceptions, @Nullable WeekHours week, LocalDate day) {
    var extra = hours(exceptions, true);
    if (!extra.isEmpty()) {
      return extra;
    }
    return week == null ? WHOLE_DAY : week.on(day.getDayOfWeek());
  }

  /// When they are away.
  ///
  /// @param exceptions those that cover the day
  public static List<TimeRange> away(List<StaffException> exceptions) {
    return hours(exceptions, false);
  }

  private static List<TimeRange> hours(List<StaffException> exceptions, boolean works) {
    var hours = new ArrayList<TimeRange>();
    for (var exception : exceptions) {
      if (exception.works() == works) {
        var range = exception.hours();
        hours.addAll(range == null ? WHOLE_DAY : List.of(range));
      }
    }
    return hours;
  }
}
