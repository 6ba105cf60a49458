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
/// @param hold keeps the time and becomes the appointment; when it has expired, the time is booked
///     if it is still free
public record BookingRequest(
    ServiceId service,
    Instant start,
    @Nullable StaffId staff,
    ContactId contact,
    Source source,
    String idempotencyKey,
    Actor actor,
    @Nullable UUID callRef,
    String note,
    @Nullable HoldId hold) {
  public BookingRequest {
    if (idempotencyKey.isBlank() || idempotencyKey.length() > 200) {
      throw new IllegalArgumentException("an idempotency key has 1 to 200 characters");
    }
    note = note.strip();
    if (note.length() > 2000) {
      note = note.substring(0, 2000);
    }
  }

  /// A wish without a hold.
  public BookingRequest(
      ServiceId service,
      Instant start,
      @Nullable StaffId staff,
      ContactId contact,
      Source source,
      String idempotencyKey,
      Actor actor,
      @Nullable UUID callRef,
      String note) {
    this(service, start, staff, contact, source, idempotencyKey, actor, callRef, note, null);
  }

  public BookingRequest fromHold(HoldId kept) {
    return new BookingRequest(
        service, start, staff, contact, source, idempotencyKey, actor, callRef, note, kept);
  }
}
