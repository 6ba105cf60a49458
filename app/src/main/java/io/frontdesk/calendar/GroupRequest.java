package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A wish to book several appointments together: one after another, at once, or both.
///
/// @param contact who is told, and who comes where a part names nobody else
/// @param parts 2 to 10
/// @param idempotencyKey unique within the tenant, 1 to 150 characters
public record GroupRequest(
    ContactId contact,
    List<Part> parts,
    Source source,
    String idempotencyKey,
    Actor actor,
    String note) {
  public static final int MOST = 10;

  public GroupRequest {
    parts = List.copyOf(parts);
    if (idempotencyKey.isBlank() || idempotencyKey.length() > 150) {
      throw new IllegalArgumentException("an idempotency key has 1 to 150 characters");
    }
  }

  /// @param staff null: whoever is free
  /// @param contact who comes, when it is somebody else
  public record Part(
      ServiceId service, Instant start, @Nullable StaffId staff, @Nullable ContactId contact) {}

  @Override
  public String toString() {
    return "GroupRequest[" + parts.size() + " parts]";
  }
}
