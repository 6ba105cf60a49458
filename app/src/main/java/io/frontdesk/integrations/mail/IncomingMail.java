package io.frontdesk.integrations.mail;

import io.frontdesk.platform.mail.EmailAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An e-mail that came in, as far as the desk needs it.
///
/// @param id its Message-ID with angle brackets; a digest of its bytes when it has none
/// @param from null when it names nobody who could be answered
/// @param text its own words: plain text, without quoted messages
/// @param files names of what is attached
/// @param thread ids of the messages before it, oldest first, and its own
/// @param to to whom it was written, openly or as delivered
/// @param returned what it says about messages of ours, or which it complains about
record IncomingMail(
    Kind kind,
    String id,
    @Nullable EmailAddress from,
    @Nullable String fromName,
    @Nullable String subject,
    String text,
    List<String> files,
    List<String> thread,
    List<EmailAddress> to,
    List<Returned> returned) {
  enum Kind {
    /// Somebody wrote it.
    PERSON,
    /// A program answered by itself: away, received, read. Never to be answered (RFC 3834).
    AUTOMATIC,
    /// It went to many.
    LIST,
    /// A mail server reports on what we sent (RFC 3464).
    REPORT,
    /// Somebody complained about what we sent, to their provider (RFC 5965).
    COMPLAINT
  }

  /// What became of a message of ours.
  ///
  /// @param messageId with angle brackets
  /// @param delivered false when it came back
  /// @param code the status, e.g. `5.1.1`
  record Returned(String messageId, boolean delivered, @Nullable String code) {}

  IncomingMail {
    files = List.copyOf(files);
    thread = List.copyOf(thread);
    to = List.copyOf(to);
    returned = List.copyOf(returned);
  }

  @Override
  public String toString() {
    return "IncomingMail[" + kind + "]";
  }
}
