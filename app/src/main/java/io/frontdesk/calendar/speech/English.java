package io.frontdesk.calendar.speech;

import io.frontdesk.tenancy.TimeRange;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the English language brings to dates and times: its words, how they are said back, and the
/// questions to ask. Another language is another such class.
public final class English {
  static final Map<String, Month> MONTHS = months();
  static final Map<String, DayOfWeek> WEEKDAYS = weekdays();
  static final Map<String, Integer> NUMBERS = numbers();
  static final Map<String, Integer> ORDINALS = ordinals();

  /// Parts of the day, by the words that name them.
  static final Map<String, TimeRange> PARTS =
      Map.of(
          "morning", TimeRange.of("00:00", "12:00"),
          "forenoon", TimeRange.of("00:00", "12:00"),
          "lunchtime", TimeRange.of("11:30", "14:00"),
          "afternoon", TimeRange.of("12:00", "18:00"),
          "evening", TimeRange.of("17:00", "00:00"),
          "tonight", TimeRange.of("17:00", "00:00"),
          "night", TimeRange.of("18:00", "00:00"));

  private English() {}

  /// E.g. `Tuesday, March 3rd, 2026 at 3 PM`.
  public static String say(ZonedDateTime when) {
    return sayDay(when.toLocalDate()) + " at " + sayTime(when);
  }

  /// E.g. `Tuesday, March 3rd, 2026`.
  public static String sayDay(LocalDate day) {
    return sayDayWithoutYear(day) + ", " + day.getYear();
  }

  /// E.g. `Tuesday, March 3rd`.
  public static String sayDayWithoutYear(LocalDate day) {
    return name(day.getDayOfWeek())
        + ", "
        + name(day.getMonth())
        + " "
        + ordinal(day.getDayOfMonth());
  }

  /// E.g. `3 PM`, `3:05 PM`, `noon`, `midnight`.
  public static String sayTime(ZonedDateTime when) {
    return sayTime(when.toLocalTime());
  }

  static String sayTime(LocalTime time) {
    if (time.getMinute() == 0 && time.getHour() % 12 == 0) {
      return time.getHour() == 0 ? "midnight" : "noon";
    }
    int hour = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    var half = time.getHour() < 12 ? " AM" : " PM";
    return time.getMinute() == 0
        ? hour + half
        : "%d:%02d%s".formatted(hour, time.getMinute(), half);
  }

