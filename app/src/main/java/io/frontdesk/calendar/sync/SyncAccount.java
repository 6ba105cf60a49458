package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.StaffId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account of one person elsewhere, as screens show it.
///
/// @param state `active`, `failing` or `unauthorized`
/// @param problem in plain words; null when all is well
/// @param waiting appointments that are not written there yet
public record SyncAccount(
    UUID id,
    StaffId staff,
    String provider,
    String label,
    String state,
    @Nullable String problem,
    int failures,
    @Nullable Instant syncedAt,
    int waiting,
    List<SyncCalendar> calendars) {
  public SyncAccount {
    calendars = List.copyOf(calendars);
  }

  SyncAccount with(List<SyncCalendar> of) {
    return new SyncAccount(
        id, staff, provider, label, state, problem, failures, syncedAt, waiting, of);
  }
}
