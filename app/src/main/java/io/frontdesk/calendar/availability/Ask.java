package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.StaffId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What to plan: starts from `from` (included) to `until` (not).
///
/// @param staff only with this person
/// @param location only there; null: wherever the service is done
/// @param without leaves out what this holder takes
/// @param length how long it lasts; null: as long as the service
public record Ask(
    ServiceId service,
    Instant from,
    Instant until,
    @Nullable StaffId staff,
    @Nullable LocationId location,
    @Nullable UUID without,
    @Nullable Duration length) {
  public Ask(
      ServiceId service,
      Instant from,
      Instant until,
      @Nullable StaffId staff,
      @Nullable LocationId location,
      @Nullable UUID without) {
    this(service, from, until, staff, location, without, null);
  }

  public Duration lasting(Service what) {
    return length == null ? what.duration() : length;
  }
}
