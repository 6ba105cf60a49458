package io.frontdesk.platform.mail;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An e-mail address in lower case, as used for matching and sending. Prints masked, because
/// addresses must not reach logs; `value()` gives the text.
public record EmailAddress(String value) {
  // One @, a domain with a dot, nothing that could break a header or a list. Whether the mailbox
  // exists only a delivery can tell.
  private static final Pattern SHAPE =
      Pattern.compile("[^\\s@<>\"(),:;\\[\\]\\\\\\p{Cntrl}]{1,64}@[a-z0-9.-]{1,185}\\.[a-z]{2,63}");

  public EmailAddress {
    if (!SHAPE.matcher(value).matches() || value.contains("..")) {
      throw new IllegalArgumentException("not an e-mail address");
    }
  }

  /// Reads what a person wrote: surrounding space is dropped, letters become lower case.
  public static Optional<EmailAddress> parse(String text) {
    var value = text.strip().toLowerCase(Locale.ROOT);
    return SHAPE.matcher(value).matches() && !value.contains("..")
        ? Optional.of(new EmailAddress(value))
        : Optional.empty();
  }

  public String domain() {
    return value.substring(value.indexOf('@') + 1);
  }

  @Override
  public String toString() {
    return "[e-mail]";
  }
}
