package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.availability.Question.Person;
import io.frontdesk.calendar.availability.Question.Unit;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the free starts. Pure: the same question gives the same answer.
///
/// A start is free for a person when the appointment lies within their hours, and the appointment
/// with its buffers meets nothing that takes them; and when each need finds enough units free in
/// the same way, no unit serving two needs.
public final class SlotSearch {
  private final Question question;
  private final List<Candidate> candidates;
  private final List<Choice> needs;

  private record Candidate(Person person, Spans starts) {}

  private record Choice(int quantity, List<Place> places) {}

  private record Place(Unit unit, String name, Spans blocked) {}

  public SlotSearch(Question question) {
    this.question = question;
    long taken = question.length() + question.after();
    this.candidates =
        question.persons().stream()
            .map(
                person ->
                    new Candidate(
                        person,
                        person
                            .hours()
                            .startsFor(question.length())
                            .minus(person.busy().blockedStarts(question.before(), taken))))
            .toList();
    this.needs =
        question.needs().stream()
            .map(
                need ->
                    new Choice(
                        need.quantity(),
                        need.units().stream()
                            .map(
                                unit ->
                                    new Place(
                                        unit,
                                        unit.resource() + "/" + unit.number(),
                                        unit.busy().blockedStarts(question.before(), taken)))
                            .toList()))
            .toList();
  }

  /// Starts in order, each with the person to ask: least priority first, then whoever has the
  /// lightest local day, then by id.
  public List<Opening> eachStart(int limit) {
    var openings = new ArrayList<Opening>();
    for (long start : starts(limit, true)) {
      var people = free(start);
      var units = units(start);
      if (units != null && !people.isEmpty()) {
        openings.add(new Opening(start, people.getFirst().id(), units));
        if (openings.size() == limit) {
          break;
        }
      }
    }
    return openings;
  }

  /// Starts in order, each once per free person, those to ask first in front.
  public List<Opening> eachPerson(int limit) {
    var openings = new ArrayList<Opening>();
    for (long start : starts(limit, false)) {
      var units = units(start);
      if (units == null) {
        continue;
      }
      for (var person : free(start)) {
        if (openings.size() == limit) {
          return openings;
        }
        openings.add(new Opening(start, person.id(), units));
      }
    }
    return openings;
  }

  /// The people free at `start`, whether or not it lies on the grid, those to ask first in front.
  public List<Person> free(long start) {
    var free = new ArrayList<Person>();
    for (var candidate : candidates) {
      if (candidate.starts().contains(start)) {
        free.add(candidate.person());
      }
    }
    if (free.size() > 1) {
      var day = Instant.ofEpochSecond(start).atZone(question.zone()).toLocalDate();
      long from = startOf(day);
      long to = startOf(day.plusDays(1));
      free.sort(
          Comparator.comparingInt(Person::priority)
              .thenComparingLong(person -> person.busy().measure(from, to))
              .thenComparing(Person::id));
    }
    return free;
  }

  /// The units an appointment at `start` would take; null when there are not enough.
  public @Nullable List<Unit> units(long start) {
    return choose(start, 0, 0, 0, new ArrayList<>(), new HashSet<>());
  }

  /// Whether `start` lies on a multiple of the step after local midnight.
  public boolean onGrid(long start) {
    var local = Instant.ofEpochSecond(start).atZone(question.zone()).toLocalTime();
    return local.toSecondOfDay() % (question.step() * 60) == 0;
  }

  // All starts of the grid within reach that some person has free. Where a fold meets midnight the
  // days overlap in time, hence a day more at both ends and one day past the limit.
  private List<Long> starts(int limit, boolean countable) {
    var starts = new ArrayList<Long>();
    if (question.from() >= question.until()) {
      return starts;
    }
    var rules = question.zone().getRules();
    var last =
        Instant.ofEpochSecond(question.until() - 1)
            .atZone(question.zone())
            .toLocalDate()
            .plusDays(1);
    var day =
        Instant.ofEpochSecond(question.from()).atZone(question.zone()).toLocalDate().minusDays(1);
    boolean enough = countable && question.needs().isEmpty();
    for (; !day.isAfter(last); day = day.plusDays(1)) {
      boolean lastOne = enough && starts.size() >= limit;
      for (int minute = 0; minute < 24 * 60; minute += question.step()) {
        var local = day.atTime(minute / 60, minute % 60);
        for (var offset : rules.getValidOffsets(local)) {
          long start = local.toEpochSecond(offset);
          if (start >= question.from() && start < question.until() && anyoneFree(start)) {
            starts.add(start);
          }
        }
      }
      if (lastOne) {
        break;
      }
    }
    starts.sort(null);
    return starts;
  }

  private boolean anyoneFree(long start) {
    for (var candidate : candidates) {
      if (candidate.starts().contains(start)) {
        return true;
      }
    }
    return false;
  }

  private long startOf(LocalDate day) {
    return day.atStartOfDay(question.zone()).toEpochSecond();
  }

  // Takes units need by need; goes back when an earlier choice starves a later need.
  private @Nullable List<Unit> choose(
      long start, int need, int taken, int next, List<Unit> chosen, Set<String> used) {
    if (need == needs.size()) {
      return List.copyOf(chosen);
    }
    var wanted = needs.get(need);
    if (taken == wanted.quantity()) {
      return choose(start, need + 1, 0, 0, chosen, used);
    }
    for (int i = next; i < wanted.places().size(); i++) {
      var place = wanted.places().get(i);
      if (!place.blocked().contains(start) && used.add(place.name())) {
        chosen.add(place.unit());
        var rest = choose(start, need, taken + 1, i + 1, chosen, used);
        if (rest != null) {
          return rest;
        }
        chosen.removeLast();
        used.remove(place.name());
      }
    }
    return null;
  }
}
