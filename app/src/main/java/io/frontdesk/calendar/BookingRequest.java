package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A wish to book.
///
/// @param staff who shall do it; null: whoever is free, fairly
/// @param idempotencyKey unique within the tenant, 1 to 200 characters; a repeat gives the same
///     appointment
/// @param callRef id of the call it is made in
public record BookingRequest(
    ServiceId service,
    Instant start,
    @Nullable StaffId staff,
    ContactId contact,
    Source source,
    String idempotencyKey,
    Actor actor,
    @Nullable UUID callRef,
    String note) {
  public BookingRequest {
    if (idempotencyKey.isBlank() || idempotencyKey.length() > 200) {
      throw new IllegalArgumentException("an idempotency key has 1 to 200 characters");
    }
    note = note.strip();
    if (note.length() > 2000) {
      note = note.substring(0, 2000);
    }
  }
}
