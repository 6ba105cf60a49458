package io.frontdesk.access.account;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.mail.EmailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the fields of a form and collects what is wrong with them.
public final class Forms {
  private final Map<String, String> values;
  private final List<FieldError> errors = new ArrayList<>();

  public Forms(Map<String, String> values) {
    this.values = values;
  }

  /// The text of a field, without surrounding space.
  public String text(String field) {
    return values.getOrDefault(field, "").strip();
  }

  /// A text that must be there.
  public String text(String field, int longest) {
    var text = text(field);
    if (text.isEmpty()) {
      wrong(field, "Please fill this in.");
    } else if (text.length() > longest) {
      wrong(field, "Use at most " + longest + " characters.");
    } else if (text.codePoints().anyMatch(Character::isISOControl)) {
      wrong(field, "Use letters, digits and signs only.");
    }
    return text;
  }

  /// A secret as it was typed.
  public String secret(String field) {
    return values.getOrDefault(field, "");
  }

  public Optional<EmailAddress> email(String field) {
    var email = EmailAddress.parse(text(field));
    if (email.isEmpty()) {
      wrong(field, "Write an e-mail address such as ana@example.com.");
    }
    return email;
  }

  public void wrong(String field, String message) {
    errors.add(new FieldError(field, message));
  }

  /// @throws Refusal that lists every wrong field
  public void check() {
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
  }

  /// The messages of a refusal by field; one without fields stands under `form`.
  public static Map<String, String> messages(Refusal refusal) {
    var messages = new HashMap<String, String>();
    refusal.fields().forEach(error -> messages.putIfAbsent(error.field(), error.message()));
    if (messages.isEmpty()) {
      messages.put("form", refusal.text());
    }
    return messages;
  }
}
