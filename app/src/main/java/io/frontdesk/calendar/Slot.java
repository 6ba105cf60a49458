package io.frontdesk.calendar;

import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A free time for a service, with the people and the resources that make it; in the zone of the
/// place where it is.
///
/// @param staff the one to ask
/// @param team who does it besides
/// @param location null: at the workspace itself
/// @param session the meeting of a class, else null
/// @param seatsLeft of that meeting; 1 for an appointment
public record Slot(
    ServiceId service,
    ZonedDateTime start,
    ZonedDateTime end,
    StaffId staff,
    String staffName,
    List<StaffId> team,
    List<Place> places,
    @Nullable LocationId location,
    @Nullable SessionId session,
    int seatsLeft) {
  public Slot {
    team = List.copyOf(team);
    places = List.copyOf(places);
  }

  /// One unit of a resource.
  public record Place(ResourceId resource, int unit) {}
}
