package io.frontdesk.calendar;

import java.time.ZonedDateTime;
import java.util.List;

/// A free time for a service, with the person and the resources that make it; in the workspace's
/// zone.
public record Slot(
    ServiceId service,
    ZonedDateTime start,
    ZonedDateTime end,
    StaffId staff,
    String staffName,
    List<Place> places) {
  public Slot {
    places = List.copyOf(places);
  }

  /// One unit of a resource.
  public record Place(ResourceId resource, int unit) {}
}
