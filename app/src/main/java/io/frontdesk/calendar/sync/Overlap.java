package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.AppointmentId;
import java.time.Instant;

/// An appointment of ours at a time at which the person's other calendar has something.
///
/// @param start of what is there
public record Overlap(AppointmentId appointment, String calendar, Instant start, Instant end) {}
