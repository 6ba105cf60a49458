package io.frontdesk.calendar;

import java.time.Instant;

/// One line of an appointment's history; times are those after it.
public record AppointmentEvent(
    int number,
    Instant at,
    String actor,
    String what,
    int revision,
    Instant startsAt,
    Instant endsAt,
    StaffId staff,
    String note) {}
