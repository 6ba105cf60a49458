package io.frontdesk.calendar;

import io.frontdesk.access.MemberId;
import io.frontdesk.tenancy.WeekHours;
import org.jspecify.annotations.Nullable;

/// A person who can be booked.
///
/// @param member the member of the workspace this is, if one
/// @param hours their own week; null: works whenever the workspace is open
public record Staff(
    StaffId id,
    String name,
    String title,
    @Nullable MemberId member,
    String colour,
    @Nullable WeekHours hours,
    boolean archived,
    long version) {}
