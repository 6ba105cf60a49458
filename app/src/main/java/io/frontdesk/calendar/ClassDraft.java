package io.frontdesk.calendar;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/// Meetings of a class that shall be held.
///
/// @param start by the clock of the place; where the clock jumps over it, as much later
/// @param until every week up to this day; null: once
/// @param location null: at the workspace itself
public record ClassDraft(
    ServiceId service,
    StaffId staff,
    LocalDateTime start,
    @Nullable LocalDate until,
    int seats,
    @Nullable LocationId location) {}
