package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.SessionId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who takes a place.
///
/// @param expiresAt a hold's
/// @param location where; null: at the workspace itself
record Holder(String kind, UUID id, @Nullable Instant expiresAt, @Nullable UUID location) {
  static Holder of(AppointmentId appointment) {
    return new Holder("appointment", appointment.value(), null, null);
  }

  static Holder of(SessionId session) {
    return new Holder("session", session.value(), null, null);
  }

  static Holder of(HoldId hold, Instant expiresAt) {
    return new Holder("hold", hold.value(), expiresAt, null);
  }

  Holder at(@Nullable LocationId place) {
    return new Holder(kind, id, expiresAt, place == null ? null : place.value());
  }
}
