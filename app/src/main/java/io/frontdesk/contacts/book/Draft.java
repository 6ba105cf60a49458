package io.frontdesk.contacts.book;

import io.frontdesk.contacts.Address;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Stage;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A contact as a form or the API wants it to be, checked.
record Draft(@Nullable String name, Set<Address> addresses, Stage stage, List<String> tags) {
  private static final int MOST_ADDRESSES = 20;
  private static final int MOST_TAGS = 50;

  Draft {
    addresses = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
    tags = List.copyOf(tags);
  }

  /// Reads what was sent; blank entries are skipped.
  ///
  /// @param region for numbers without a country code
  /// @throws Refusal that names every wrong field
  static Draft read(
      @Nullable String name,
      List<String> phones,
      List<String> emails,
      String stage,
      List<String> tags,
      String region) {
    var errors = new ArrayList<FieldError>();
    var addresses = new LinkedHashSet<Address>();
    for (var text : filled(phones)) {
      PhoneNumber.parse(text, region)
          .ifPresentOrElse(
              phone -> addresses.add(Address.of(phone)),
              () -> errors.add(new FieldError("phone", "this is no phone number")));
    }
    for (var text : filled(emails)) {
      EmailAddress.parse(text)
          .ifPresentOrElse(
              email -> addresses.add(Address.of(email)),
              () -> errors.add(new FieldError("email", "this is no e-mail address")));
    }
    if (addresses.size() > MOST_ADDRESSES) {
      errors.add(new FieldError("phone", "give at most " + MOST_ADDRESSES + " addresses"));
    }
    var cleaned = name == null ? null : Names.clean(name);
    if (cleaned == null && addresses.isEmpty() && errors.isEmpty()) {
      errors.add(new FieldError("name", "give a name, a phone number or an e-mail address"));
    }
    var found = Stage.find(stage);
    if (found.isEmpty()) {
      errors.add(new FieldError("stage", "choose one of the stages"));
    }
    var words = new LinkedHashSet<String>();
    for (var tag : filled(tags)) {
      var word = Names.clean(tag);
      if (word == null || word.codePointCount(0, word.length()) > 40) {
        errors.add(new FieldError("tags", "a tag has at most 40 characters"));
      } else if (words.stream().noneMatch(word::equalsIgnoreCase)) {
        words.add(word);
      }
    }
    if (words.size() > MOST_TAGS) {
      errors.add(new FieldError("tags", "give at most " + MOST_TAGS + " tags"));
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors.stream().distinct().toList());
    }
    return new Draft(cleaned, addresses, found.orElseThrow(), List.copyOf(words));
  }

  /// What the contact is now.
  static Draft of(Contact contact) {
    return new Draft(
        contact.name(),
        addresses(contact),
        Stage.find(contact.stage()).orElse(Stage.PROSPECT),
        contact.tags());
  }

  static Set<Address> addresses(Contact contact) {
    var addresses = new LinkedHashSet<Address>();
    contact.phones().forEach(phone -> addresses.add(Address.of(phone)));
    contact.emails().forEach(email -> addresses.add(Address.of(email)));
    return addresses;
  }

  private static List<String> filled(List<String> texts) {
    return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }
}
