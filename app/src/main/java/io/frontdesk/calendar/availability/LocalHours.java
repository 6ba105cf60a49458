package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.availability.Spans.Span;
import io.frontdesk.tenancy.TimeRange;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Local wall-clock hours as seconds of the epoch. A moment belongs to the hours exactly when its
/// local time does: hours inside a gap of the zone vanish, those inside a fold happen twice.
public final class LocalHours {
  private LocalHours() {}

  /// Hours of one local day.
  public record Day(LocalDate date, TimeRange range) {}

  public static Spans spans(ZoneId zone, List<Day> days) {
    var spans = new ArrayList<Span>();
    for (var day : days) {
      var from = day.date().atTime(day.range().from());
      var to =
          day.range().endsDay()
              ? day.date().plusDays(1).atStartOfDay()
              : day.date().atTime(day.range().to());
      var rules = zone.getRules();
      // Stretches of constant offset that can touch the local stretch; offsets differ from UTC by
      // less than a day.
      long low = from.toEpochSecond(ZoneOffset.UTC) - Duration.ofDays(1).toSeconds();
      long high = to.toEpochSecond(ZoneOffset.UTC) + Duration.ofDays(1).toSeconds();
      var at = java.time.Instant.ofEpochSecond(low);
      while (at.getEpochSecond() < high) {
        int offset = rules.getOffset(at).getTotalSeconds();
        var next = rules.nextTransition(at);
        long end = next == null ? high : Math.min(high, next.getInstant().getEpochSecond());
        spans.add(
            new Span(
                Math.max(at.getEpochSecond(), from.toEpochSecond(ZoneOffset.UTC) - offset),
                Math.min(end, to.toEpochSecond(ZoneOffset.UTC) - offset)));
        at = java.time.Instant.ofEpochSecond(end);
      }
    }
    return Spans.union(spans);
  }
}
