package io.frontdesk.delivery;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Understands what a person answers by text message to something we asked them. Each bean is asked
/// in turn, in the transaction that stores the message, after a STOP, START or HELP was heeded (and
/// never about one), until one knows what was meant.
public interface ReplyReader {
  /// What the person wrote.
  ///
  /// @param from the number it came from, E.164
  /// @param to our number it was written to
  /// @param key names the message: the same again is the same message
  record Reply(
      ContactId contact, String from, @Nullable String to, String text, String key, Instant at) {
    @Override
    public String toString() {
      return "Reply[" + contact + "]";
    }
  }

  /// What became of it.
  sealed interface Reading {
    /// It answers nothing of ours.
    record NotMine() implements Reading {}

    /// It was understood and done; nobody needs to look.
    ///
    /// @param told one sentence for the thread
    record Done(String told) implements Reading {}

    /// It concerns us, but a person must decide.
    ///
    /// @param told one sentence for the thread
    record ForPeople(String told) implements Reading {}
  }

  /// Reads one message and does what it asks for. Repeatable per key.
  Reading read(TenantId tenant, Reply reply);
}
