package io.frontdesk.calendar;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A time kept for somebody who is about to book.
///
/// @param expiresAt from then on it counts as free, whether or not the row is still there
/// @param seat a seat of a class; null when the person's own time is kept
public record Hold(
    HoldId id,
    ServiceId service,
    StaffId staff,
    Instant startsAt,
    Instant endsAt,
    Instant expiresAt,
    Source source,
    String key,
    @Nullable LocationId location,
    @Nullable Seat seat) {

  public boolean isLive(Instant now) {
    return now.isBefore(expiresAt);
  }
}