  static String name(DayOfWeek day) {
    return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  static String name(Month month) {
    return month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  static String ordinal(int number) {
    var ending =
        number % 100 >= 11 && number % 100 <= 13
            ? "th"
            : switch (number % 10) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            };
    return number + ending;
  }

  static String askDay() {
    return "Which day would you like?";
  }

  static String askDayOf(String stretch) {
    return "Which day " + stretch + " would suit you?";
  }

  static String askWhetherToday(LocalDate today) {
    return "Do you mean today, or " + sayDayWithoutYear(today.plusWeeks(1)) + "?";
  }

  static String askHalf(LocalTime morning, LocalTime afternoon) {
    return "Do you mean " + sayTime(morning) + " or " + sayTime(afternoon) + "?";
  }

  static String passedDay(LocalDate day, @Nullable LocalDate instead) {
    var told = sayDay(day) + " has already passed. ";
    return told
        + (instead == null
            ? "Which day would you like?"
            : "Did you mean " + sayDay(instead) + ", or another day?");
  }

  static String passedTime(ZonedDateTime when) {
    return capital(sayTime(when))
        + " on "
        + sayDayWithoutYear(when.toLocalDate())
        + " has already passed. What other time would suit you?";
  }

  static String noSuchDay(Month month, int day, @Nullable Integer year) {
    var where = name(month) + (year == null ? "" : " " + year);
    return day < 1 || day > 31
        ? "There is no " + ordinal(day) + ". Which day would you like?"
        : "There is no " + ordinal(day) + " in " + where + ". Which day would you like?";
  }

  static String noSuchMonth() {
    return "I didn't get the date. Which day and month would you like?";
  }

  static String noSuchTime() {
    return "I didn't get the time. What time would you like?";
  }

  static String otherWeekday(LocalDate day, DayOfWeek said) {
    return name(day.getMonth())
        + " "
        + ordinal(day.getDayOfMonth())
        + " is a "
        + name(day.getDayOfWeek())
        + ", not a "
        + name(said)
        + ". Which day would you like?";
  }

  static String skippedHour(ZonedDateTime after) {
    return "The clocks go forward that night, so that time doesn't exist. Would "
        + sayTime(after)
        + " suit you?";
  }

  static String tooFar() {
    return "That is very far ahead. Which day would you like?";
  }

  /// Other spellings, joined phrases that must not be taken apart, before words become numbers.
  static String respell(String text) {
    var plain =
        text.toLowerCase(Locale.ROOT)
            .replaceAll("\\b([ap])\\s?\\.\\s?m\\b\\.?", "$1m")
            .replaceAll("o['’]\\s?clock", "oclock")
            .replaceAll("\\bo clock\\b", "oclock")
            .replaceAll("['’]", "");
    for (var change : RESPELLED) {
      plain = plain.replaceAll(change[0], change[1]);
    }
    return plain;
  }

  private static final List<String[]> RESPELLED =
      List.of(
          new String[] {
            "\\bfirst thing\\b|\\bas early as possible\\b|\\bearliest\\b", "firstthing"
          },
          new String[] {"\\blast thing\\b|\\bend of (the )?day\\b", "lastthing"},
          new String[] {"\\b(midday|mid day|noontime)\\b", "noon"},
          new String[] {"\\b12 ?noon\\b|\\btwelve noon\\b", "noon"},
          new String[] {"\\b12 ?midnight\\b|\\btwelve midnight\\b", "midnight"},
          new String[] {"\\b(lunch time|lunch)\\b", "lunchtime"},
          new String[] {"\\b(tmrw|tmr|tomorow|tommorow|tommorrow|2morrow)\\b", "tomorrow"},
          new String[] {"\\b(todays)\\b", "today"},
          new String[] {"\\b(fortnight)\\b", "2 weeks"},
          new String[] {"\\b(a )?couple (of )?(?=(day|week|month|hour))", "2 "},
          new String[] {"\\bhalf an hour\\b", "30 minutes"},
          new String[] {"\\bthis (morning|afternoon|evening)\\b", "today $1"},
          new String[] {"\\b(coming|upcoming|following)\\b", "this"},
          new String[] {"\\bweek ends?\\b", "weekend"});

  private static Map<String, Month> months() {
    var months = new HashMap<String, Month>();
    for (var month : Month.values()) {
      var name = name(month).toLowerCase(Locale.ROOT);
      months.put(name, month);
      months.put(name.substring(0, 3), month);
    }
    months.put("sept", Month.SEPTEMBER);
    return Map.copyOf(months);
  }

  private static Map<String, DayOfWeek> weekdays() {
    var days = new HashMap<String, DayOfWeek>();
    for (var day : DayOfWeek.values()) {
      var name = name(day).toLowerCase(Locale.ROOT);
      days.put(name, day);
      days.put(name + "s", day);
      days.put(name.substring(0, 3), day);
    }
    days.put("tues", DayOfWeek.TUESDAY);
    days.put("weds", DayOfWeek.WEDNESDAY);
    days.put("thur", DayOfWeek.THURSDAY);
    days.put("thurs", DayOfWeek.THURSDAY);
    return Map.copyOf(days);
  }

  private static Map<String, Integer> numbers() {
    var words =
        List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty");
    var numbers = new HashMap<String, Integer>();
    for (int i = 0; i < words.size(); i++) {
      numbers.put(words.get(i), i);
    }
    numbers.put("thirty", 30);
    numbers.put("forty", 40);
    numbers.put("fourty", 40);
    numbers.put("fifty", 50);
    return Map.copyOf(numbers);
  }

  private static Map<String, Integer> ordinals() {
    var words =
        List.of(
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth");
    var ordinals = new HashMap<String, Integer>();
    for (int i = 0; i < words.size(); i++) {
      ordinals.put(words.get(i), i + 1);
    }
    ordinals.put("thirtieth", 30);
    return Map.copyOf(ordinals);
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
