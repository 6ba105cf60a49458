package io.frontdesk.calendar;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One meeting of a class.
///
/// @param zone of the place where it is
/// @param batch those made together, week after week
public record Session(
    SessionId id,
    ServiceId service,
    String serviceName,
    StaffId staff,
    String staffName,
    @Nullable LocationId location,
    Instant startsAt,
    Instant endsAt,
    ZoneId zone,
    int seats,
    int taken,
    UUID batch,
    boolean cancelled) {
  public int seatsLeft() {
    return Math.max(0, seats - taken);
  }

  public ZonedDateTime start() {
    return startsAt.atZone(zone);
  }

  public ZonedDateTime end() {
    return endsAt.atZone(zone);
  }
}
