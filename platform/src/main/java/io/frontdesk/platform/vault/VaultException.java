package io.frontdesk.platform.vault;

/// A sealed value did not open: made for another tenant or purpose, altered, or its key is gone.
public final class VaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VaultException(Throwable cause) {
    super("the sealed value can't be opened", cause);
  }
}
