package io.frontdesk.contacts;

import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;

/// One way to reach a person, in its canonical form. Prints masked.
///
/// @param kind `phone` or `email`
/// @param value E.164 or a lower-case address
public record Address(String kind, String value) {
  public static Address of(PhoneNumber phone) {
    return new Address("phone", phone.e164());
  }

  public static Address of(EmailAddress email) {
    return new Address("email", email.value());
  }

  @Override
  public String toString() {
    return "[" + kind + "]";
  }
}
