package io.frontdesk.calendar;

import io.frontdesk.tenancy.WeekHours;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// A place where services are done.
///
/// @param hours its own week; null: open when the workspace is, by this place's clock
/// @param travel how long people take to get here from another place
public record Location(
    LocationId id,
    String name,
    String address,
    ZoneId zone,
    @Nullable WeekHours hours,
    Duration travel,
    boolean archived,
    long version) {}
