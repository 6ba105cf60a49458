package io.frontdesk.calendar.availability;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.StaffId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What to plan: starts from `from` (included) to `until` (not).
///
/// @param staff only with this person
/// @param location only there; null: wherever the service is done
/// @param without leaves out what this holder takes
public record Ask(
    ServiceId service,
    Instant from,
    Instant until,
    @Nullable StaffId staff,
    @Nullable LocationId location,
    @Nullable UUID without) {}
