package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.AppointmentId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The entry elsewhere that is an appointment of ours, as we wrote it last.
///
/// @param detached a person decided to leave it as it is there
record Mirror(
    UUID calendar,
    AppointmentId appointment,
    String href,
    @Nullable String etag,
    Instant start,
    Instant end,
    int revision,
    boolean detached) {}
