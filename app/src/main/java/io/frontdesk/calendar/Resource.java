package io.frontdesk.calendar;

/// A room or a device.
///
/// @param capacity how many appointments it carries at once
public record Resource(
    ResourceId id, Kind kind, String name, int capacity, boolean archived, long version) {
  /// What it is.
  public enum Kind {
    ROOM,
    DEVICE
  }
}
