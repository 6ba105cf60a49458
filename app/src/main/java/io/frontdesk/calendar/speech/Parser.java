package io.frontdesk.calendar.speech;

import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.tenancy.TimeRange;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one spoken date and time. Words become numbers first, then the date is looked for and cut
/// out, then the time in what is left; words that mean nothing here are passed over.
///
/// Decisions where English leaves a choice: "Tuesday" and "this Tuesday" are the nearest one ahead;
/// "next Tuesday" is the one of next week (weeks begin on Monday); a bare weekday that is today is
/// asked; a date without a year is the next such; a time inside a gap of the zone is asked, one
/// inside a fold is the first of the two.
public final class Parser {
  private static final int LONGEST = 200;

  private static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
  private static final String WEEKDAY =
      "(mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
          + "|mon|tues?|weds?|thur?s?|fri|sat|sun)";

  private static final Pattern ISO_MOMENT =
      Pattern.compile(
          "\\b(\\d{4}-\\d{2}-\\d{2})[t ](\\d{2}:\\d{2})(?::\\d{2}(?:\\.\\d+)?)?(z|[+-]\\d{2}:?\\d{2})?\\b");
  private static final Pattern ISO_DAY = Pattern.compile("\\b(\\d{4})-(\\d{1,2})-(\\d{1,2})\\b");
  private static final Pattern SLASHED =
      Pattern.compile("\\b(\\d{1,2})/(\\d{1,2})(?:/(\\d{4}|\\d{2}))?\\b");
  private static final Pattern DASHED =
      Pattern.compile("\\b(\\d{1,2})[-.](\\d{1,2})[-.](\\d{4})\\b");
  private static final Pattern MONTH_DAY =
      Pattern.compile(
          "\\b"
              + MONTH
              + " (?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\b(?!:| ?[ap]m\\b)(?: (\\d{4})\\b)?");
  private static final Pattern DAY_MONTH =
      Pattern.compile(
          "\\b(?:the )?(\\d{1,2})(?:st|nd|rd|th)? (?:day )?(?:of )?"
              + MONTH
              + "\\b(?: (\\d{4})\\b)?");
  private static final Pattern NTH =
      Pattern.compile("\\b(?:the )?(\\d{1,2})(?:st|nd|rd|th)\\b(?: of (this|next) month)?");
  private static final Pattern AHEAD =
      Pattern.compile(
          "\\b(?:in )?(a|an|\\d{1,3}) (day|week|month)s?(?: time)? (?:from|after) (today|now|tomorrow|"
              + WEEKDAY.substring(1, WEEKDAY.length() - 1)
              + ")\\b|\\bin (a|an|\\d{1,3}) (day|week|month)s?\\b|\\b(\\d{1,3}) (day|week|month)s? ahead\\b");
  private static final Pattern SOON =
      Pattern.compile("\\bin (a|an|\\d{1,3}) (hour|minute|min)s?\\b");
  private static final Pattern AFTER_TOMORROW =
      Pattern.compile("\\b(?:the )?day after tomorrow\\b");
  private static final Pattern NEAR = Pattern.compile("\\b(today|tonight|tomorrow|yesterday)\\b");
  private static final Pattern WEEK_OF_DAY =
      Pattern.compile(
          "\\b"
              + WEEKDAY
              + " (?:of |in )?(?:the )?(next week|this week|week after next|week)\\b"
              + "|\\b(next week|this week|week after next)s? (?:on )?"
              + WEEKDAY
              + "\\b");
  private static final Pattern DAY =
      Pattern.compile("\\b(?:(this|next|last) )?" + WEEKDAY + "\\b(?: after next\\b)?");
  private static final Pattern STRETCH =
      Pattern.compile("\\b(this week|next week|week after next|weekend|this month|next month)\\b");

