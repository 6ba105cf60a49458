package io.frontdesk.calendar.web;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.page.Money;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what a form sent; every wrong field is told, not only the first.
final class Fields {
  private Fields() {}

  static int whole(Map<String, String> sent, String field, List<FieldError> errors) {
    var number = wholeOrNull(sent, field, errors);
    if (number == null && sent.getOrDefault(field, "").isBlank()) {
      errors.add(new FieldError(field, "Give a whole number."));
    }
    return number == null ? 0 : number;
  }

  /// Null for an empty field.
  static @Nullable Integer wholeOrNull(
      Map<String, String> sent, String field, List<FieldError> errors) {
    var text = sent.getOrDefault(field, "").strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      errors.add(new FieldError(field, "Give a whole number."));
      return null;
    }
  }

  static @Nullable Long price(
      Map<String, String> sent, String field, String currency, List<FieldError> errors) {
    var text = sent.getOrDefault(field, "").strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      var amount = new BigDecimal(text);
      if (amount.abs().compareTo(BigDecimal.valueOf(1_000_000)) <= 0) {
        return amount.movePointRight(Money.digits(currency)).longValueExact();
      }
    } catch (NumberFormatException | ArithmeticException notAPrice) {
      // told below
    }
    errors.add(new FieldError(field, "Give a price such as 45 or 45.50, or leave it empty."));
    return null;
  }

  static @Nullable LocalDate day(Map<String, String> sent, String field, List<FieldError> errors) {
    try {
      var day = LocalDate.parse(sent.getOrDefault(field, ""));
      if (day.getYear() >= 1990 && day.getYear() <= 2200) {
        return day;
      }
    } catch (DateTimeException notADay) {
      // told below
    }
    errors.add(new FieldError(field, "Give a day."));
    return null;
  }

  static void range(
      String from, String to, String field, List<FieldError> errors, List<TimeRange> ranges) {
    try {
      ranges.add(new TimeRange(LocalTime.parse(from), LocalTime.parse(to)));
    } catch (DateTimeException wrong) {
      errors.add(new FieldError(field, "Give both times, e.g. 09:00 and 17:00."));
    } catch (IllegalArgumentException backwards) {
      errors.add(new FieldError(field, "The end comes before the beginning."));
    }
  }

  /// Two stretches a day, named `day1-1-from` and so on; empty ones are left out.
  static WeekHours week(Map<String, String> sent, List<FieldError> errors) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      var ranges = new ArrayList<TimeRange>();
      for (int i = 1; i <= 2; i++) {
        var name = "day" + day.getValue() + "-" + i;
        var from = sent.getOrDefault(name + "-from", "");
        var to = sent.getOrDefault(name + "-to", "");
        if (!from.isEmpty() || !to.isEmpty()) {
          range(from, to, "day" + day.getValue(), errors, ranges);
        }
      }
      try {
        days.put(day, new WeekHours(Map.of(day, ranges)).on(day));
      } catch (IllegalArgumentException overlap) {
        errors.add(new FieldError("day" + day.getValue(), "These hours overlap."));
      }
    }
    return new WeekHours(days);
  }

  /// The fields that [#week] reads.
  static void put(Map<String, String> values, WeekHours week) {
    for (var day : DayOfWeek.values()) {
      var ranges = week.on(day);
      for (int i = 0; i < Math.min(2, ranges.size()); i++) {
        var name = "day" + day.getValue() + "-" + (i + 1);
        values.put(name + "-from", ranges.get(i).from().toString());
        values.put(name + "-to", ranges.get(i).to().toString());
      }
    }
  }

  /// The ids of ticked boxes, which are named `group-id`.
  static List<UUID> ids(Map<String, String> sent, String group) {
    var ids = new ArrayList<UUID>();
    for (var field : sent.keySet()) {
      if (field.startsWith(group + "-")) {
        ids.add(id(group, field.substring(group.length() + 1)));
      }
    }
    return ids;
  }

  /// @throws Refusal naming the field
  static UUID id(String field, String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notAnId) {
      throw Refusal.field(field, "Choose from the list.");
    }
  }

  static long version(Map<String, String> sent) {
    try {
      return Long.parseLong(sent.getOrDefault("version", ""));
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }
}
