package io.frontdesk.calendar.web;

import io.frontdesk.platform.error.Refusal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what forms and programs send; what can't be read is refused by the name of its field.
final class Sent {
  private Sent() {}

  static UUID id(String field, @Nullable String text) {
    try {
      return UUID.fromString(text == null ? "" : text.strip());
    } catch (IllegalArgumentException notAnId) {
      throw Refusal.field(field, "Choose one of the list.");
    }
  }

  static @Nullable UUID idOrNull(String field, @Nullable String text) {
    return text == null || text.isBlank() ? null : id(field, text);
  }

  static LocalDate day(String field, @Nullable String text) {
    try {
      var day = LocalDate.parse(text == null ? "" : text.strip());
      if (day.getYear() < 1990 || day.getYear() > 2200) {
        throw Refusal.field(field, "Give a day between 1990 and 2200.");
      }
      return day;
    } catch (DateTimeException notADay) {
      throw Refusal.field(field, "Give a day, e.g. 2026-03-03.");
    }
  }

  static LocalTime time(String field, @Nullable String text) {
    try {
      return LocalTime.parse(text == null ? "" : text.strip());
    } catch (DateTimeException notATime) {
      throw Refusal.field(field, "Give a time, e.g. 15:00.");
    }
  }

  /// A local day and time without offset.
  static LocalDateTime local(String field, @Nullable String text) {
    try {
      var local = LocalDateTime.parse(text == null ? "" : text.strip());
      if (local.getYear() < 1990 || local.getYear() > 2200) {
        throw Refusal.field(field, "Give a time between 1990 and 2200.");
      }
      return local;
    } catch (DateTimeException wrong) {
      throw Refusal.field(field, "Give a local time without offset, e.g. 2026-03-03T15:00.");
    }
  }

  static Instant instant(String field, @Nullable String text) {
    try {
      var at = OffsetDateTime.parse(text == null ? "" : text.strip());
      if (at.getYear() < 1990 || at.getYear() > 2200) {
        throw Refusal.field(field, "Give a time between 1990 and 2200.");
      }
      return at.toInstant();
    } catch (DateTimeException wrong) {
      throw Refusal.field(field, "Give a time with offset, e.g. 2026-03-03T15:00:00-05:00.");
    }
  }

  /// Weekdays by their English names; none means every day.
  static Set<DayOfWeek> weekdays(String field, @Nullable List<String> names) {
    if (names == null || names.isEmpty()) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var name : names) {
      try {
        days.add(DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        throw Refusal.field(field, "Give weekdays, e.g. monday.");
      }
    }
    return days;
  }

  /// The key of the header, for what is made once.
  static String key(@Nullable String header) {
    if (header == null || header.isBlank() || header.length() > 140) {
      throw Refusal.field("Idempotency-Key", "send this header with 1 to 140 characters");
    }
    return header;
  }
}
