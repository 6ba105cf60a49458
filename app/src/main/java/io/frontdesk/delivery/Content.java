package io.frontdesk.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is sent, rendered and final: it is frozen when the delivery is requested.
public sealed interface Content {
  /// Pictures of one message, as carriers take them.
  int MOST_PICTURES = 10;

  /// Uploaded pictures in their order.
  List<Shown> pictures();

  /// An uploaded picture in its place in a message.
  ///
  /// @param alt what it shows, 1 to 300 characters
  record Shown(PictureId picture, @Nullable String alt) {
    public Shown {
      if (alt != null && (alt.isBlank() || alt.length() > 300)) {
        throw new IllegalArgumentException("a description has 1 to 300 characters");
      }
    }

    @Override
    public String toString() {
      return "Shown[" + picture + "]";
    }
  }

  /// A text message.
  ///
  /// @param body up to 1,600 characters, plain text; none only beside a picture
  /// @param media https addresses of pictures or files that the carrier fetches
  /// @param pictures uploaded ones, see [Pictures]. With these or with media, ten at most, it
  ///     travels as MMS
  record Sms(String body, List<String> media, List<Shown> pictures) implements Content {
    public Sms {
      media = List.copyOf(media);
      pictures = List.copyOf(pictures);
      if (media.size() + pictures.size() > MOST_PICTURES
          || !media.stream().allMatch(Sms::isAddress)) {
        throw new IllegalArgumentException("media are up to ten pictures or https addresses");
      }
      if ((body.isBlank() && pictures.isEmpty()) || body.length() > 1_600) {
        throw new IllegalArgumentException("a text message has 1 to 1,600 characters");
      }
    }

    public Sms(String body) {
      this(body, List.of(), List.of());
    }

    public Sms(String body, List<String> media) {
      this(body, media, List.of());
    }

    /// Whether it travels as a picture message (MMS).
    public boolean isMms() {
      return !media.isEmpty() || !pictures.isEmpty();
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
  /// @param pictures uploaded ones, ten at most, which travel as attachments too
  record Email(
      String subject,
      String text,
      @Nullable String html,
      List<Attachment> attachments,
      List<Shown> pictures)
      implements Content {
    public Email {
      pictures = List.copyOf(pictures);
      if (pictures.size() > MOST_PICTURES) {
        throw new IllegalArgumentException("an e-mail has up to ten pictures");
      }
      if (subject.isBlank() || subject.length() > 255 || subject.chars().anyMatch(c -> c < ' ')) {
        throw new IllegalArgumentException("a subject is one line of 1 to 255 characters");
      }
      attachments = List.copyOf(attachments);
    }

    public Email(String subject, String text, @Nullable String html, List<Attachment> attachments) {
      this(subject, text, html, attachments, List.of());
    }

    @Override
    public String toString() {
      return "Email[" + attachments.size() + " attachments]";
    }
  }
}
