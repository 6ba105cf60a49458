package io.frontdesk.calendar.page;

import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.platform.tenant.TenantId;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Seven days of free times.
///
/// @param first first day shown, never before today
/// @param later day of the next free time when these days have none; null when they have, or
///     nothing is free within the time that can be booked
public record Week(LocalDate first, LocalDate today, List<Day> days, @Nullable LocalDate later) {
  static final int DAYS = 7;
  private static final int SEARCHED = 62;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE, MMMM d", Locale.US);
  private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("MMM d", Locale.US);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("h:mm a", Locale.US);

  public Week {
    days = List.copyOf(days);
  }

  /// One day that has free times.
  public record Day(LocalDate date, List<Time> times) {
    public Day {
      times = List.copyOf(times);
    }

    /// E.g. `Tuesday, November 24`.
    public String label() {
      return date.format(DAY);
    }
  }

  /// A time to choose.
  ///
  /// @param value the instant, the person and the place, as the form sends it back
  /// @param detail who does it, and what else tells it from other times
  public record Time(String value, String label, String detail) {}

  /// @param from wished first day; days gone by become today
  static Week find(
      Availability availability,
      TenantId tenant,
      SlotRequest anywhere,
      LocalDate from,
      LocalDate today,
      ZoneId zone,
      Map<LocationId, String> places) {
    var first = from.isBefore(today) ? today : from;
    var slots = availability.slots(tenant, between(anywhere, first, DAYS, zone));
    var days = new ArrayList<Day>();
    slots.stream()
        .collect(
            Collectors.groupingBy(
                slot -> slot.start().toLocalDate(),
                TreeMap::new,
                Collectors.mapping(slot -> time(slot, zone, places), Collectors.toList())))
        .forEach((date, times) -> days.add(new Day(date, times)));
    LocalDate later = null;
    if (days.isEmpty()) {
      var next =
          availability.slots(
              tenant, between(anywhere, first.plusDays(DAYS), SEARCHED - DAYS, zone).atMost(1));
      later = next.isEmpty() ? null : next.getFirst().start().toLocalDate();
    }
    return new Week(first, today, days, later);
  }

  public LocalDate next() {
    return first.plusDays(DAYS);
  }

  /// First day of the week before; null when that is gone by.
  public @Nullable LocalDate previous() {
    if (!first.isAfter(today)) {
      return null;
    }
    var back = first.minusDays(DAYS);
    return back.isBefore(today) ? today : back;
  }

  public String label() {
    return first.format(SHORT) + " – " + first.plusDays(DAYS - 1L).format(SHORT);
  }

  private static Time time(Slot slot, ZoneId zone, Map<LocationId, String> places) {
    var place = slot.location();
    var detail = new StringBuilder(slot.staffName());
    if (place != null) {
      detail.append(" · ").append(places.getOrDefault(place, ""));
      if (!slot.start().getZone().equals(zone)) {
        detail.append(", ").append(SpokenTimes.sayZone(slot.start().getZone()));
      }
    }
    if (slot.session() != null) {
      detail.append(" · ").append(slot.seatsLeft()).append(" left");
    }
    return new Time(
        slot.start().toInstant() + "/" + slot.staff() + (place == null ? "" : "/" + place),
        slot.start().format(CLOCK),
        detail.toString());
  }

  private static SlotRequest between(SlotRequest anywhere, LocalDate first, int days, ZoneId zone) {
    var from = first.atStartOfDay(zone).toInstant();
    return anywhere.during(from, first.plusDays(days).atStartOfDay(zone).toInstant());
  }
}
