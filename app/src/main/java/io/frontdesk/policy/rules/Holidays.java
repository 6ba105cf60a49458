package io.frontdesk.policy.rules;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/// Holidays that are computed by rule. One with a fixed date that falls on a weekend counts on its
/// own day and on the weekday it is observed.
record Holidays(List<Holiday> all) {
  /// One holiday.
  sealed interface Holiday {
    /// Whether it falls on, or is observed on, `day`.
    boolean isOn(LocalDate day);
  }

  /// The same date each year, from `fromYear` on.
  record Fixed(MonthDay date, int fromYear) implements Holiday {
    @Override
    public boolean isOn(LocalDate day) {
      // Next year's first of January may be observed this December.
      for (int year = day.getYear(); year <= day.getYear() + 1; year++) {
        var actual = date.atYear(year);
        if (year >= fromYear && (day.equals(actual) || day.equals(observed(actual)))) {
          return true;
        }
      }
      return false;
    }

    private static LocalDate observed(LocalDate actual) {
      return switch (actual.getDayOfWeek()) {
        case SATURDAY -> actual.minusDays(1);
        case SUNDAY -> actual.plusDays(1);
        default -> actual;
      };
    }
  }

  /// The n-th such weekday of a month; -1 is the last.
  record Nth(Month month, DayOfWeek weekday, int nth) implements Holiday {
    @Override
    public boolean isOn(LocalDate day) {
      return day.getMonth() == month
          && day.equals(day.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday)));
    }
  }

  Holidays {
    all = List.copyOf(all);
  }

  boolean contains(LocalDate day) {
    return all.stream().anyMatch(holiday -> holiday.isOn(day));
  }
}