  private static final String HALF = "(?: ?([ap]m))?";
  private static final Pattern BETWEEN =
      Pattern.compile(
          "\\b(?:between|from) (?:(\\d{1,2})(?::(\\d{2}))?|(noon))"
              + HALF
              + " (?:and|to|until|till) (?:(\\d{1,2})(?::(\\d{2}))?|(noon))"
              + HALF
              + "(?![:\\d])");
  private static final Pattern BOUND =
      Pattern.compile(
          "\\b(after|past|before|until|till|later than|earlier than) (?:(\\d{1,2})(?:[: ](\\d{2}))?|(noon))"
              + HALF
              + "\\b");
  private static final Pattern PAST =
      Pattern.compile(
          "\\b(half|quarter|a quarter|\\d{1,2})(?: minutes?)? (past|after|to|til|till|before|of) (\\d{1,2}|noon)\\b(?!:)"
              + HALF);
  private static final Pattern CLOCK =
      Pattern.compile("\\b(\\d{1,2})[:.h](\\d{2})(?::\\d{2})?" + HALF + "\\b");
  private static final Pattern RUN_TOGETHER = Pattern.compile("\\b(\\d{1,2})(\\d{2}) ?([ap]m)\\b");
  private static final Pattern TWO_NUMBERS =
      Pattern.compile("\\b(\\d{1,2}) (?:(?:oh|o) (\\d)|([0-5]\\d))\\b" + HALF);
  private static final Pattern HOUR = Pattern.compile("\\b(\\d{1,2}) ?(?:oclock ?)?([ap]m)\\b");
  private static final Pattern OCLOCK = Pattern.compile("\\b(\\d{1,2}) ?oclock\\b");
  private static final Pattern NOON = Pattern.compile("\\b(noon|midnight)\\b");
  private static final Pattern BARE =
      Pattern.compile(
          "\\b(?:at|around|about|by|for|maybe|say) (?:around |about )?(\\d{1,2})\\b(?![:/])");
  private static final Pattern LONE = Pattern.compile("\\b(\\d{1,2})\\b(?![:/])");

  private final ZoneId zone;
  private final ZonedDateTime now;
  private final @Nullable Function<LocalDate, List<TimeRange>> hours;
  private String text;
  private final boolean timeApart;

  private Parser(
      String text,
      boolean timeApart,
      ZoneId zone,
      Instant now,
      @Nullable Function<LocalDate, List<TimeRange>> hours) {
    this.text = text;
    this.timeApart = timeApart;
    this.zone = zone;
    this.now = now.atZone(zone);
    this.hours = hours;
  }

  /// A question instead of an answer.
  private static final class Unresolved extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient SpokenTime outcome;

