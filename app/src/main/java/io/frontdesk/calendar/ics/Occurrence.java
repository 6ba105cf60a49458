package io.frontdesk.calendar.ics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One time that an entry takes place.
///
/// @param component [IcsComponent#index] of the entry
/// @param recurrence which instance of a repeating entry it is: when it would have been; null for
///     an entry that does not repeat
/// @param busy whether it takes its owner's time: neither transparent nor cancelled
public record Occurrence(
    int component,
    String uid,
    @Nullable Instant recurrence,
    Instant start,
    Instant end,
    boolean allDay,
    boolean busy,
    String summary) {
  @Override
  public String toString() {
    return "Occurrence[" + start + " – " + end + "]";
  }
}
