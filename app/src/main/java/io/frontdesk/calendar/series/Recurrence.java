package io.frontdesk.calendar.series;

import io.frontdesk.platform.error.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.fortuna.ical4j.model.Recur;

/// A rule by which something repeats (RFC 5545 RRULE), read with bounds. It works in local time, so
/// what begins at nine begins at nine on both sides of a change of clocks. A time that the change
/// leaves out is moved forward by the change; of one that comes twice the first is meant.
public final class Recurrence {
  public static final int MOST = 104;
  public static final int MOST_YEARS = 2;

  private static final Set<String> PARTS =
      Set.of(
          "FREQ",
          "INTERVAL",
          "COUNT",
          "UNTIL",
          "BYDAY",
          "BYMONTHDAY",
          "BYMONTH",
          "BYSETPOS",
          "WKST");
  private static final Set<String> FREQUENCIES = Set.of("DAILY", "WEEKLY", "MONTHLY", "YEARLY");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

  private final Map<String, String> parts;

  private Recurrence(Map<String, String> parts) {
    this.parts = parts;
  }

  /// Reads `FREQ=WEEKLY;COUNT=10` and the like, with or without `RRULE:` before it.
  ///
  /// @param zone in which an UNTIL of UTC is read
  /// @throws Refusal naming `rule`
  public static Recurrence parse(String text, ZoneId zone) {
    var bare = text.strip().toUpperCase(Locale.ROOT).replaceFirst("^RRULE:", "");
    if (bare.isEmpty() || bare.length() > 300) {
      throw wrong("give a rule, e.g. FREQ=WEEKLY;COUNT=10");
    }
    var parts = new LinkedHashMap<String, String>();
    for (var part : bare.split(";", -1)) {
      int at = part.indexOf('=');
      if (at < 1 || at == part.length() - 1) {
        throw wrong("“" + part + "” is not a part of a rule");
      }
      var name = part.substring(0, at);
      if (!PARTS.contains(name)) {
        throw wrong(name + " can't be used here");
      }
      if (parts.put(name, part.substring(at + 1)) != null) {
        throw wrong(name + " is given twice");
      }
    }
    if (!FREQUENCIES.contains(parts.getOrDefault("FREQ", ""))) {
      throw wrong("FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY");
    }
    if (parts.containsKey("COUNT") == parts.containsKey("UNTIL")) {
      throw wrong("give an end, with either COUNT or UNTIL");
    }
    whole(parts, "INTERVAL", 1000);
    whole(parts, "COUNT", 1_000_000);
    if (parts.containsKey("UNTIL")) {
      parts.put("UNTIL", LOCAL.format(until(parts.getOrDefault("UNTIL", ""), zone)));
    }
    return new Recurrence(parts);
  }

  /// The local times, the first one included.
  ///
  /// @throws Refusal naming `rule` when there are more than 104 or they reach beyond two years, or
  ///     `first` when the rule leaves it out
  public List<LocalDateTime> from(LocalDateTime first) {
    List<LocalDateTime> found;
    try {
      found =
          new Recur<LocalDateTime>(text()).getDates(first, first, first.plusYears(60), MOST + 1);
    } catch (IllegalArgumentException | DateTimeException unreadable) {
      throw wrong("can't be read as a rule of RFC 5545");
    }
    if (found.isEmpty() || !found.getFirst().equals(first)) {
      throw Refusal.field("first", "the rule leaves this day out; begin on a day it names");
    }
    if (found.size() > MOST || found.getLast().isAfter(first.plusYears(MOST_YEARS))) {
      throw wrong(
          "a series has at most "
              + MOST
              + " appointments within "
              + MOST_YEARS
              + " years, and this one has more; end it earlier");
    }
    return List.copyOf(found);
  }

  /// As it is stored: normalised, UNTIL in local time.
  public String text() {
    return parts.entrySet().stream()
        .map(part -> part.getKey() + "=" + part.getValue())
        .reduce((a, b) -> a + ";" + b)
        .orElseThrow();
  }

  private static LocalDateTime until(String text, ZoneId zone) {
    try {
      if (text.endsWith("Z")) {
        return LocalDateTime.parse(text.substring(0, text.length() - 1), LOCAL)
            .toInstant(ZoneOffset.UTC)
            .atZone(zone)
            .toLocalDateTime();
      }
      return text.length() == 8
          ? LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE).atTime(LocalTime.of(23, 59, 59))
          : LocalDateTime.parse(text, LOCAL);
    } catch (DateTimeException unreadable) {
      throw wrong("UNTIL is a day like 20261231");
    }
  }

  private static void whole(Map<String, String> parts, String name, int most) {
    var text = parts.get(name);
    if (text == null) {
      return;
    }
    if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
      throw wrong(name + " is a number from 1");
    }
  }

  /// When a local time is; see the class.
  public static Instant instant(LocalDateTime local, ZoneId zone) {
    return local.atZone(zone).toInstant();
  }

  private static Refusal wrong(String message) {
    return Refusal.field("rule", message);
  }
}
