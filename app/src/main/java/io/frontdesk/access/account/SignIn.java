package io.frontdesk.access.account;

import java.time.Duration;

/// What came of an attempt to sign in.
public sealed interface SignIn {
  /// In; the token goes into the session cookie.
  record Done(String token) implements SignIn {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  /// The password was right; a code is needed within five minutes.
  record CodeNeeded(String pending) implements SignIn {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  /// Wrong name or password or code; which one is not told.
  record Wrong() implements SignIn {}

  /// Too many failures; try again after this.
  record Locked(Duration pause) implements SignIn {}
}