    Unresolved(SpokenTime outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }
  }

  /// @param hours opening hours of a day, null when unknown
  public static SpokenTime resolve(
      String dateText,
      @Nullable String timeText,
      ZoneId zone,
      Instant now,
      @Nullable Function<LocalDate, List<TimeRange>> hours) {
    var time = timeText == null ? "" : timeText.strip();
    if (dateText.length() + time.length() > LONGEST) {
      return new SpokenTime.Unclear();
    }
    var date = plain(dateText);
    var both =
        time.isEmpty() || dateText.strip().equalsIgnoreCase(time)
            ? date
            : date + " | " + plain(time);
    try {
      return new Parser(both, !time.isEmpty(), zone, now, hours).read();
    } catch (Unresolved unresolved) {
      return unresolved.outcome;
    } catch (DateTimeException outOfRange) {
      return new SpokenTime.Ask(English.tooFar());
    }
  }

  private SpokenTime read() {
    var moment = isoMoment();
    if (moment != null) {
      return moment;
    }
    var soon = soon();
    if (soon != null) {
      return soon;
    }
    var date = date();
    var time = time(date);
    if (date == null) {
      return time == null || time.isNothing()
          ? new SpokenTime.Unclear()
          : new SpokenTime.Ask(English.askDay());
    }
    if (date.isBefore(now.toLocalDate())) {
      throw ask(English.passedDay(date, null));
    }
    if (date.isAfter(now.toLocalDate().plusYears(10))) {
      throw ask(English.tooFar());
    }
    if (time == null || time.at() == null) {
      return new SpokenTime.Day(date, time == null ? null : time.within());
    }
    return at(date, time.at());
  }

  private SpokenTime at(LocalDate date, LocalTime time) {
    var local = date.atTime(time);
    if (zone.getRules().getValidOffsets(local).isEmpty()) {
      throw ask(English.skippedHour(local.atZone(zone)));
    }
    var when = local.atZone(zone);
    if (when.isBefore(now)) {
      throw ask(English.passedTime(when));
    }
    return new SpokenTime.At(when);
  }

  private @Nullable SpokenTime isoMoment() {
    var found = cut(ISO_MOMENT);
    if (found == null) {
      return null;
    }
    LocalDate day;
    LocalTime time;
    try {
      day = LocalDate.parse(found.group(1));
      time = LocalTime.parse(found.group(2));
    } catch (DateTimeException impossible) {
      throw ask(English.noSuchMonth());
    }
    if (found.group(3) == null) {
      return at(notPast(day), time);
    }
    var offset = found.group(3).toUpperCase(Locale.ROOT);
    var moment = OffsetDateTime.parse(day + "T" + time + ":00" + colon(offset));
    var when = moment.atZoneSameInstant(zone);
    notPast(when.toLocalDate());
    if (when.isBefore(now)) {
      throw ask(English.passedTime(when));
    }
    return new SpokenTime.At(when);
  }

  private @Nullable SpokenTime soon() {
    var found = cut(SOON);
    if (found == null) {
      return null;
    }
    var step =
        Duration.of(
            number(found.group(1)),
            found.group(2).startsWith("hour") ? ChronoUnit.HOURS : ChronoUnit.MINUTES);
    var when = now.plus(step).truncatedTo(ChronoUnit.MINUTES);
    int over = when.getMinute() % 5;
    return new SpokenTime.At(over == 0 ? when : when.plusMinutes(5 - over));
  }

  // Dates.

  private @Nullable LocalDate date() {
    var named = namedDate();
    if (named != null) {
      var beside = cut(DAY);
      if (beside != null) {
        var said = weekday(beside.group(2));
        if (named.getDayOfWeek() != said) {
          throw ask(English.otherWeekday(named, said));
        }
      }
      return named;
    }
    return relativeDate();
  }

  private @Nullable LocalDate namedDate() {
    var iso = cut(ISO_DAY);
    if (iso != null) {
      return notPast(day(whole(iso, 1), whole(iso, 2), whole(iso, 3)));
    }
    var dashed = cut(DASHED);
    var slashed = dashed == null ? cut(SLASHED) : dashed;
    if (slashed != null) {
      int first = whole(slashed, 1);
      int second = whole(slashed, 2);
      // Month first, as Americans write, unless only the other order makes sense.
      int month = first > 12 ? second : first;
      int day = first > 12 ? first : second;
      if (slashed.group(3) == null) {
        return comingDay(month(month), day);
      }
      int year = whole(slashed, 3);
      return notPast(day(year < 100 ? 2000 + year : year, month, day));
    }
    var american = cut(MONTH_DAY);
    if (american != null) {
      return written(Written.of(american, 1, 2));
    }
    var british = cut(DAY_MONTH);
    if (british != null) {
      return written(Written.of(british, 2, 1));
    }
    var nth = cut(NTH);
    if (nth != null) {
      int day = whole(nth, 1);
      if (day < 1 || day > 31) {
        throw ask(English.noSuchDay(now.getMonth(), day, null));
      }
      if (nth.group(2) != null) {
        var month =
            now.toLocalDate().withDayOfMonth(1).plusMonths("next".equals(nth.group(2)) ? 1 : 0);
        return day(month.getYear(), month.getMonthValue(), day);
      }
      return nextDayOfMonth(day);
    }
    return null;
  }

  private record Written(Month month, int day, @Nullable Integer year) {
    static Written of(MatchResult found, int month, int day) {
      var year = found.group(3);
      return new Written(
          Objects.requireNonNull(English.MONTHS.get(found.group(month))),
          Integer.parseInt(found.group(day)),
          year == null ? null : Integer.valueOf(year));
    }
  }

  private LocalDate written(Written date) {
    return date.year() == null
        ? comingDay(date.month(), date.day())
        : notPast(day(date.year(), date.month().getValue(), date.day()));
  }

  private @Nullable LocalDate relativeDate() {
    var today = now.toLocalDate();
    if (cut(AFTER_TOMORROW) != null) {
      return today.plusDays(2);
    }
    var ahead = cut(AHEAD);
    if (ahead != null) {
      return ahead(ahead, today);
    }
    var week = cut(WEEK_OF_DAY);
    if (week != null) {
      var monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      boolean dayFirst = week.group(1) != null;
      var day = weekday(dayFirst ? week.group(1) : week.group(4));
      var which = dayFirst ? week.group(2) : week.group(3);
      return switch (which) {
        case "this week" -> monday.with(TemporalAdjusters.nextOrSame(day));
        case "next week" -> monday.plusWeeks(1).with(TemporalAdjusters.nextOrSame(day));
        case "week after next" -> monday.plusWeeks(2).with(TemporalAdjusters.nextOrSame(day));
        // "Tuesday week": a week after the nearest Tuesday.
        default -> today.with(TemporalAdjusters.next(day)).plusWeeks(1);
      };
    }
    var near = NEAR.matcher(text);
    if (near.find()) {
      var word = near.group(1);
      if (!word.equals("tonight")) {
        // "tonight" stays: it is a time too.
        text = near.replaceFirst(" ");
      }
      // "tomorrow, Tuesday": the weekday only repeats it.
      var day =
          switch (word) {
            case "tomorrow" -> today.plusDays(1);
            case "yesterday" -> today.minusDays(1);
            default -> today;
          };
      var beside = cut(DAY);
      if (beside != null && weekday(beside.group(2)) != day.getDayOfWeek()) {
        throw ask(English.otherWeekday(day, weekday(beside.group(2))));
      }
      return day;
    }
    var day = cut(DAY);
    if (day != null) {
      return weekdayDate(day, today);
    }
    var stretch = STRETCH.matcher(text);
    if (stretch.find()) {
      throw ask(
          English.askDayOf(
              stretch.group(1).equals("weekend")
                  ? "of the weekend"
                  : stretch.group(1).equals("week after next")
                      ? "of that week"
                      : stretch.group(1)));
    }
    return null;
  }

  private LocalDate weekdayDate(MatchResult found, LocalDate today) {
    var day = weekday(found.group(2));
    if (found.group().endsWith("after next")) {
      return today.with(TemporalAdjusters.next(day)).plusWeeks(1);
    }
    var which = found.group(1);
    if (which == null) {
      if (day == today.getDayOfWeek()) {
        throw ask(English.askWhetherToday(today));
      }
      return today.with(TemporalAdjusters.next(day));
    }
    return switch (which) {
      case "next" ->
          today
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
              .plusWeeks(1)
              .with(TemporalAdjusters.nextOrSame(day));
      case "last" -> today.with(TemporalAdjusters.previous(day));
      default -> today.with(TemporalAdjusters.nextOrSame(day));
    };
  }

  private LocalDate ahead(MatchResult found, LocalDate today) {
    int of = found.group(1) != null ? 1 : found.group(4) != null ? 4 : 6;
    int count = number(found.group(of));
    var from = today;
    if (of == 1) {
      var base = found.group(3);
      from =
          switch (base) {
            case "today", "now" -> today;
            case "tomorrow" -> today.plusDays(1);
            default -> today.with(TemporalAdjusters.next(weekday(base)));
          };
    }
    return switch (found.group(of + 1)) {
      case "day" -> from.plusDays(count);
      case "week" -> from.plusWeeks(count);
      default -> from.plusMonths(count);
    };
  }

  // The next such day, today included.
  private LocalDate comingDay(Month month, int day) {
    int year = now.getYear();
    if (day < 1 || day > month.maxLength()) {
      throw ask(English.noSuchDay(month, day, null));
    }
    boolean thisYear = day <= month.length(Year.isLeap(year));
    if (thisYear && !LocalDate.of(year, month, day).isBefore(now.toLocalDate())) {
      return LocalDate.of(year, month, day);
    }
    boolean over =
        now.toLocalDate()
            .isAfter(
                month == Month.FEBRUARY && !thisYear
                    ? LocalDate.of(year, 2, 28)
                    : LocalDate.of(year, month, day));
    int coming = over ? year + 1 : year;
    if (day > month.length(Year.isLeap(coming))) {
      throw ask(English.noSuchDay(month, day, coming));
    }
    return LocalDate.of(coming, month, day);
  }

  private LocalDate nextDayOfMonth(int day) {
    var month = now.toLocalDate().withDayOfMonth(1);
    for (int i = 0; i < 4; i++, month = month.plusMonths(1)) {
      if (day <= month.lengthOfMonth() && !month.withDayOfMonth(day).isBefore(now.toLocalDate())) {
        return month.withDayOfMonth(day);
      }
    }
    throw ask(English.noSuchDay(now.getMonth(), day, null));
  }

  private LocalDate notPast(LocalDate day) {
    var today = now.toLocalDate();
    if (!day.isBefore(today)) {
      return day;
    }
    // Voice models like to write a year of their training; the same day ahead is offered.
    var again = today.getYear();
    LocalDate instead = null;
    if (day.getYear() < again && !(day.getMonth() == Month.FEBRUARY && day.getDayOfMonth() == 29)) {
      var sameDay = day.withYear(again);
      instead = sameDay.isBefore(today) ? sameDay.plusYears(1) : sameDay;
    }
    throw ask(English.passedDay(day, instead));
  }

  private static LocalDate day(int year, int month, int day) {
    var named = month(month);
    if (year < 1000 || year > 9999 || day < 1 || day > named.length(Year.isLeap(year))) {
      throw ask(English.noSuchDay(named, day, year));
    }
    return LocalDate.of(year, month, day);
  }

  private static Month month(int month) {
    if (month < 1 || month > 12) {
      throw ask(English.noSuchMonth());
    }
    return Month.of(month);
  }

  // Times.

  /// @param at a time, or null for a part of the day
  private record Time(@Nullable LocalTime at, @Nullable TimeRange within) {
    boolean isNothing() {
      return at == null && within == null;
    }
  }

  private @Nullable Time time(@Nullable LocalDate date) {
    var part = part();
    var between = cut(BETWEEN);
    if (between != null) {
      return between(date, between, part);
    }
    var past = cut(PAST);
    if (past != null) {
      return new Time(past(date, past, part), null);
    }
    var bound = cut(BOUND);
    if (bound != null) {
      var at =
          bound.group(4) != null
              ? LocalTime.NOON
              : half(date, whole(bound, 2), minutes(bound, 3), bound.group(5), part, false);
      return new Time(
          null,
          switch (bound.group(1)) {
            case "after", "past", "later than" -> new TimeRange(at, LocalTime.MIDNIGHT);
            default -> new TimeRange(LocalTime.MIDNIGHT, at);
          });
    }
    var clock = cut(CLOCK);
    if (clock != null) {
      boolean written24 = clock.group(1).startsWith("0");
      return new Time(
          half(date, whole(clock, 1), whole(clock, 2), clock.group(3), part, written24), null);
    }
    var two = cut(TWO_NUMBERS);
    if (two != null) {
      int minutes = whole(two, two.group(2) == null ? 3 : 2);
      return new Time(half(date, whole(two, 1), minutes, two.group(4), part, false), null);
    }
    var hour = cut(HOUR);
    if (hour != null) {
      return new Time(half(date, whole(hour, 1), 0, hour.group(2), part, false), null);
    }
    var together = cut(RUN_TOGETHER);
    if (together != null) {
      return new Time(
          half(date, whole(together, 1), whole(together, 2), together.group(3), part, false), null);
    }
    var oclock = cut(OCLOCK);
    if (oclock != null) {
      return new Time(half(date, whole(oclock, 1), 0, null, part, false), null);
    }
    var noon = cut(NOON);
    if (noon != null) {
      return new Time(noon.group(1).equals("noon") ? LocalTime.NOON : LocalTime.MIDNIGHT, null);
    }
    var bare = cut(BARE);
    var lone = bare == null && (timeApart || part != null) ? cut(LONE) : bare;
    if (lone != null) {
      return new Time(half(date, whole(lone, 1), 0, null, part, false), null);
    }
    if (text.contains("firstthing") || text.contains("lastthing")) {
      return edge(date, text.contains("firstthing"));
    }
    return part == null ? null : new Time(null, part);
  }

  private @Nullable TimeRange part() {
    for (var word : text.split("[^a-z]+")) {
      var part = English.PARTS.get(word);
      if (part != null) {
        return part;
      }
    }
    return null;
  }

  private Time between(@Nullable LocalDate date, MatchResult found, @Nullable TimeRange part) {
    var lastHalf = found.group(8);
    var to =
        found.group(7) != null
            ? LocalTime.NOON
            : half(date, whole(found, 5), minutes(found, 6), lastHalf, part, false);
    var from =
        found.group(3) != null
            ? LocalTime.NOON
            : half(date, whole(found, 1), minutes(found, 2), found.group(4), part, false);
    // "between 2 and 4 pm" means both.
    if (found.group(4) == null && lastHalf != null && found.group(3) == null) {
      var same = half(date, whole(found, 1), minutes(found, 2), lastHalf, part, false);
      from = same.isBefore(to) ? same : from;
    }
    if (!from.isBefore(to)) {
      throw ask(English.noSuchTime());
    }
    return new Time(null, new TimeRange(from, to));
  }

  private LocalTime past(@Nullable LocalDate date, MatchResult found, @Nullable TimeRange part) {
    int minutes =
        switch (found.group(1)) {
          case "half" -> 30;
          case "quarter", "a quarter" -> 15;
          default -> whole(found, 1);
        };
    boolean behind = found.group(2).equals("past") || found.group(2).equals("after");
    boolean noon = found.group(3).equals("noon");
    int hour = noon ? 12 : whole(found, 3);
    if (minutes > 59 || hour > 23) {
      throw ask(English.noSuchTime());
    }
    if (behind) {
      return half(
          date, hour, minutes, found.group(4), noon ? English.PARTS.get("afternoon") : part, false);
    }
    // A quarter to one is 12:45.
    int before = hour == 1 ? 12 : hour == 0 ? 23 : hour - 1;
    var half = found.group(4);
    if (hour == 12 && half != null) {
      // A quarter to twelve at noon is in the morning.
      half = half.equals("pm") ? "am" : "pm";
    }
    return half(date, before, 60 - minutes, half, part, false);
  }

  // First thing is the opening; last thing an hour before closing.
  private Time edge(@Nullable LocalDate date, boolean first) {
    var open = date == null || hours == null ? List.<TimeRange>of() : hours.apply(date);
    if (open.isEmpty()) {
      return first ? new Time(LocalTime.of(9, 0), null) : new Time(LocalTime.of(16, 0), null);
    }
    if (first) {
      return new Time(open.getFirst().from(), null);
    }
    var last = open.getLast();
    var hourBefore = last.to().minusHours(1);
    return new Time(
        hourBefore.isBefore(last.from()) && !last.endsDay() ? last.from() : hourBefore, null);
  }

  // Which half of the day: as said, else by the part of the day, else by the hours, else by habit.
  private LocalTime half(
      @Nullable LocalDate date,
      int hour,
      int minute,
      @Nullable String said,
      @Nullable TimeRange part,
      boolean written24) {
    if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) {
      throw ask(English.noSuchTime());
    }
    if (hour > 12 || hour == 0) {
      return LocalTime.of(hour % 24, minute);
    }
    var morning = LocalTime.of(hour % 12, minute);
    var afternoon = LocalTime.of(hour % 12 + 12, minute);
    if (said != null) {
      return said.equals("am") ? morning : afternoon;
    }
    if (part != null) {
      boolean fitsMorning = part.contains(morning);
      boolean fitsAfternoon = part.contains(afternoon);
      if (fitsMorning != fitsAfternoon) {
        return fitsMorning ? morning : afternoon;
      }
      return part.from().isBefore(LocalTime.of(11, 0)) ? morning : afternoon;
    }
    if (hour == 12) {
      return afternoon;
    }
    if (date != null && hours != null) {
      var open = hours.apply(date);
      boolean am = fits(date, morning, open);
      boolean pm = fits(date, afternoon, open);
      if (am != pm) {
        return am ? morning : afternoon;
      }
      if (am && !written24) {
        throw ask(English.askHalf(morning, afternoon));
      }
    }
    return written24 || hour >= 7 ? morning : afternoon;
  }

  private boolean fits(LocalDate date, LocalTime time, List<TimeRange> open) {
    return open.stream().anyMatch(range -> range.contains(time))
        && !(date.equals(now.toLocalDate()) && time.isBefore(now.toLocalTime()));
  }

  // Words.

  private static String plain(String spoken) {
    var respelled = English.respell(spoken);
    var words = new ArrayList<String>();
    for (var raw : respelled.replaceAll("(?<=[a-z])-(?=[a-z])", " ").split("[\\s,;!?()\"|]+")) {
      var word = raw.replaceAll("^[.:]+|[.:]+$", "");
      if (!word.isEmpty()) {
        addNumber(words, word);
      }
    }
    return String.join(" ", words)
        .replaceAll("\\b20 ([23]\\d)\\b", "20$1")
        .replaceAll("\\b2 thousand (?:and )?(\\d{2})\\b", "20$1")
        .replaceAll("\\b(noon|midnight) 12\\b", "$1");
  }

  // "twenty" "third" become "23rd".
  private static void addNumber(List<String> words, String word) {
    var ordinal = English.ORDINALS.get(word);
    var number = English.NUMBERS.get(word);
    if (ordinal == null && number == null) {
      words.add(word);
      return;
    }
    int value = ordinal == null ? number == null ? 0 : number : ordinal;
    if (!words.isEmpty() && value >= 1 && value <= 9) {
      var before = words.getLast();
      if (before.equals("20")
          || before.equals("30")
          || before.equals("40")
          || before.equals("50")) {
        value += Integer.parseInt(before);
        words.removeLast();
      }
    }
    words.add(ordinal == null ? Integer.toString(value) : English.ordinal(value));
  }

  private @Nullable MatchResult cut(Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return null;
    }
    var found = matcher.toMatchResult();
    text = text.substring(0, found.start()) + " " + text.substring(found.end());
    return found;
  }

  private static DayOfWeek weekday(String word) {
    return Objects.requireNonNull(English.WEEKDAYS.get(word), word);
  }

  private static int number(String word) {
    return word.equals("a") || word.equals("an") ? 1 : Integer.parseInt(word);
  }

  private static int whole(MatchResult found, int group) {
    return Integer.parseInt(found.group(group));
  }

  private static int minutes(MatchResult found, int group) {
    return found.group(group) == null ? 0 : whole(found, group);
  }

  private static String colon(String offset) {
    return offset.length() == 5 ? offset.substring(0, 3) + ":" + offset.substring(3) : offset;
  }

  private static Unresolved ask(String question) {
    return new Unresolved(new SpokenTime.Ask(question));
  }
}
