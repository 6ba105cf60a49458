package io.frontdesk.calendar.web;

import java.time.LocalDate;
import java.util.List;

/// Six weeks around a month, a glimpse of each day.
public record Month(
    LocalDate day,
    String title,
    LocalDate previous,
    LocalDate next,
    LocalDate today,
    String staff,
    List<Board.Person> people,
    List<Day> days) {
  public Month {
    people = List.copyOf(people);
    days = List.copyOf(days);
  }

  /// @param inside of the month itself, not of the one before or after
  /// @param more how many are not among `lines`
  public record Day(
      LocalDate date, boolean inside, boolean today, List<Board.Line> lines, int count, int more) {
    public Day {
      lines = List.copyOf(lines);
    }
  }
}
