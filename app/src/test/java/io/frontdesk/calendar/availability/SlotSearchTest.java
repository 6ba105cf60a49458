package io.frontdesk.calendar.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.calendar.availability.Question.Need;
import io.frontdesk.calendar.availability.Question.Person;
import io.frontdesk.calendar.availability.Question.Unit;
import io.frontdesk.calendar.availability.Spans.Span;
import io.frontdesk.tenancy.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The search against an oracle that asks every minute of the range, one by one.
class SlotSearchTest {
  // Both hemispheres, odd offsets, a half-hour change, and none at all.
  private static final List<String> ZONES =
      List.of(
          "America/New_York",
          "Europe/London",
          "Australia/Sydney",
          "Australia/Lord_Howe",
          "Asia/Kathmandu",
          "Pacific/Chatham",
          "America/St_Johns",
          "UTC",
          "America/Sao_Paulo",
          "Africa/Cairo",
          "America/Santiago",
          "Pacific/Apia");

  // Days around clock changes, a leap day, a year's end, and Samoa's missing day.
  private static final List<String> DAYS =
      List.of(
          "2026-03-07",
          "2026-03-28",
          "2026-04-04",
          "2026-09-26",
          "2026-10-03",
          "2026-10-24",
          "2026-10-31",
          "2028-02-28",
          "2026-12-31",
          "2018-11-03",
          "2018-02-17",
          "2026-04-23",
          "2026-09-05",
          "2011-12-29",
          "2026-06-15");

  @Test
  void finds_exactly_what_a_slow_search_finds() {
    long first = System.nanoTime();
    for (int round = 0; round < 400; round++) {
      long seed = first + round;
      var random = new Random(seed);
      var world = world(random);

      var found = new SlotSearch(world.question()).eachPerson(100_000);

      var starts = new TreeSet<String>();
      found.forEach(opening -> starts.add(opening.start() + " " + opening.lead()));
      assertThat(starts).as("seed %d, %s", seed, world.question().zone()).isEqualTo(oracle(world));
      assertThat(found.stream().map(Opening::start).toList())
          .as("seed %d in order", seed)
          .isSorted();
      for (var opening : found) {
        assertThat(new HashSet<>(opening.people()))
            .as("seed %d, as many people as it takes", seed)
            .hasSize(world.question().people());
        assertUnits(world, opening, seed);
      }
      var each = new SlotSearch(world.question()).eachStart(100_000);
      assertThat(each.stream().map(Opening::start).toList())
          .as("seed %d, one per start", seed)
          .isEqualTo(found.stream().map(Opening::start).distinct().toList());
      var few = new SlotSearch(world.question()).eachStart(3);
      assertThat(few)
          .as("seed %d, the first three", seed)
          .isEqualTo(each.subList(0, Math.min(3, each.size())));
    }
  }

  @Test
  void hours_in_a_gap_vanish_and_hours_in_a_fold_happen_twice() {
    var zone = ZoneId.of("America/New_York");
    var night = TimeRange.of("01:30", "02:30");

    var spring =
        LocalHours.spans(zone, List.of(new LocalHours.Day(LocalDate.parse("2026-03-08"), night)));
    var autumn =
        LocalHours.spans(zone, List.of(new LocalHours.Day(LocalDate.parse("2026-11-01"), night)));

    assertThat(spring.list()).containsExactly(span("2026-03-08T06:30:00Z", "2026-03-08T07:00:00Z"));
    assertThat(autumn.list())
        .containsExactly(
            span("2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z"),
            span("2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z"));
  }

  private record Hours(LocalDate day, TimeRange range) {}

  private record World(Question question, List<List<Hours>> hours, List<List<Span>> busy) {}

  private static World world(Random random) {
    var zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    var day = LocalDate.parse(DAYS.get(random.nextInt(DAYS.size())));
    long from = day.atStartOfDay(zone).toEpochSecond() + random.nextInt(7200);
    long until = from + random.nextInt(3 * 86_400);
    int count = 1 + random.nextInt(3);
    var hours = new ArrayList<List<Hours>>();
    var busy = new ArrayList<List<Span>>();
    var persons = new ArrayList<Person>();
    for (int i = 0; i < count; i++) {
      var mine = new ArrayList<Hours>();
      for (var d = day.minusDays(1); d.isBefore(day.plusDays(5)); d = d.plusDays(1)) {
        for (int k = random.nextInt(3); k > 0; k--) {
          mine.add(new Hours(d, range(random)));
        }
      }
      var taken = taken(random, from);
      var full = random.nextInt(4) == 0 ? taken(random, from) : List.<Span>of();
      hours.add(mine);
      busy.add(taken);
      persons.add(
          new Person(
              new UUID(1, i),
              LocalHours.spans(
                  zone, mine.stream().map(h -> new LocalHours.Day(h.day(), h.range())).toList()),
              Spans.union(taken),
              Spans.union(full),
              random.nextInt(2),
              random.nextInt(3)));
    }
    var needs = new ArrayList<Need>();
    for (int k = random.nextInt(3); k > 0; k--) {
      var units = new ArrayList<Unit>();
      // Units of the same three rooms, so that two needs may want one room.
      for (int u = 0; u < 3; u++) {
        if (random.nextInt(3) > 0) {
          units.add(new Unit(new UUID(2, u), 1, Spans.union(taken(new Random(from + u), from))));
        }
      }
      needs.add(new Need(1 + random.nextInt(2), units));
    }
    int[] steps = {5, 10, 15, 20, 30, 45, 60, 7};
    int step = steps[random.nextInt(steps.length)];
    var question =
        new Question(
            zone,
            from,
            until,
            60L * (5 + random.nextInt(150)),
            60L * random.nextInt(30),
            60L * random.nextInt(30),
            step,
            random.nextInt(2) * random.nextInt(step),
            random.nextInt(4) == 0 ? 2 : 1,
            null,
            random.nextBoolean(),
            Spans.union(random.nextInt(4) == 0 ? taken(random, from) : List.of()),
            persons,
            needs);
    return new World(question, hours, busy);
  }

