package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.AppointmentId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Our appointment was changed elsewhere; nothing was done about it yet.
///
/// @param start when it is there now; null when it was deleted there
public record Conflict(
    UUID id,
    UUID calendar,
    String calendarName,
    String accountLabel,
    AppointmentId appointment,
    @Nullable Instant start,
    @Nullable Instant end,
    @Nullable String etag,
    Instant foundAt) {
  public boolean deleted() {
    return start == null;
  }
}
