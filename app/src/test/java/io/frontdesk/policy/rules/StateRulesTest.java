package io.frontdesk.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the shipped rule files say of one number at one time.
class StateRulesTest {
  private static final RuleBook BOOK = RuleFiles.shipped();
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

  // Monday 2026-06-08 to Sunday 2026-06-14 have no holiday; Friday 2026-06-19 is Juneteenth.
  @ParameterizedTest(name = "{0}: {3} waits until {4}")
  @CsvSource({
    // state, number, zone, asked, goes
    "New York,  +12125550142, America/New_York, 2026-06-08T07:59, 2026-06-08T08:00",
    "New York,  +12125550142, America/New_York, 2026-06-08T20:59, 2026-06-08T20:59",
    "New York,  +12125550142, America/New_York, 2026-06-14T21:00, 2026-06-15T08:00",
    "Florida,   +13055550142, America/New_York, 2026-06-08T20:00, 2026-06-09T08:00",
    "Florida,   +13055550142, America/New_York, 2026-06-14T19:59, 2026-06-14T19:59",
    "Oklahoma,  +14055550142, America/Chicago, 2026-06-08T20:00, 2026-06-09T08:00",
    "Washington, +12065550142, America/Los_Angeles, 2026-06-08T20:00, 2026-06-09T08:00",
    "Maryland,  +14105550142, America/New_York, 2026-06-08T20:00, 2026-06-09T08:00",
    "Texas,     +12145550142, America/Chicago, 2026-06-13T08:30, 2026-06-13T09:00",
    "Texas,     +12145550142, America/Chicago, 2026-06-14T09:30, 2026-06-14T12:00",
    "Texas,     +12145550142, America/Chicago, 2026-06-14T20:59, 2026-06-14T20:59",
    "Alabama,   +12055550142, America/Chicago, 2026-06-13T20:00, 2026-06-15T08:00",
    "Alabama,   +12055550142, America/Chicago, 2026-06-19T10:00, 2026-06-20T08:00",
    "Louisiana, +15045550142, America/Chicago, 2026-06-14T12:00, 2026-06-15T08:00",
    "Louisiana, +15045550142, America/Chicago, 2026-06-19T12:00, 2026-06-20T08:00",
    "Mississippi, +16015550142, America/Chicago, 2026-06-14T12:00, 2026-06-15T08:00",
    "Connecticut, +12035550142, America/New_York, 2026-06-08T08:30, 2026-06-08T09:00",
    "Connecticut, +12035550142, America/New_York, 2026-06-08T20:00, 2026-06-09T09:00",
    "Kentucky,  +15025550142, America/New_York, 2026-06-08T09:59, 2026-06-08T10:00",
    "Kentucky,  +15025550142, America/New_York, 2026-06-08T20:30, 2026-06-08T20:30",
    "Massachusetts, +16175550142, America/New_York, 2026-06-08T20:00, 2026-06-09T08:00",
    "Michigan,  +13135550142, America/Detroit, 2026-06-08T08:30, 2026-06-08T09:00",
    "Minnesota, +16125550142, America/Chicago, 2026-06-08T08:30, 2026-06-08T09:00",
    "New Mexico, +15055550142, America/Denver, 2026-06-08T08:30, 2026-06-08T09:00",
    "Nevada,    +17025550142, America/Los_Angeles, 2026-06-08T20:00, 2026-06-09T09:00",
    "Rhode Island, +14015550142, America/New_York, 2026-06-12T18:00, 2026-06-15T09:00",
    "Rhode Island, +14015550142, America/New_York, 2026-06-19T12:00, 2026-06-22T09:00",
    "Pennsylvania, +12155550142, America/New_York, 2026-06-12T21:00, 2026-06-15T08:00",
  })
  void each_state_has_its_hours(
      String state, String number, String zone, LocalDateTime asked, LocalDateTime goes) {
    var place = ZoneId.of(zone);

    assertThat(first(Channel.SMS, number, asked, place, null)).as(state).isEqualTo(goes);
    assertThat(first(Channel.VOICE, number, asked, place, null)).as(state).isEqualTo(goes);
  }

  @Test
  void texts_to_texas_have_its_hours_only_since_the_law() {
    var before = LocalDateTime.parse("2025-08-31T08:30");
    var after = LocalDateTime.parse("2025-09-07T08:30");

    assertThat(first(Channel.SMS, "+12145550142", before, CHICAGO, null)).isEqualTo(before);
    assertThat(first(Channel.VOICE, "+12145550142", before, CHICAGO, null))
        .isEqualTo("2025-08-31T12:00");
    assertThat(first(Channel.SMS, "+12145550142", after, CHICAGO, null))
        .isEqualTo("2025-09-07T12:00");
  }

  @Test
  void a_toll_free_number_has_the_narrowest_hours_in_all_zones() {
    // Friday 18:00 in New York; Honolulu opens at 16:00 of New York, in summer.
    assertThat(
            first(
                Channel.SMS,
                "+18005550142",
                LocalDateTime.parse("2026-06-12T18:00"),
                NEW_YORK,
                null))
        .isEqualTo("2026-06-15T16:00");
  }

  @Test
  void a_number_abroad_has_the_narrowest_hours_of_its_own_zone() {
    assertThat(
            first(
                Channel.SMS,
                "+390612345678",
                LocalDateTime.parse("2026-06-12T18:00"),
                ZoneId.of("Europe/Rome"),
                null))
        .isEqualTo("2026-06-15T10:00");
  }

