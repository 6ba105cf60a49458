package io.frontdesk.calendar.catalogue;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.StaffWeek;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads hours that a query gathered as JSON.
final class Hours {
  private Hours() {}

  static WeekHours week(JsonNode hours) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var hour : hours) {
      days.computeIfAbsent(day(hour), _ -> new ArrayList<>()).add(range(hour));
    }
    return new WeekHours(days);
  }

  static StaffWeek staffWeek(JsonNode hours) {
    var all = new ArrayList<StaffWeek.Hours>();
    for (var hour : hours) {
      var location = hour.path("location");
      all.add(
          new StaffWeek.Hours(
              day(hour),
              range(hour),
              location.isString() ? LocationId.parse(location.asString()) : null));
    }
    return new StaffWeek(all);
  }

  static TimeRange range(JsonNode hours) {
    return new TimeRange(
        LocalTime.parse(hours.path("opens").asString()),
        LocalTime.parse(hours.path("closes").asString()));
  }

  private static DayOfWeek day(JsonNode hour) {
    return DayOfWeek.of(hour.path("weekday").asInt());
  }
}
