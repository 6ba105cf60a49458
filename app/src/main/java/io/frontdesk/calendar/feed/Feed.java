package io.frontdesk.calendar.feed;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.StaffId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A feed as its owner sees it; the secret is never shown again.
///
/// @param staff the person it is about; null: it is a place's
/// @param location the place it is about; null: it is a person's
/// @param readAt when a program last read it, to the hour
public record Feed(
    UUID id,
    @Nullable StaffId staff,
    @Nullable LocationId location,
    String label,
    boolean busyOnly,
    Instant createdAt,
    @Nullable Instant readAt) {}
