package io.frontdesk.calendar;

import org.jspecify.annotations.Nullable;

/// A room or a device.
///
/// @param capacity how many appointments it carries at once
/// @param location where it stands; null: wherever it is needed
public record Resource(
    ResourceId id,
    Kind kind,
    String name,
    int capacity,
    @Nullable LocationId location,
    boolean archived,
    long version) {
  /// What it is.
  public enum Kind {
    ROOM,
    DEVICE
  }
}
