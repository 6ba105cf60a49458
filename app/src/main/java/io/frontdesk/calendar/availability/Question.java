package io.frontdesk.calendar.availability;

import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/// Everything the search needs to know, in seconds of the epoch and without any I/O.
///
/// @param from first start that may be offered
/// @param until no start at or after it
/// @param length of the appointment proper, seconds
/// @param before buffer ahead, seconds
/// @param after buffer behind, seconds
/// @param step minutes; starts lie on its multiples after local midnight
public record Question(
    ZoneId zone,
    long from,
    long until,
    long length,
    long before,
    long after,
    int step,
    List<Person> persons,
    List<Need> needs) {
  public Question {
    persons = List.copyOf(persons);
    needs = List.copyOf(needs);
  }

  /// @param hours when they work and the business is open
  /// @param busy what they are taken by, buffers included
  /// @param priority lower is asked first
  public record Person(UUID id, Spans hours, Spans busy, int priority) {}

  /// `quantity` of these units, whichever are free.
  public record Need(int quantity, List<Unit> units) {
    public Need {
      units = List.copyOf(units);
    }
  }

  /// One place of a resource.
  public record Unit(UUID resource, int number, Spans busy) {}
}
