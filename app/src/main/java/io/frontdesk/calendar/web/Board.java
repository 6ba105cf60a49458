package io.frontdesk.calendar.web;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A day or a week as the page draws it. Places are steps of five minutes after the first hour
/// shown.
///
/// @param firstHour of the day, 0 to 23
/// @param now the step at which the line of the present lies, null when not shown
public record Board(
    View view,
    LocalDate day,
    String title,
    LocalDate previous,
    LocalDate next,
    LocalDate today,
    String staff,
    List<Person> people,
    List<String> hours,
    List<Lane> lanes,
    List<AgendaDay> agenda,
    int count,
    @Nullable Integer now,
    int firstHour) {

  /// What a page shows at once.
  public enum View {
    /// People side by side.
    DAY,
    /// Rooms and devices side by side.
    ROOMS,
    WEEK
  }

  /// Someone to filter by.
  public record Person(String id, String name) {}

  /// One column: a person's day, or a day of the week.
  ///
  /// @param staff the person whose lane it is; empty in other views
  public record Lane(
      String title,
      String detail,
      boolean today,
      @Nullable LocalDate date,
      String staff,
      List<Block> closed,
      List<Cell> cells,
      List<Block> appointments) {}

  /// Something drawn over a stretch of time.
  ///
  /// @param id of an appointment
  /// @param href below the calendar; empty: it leads nowhere
  /// @param movable may be dragged to another time
  /// @param minutes how long it truly lasts; 0: it can't be given another length
  public record Block(
      int at,
      int length,
      String css,
      String id,
      String href,
      String time,
      String title,
      String detail,
      boolean movable,
      long minutes) {
    Block at(int first, int steps, String place) {
      return new Block(first, steps, css + place, id, href, time, title, detail, movable, minutes);
    }
  }

  /// A free stretch to click.
  public record Cell(int at, int length, String start, String staff, String label) {}

  /// The same as a list, for narrow screens and screen readers.
  public record AgendaDay(
      LocalDate date, String title, List<Line> lines, List<ClassLine> classes) {}

  /// One meeting of a class in a list.
  public record ClassLine(String href, String time, String title, String seats) {}

  /// One appointment in a list.
  public record Line(
      String id,
      String time,
      String client,
      String service,
      String staff,
      String state,
      String tone,
      String css) {}
}
