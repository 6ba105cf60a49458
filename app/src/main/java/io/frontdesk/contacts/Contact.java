package io.frontdesk.contacts;

import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A person the business knows: client, patient or lead. Prints its id only, because names and
/// addresses must not reach logs.
///
/// @param phones oldest first; the first is the one to use
/// @param emails oldest first; the first is the one to use
/// @param stage a [Stage#code]
/// @param tags in alphabetical order
/// @param source who or what brought the person in, e.g. `phone`, `manual`, `api`
/// @param activeAt when the timeline last grew
/// @param version grows with every change; what edits compare
public record Contact(
    ContactId id,
    @Nullable String name,
    List<PhoneNumber> phones,
    List<EmailAddress> emails,
    String stage,
    List<String> tags,
    String source,
    Instant createdAt,
    Instant updatedAt,
    Instant activeAt,
    long version) {
  public Contact {
    phones = List.copyOf(phones);
    emails = List.copyOf(emails);
    tags = List.copyOf(tags);
  }

  /// What screens call the person: the name, else a number, else an address.
  public String displayName() {
    if (name != null) {
      return name;
    }
    if (!phones.isEmpty()) {
      return phones.getFirst().display();
    }
    return emails.isEmpty() ? "Unnamed contact" : emails.getFirst().value();
  }

  /// One or two letters for the round picture.
  public String initials() {
    if (name == null) {
      return "#";
    }
    var words = name.strip().split("\\s+");
    var first = letter(words[0]);
    return words.length == 1 ? first : first + letter(words[words.length - 1]);
  }

  /// The number to call or text.
  public @Nullable PhoneNumber phone() {
    return phones.isEmpty() ? null : phones.getFirst();
  }

  /// The address to write to.
  public @Nullable EmailAddress email() {
    return emails.isEmpty() ? null : emails.getFirst();
  }

  /// The stage as screens show it.
  public String stageLabel() {
    return Stage.find(stage).map(Stage::label).orElse(stage);
  }

  @Override
  public String toString() {
    return "Contact[" + id + "]";
  }

  private static String letter(String word) {
    return word.isEmpty()
        ? ""
        : Character.toString(word.codePointAt(0)).toUpperCase(java.util.Locale.ROOT);
  }
}
