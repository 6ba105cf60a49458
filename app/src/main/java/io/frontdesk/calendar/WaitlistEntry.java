package io.frontdesk.calendar;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.tenancy.TimeRange;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Somebody who waits for a time.
///
/// @param reason why it ended, empty when that is plain
/// @param offer the time offered right now
/// @param appointment what came of it
public record WaitlistEntry(
    WaitlistId id,
    ContactId contact,
    ServiceId service,
    String serviceName,
    @Nullable StaffId staff,
    @Nullable String staffName,
    LocalDate firstDay,
    LocalDate lastDay,
    Set<DayOfWeek> days,
    TimeRange within,
    String note,
    State state,
    String reason,
    Source source,
    @Nullable AppointmentId appointment,
    @Nullable Offer offer,
    Instant createdAt) {

  /// Where it stands.
  public enum State {
    WAITING("Waiting"),
    OFFERED("Offered a time"),
    BOOKED("Booked"),
    EXPIRED("Expired"),
    LEFT("Left");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /// As screens show it.
    public String label() {
      return label;
    }

    /// As tables and the API carry it.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static State ofCode(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }

    public boolean isOpen() {
      return this == WAITING || this == OFFERED;
    }
  }

  /// A time that waits for an answer until `deadline`.
  public record Offer(UUID id, StaffId staff, ZonedDateTime start, ZonedDateTime deadline) {}

  /// Whether a time suits.
  public boolean fits(Slot slot) {
    var start = slot.start().toLocalDateTime();
    var end = slot.end().toLocalDateTime();
    var day = start.toLocalDate();
    boolean inside =
        !start.toLocalTime().isBefore(within.from())
            && (within.endsDay()
                ? !end.isAfter(day.plusDays(1).atStartOfDay())
                : !end.isAfter(day.atTime(within.to())));
    return !day.isBefore(firstDay)
        && !day.isAfter(lastDay)
        && days.contains(day.getDayOfWeek())
        && inside
        && (staff == null || staff.equals(slot.staff()));
  }

  /// What suits, e.g. `Mon, Tue · 09:00–12:00`; empty when everything does.
  public String wishes() {
    var weekdays =
        days.size() == 7
            ? ""
            : days.stream()
                .sorted()
                .map(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                .collect(Collectors.joining(", "));
    var times = within.equals(WaitlistRequest.ANY_TIME) ? "" : within.toString();
    return weekdays.isEmpty() || times.isEmpty() ? weekdays + times : weekdays + " · " + times;
  }

  @Override
  public String toString() {
    return "WaitlistEntry[" + id + " " + state + "]";
  }
}
