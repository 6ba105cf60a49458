package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.availability.Question.Person;
import io.frontdesk.calendar.availability.Question.Unit;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds the free starts. The same question gives the same answer; one search serves one thread.
///
/// A start is free for a person when the appointment lies within their hours, the appointment with
/// its buffers meets nothing that takes them, and their day is not full; and when each need finds
/// enough units free in the same way, no unit serving two needs.
public final class SlotSearch {
  private static final long DAY = 24 * 60 * 60;

  private final Question question;
  private final List<Candidate> candidates;
  private final UnitChoice units;

  // Those to ask first in front, on the local day that lasts from dayFrom to dayTo.
  private List<Candidate> ordered = List.of();
  private long dayFrom = Long.MAX_VALUE;
  private long dayTo = Long.MIN_VALUE;

  private record Candidate(Person person, Spans starts) {}

  private record Loaded(Candidate candidate, long load) {}

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
                            .minus(person.busy().blockedStarts(question.before(), taken))
                            .minus(person.full())
                            .minus(question.full())))
            .toList();
    this.units = new UnitChoice(question.needs(), question.before(), taken);
  }

  /// Starts in order, each with those to ask: by turn or priority, then whoever has the lightest
  /// local day, then by id.
  public List<Opening> eachStart(int limit) {
    var openings = new ArrayList<Opening>();
    for (long start : starts()) {
      var team = team(start, question.required());
      if (team == null) {
        continue;
      }
      var chosen = units(start);
      if (chosen != null) {
        openings.add(new Opening(start, team, chosen));
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
    for (long start : starts()) {
      var leads = free(start);
      if (leads.size() < question.people()) {
        continue;
      }
      var chosen = units(start);
      if (chosen == null) {
        continue;
      }
      for (var lead : leads) {
        var required = question.required();
        if (required != null && !required.equals(lead.id())) {
          continue;
        }
        if (openings.size() == limit) {
          return openings;
        }
        openings.add(new Opening(start, led(lead.id(), leads), chosen));
      }
    }
    return openings;
  }

  /// The people free at `start`, whether or not it lies on the grid, those to ask first in front.
  public List<Person> free(long start) {
    order(start);
    var free = new ArrayList<Person>();
    for (var candidate : ordered) {
      if (candidate.starts().contains(start)) {
        free.add(candidate.person());
      }
    }
    return free;
  }

  /// The units an appointment at `start` would take; null when there are not enough.
  public @Nullable List<Unit> units(long start) {
    return units.at(start);
  }

  /// Whether `start` lies on the service's grid of local times.
  public boolean onGrid(long start) {
    var local = Instant.ofEpochSecond(start).atZone(question.zone()).toLocalTime();
    return local.toSecondOfDay() % (question.step() * 60) == question.offset() * 60;
  }

  // As many as it takes, `lead` among them and in front; null when they are not free.
  private @Nullable List<UUID> team(long start, @Nullable UUID lead) {
    if (question.people() == 1 && lead == null) {
      order(start);
      for (var candidate : ordered) {
        if (candidate.starts().contains(start)) {
          return List.of(candidate.person().id());
        }
      }
      return null;
    }
    var free = free(start);
    if (free.size() < question.people()
        || (lead != null && free.stream().noneMatch(person -> person.id().equals(lead)))) {
      return null;
    }
    return led(lead == null ? free.getFirst().id() : lead, free);
  }

  private List<UUID> led(UUID lead, List<Person> free) {
    if (question.people() == 1) {
      return List.of(lead);
    }
    var team = new ArrayList<UUID>();
    team.add(lead);
    for (var person : free) {
      if (team.size() < question.people() && !person.id().equals(lead)) {
        team.add(person.id());
      }
    }
    return List.copyOf(team);
  }

  private void order(long start) {
    if (start >= dayFrom && start < dayTo) {
      return;
    }
    var day = Instant.ofEpochSecond(start).atZone(question.zone()).toLocalDate();
    dayFrom = startOf(day);
    dayTo = startOf(day.plusDays(1));
    if (candidates.size() < 2) {
      ordered = candidates;
      return;
    }
    var first =
        question.byTurn()
            ? Comparator.comparingLong((Loaded one) -> one.candidate().person().turn())
            : Comparator.comparingInt((Loaded one) -> one.candidate().person().priority());
    ordered =
        candidates.stream()
            .map(one -> new Loaded(one, one.person().busy().measure(dayFrom, dayTo)))
            .sorted(
                first
                    .thenComparingLong(Loaded::load)
                    .thenComparing(one -> one.candidate().person().id()))
            .map(Loaded::candidate)
            .toList();
  }

  // All starts of the grid within reach that some person has free. Where a fold meets midnight the
  // days overlap in time, hence a day more at both ends.
  private long[] starts() {
    if (question.from() >= question.until()) {
      return new long[0];
    }
    var free = Spans.unionOf(candidates.stream().map(Candidate::starts).toList());
    var found = new Found();
    var zone = question.zone();
    var last = Instant.ofEpochSecond(question.until() - 1).atZone(zone).toLocalDate().plusDays(1);
    var day = Instant.ofEpochSecond(question.from()).atZone(zone).toLocalDate().minusDays(1);
    var begin = day.atStartOfDay(zone);
    for (; !day.isAfter(last); day = day.plusDays(1)) {
      var end = day.plusDays(1).atStartOfDay(zone);
      boolean even =
          begin.getOffset().equals(end.getOffset())
              && end.toEpochSecond() - begin.toEpochSecond() == DAY;
      if (even) {
        evenDay(free, begin.toEpochSecond(), found);
      } else {
        unevenDay(free, day, found);
      }
      begin = end;
    }
    return found.sorted();
  }

  private void evenDay(Spans free, long midnight, Found found) {
    long step = question.step() * 60L;
    long first = midnight + question.offset() * 60L;
    long from = Math.max(first, question.from());
    long to = Math.min(midnight + DAY, question.until());
    free.within(
        from,
        to,
        (low, high) -> {
          for (long at = first + Math.ceilDiv(low - first, step) * step; at < high; at += step) {
            found.add(at);
          }
        });
  }

  // A local time in a gap has no offset, one in a fold has two.
  private void unevenDay(Spans free, LocalDate day, Found found) {
    var rules = question.zone().getRules();
    for (int minute = question.offset(); minute < 24 * 60; minute += question.step()) {
      var local = day.atTime(minute / 60, minute % 60);
      for (var offset : rules.getValidOffsets(local)) {
        long start = local.toEpochSecond(offset);
        if (start >= question.from() && start < question.until() && free.contains(start)) {
          found.add(start);
        }
      }
    }
  }

  private long startOf(LocalDate day) {
    return day.atStartOfDay(question.zone()).toEpochSecond();
  }

  /// Starts as they are found.
  private static final class Found {
    private long[] starts = new long[256];
    private int size;

    void add(long start) {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, size * 2);
      }
      starts[size++] = start;
    }

    long[] sorted() {
      var all = Arrays.copyOf(starts, size);
      Arrays.sort(all);
      return all;
    }
  }
}