  private static TimeRange range(Random random) {
    int from = random.nextInt(23 * 60);
    int to = from + 1 + random.nextInt(24 * 60 - from);
    return new TimeRange(
        LocalTime.MIDNIGHT.plusMinutes(from),
        to >= 24 * 60 ? LocalTime.MIDNIGHT : LocalTime.MIDNIGHT.plusMinutes(to));
  }

  private static List<Span> taken(Random random, long from) {
    var taken = new ArrayList<Span>();
    for (int k = random.nextInt(8); k > 0; k--) {
      long begin = from - 86_400 + 60L * random.nextInt(4 * 1440);
      taken.add(new Span(begin, begin + 60L * (1 + random.nextInt(240))));
    }
    return taken;
  }

  // Asks each minute: is it on the grid, is every minute of the appointment within the hours, does
  // nothing that is taken overlap it with its buffers, are there units enough?
  private static Set<String> oracle(World world) {
    var question = world.question();
    var starts = new TreeSet<String>();
    long minute = Math.ceilDiv(question.from(), 60L) * 60;
    for (; minute < question.until(); minute += 60) {
      var local = Instant.ofEpochSecond(minute).atZone(question.zone()).toLocalTime();
      if (local.getSecond() != 0
          || local.toSecondOfDay() / 60 % question.step() != question.offset()) {
        continue;
      }
      if (!enough(question, minute, 0, new HashSet<>())) {
        continue;
      }
      long at = minute;
      if (question.full().list().stream().anyMatch(span -> span.from() <= at && at < span.to())) {
        continue;
      }
      var free = new ArrayList<String>();
      for (int i = 0; i < question.persons().size(); i++) {
        var person = question.persons().get(i);
        if (works(world.hours().get(i), question, minute)
            && clear(world.busy().get(i), question, minute)
            && person.full().list().stream()
                .noneMatch(span -> span.from() <= at && at < span.to())) {
          free.add(minute + " " + person.id());
        }
      }
      if (free.size() >= question.people()) {
        starts.addAll(free);
      }
    }
    return starts;
  }

  private static boolean works(List<Hours> hours, Question question, long start) {
    for (long at = start; at < start + question.length(); at += 60) {
      var local = Instant.ofEpochSecond(at).atZone(question.zone()).toLocalDateTime();
      boolean within =
          hours.stream()
              .anyMatch(
                  h ->
                      h.day().equals(local.toLocalDate())
                          && h.range().contains(local.toLocalTime()));
      if (!within) {
        return false;
      }
    }
    return true;
  }

  private static boolean clear(List<Span> busy, Question question, long start) {
    return busy.stream()
        .noneMatch(
            span ->
                span.from() < start + question.length() + question.after()
                    && start - question.before() < span.to());
  }

  private static boolean enough(Question question, long start, int need, Set<UUID> used) {
    if (need == question.needs().size()) {
      return true;
    }
    var wanted = question.needs().get(need);
    var free =
        wanted.units().stream()
            .filter(unit -> !used.contains(unit.resource()))
            .filter(unit -> clear(unit.busy().list(), question, start))
            .toList();
    for (int mask = 0; mask < 1 << free.size(); mask++) {
      if (Integer.bitCount(mask) == wanted.quantity()) {
        var next = new HashSet<>(used);
        for (int i = 0; i < free.size(); i++) {
          if ((mask >> i & 1) == 1) {
            next.add(free.get(i).resource());
          }
        }
        if (enough(question, start, need + 1, next)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void assertUnits(World world, Opening opening, long seed) {
    var question = world.question();
    var seen = new HashSet<UUID>();
    for (var unit : opening.units()) {
      assertThat(seen.add(unit.resource())).as("seed %d, a unit once", seed).isTrue();
      assertThat(clear(unit.busy().list(), question, opening.start())).as("seed %d", seed).isTrue();
    }
    assertThat(opening.units())
        .as("seed %d", seed)
        .hasSize(question.needs().stream().mapToInt(Need::quantity).sum());
  }

  private static Span span(String from, String to) {
    return new Span(Instant.parse(from).getEpochSecond(), Instant.parse(to).getEpochSecond());
  }
}
