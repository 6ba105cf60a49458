package io.frontdesk.contacts.book;

import io.frontdesk.contacts.AddressTaken;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The form as it is shown: what was typed, and what was wrong with it.
///
/// @param id null for a new contact
/// @param errors of single fields
/// @param problem of the whole, null when there is none
public record ContactForm(
    @Nullable ContactId id,
    String name,
    List<String> phones,
    List<String> emails,
    String stage,
    String tags,
    long version,
    List<FieldError> errors,
    @Nullable Refusal problem) {
  public ContactForm {
    phones = List.copyOf(phones);
    emails = List.copyOf(emails);
    errors = List.copyOf(errors);
  }

  static ContactForm of(Contact contact) {
    var name = contact.name();
    return new ContactForm(
        contact.id(),
        name == null ? "" : name,
        contact.phones().stream().map(phone -> phone.display()).toList(),
        contact.emails().stream().map(email -> email.value()).toList(),
        contact.stage(),
        String.join(", ", contact.tags()),
        contact.version(),
        List.of(),
        null);
  }

  ContactForm refused(Refusal refusal) {
    return new ContactForm(
        id, name, phones, emails, stage, tags, version, refusal.fields(), refusal);
  }

  /// What is wrong with a field, null when nothing is.
  public @Nullable String error(String field) {
    return errors.stream()
        .filter(error -> error.field().equals(field))
        .map(FieldError::message)
        .findFirst()
        .orElse(null);
  }

  /// Who has the address that was given, when that is what is wrong.
  public @Nullable ContactId takenBy() {
    return problem instanceof AddressTaken taken ? taken.owner() : null;
  }
}
