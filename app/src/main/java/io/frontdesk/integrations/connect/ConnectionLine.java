package io.frontdesk.integrations.connect;

import io.frontdesk.integrations.ConnectionKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A connection in the list.
///
/// @param hookUrl where the provider calls us; null when it does not
/// @param rotating whether an old secret is still accepted
/// @param page a screen of its own; null when its kind has none
public record ConnectionLine(
    String id,
    String label,
    String purpose,
    String name,
    boolean active,
    @Nullable String hookUrl,
    boolean rotating,
    @Nullable Instant checkedAt,
    @Nullable Boolean checkOk,
    @Nullable String checkNote,
    ConnectionKind.@Nullable Page page) {}
