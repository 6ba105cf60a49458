package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.availability.Spans.Span;
import io.frontdesk.tenancy.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Local wall-clock hours as seconds of the epoch. A moment belongs to the hours exactly when its
/// local time does: hours inside a gap of the zone vanish, those inside a fold happen twice.
public final class LocalHours {
  private static final long DAY = Duration.ofDays(1).toSeconds();

  private LocalHours() {}

  /// Hours of one local day.
  public record Day(LocalDate date, TimeRange range) {}

  // A stretch of constant offset.
  private record Stretch(long from, long to, long offset) {}

  public static Spans spans(ZoneId zone, List<Day> days) {
    if (days.isEmpty()) {
      return Spans.NONE;
    }
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (var day : days) {
      first = Math.min(first, day.date().toEpochDay() * DAY);
      last = Math.max(last, (day.date().toEpochDay() + 1) * DAY);
    }
    // Offsets differ from UTC by less than a day.
    var stretches = stretches(zone, first - DAY, last + DAY);
    var spans = new ArrayList<Span>(days.size());
    for (var day : days) {
      long midnight = day.date().toEpochDay() * DAY;
      long from = midnight + day.range().from().toSecondOfDay();
      long to =
          day.range().endsDay() ? midnight + DAY : midnight + day.range().to().toSecondOfDay();
      for (var stretch : stretches) {
        long low = Math.max(stretch.from(), from - stretch.offset());
        long high = Math.min(stretch.to(), to - stretch.offset());
        if (low < high) {
          spans.add(new Span(low, high));
        }
      }
    }
    return Spans.union(spans);
  }

  private static List<Stretch> stretches(ZoneId zone, long from, long to) {
    var rules = zone.getRules();
    var stretches = new ArrayList<Stretch>();
    var at = Instant.ofEpochSecond(from);
    while (at.getEpochSecond() < to) {
      var next = rules.nextTransition(at);
      long end = next == null ? to : Math.min(to, next.getInstant().getEpochSecond());
      stretches.add(new Stretch(at.getEpochSecond(), end, rules.getOffset(at).getTotalSeconds()));
      at = Instant.ofEpochSecond(end);
    }
    return stretches;
  }
}
