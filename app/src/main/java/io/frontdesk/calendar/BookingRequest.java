package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import java.time.Instant;
import java.util.Map;
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
/// @param location null: wherever the service is done and the time is free
/// @param answers to the service's questions, by their ids
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
    @Nullable HoldId hold,
    @Nullable LocationId location,
    Map<UUID, String> answers) {
  public BookingRequest {
    if (idempotencyKey.isBlank() || idempotencyKey.length() > 200) {
      throw new IllegalArgumentException("an idempotency key has 1 to 200 characters");
    }
    note = note.strip();
    if (note.length() > 2000) {
      note = note.substring(0, 2000);
    }
    answers = Map.copyOf(answers);
  }

  /// A wish for any place, without a hold or answers.
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
    this(
        service,
        start,
        staff,
        contact,
        source,
        idempotencyKey,
        actor,
        callRef,
        note,
        null,
        null,
        Map.of());
  }

  public BookingRequest fromHold(@Nullable HoldId kept) {
    return new BookingRequest(
        service,
        start,
        staff,
        contact,
        source,
        idempotencyKey,
        actor,
        callRef,
        note,
        kept,
        location,
        answers);
  }

  public BookingRequest at(@Nullable LocationId place) {
    return new BookingRequest(
        service,
        start,
        staff,
        contact,
        source,
        idempotencyKey,
        actor,
        callRef,
        note,
        hold,
        place,
        answers);
  }

  public BookingRequest answering(Map<UUID, String> said) {
    return new BookingRequest(
        service,
        start,
        staff,
        contact,
        source,
        idempotencyKey,
        actor,
        callRef,
        note,
        hold,
        location,
        said);
  }

  /// Without what the client told.
  @Override
  public String toString() {
    return "BookingRequest[" + service + " " + start + "]";
  }
}
