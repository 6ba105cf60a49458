package io.frontdesk.calendar.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.tenancy.TimeRange;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Said on Wednesday, March 4th, 2026 at 10:00 in New York, open Monday to Friday 9 to 5.
class SpokenTimesTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Instant NOW = Instant.parse("2026-03-04T15:00:00Z");

  @ParameterizedTest(name = "{0} / {1} is {2}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          2026-03-10, 15:00, 2026-03-10T15:00
          2026-03-10, 3 PM, 2026-03-10T15:00
          2026-03-10, 3:30 p.m., 2026-03-10T15:30
          2026-03-10T15:00:00, -, 2026-03-10T15:00
          2026-03-10T15:00, -, 2026-03-10T15:00
          2026-03-10T20:00:00Z, -, 2026-03-10T16:00
          2026-03-10T15:00:00-04:00, -, 2026-03-10T15:00
          2026-03-10 15:00, -, 2026-03-10T15:00
          03/10/2026, 14:15, 2026-03-10T14:15
          3/10, 2pm, 2026-03-10T14:00
          25/3/2026, 2pm, 2026-03-25T14:00
          next Tuesday, three, 2026-03-10T15:00
          next tuesday at three, -, 2026-03-10T15:00
          Tuesday, at three, 2026-03-10T15:00
          this Friday, at ten, 2026-03-06T10:00
          friday, half past two, 2026-03-06T14:30
          friday at half past eleven in the morning, -, 2026-03-06T11:30
          quarter to five on Monday, -, 2026-03-09T16:45
          Monday, quarter past nine, 2026-03-09T09:15
          Monday, ten to three, 2026-03-09T14:50
          tomorrow, noon, 2026-03-05T12:00
          tomorrow at noon, -, 2026-03-05T12:00
          tomorrow, 12, 2026-03-05T12:00
          day after tomorrow, 9, 2026-03-06T09:00
          today, four, 2026-03-04T16:00
          today at 10:30, -, 2026-03-04T10:30
          first thing Thursday, -, 2026-03-05T09:00
          Thursday, first thing in the morning, 2026-03-05T09:00
          the 5th, 3:30 pm, 2026-03-05T15:30
          the fifth, three thirty, 2026-03-05T15:30
          the 2nd, 11 am, 2026-04-02T11:00
          the twenty third, 11, 2026-03-23T11:00
          March twenty-third, three thirty p.m., 2026-03-23T15:30
          march 10, 3 o'clock, 2026-03-10T15:00
          10th of March, two forty five, 2026-03-10T14:45
          the 10th of march at 2, -, 2026-03-10T14:00
          Tuesday March 10th, 1pm, 2026-03-10T13:00
          February 3rd, 10am, 2027-02-03T10:00
          in two weeks, 11am, 2026-03-18T11:00
          two weeks from Friday, 11am, 2026-03-20T11:00
          a week from tomorrow, 4 pm, 2026-03-12T16:00
          in a couple of days, 4 pm, 2026-03-06T16:00
          Friday next week, 4 pm, 2026-03-13T16:00
          next week Friday, 4 pm, 2026-03-13T16:00
          monday after next, 4 pm, 2026-03-16T16:00
          tomorrow afternoon, 2, 2026-03-05T14:00
          tomorrow, 9 in the morning, 2026-03-05T09:00
          tomorrow, 330 pm, 2026-03-05T15:30
          tomorrow, 3.30 pm, 2026-03-05T15:30
          tomorrow, three oh five pm, 2026-03-05T15:05
          tomorrow, 16:45, 2026-03-05T16:45
          tomorrow, afternoon 1, 2026-03-05T13:00
          tomorrow, quarter to 5 in the afternoon, 2026-03-05T16:45
          could you do next tuesday at around 3 please, -, 2026-03-10T15:00
          March 10th twenty twenty six, 3pm, 2026-03-10T15:00
          tomorrow, 1:00, 2026-03-05T13:00
          in two hours, -, 2026-03-04T12:00
          """)
  void a_moment_is_resolved(String date, String time, String expected) {
    assertThat(resolve(date, time)).isEqualTo(at(expected));
  }

  @ParameterizedTest(name = "{0} / {1} is the day {2}, {3}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          tomorrow, -, 2026-03-05, -
          2026-03-10, -, 2026-03-10, -
          next monday, -, 2026-03-09, -
          tomorrow morning, -, 2026-03-05, 00:00–12:00
          Friday, afternoon, 2026-03-06, 12:00–18:00
          Friday, after 3, 2026-03-06, 15:00–24:00
          Friday, after 3pm, 2026-03-06, 15:00–24:00
          Friday, before noon, 2026-03-06, 00:00–12:00
          Friday between two and four, -, 2026-03-06, 14:00–16:00
          Friday, between 2 and 4 pm, 2026-03-06, 14:00–16:00
          Friday, from 10 to 12, 2026-03-06, 10:00–12:00
          the 31st, -, 2026-03-31, -
          """)
  void a_day_is_resolved(String date, String time, String day, String within) {
    var found = resolve(date, time);

    assertThat(found).isInstanceOf(SpokenTime.Day.class);
    var got = (SpokenTime.Day) found;
    assertThat(got.date()).hasToString(day);
    assertThat(String.valueOf(got.within())).isEqualTo(within == null ? "null" : within);
  }

  @ParameterizedTest(name = "{0} / {1} is asked: {2}")
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          February 30th | 3pm | There is no 30th in February
          2026-02-30 | 3pm | There is no 30th in February
          february 29th | 3pm | There is no 29th in February 2027
          2026-13-10 | 3pm | Which day
          13/45/2026 | 3pm | Which day
          the 32nd | 3pm | There is no 32nd
          yesterday | 3pm | has already passed
          2025-03-10 | 3pm | Did you mean Tuesday, March 10th, 2026
          2024-11-10T15:00 | - | Did you mean Tuesday, November 10th, 2026
          last monday | 3pm | has already passed
          today | 9am | 9 AM on Wednesday, March 4th has already passed
          next week | - | Which day next week
          the weekend | - | Which day of the weekend
          - | at three | Which day
          at three | - | Which day
          Wednesday | 3pm | Do you mean today, or Wednesday, March 11th?
          Monday March 10th | 3pm | March 10th is a Tuesday, not a Monday
          tomorrow | 25:00 | I didn't get the time
          tomorrow | 10:75 | I didn't get the time
          2026-03-08 | 2:30 am | The clocks go forward
          3026-03-08 | 2 pm | very far ahead
          """)
  void a_question_is_asked_back(String date, String time, String question) {
    var found = resolve(date == null ? "" : date, time);

    assertThat(found).isInstanceOf(SpokenTime.Ask.class);
    assertThat(((SpokenTime.Ask) found).question()).contains(question).matches(".*[?.]");
  }

  @ParameterizedTest
  @CsvSource({"hello there", "''", "banana", "'!!!'", "99999999999999999999"})
  void what_means_nothing_is_unclear(String text) {
    assertThat(resolve(text, null)).isEqualTo(new SpokenTime.Unclear());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          2026-11-01T01:30, first of two
          """)
  void an_hour_that_happens_twice_is_the_first(String text, String why) {
    var found = (SpokenTime.At) resolve(text, null);

    assertThat(found.when().toInstant()).as(why).isEqualTo(Instant.parse("2026-11-01T05:30:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-03-03T15:00 | Tuesday, March 3rd, 2026 at 3 PM
          2026-03-22T09:05 | Sunday, March 22nd, 2026 at 9:05 AM
          2026-03-11T12:00 | Wednesday, March 11th, 2026 at noon
          2026-03-01T00:00 | Sunday, March 1st, 2026 at midnight
          2026-03-13T12:30 | Friday, March 13th, 2026 at 12:30 PM
          """)
  void a_moment_is_said_back_in_full(String moment, String said) {
    assertThat(SpokenTimes.say(LocalDateTime.parse(moment).atZone(ZONE))).isEqualTo(said);
  }

  private static SpokenTime resolve(String date, @Nullable String time) {
    return SpokenTimes.resolve(date, time, ZONE, NOW, SpokenTimesTest::open);
  }

  private static List<TimeRange> open(LocalDate day) {
    return day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0
        ? List.of()
        : List.of(new TimeRange(LocalTime.of(9, 0), LocalTime.of(17, 0)));
  }

  private static SpokenTime at(String local) {
    return new SpokenTime.At(LocalDateTime.parse(local).atZone(ZONE));
  }
}
