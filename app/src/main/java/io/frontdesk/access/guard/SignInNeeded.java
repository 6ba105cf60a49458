package io.frontdesk.access.guard;

/// Nobody is signed in; a page sends the browser to sign in, everything else answers 401.
final class SignInNeeded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SignInNeeded() {
    super("sign in first", null, false, false);
  }
}
