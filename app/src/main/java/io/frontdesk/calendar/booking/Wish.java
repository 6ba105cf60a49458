package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What someone would like.
///
/// @param location null: wherever the service is done
/// @param moving the appointment that shall move there, null for a new one
/// @param length how long it lasts; null: as long as the service
record Wish(
    ServiceId service,
    Instant start,
    @Nullable StaffId staff,
    @Nullable LocationId location,
    Source source,
    @Nullable AppointmentId moving,
    @Nullable Duration length) {
  Wish(
      ServiceId service,
      Instant start,
      @Nullable StaffId staff,
      @Nullable LocationId location,
      Source source,
      @Nullable AppointmentId moving) {
    this(service, start, staff, location, source, moving, null);
  }

  Duration lasting(Service what) {
    return length == null ? what.duration() : length;
  }

  boolean desk() {
    return source == Source.DESK || source == Source.SYNC;
  }

  /// Whose places count as free.
  @Nullable UUID without() {
    return moving == null ? null : moving.value();
  }
}
