package io.frontdesk.calendar;

import io.frontdesk.access.MemberId;
import org.jspecify.annotations.Nullable;

/// A person who can be booked.
///
/// @param member the member of the workspace this is, if one
/// @param week their own; null: works whenever the workspace is open
/// @param maxPerDay at most so many appointments on one local day; null for no limit
public record Staff(
    StaffId id,
    String name,
    String title,
    @Nullable MemberId member,
    String colour,
    @Nullable StaffWeek week,
    @Nullable Integer maxPerDay,
    boolean archived,
    long version) {}
