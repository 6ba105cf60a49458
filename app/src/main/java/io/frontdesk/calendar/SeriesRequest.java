package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import java.time.LocalDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A wish to book appointments that repeat.
///
/// @param first local time of the first one, by the clock of the place ([Catalogue#zone])
/// @param rule RFC 5545 RRULE with COUNT or UNTIL; at most 104 occurrences within two years
/// @param staff who shall do them; null: whoever is free each time
/// @param chosen only these local times of the rule; null: all of them
/// @param location null: wherever the service is done and the time is free
/// @param idempotencyKey unique within the tenant, 1 to 150 characters
public record SeriesRequest(
    ServiceId service,
    LocalDateTime first,
    String rule,
    @Nullable StaffId staff,
    ContactId contact,
    @Nullable Set<LocalDateTime> chosen,
    Source source,
    String idempotencyKey,
    Actor actor,
    String note,
    @Nullable LocationId location) {
  public SeriesRequest(
      ServiceId service,
      LocalDateTime first,
      String rule,
      @Nullable StaffId staff,
      ContactId contact,
      @Nullable Set<LocalDateTime> chosen,
      Source source,
      String idempotencyKey,
      Actor actor,
      String note) {
    this(service, first, rule, staff, contact, chosen, source, idempotencyKey, actor, note, null);
  }

  public SeriesRequest {
    if (idempotencyKey.isBlank() || idempotencyKey.length() > 150) {
      throw new IllegalArgumentException("an idempotency key has 1 to 150 characters");
    }
    chosen = chosen == null ? null : Set.copyOf(chosen);
  }

  public SeriesRequest at(@Nullable LocationId place) {
    return new SeriesRequest(
        service, first, rule, staff, contact, chosen, source, idempotencyKey, actor, note, place);
  }

  @Override
  public String toString() {
    return "SeriesRequest[" + service + " " + first + " " + rule + "]";
  }
}
