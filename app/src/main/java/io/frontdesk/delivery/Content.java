package io.frontdesk.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is sent, rendered and final: it is frozen when the delivery is requested.
public sealed interface Content {
  /// A text message.
  ///
  /// @param body 1 to 1,600 characters, plain text
  record Sms(String body) implements Content {
    public Sms {
      if (body.isBlank() || body.length() > 1_600) {
        throw new IllegalArgumentException("a text message has 1 to 1,600 characters");
      }
    }

    @Override
    public String toString() {
      return "Sms[" + body.length() + " characters]";
    }
  }

  /// An e-mail.
  ///
  /// @param subject one line, 1 to 255 characters
  /// @param text the plain part, always there
  record Email(String subject, String text, @Nullable String html, List<Attachment> attachments)
      implements Content {
    public Email {
      if (subject.isBlank() || subject.length() > 255 || subject.chars().anyMatch(c -> c < ' ')) {
        throw new IllegalArgumentException("a subject is one line of 1 to 255 characters");
      }
      attachments = List.copyOf(attachments);
    }

    @Override
    public String toString() {
      return "Email[" + attachments.size() + " attachments]";
    }
  }
}
