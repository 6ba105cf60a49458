package io.frontdesk.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is sent, rendered and final: it is frozen when the delivery is requested.
public sealed interface Content {
  /// A text message.
  ///
  /// @param body 1 to 1,600 characters, plain text
  /// @param media https addresses of up to ten pictures or files that the carrier fetches; with any
  ///     it travels as MMS
  record Sms(String body, List<String> media) implements Content {
    private static final int MOST_MEDIA = 10;

    public Sms {
      media = List.copyOf(media);
      if (media.size() > MOST_MEDIA || !media.stream().allMatch(Sms::isAddress)) {
        throw new IllegalArgumentException("media are up to ten https addresses");
      }
      if (body.isBlank() || body.length() > 1_600) {
        throw new IllegalArgumentException("a text message has 1 to 1,600 characters");
      }
    }

    public Sms(String body) {
      this(body, List.of());
    }

    private static boolean isAddress(String url) {
      return url.length() <= 1_000
          && url.matches("https://[^\\s/@\\p{Cntrl}]+(/[^\\s\\p{Cntrl}]*)?");
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
