package io.frontdesk.calendar.availability;

import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything the search needs to know, in seconds of the epoch and without any I/O.
///
/// @param from first start that may be offered
/// @param until no start at or after it
/// @param length of the appointment proper, seconds
/// @param before buffer ahead, seconds
/// @param after buffer behind, seconds
/// @param step minutes; starts lie on its multiples after local midnight
/// @param offset minutes by which they lie later, less than a step
/// @param people how many are needed at once
/// @param required one of them, if somebody was asked for
/// @param byTurn whether turns go before priorities
/// @param full starts that are not to be had, because their day is full
public record Question(
    ZoneId zone,
    long from,
    long until,
    long length,
    long before,
    long after,
    int step,
    int offset,
    int people,
    @Nullable UUID required,
    boolean byTurn,
    Spans full,
    List<Person> persons,
    List<Need> needs) {
  public Question {
    persons = List.copyOf(persons);
    needs = List.copyOf(needs);
  }

  /// The same for other starts.
  public Question between(long first, long end) {
    return new Question(
        zone, first, end, length, before, after, step, offset, people, required, byTurn, full,
        persons, needs);
  }

  /// @param hours when they work and the business is open
  /// @param busy what they are taken by, buffers included
  /// @param full starts at which their day is full
  /// @param priority lower is asked first
  /// @param turn when they last had one; the longest ago is asked first
  public record Person(UUID id, Spans hours, Spans busy, Spans full, int priority, long turn) {
    public Person(UUID id, Spans hours, Spans busy, int priority) {
      this(id, hours, busy, Spans.NONE, priority, 0);
    }
  }

  /// `quantity` of these units, whichever are free.
  public record Need(int quantity, List<Unit> units) {
    public Need {
      units = List.copyOf(units);
    }
  }

  /// One place of a resource.
  public record Unit(UUID resource, int number, Spans busy) {}
}
