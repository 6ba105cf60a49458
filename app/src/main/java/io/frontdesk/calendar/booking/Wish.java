package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What someone would like.
///
/// @param location null: wherever the service is done
/// @param moving the appointment that shall move there, null for a new one
record Wish(
    ServiceId service,
    Instant start,
    @Nullable StaffId staff,
    @Nullable LocationId location,
    Source source,
    @Nullable AppointmentId moving) {
  boolean desk() {
    return source == Source.DESK || source == Source.SYNC;
  }

  /// Whose places count as free.
  @Nullable UUID without() {
    return moving == null ? null : moving.value();
  }
}
