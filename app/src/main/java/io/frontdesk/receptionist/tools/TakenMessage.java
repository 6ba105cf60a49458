package io.frontdesk.receptionist.tools;

import io.frontdesk.calls.CallId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.phone.PhoneNumber;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a caller wants a person to know.
///
/// @param contact who left it; null when the caller gave no number
record TakenMessage(
    UUID id,
    CallId call,
    @Nullable ContactId contact,
    @Nullable String callerName,
    @Nullable PhoneNumber callBack,
    String body,
    boolean urgent,
    Instant at) {
  @Override
  public String toString() {
    return "TakenMessage[" + id + "]";
  }
}
