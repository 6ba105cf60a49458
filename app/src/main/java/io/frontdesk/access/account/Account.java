package io.frontdesk.access.account;

import io.frontdesk.access.AccountId;
import io.frontdesk.platform.mail.EmailAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A person who can sign in.
///
/// @param passwordHash null for one made by a link that never set a password
/// @param totp the encrypted secret of the second factor, null when it is off
/// @param totpPending a secret shown but not yet proven
record Account(
    AccountId id,
    EmailAddress email,
    String name,
    @Nullable String passwordHash,
    byte @Nullable [] totp,
    byte @Nullable [] totpPending) {

  boolean hasSecondFactor() {
    return totp != null;
  }

  Optional<String> password() {
    return Optional.ofNullable(passwordHash);
  }

  Optional<byte[]> secret() {
    return Optional.ofNullable(totp);
  }

  Optional<byte[]> offered() {
    return Optional.ofNullable(totpPending);
  }
}
