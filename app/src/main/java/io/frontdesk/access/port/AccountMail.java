package io.frontdesk.access.port;

import io.frontdesk.platform.mail.EmailAddress;

/// Sends mail about an account (invitation, password reset) to its owner, over the platform's own
/// mail server. Belongs to no tenant's contact and passes no contact policy.
///
/// Without an implementation, or when [#available] says no, screens show the link to copy instead
/// or say that mail can't be sent.
public interface AccountMail {
  /// Whether a mail server is set up at all.
  boolean available();

  /// Hands the mail to the server. Call it outside a transaction.
  ///
  /// @param text plain text; links stand on lines of their own
  /// @throws AccountMailFailed when the server did not take it
  void send(EmailAddress to, String subject, String text);

  /// The server did not take the mail.
  final class AccountMailFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AccountMailFailed(Throwable cause) {
      super("the mail server did not take the mail", cause);
    }
  }
}