  @Test
  void the_area_code_and_the_address_both_count() {
    // Kentucky's 10:00 must have come in all three zones, Los Angeles last.
    assertThat(
            first(
                Channel.SMS,
                "+17025550142",
                LocalDateTime.parse("2026-06-08T09:00"),
                NEW_YORK,
                "KY"))
        .isEqualTo("2026-06-08T13:00");
    assertThat(
            first(
                Channel.SMS,
                "+17025550142",
                LocalDateTime.parse("2026-06-08T21:00"),
                NEW_YORK,
                "KY"))
        .isEqualTo("2026-06-09T13:00");
  }

  @Test
  void hours_follow_the_clock_over_its_changes() {
    // The clocks go forward on 2026-03-08 and back on 2026-11-01, a Sunday each.
    assertThat(
            first(
                Channel.SMS,
                "+12125550142",
                LocalDateTime.parse("2026-03-07T22:00"),
                NEW_YORK,
                null))
        .isEqualTo("2026-03-08T08:00");
    assertThat(
            first(
                Channel.SMS,
                "+12125550142",
                LocalDateTime.parse("2026-10-31T22:00"),
                NEW_YORK,
                null))
        .isEqualTo("2026-11-01T08:00");
    var asked = LocalDateTime.parse("2026-03-07T22:00").atZone(NEW_YORK).toInstant();
    var goes = opening(Channel.SMS, "+12125550142", asked, null);
    assertThat(Duration.between(asked, goes)).isEqualTo(Duration.ofHours(9));
  }

  @Test
  void the_narrowest_hours_are_the_intersection_of_all_states() {
    var common = new TreeSet<String>();
    for (var day : DayOfWeek.values()) {
      for (int quarter = 0; quarter < 96; quarter++) {
        var time = LocalTime.ofSecondOfDay(quarter * 900L);
        boolean everywhere =
            BOOK.all().stream()
                .filter(rule -> rule.jurisdiction().startsWith("US"))
                .map(DatedRule::hours)
                .filter(hours -> hours != null)
                .allMatch(
                    hours -> hours.week().containsKey(day) && hours.week().get(day).contains(time));
        if (everywhere) {
          common.add(day + " " + time);
        }
      }
    }

    var unknown = new TreeSet<String>();
    var week =
        BOOK.all().stream()
            .filter(rule -> rule.rule().id().equals("safe-default.hours"))
            .map(rule -> Objects.requireNonNull(rule.hours()))
            .findFirst()
            .orElseThrow()
            .week();
    week.forEach(
        (day, window) -> {
          for (int quarter = 0; quarter < 96; quarter++) {
            var time = LocalTime.ofSecondOfDay(quarter * 900L);
            if (window.contains(time)) {
              unknown.add(day + " " + time);
            }
          }
        });
    assertThat(unknown).isEqualTo(common);
  }

  @Test
  void federal_holidays_are_computed() {
    var days =
        List.of(
            "2026-01-01",
            "2026-01-19",
            "2026-02-16",
            "2026-05-25",
            "2026-06-19",
            "2026-07-03",
            "2026-07-04",
            "2026-09-07",
            "2026-10-12",
            "2026-11-11",
            "2026-11-26",
            "2026-12-25");
    var found = new TreeSet<String>();
    for (var day = LocalDate.of(2026, 1, 1); day.getYear() == 2026; day = day.plusDays(1)) {
      if (BOOK.holidays().contains(day)) {
        found.add(day.toString());
      }
    }

    assertThat(found).containsExactlyElementsOf(days);
    // New Year's Day of 2028 is a Saturday, observed in the year before.
    assertThat(BOOK.holidays().contains(LocalDate.of(2027, 12, 31))).isTrue();
    assertThat(BOOK.holidays().contains(LocalDate.of(2020, 6, 19))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "+13055550142, 3",
    "+14055550142, 3",
    "+14105550142, 3",
    "+18005550142, 3",
    "+12125550142, 0"
  })
  void some_states_cap_attempts(String number, int most) {
    var question =
        question(
            Channel.SMS,
            number,
            LocalDateTime.parse("2026-06-08T12:00").atZone(NEW_YORK).toInstant(),
            null);
    var caps =
        BOOK.concerning(question, place(question)).stream()
            .map(DatedRule::attempts)
            .filter(attempts -> attempts != null)
            .toList();

    assertThat(caps).hasSize(most == 0 ? 0 : 1);
    assertThat(caps)
        .allMatch(cap -> cap.most() == most && cap.within().equals(Duration.ofHours(24)));
  }

  private static LocalDateTime first(
      Channel channel, String number, LocalDateTime asked, ZoneId zone, @Nullable String state) {
    return opening(channel, number, asked.atZone(zone).toInstant(), state)
        .atZone(zone)
        .toLocalDateTime();
  }

  private static Instant opening(
      Channel channel, String number, Instant at, @Nullable String state) {
    var question = question(channel, number, at, state);
    var place = place(question);
    var rules =
        BOOK.concerning(question, place).stream().filter(rule -> rule.hours() != null).toList();
    return Objects.requireNonNull(RuleBook.opening(at, rules, place.zones()).first());
  }

  private static ContactQuestion question(
      Channel channel, String number, Instant at, @Nullable String state) {
    return new ContactQuestion(
        channel, Purpose.MARKETING, number, at, null, state, null, null, null, null);
  }

  private static PersonPlace place(ContactQuestion question) {
    return PersonPlace.of(question, PersonPlace.Stated.NOTHING, () -> NEW_YORK, BOOK.places());
  }
}
