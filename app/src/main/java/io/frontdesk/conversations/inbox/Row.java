package io.frontdesk.conversations.inbox;

import io.frontdesk.contacts.Contact;
import io.frontdesk.conversations.Conversation;
import io.frontdesk.conversations.Message;
import io.frontdesk.conversations.thread.Summary;
import io.frontdesk.policy.Channel;
import org.jspecify.annotations.Nullable;

/// A thread as a list shows it, with the person's name.
public record Row(Conversation conversation, @Nullable Contact contact, @Nullable Message last) {
  static Row of(Summary summary, @Nullable Contact contact) {
    return new Row(summary.conversation(), contact, summary.last());
  }

  public String name() {
    return contact == null ? "Deleted contact" : contact.displayName();
  }

  public String initials() {
    return contact == null ? "?" : contact.initials();
  }

  /// The newest line, short.
  public String preview() {
    if (last == null) {
      return "No messages yet";
    }
    // Only a picture goes without words.
    var body =
        last.body().isBlank() && last.channel() == Channel.SMS ? "Picture" : last.body().strip();
    var subject = last.subject() == null ? "" : last.subject().strip();
    // An answer's subject only repeats what was asked.
    boolean told =
        subject.isEmpty() || (!body.isEmpty() && subject.regionMatches(true, 0, "Re:", 0, 3));
    var line = (told ? body : subject + ": " + body).replaceAll("\\s+", " ");
    var who =
        switch (last.direction()) {
          case IN, EVENT -> "";
          case OUT -> "You: ";
          case NOTE -> "Note: ";
        };
    return who
        + (line.length() <= 110
            ? line
            : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, 109))) + "…");
  }
}
