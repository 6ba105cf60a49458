package io.frontdesk.calendar;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.tenancy.TimeRange;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A wish to come when a time becomes free.
///
/// @param staff with this person; null: with anyone
/// @param days weekdays that suit
/// @param within local times within which the appointment must lie
public record WaitlistRequest(
    ContactId contact,
    ServiceId service,
    @Nullable StaffId staff,
    LocalDate firstDay,
    LocalDate lastDay,
    Set<DayOfWeek> days,
    TimeRange within,
    String note,
    Source source) {
  public static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);
  public static final TimeRange ANY_TIME = TimeRange.of("00:00", "00:00");

  public WaitlistRequest {
    days = Set.copyOf(days);
    note = note.strip();
  }

  @Override
  public String toString() {
    return "WaitlistRequest[" + service + " " + firstDay + " " + lastDay + "]";
  }
}
