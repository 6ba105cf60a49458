package io.frontdesk.calls;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of a transcript.
///
/// @param whole false while the transcriber may still change it
public record CallLine(
    String key,
    CallEvent.Speaker role,
    String text,
    boolean whole,
    Instant at,
    @Nullable Duration offset) {}
