package io.frontdesk.calendar.sync;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A calendar of an account.
///
/// @param busyIn its entries take the person's time
/// @param out our appointments are written into it
public record SyncCalendar(
    UUID id,
    String remoteId,
    String name,
    boolean writable,
    boolean busyIn,
    boolean out,
    @Nullable String token,
    @Nullable Instant knownUntil) {

  boolean used() {
    return busyIn || out;
  }
}
