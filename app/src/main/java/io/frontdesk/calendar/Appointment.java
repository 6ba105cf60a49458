package io.frontdesk.calendar;

import io.frontdesk.contacts.ContactId;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A booking. Prints ids only.
///
/// @param staff the one who was asked
/// @param staffName of everyone who does it
/// @param zone of the place where it is
/// @param revision grows when the client must be told anew: moved or cancelled
/// @param callRef id of the call it was made in
public record Appointment(
    AppointmentId id,
    ServiceId service,
    String serviceName,
    String colour,
    StaffId staff,
    String staffName,
    ContactId contact,
    Instant startsAt,
    Instant endsAt,
    ZoneId zone,
    AppointmentState state,
    int revision,
    Source source,
    @Nullable UUID callRef,
    @Nullable Long priceMinor,
    String currency,
    String note,
    @Nullable Long depositMinor,
    @Nullable LocationId location,
    String locationName,
    List<StaffId> team,
    @Nullable Seat seat,
    Instant createdAt,
    Instant updatedAt) {
  public Appointment {
    team = List.copyOf(team);
  }

  /// When it begins, in the workspace's zone.
  public ZonedDateTime start() {
    return startsAt.atZone(zone);
  }

  public ZonedDateTime end() {
    return endsAt.atZone(zone);
  }

  /// The full read-back, e.g. `Tuesday, March 3rd, 2026 at 3 PM`.
  public String spokenStart() {
    return SpokenTimes.say(start());
  }

  @Override
  public String toString() {
    return "Appointment[" + id + " " + state + "]";
  }
}
