package io.frontdesk.calendar.ics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Files made to hurt, and odd ones that are honest.
class HostileCalendarTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant UNTIL = FROM.plus(Duration.ofDays(400));

  @Test
  @Timeout(20)
  void rules_that_never_end_cost_little() {
    for (var rule :
        new String[] {
          "FREQ=SECONDLY",
          "FREQ=SECONDLY;COUNT=999999",
          "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
          "FREQ=MINUTELY;INTERVAL=1;BYSECOND=" + numbers(0, 59),
          "FREQ=YEARLY;BYSECOND="
              + numbers(0, 59)
              + ";BYMINUTE="
              + numbers(0, 59)
              + ";BYHOUR="
              + numbers(0, 23)
              + ";BYYEARDAY="
              + numbers(1, 366)
              + ";BYSETPOS=-1",
          "FREQ=YEARLY;INTERVAL=2147483647",
          "FREQ=DAILY;INTERVAL=0",
          "FREQ=DAILY;COUNT=-4",
          "FREQ=DAILY;UNTIL=99999999T999999Z",
          "FREQ=" + "A".repeat(100_000),
          "COUNT=3"
        }) {
      var found = expand("DTSTART:19000101T000000Z\nRRULE:" + rule);

      assertThat(found.occurrences()).as(rule).hasSizeLessThanOrEqualTo(2_001);
    }
  }

  @Test
  @Timeout(20)
  void many_costly_entries_share_one_budget() {
    var file = new StringBuilder("BEGIN:VCALENDAR\n");
    for (int i = 0; i < 20_000; i++) {
      file.append("BEGIN:VEVENT\nUID:u").append(i).append("\nDTSTART:20200101T000000Z\n");
      file.append("RRULE:FREQ=MINUTELY\nEND:VEVENT\n");
    }
    var found = within(file + "END:VCALENDAR\n");

    assertThat(found.occurrences()).hasSizeLessThanOrEqualTo(20_000);
    assertThat(found.problems()).isNotEmpty();
  }

  @Test
  void size_depth_and_number_are_bounded() {
    assertThatThrownBy(() -> read("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n".repeat(20)))
        .isInstanceOf(IcsRefused.class);
    assertThatThrownBy(
            () -> read("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n".repeat(60_000)))
        .isInstanceOf(IcsRefused.class);
    assertThatThrownBy(() -> IcsReader.read(new byte[9 << 20], IcsBounds.STANDARD))
        .isInstanceOf(IcsRefused.class);
    assertThatThrownBy(() -> read("<html>not a calendar</html>")).isInstanceOf(IcsRefused.class);
    assertThatThrownBy(() -> read("")).isInstanceOf(IcsRefused.class);
  }

  @Test
  void a_huge_line_is_left_out_and_the_rest_is_read() {
    var found =
        expand(
            "ATTACH;ENCODING=BASE64:"
                + "A".repeat(3_000_000)
                + "\nDTSTART:20260310T100000Z\nDTEND:20260310T110000Z");

    assertThat(found.occurrences()).hasSize(1);
  }

  @Test
  void nothing_that_a_file_names_is_fetched() {
    // Nobody listens at these; a reader that went there would take its time or fail.
    var found =
        expand(
            """
            ATTACH:http://127.0.0.1:9/x
            URL:http://127.0.0.1:9/y
            DTSTART;TZID=Nowhere/Atall:20260310T100000
            DTEND;TZID=Nowhere/Atall:20260310T110000""");

    assertThat(found.occurrences())
        .singleElement()
        .satisfies(one -> assertThat(one.start()).isEqualTo(Instant.parse("2026-03-10T14:00:00Z")));
    assertThat(found.unknownZones()).containsExactly("Nowhere/Atall");
  }

  @Test
  void days_floating_times_windows_names_and_own_zones_are_understood() {
    assertThat(expand("DTSTART;VALUE=DATE:20260310").occurrences())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.allDay()).isTrue();
              assertThat(one.start()).isEqualTo(Instant.parse("2026-03-10T04:00:00Z"));
              assertThat(one.end()).isEqualTo(Instant.parse("2026-03-11T04:00:00Z"));
            });
    assertThat(start("DTSTART:20260310T100000")).isEqualTo(Instant.parse("2026-03-10T14:00:00Z"));
    assertThat(start("DTSTART;TZID=W. Europe Standard Time:20260310T100000"))
        .isEqualTo(Instant.parse("2026-03-10T09:00:00Z"));
    var own =
        within(
            """
            BEGIN:VCALENDAR
            BEGIN:VTIMEZONE
            TZID:Ours
            BEGIN:STANDARD
            DTSTART:16010101T020000
            RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
            TZOFFSETFROM:-0400
            TZOFFSETTO:-0500
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:16010101T020000
            RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
            TZOFFSETFROM:-0500
            TZOFFSETTO:-0400
            END:DAYLIGHT
            END:VTIMEZONE
            BEGIN:VEVENT
            DTSTART;TZID=Ours:20260306T090000
            DURATION:PT1H
            RRULE:FREQ=DAILY;COUNT=4
            END:VEVENT
            END:VCALENDAR
            """);
    assertThat(own.occurrences())
        .extracting(Occurrence::start)
        .containsExactly(
            Instant.parse("2026-03-06T14:00:00Z"),
            Instant.parse("2026-03-07T14:00:00Z"),
            Instant.parse("2026-03-08T13:00:00Z"),
            Instant.parse("2026-03-09T13:00:00Z"));
  }

  @Test
  void a_moved_instance_replaces_its_own_and_a_free_one_takes_no_time() {
    var found =
        within(
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:a
            DTSTART:20260310T100000Z
            DTEND:20260310T110000Z
            RRULE:FREQ=DAILY;COUNT=3
            EXDATE:20260312T100000Z
            END:VEVENT
            BEGIN:VEVENT
            UID:a
            RECURRENCE-ID:20260311T100000Z
            DTSTART:20260311T150000Z
            DTEND:20260311T160000Z
            TRANSP:TRANSPARENT
            END:VEVENT
            END:VCALENDAR
            """);

    assertThat(found.occurrences())
        .extracting(Occurrence::start, Occurrence::busy)
        .containsExactly(
            tuple(Instant.parse("2026-03-10T10:00:00Z"), true),
            tuple(Instant.parse("2026-03-11T15:00:00Z"), false));
  }

  @Test
  void this_and_following_moves_the_rest_by_the_clock() {
    var found =
        within(
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:a
            DTSTART;TZID=America/New_York:20260304T100000
            DTEND;TZID=America/New_York:20260304T110000
            RRULE:FREQ=DAILY;COUNT=8
            EXDATE;TZID=America/New_York:20260308T100000
            SUMMARY:First
            END:VEVENT
            BEGIN:VEVENT
            UID:a
            RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20260306T100000
            DTSTART;TZID=America/New_York:20260306T143000
            DURATION:PT2H
            SUMMARY:Later
            END:VEVENT
            BEGIN:VEVENT
            UID:a
            RECURRENCE-ID;TZID=America/New_York:20260307T100000
            DTSTART;TZID=America/New_York:20260307T080000
            DURATION:PT1H
            END:VEVENT
            BEGIN:VEVENT
            UID:a
            RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20260310T100000
            DTSTART;TZID=America/New_York:20260310T100000
            DURATION:PT1H
            STATUS:CANCELLED
            END:VEVENT
            END:VCALENDAR
            """);

    assertThat(found.occurrences())
        .extracting(Occurrence::start, Occurrence::end, Occurrence::busy)
        .containsExactly(
            at("2026-03-04T15:00:00Z", "2026-03-04T16:00:00Z", true),
            at("2026-03-05T15:00:00Z", "2026-03-05T16:00:00Z", true),
            at("2026-03-06T19:30:00Z", "2026-03-06T21:30:00Z", true),
            at("2026-03-07T13:00:00Z", "2026-03-07T14:00:00Z", true),
            // The clocks have changed, and it still begins at half past two.
            at("2026-03-09T18:30:00Z", "2026-03-09T20:30:00Z", true),
            at("2026-03-10T14:00:00Z", "2026-03-10T15:00:00Z", false),
            at("2026-03-11T14:00:00Z", "2026-03-11T15:00:00Z", false));
    assertThat(found.occurrences().get(4).summary()).isEqualTo("Later");
  }

  @Test
  void this_and_following_brings_in_what_began_long_before_and_hurts_nobody() {
    var weeks =
        """
        BEGIN:VCALENDAR
        BEGIN:VEVENT
        UID:a
        DTSTART;VALUE=DATE:20260101
        RRULE:FREQ=DAILY;COUNT=40
        END:VEVENT
        BEGIN:VEVENT
        UID:a
        RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260105
        DTSTART;VALUE=DATE:%s
        END:VEVENT
        END:VCALENDAR
        """;
    var found = within(weeks.formatted("20260315"));

    // 36 days, each 69 days later.
    assertThat(found.occurrences()).hasSize(36);
    assertThat(found.occurrences().getFirst().start())
        .isEqualTo(Instant.parse("2026-03-15T04:00:00Z"));
    for (var odd : new String[] {"19000101", "21991231", "99991231", "00000000", "x"}) {
      assertThat(within(weeks.formatted(odd)).occurrences()).as(odd).hasSizeLessThan(50);
    }
  }

  private static org.assertj.core.groups.Tuple at(String start, String end, boolean busy) {
    return tuple(Instant.parse(start), Instant.parse(end), busy);
  }

  private static Instant start(String line) {
    return expand(line).occurrences().getFirst().start();
  }

  private static Occurrences.Found expand(String lines) {
    return within("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\n" + lines + "\nEND:VEVENT\nEND:VCALENDAR");
  }

  private static Occurrences.Found within(String file) {
    return Occurrences.within(
        read(file),
        Set.of("VEVENT"),
        ZoneId.of("America/New_York"),
        FROM,
        UNTIL,
        IcsBounds.STANDARD);
  }

  private static java.util.List<IcsComponent> read(String file) {
    return IcsReader.read(file.getBytes(UTF_8), IcsBounds.STANDARD);
  }

  private static String numbers(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }
}
