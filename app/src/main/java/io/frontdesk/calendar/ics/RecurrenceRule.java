package io.frontdesk.calendar.ics;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.fortuna.ical4j.model.Recur;
import org.jspecify.annotations.Nullable;

/// A RRULE, expanded by ical4j over wall-clock times, after its cost was estimated: the library
/// itself goes on for as long as a rule tells it to.
final class RecurrenceRule {
  private static final int MOST_INTERVAL = 100_000;
  private static final int MOST_COUNT = 1_000_000;
  private static final int MOST_CHARS = 2_000;

  private final Map<String, String> parts;
  private final Frequency frequency;

  private enum Frequency {
    SECONDLY(1),
    MINUTELY(60),
    HOURLY(3600),
    DAILY(86_400),
    WEEKLY(7 * 86_400),
    MONTHLY(28 * 86_400),
    YEARLY(365 * 86_400);

    private final long seconds;

    Frequency(long seconds) {
      this.seconds = seconds;
    }
  }

  private RecurrenceRule(Map<String, String> parts, Frequency frequency) {
    this.parts = parts;
    this.frequency = frequency;
  }

  /// @param date whether it repeats days, so that its times of day mean nothing
  /// @return empty when it is no rule that we expand
  static Optional<RecurrenceRule> parse(String text, boolean date) {
    if (text.length() > MOST_CHARS) {
      return Optional.empty();
    }
    var parts = new LinkedHashMap<String, String>();
    for (var part : text.toUpperCase(Locale.ROOT).split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    parts.keySet().removeIf(name -> name.startsWith("X-") || name.equals("RSCALE"));
    if (date) {
      parts.keySet().removeAll(List.of("BYHOUR", "BYMINUTE", "BYSECOND"));
    }
    try {
      var frequency = Frequency.valueOf(parts.getOrDefault("FREQ", ""));
      boolean bounded =
          number(parts, "INTERVAL", 1) <= MOST_INTERVAL && number(parts, "COUNT", 1) <= MOST_COUNT;
      return bounded && !(date && frequency.compareTo(Frequency.DAILY) < 0)
          ? Optional.of(new RecurrenceRule(parts, frequency))
          : Optional.empty();
    } catch (IllegalArgumentException noRule) {
      return Optional.empty();
    }
  }

  /// The UNTIL as it stands.
  Optional<String> until() {
    return Optional.ofNullable(parts.get("UNTIL"));
  }

  /// Starts from `from` to `until`, both included, in order; the first at `seed` or later.
  ///
  /// @return null when the rule is wrong or costs more than is left
  @Nullable List<LocalDateTime> expand(
      LocalDateTime seed, LocalDateTime from, LocalDateTime until, int most, Work work) {
    var begin = from.isBefore(seed) ? seed : from;
    if (until.isBefore(begin)) {
      return List.of();
    }
    // With a COUNT every period since the first counts; without, the library jumps.
    var first = parts.containsKey("COUNT") ? seed : begin;
    long period = frequency.seconds * number(parts, "INTERVAL", 1);
    long periods = ChronoUnit.SECONDS.between(first, until) / period + 2;
    // The library counts in whole numbers of 32 bits, and doubles while it looks for the beginning.
    long away = ChronoUnit.SECONDS.between(seed, until) / frequency.seconds;
    if (away > 1 << 29 || !work.take(periods * candidates())) {
      return null;
    }
    try {
      var rule = new Recur<LocalDateTime>(text());
      var found = new ArrayList<LocalDateTime>();
      try (var dates = rule.getDatesAsStream(seed, begin, until, most)) {
        dates.forEach(found::add);
      }
      found.sort(null);
      return found;
    } catch (RuntimeException wrongRule) {
      return null;
    }
  }

  private String text() {
    var text = new StringBuilder();
    parts.forEach(
        (name, value) -> {
          if (!name.equals("UNTIL")) {
            text.append(text.isEmpty() ? "" : ";").append(name).append('=').append(value);
          }
        });
    return text.toString();
  }

  // How many candidates one period can have at most.
  private long candidates() {
    long weekdays = listed("BYDAY");
    boolean inYear = frequency == Frequency.YEARLY;
    long days =
        Math.max(
            Math.max(listed("BYYEARDAY"), listed("BYWEEKNO") * Math.max(1, weekdays)),
            Math.max(
                listed("BYMONTHDAY") * (inYear ? 12 : 1),
                weekdays * (inYear ? 53 : frequency == Frequency.MONTHLY ? 5 : 1)));
    return Math.max(1, Math.min(366, Math.max(days, listed("BYMONTH"))))
        * Math.max(1, Math.min(24, listed("BYHOUR")))
        * Math.max(1, Math.min(60, listed("BYMINUTE")))
        * Math.max(1, Math.min(60, listed("BYSECOND")));
  }

  private long listed(String name) {
    var value = parts.get(name);
    return value == null ? 0 : value.chars().filter(c -> c == ',').count() + 1;
  }

  private static int number(Map<String, String> parts, String name, int otherwise) {
    var text = parts.get(name);
    int value = text == null ? otherwise : Integer.parseInt(text);
    if (value < 1) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }
}
