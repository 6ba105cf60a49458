package io.frontdesk.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpeningTest {
  private static final Holidays HOLIDAYS = RuleFiles.shipped().holidays();

  // Ordinary ones, half hours, jumps at midnight and by half an hour or two, none at all.
  private static final List<String> ZONES =
      List.of(
          "America/New_York",
          "America/Chicago",
          "America/Denver",
          "America/Phoenix",
          "America/Los_Angeles",
          "America/Anchorage",
          "Pacific/Honolulu",
          "America/St_Johns",
          "America/Havana",
          "Asia/Beirut",
          "Africa/Cairo",
          "Europe/London",
          "Asia/Kolkata",
          "Australia/Lord_Howe",
          "Antarctica/Troll",
          "Pacific/Chatham");

  @Test
  void the_next_opening_is_what_trying_each_minute_finds() {
    long seed = Long.getLong("seed", new Random().nextLong());
    var random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 500; round++) {
      var rules = rules(random);
      var zones = zones(random);
      var at = moment(random, zones.getFirst());

      var opening = RuleBook.opening(at, rules, zones).first();

      var oracle = minuteByMinute(at, rules, zones, Duration.ofDays(6));
      if (oracle.isPresent()) {
        found++;
        assertThat(opening)
            .as("seed %s, round %s: %s %s", seed, round, at, zones)
            .isEqualTo(oracle.get());
      } else {
        assertThat(opening == null || !opening.isBefore(at.plus(Duration.ofDays(6))))
            .as("seed %s, round %s: %s %s", seed, round, at, zones)
            .isTrue();
      }
    }
    // The premise: most rounds have an answer.
    assertThat(found).isGreaterThan(200);
  }

  @Test
  void zones_without_a_common_hour_have_no_opening() {
    var office = rule(week(random -> new Window(LocalTime.of(10, 0), LocalTime.of(18, 0))), null);

    var opening =
        RuleBook.opening(
            Instant.parse("2026-03-02T15:00:00Z"),
            List.of(office),
            List.of(ZoneId.of("America/New_York"), ZoneId.of("Asia/Tokyo")));

    assertThat(opening.first()).isNull();
  }

  private static Optional<Instant> minuteByMinute(
      Instant at, List<DatedRule> rules, List<ZoneId> zones, Duration span) {
    var next = at.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    for (var minute = at; minute.isBefore(at.plus(span)); ) {
      if (isOpen(minute, rules, zones)) {
        return Optional.of(minute);
      }
      minute = next;
      next = next.plus(1, ChronoUnit.MINUTES);
    }
    return Optional.empty();
  }

  // Written without the code under test: the wall clock against the rule's table.
  private static boolean isOpen(Instant at, List<DatedRule> rules, List<ZoneId> zones) {
    for (var rule : rules) {
      var hours = Objects.requireNonNull(rule.hours());
      for (var zone : zones) {
        var local = at.atZone(zone).toLocalDateTime();
        var day = local.toLocalDate();
        boolean holds =
            !day.isBefore(hours.from()) && (hours.to() == null || !day.isAfter(hours.to()));
        if (!holds) {
          continue;
        }
        var window = hours.week().get(day.getDayOfWeek());
        boolean holiday = hours.holidays() != null && HOLIDAYS.contains(day);
        if (holiday
            || window == null
            || local.toLocalTime().isBefore(window.opens())
            || !local.toLocalTime().isBefore(window.closes())) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<DatedRule> rules(Random random) {
    var rules = new ArrayList<DatedRule>();
    int count = 1 + random.nextInt(3);
    for (int number = 0; number < count; number++) {
      rules.add(rule(week(day -> random.nextInt(6) == 0 ? null : window(random)), random));
    }
    return rules;
  }

  private static Window window(Random random) {
    int opens = random.nextInt(13 * 4);
    int length = 4 + random.nextInt(10 * 4);
    int closes = Math.min(opens + length, 24 * 4 - 1);
    return new Window(
        LocalTime.ofSecondOfDay(opens * 900L), LocalTime.ofSecondOfDay(closes * 900L));
  }

  private interface Windows {
    @org.jspecify.annotations.Nullable
    Window of(DayOfWeek day);
  }

  private static EnumMap<DayOfWeek, Window> week(Windows windows) {
    var week = new EnumMap<DayOfWeek, Window>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      var window = windows.of(day);
      if (window != null) {
        week.put(day, window);
      }
    }
    return week;
  }

  private static DatedRule rule(EnumMap<DayOfWeek, Window> week, @Nullable Random random) {
    var from = LocalDate.of(2000, 1, 1);
    LocalDate to = null;
    boolean holidays = false;
    if (random != null) {
      holidays = random.nextBoolean();
      if (random.nextInt(5) == 0) {
        from = LocalDate.of(2021 + random.nextInt(8), 1 + random.nextInt(12), 1);
        to = random.nextBoolean() ? from.plusDays(random.nextInt(400)) : null;
      }
    }
    return new DatedRule(
        new Rule("test", "2026-01-01", "test", "test"),
        "ANY",
        from,
        to,
        Set.of(Channel.SMS),
        Set.of(Purpose.MARKETING),
        new OpenHours(week, from, to, holidays ? HOLIDAYS : null),
        null);
  }

  private static List<ZoneId> zones(Random random) {
    var zones = new ArrayList<ZoneId>();
    int count = 1 + random.nextInt(2);
    for (int number = 0; number < count; number++) {
      zones.add(ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
    }
    return zones;
  }

  // Half of them within two days of a change of the clock.
  private static Instant moment(Random random, ZoneId zone) {
    var any = Instant.parse("2021-01-01T00:00:00Z").plusSeconds(random.nextInt(8 * 365 * 86_400));
    var jump = zone.getRules().nextTransition(any);
    return random.nextBoolean() || jump == null
        ? any
        : jump.getInstant().plusSeconds(random.nextInt(3 * 86_400) - 2 * 86_400L);
  }
}
