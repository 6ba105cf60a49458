package io.frontdesk.outreach;

import io.frontdesk.contacts.ContactId;
import org.jspecify.annotations.Nullable;

/// Somebody in a plan.
///
/// @param part of the plan, see [Part#nr]
public record Recipient(int part, ContactId contact, @Nullable String address) {
  @Override
  public String toString() {
    return "Recipient[" + part + " " + contact + "]";
  }
}
