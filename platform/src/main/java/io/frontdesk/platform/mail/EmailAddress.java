package io.frontdesk.platform.mail;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An e-mail address in lower case, its domain as mail servers know it (`xn--…` for one in another
/// script), as used for matching and sending. Prints masked, because addresses must not reach logs;
/// `value()` gives the text.
public record EmailAddress(String value) {
  // One @, a domain with a dot, nothing that could break a header or a list. Whether the mailbox
  // exists only a delivery can tell.
  private static final Pattern SHAPE =
      Pattern.compile(
          "[^\\s@<>\"(),:;\\[\\]\\\\\\p{Cntrl}]{1,64}@[a-z0-9.-]{1,185}"
              + "\\.(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])");

  private static final int LONGEST = 320;

  public EmailAddress {
    if (!SHAPE.matcher(value).matches() || value.contains("..")) {
      throw new IllegalArgumentException("not an e-mail address");
    }
  }

  /// Reads what a person wrote: surrounding space is dropped, letters become lower case and accents
  /// one with their letter, so that one mailbox has one text. What stands behind a `+` stays: whose
  /// it is only its server knows.
  public static Optional<EmailAddress> parse(String text) {
    var value = Normalizer.normalize(text.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    int at = value.lastIndexOf('@');
    if (at < 0 || value.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      var ascii = value.substring(0, at + 1) + IDN.toASCII(value.substring(at + 1));
      return SHAPE.matcher(ascii).matches() && !ascii.contains("..")
          ? Optional.of(new EmailAddress(ascii))
          : Optional.empty();
    } catch (IllegalArgumentException noDomain) {
      return Optional.empty();
    }
  }

  public String domain() {
    return value.substring(value.indexOf('@') + 1);
  }

  @Override
  public String toString() {
    return "[e-mail]";
  }
}
