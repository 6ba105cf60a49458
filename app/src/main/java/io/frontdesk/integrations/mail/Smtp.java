package io.frontdesk.integrations.mail;

import io.frontdesk.delivery.Attachment;
import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/// Builds the messages that [SmtpPool] hands over.
final class Smtp {
  /// @param messageId with angle brackets; null lets one be made
  record Letter(
      String from,
      @Nullable String fromName,
      String to,
      String subject,
      String text,
      @Nullable String html,
      List<Attachment> attachments,
      @Nullable String messageId,
      @Nullable String inReplyTo,
      @Nullable String unsubscribe,
      Instant at) {
    @Override
    public String toString() {
      return "Letter[" + messageId + "]";
    }
  }

  private Smtp() {}

  /// The letter as it travels.
  static SMTPMessage message(Session session, Letter letter)
      throws MessagingException, UnsupportedEncodingException {
    var message = new OwnId(session, letter.messageId());
    var from = new InternetAddress(letter.from(), true);
    if (letter.fromName() != null) {
      from.setPersonal(oneLine(letter.fromName()), "UTF-8");
    }
    message.setFrom(from);
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to(), true));
    message.setSubject(oneLine(letter.subject()), "UTF-8");
    message.setSentDate(Date.from(letter.at()));
    var thread = MailIds.in(letter.inReplyTo());
    if (!thread.isEmpty()) {
      message.setHeader("In-Reply-To", thread.getLast());
      message.setHeader("References", MimeUtility.fold(12, String.join(" ", thread)));
    }
    if (letter.unsubscribe() != null) {
      message.setHeader("List-Unsubscribe", "<" + oneLine(letter.unsubscribe()) + ">");
      message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    message.setContent(content(letter));
    message.saveChanges();
    return message;
  }

  // Mail programs act on an invitation that stands as an alternative; as a file it is also kept.
  private static MimeMultipart content(Letter letter) throws MessagingException {
    var alternative = new MimeMultipart("alternative");
    var text = new MimeBodyPart();
    text.setText(letter.text(), StandardCharsets.UTF_8.name());
    alternative.addBodyPart(text);
    if (letter.html() != null) {
      var html = new MimeBodyPart();
      html.setText(letter.html(), StandardCharsets.UTF_8.name(), "html");
      alternative.addBodyPart(html);
    }
    for (var attachment : letter.attachments()) {
      if (isInvitation(attachment)) {
        alternative.addBodyPart(part(attachment, null));
      }
    }
    var mixed = new MimeMultipart("mixed");
    var first = new MimeBodyPart();
    first.setContent(alternative);
    mixed.addBodyPart(first);
    for (var attachment : letter.attachments()) {
      mixed.addBodyPart(part(attachment, attachment.fileName()));
    }
    return mixed;
  }

  private static MimeBodyPart part(Attachment attachment, @Nullable String fileName)
      throws MessagingException {
    var part = new MimeBodyPart();
    part.setDataHandler(
        new DataHandler(new ByteArrayDataSource(attachment.bytes(), attachment.contentType())));
    part.setHeader("Content-Transfer-Encoding", "base64");
    if (fileName != null) {
      part.setFileName(oneLine(fileName));
      part.setDisposition(MimeBodyPart.ATTACHMENT);
    }
    return part;
  }

  private static boolean isInvitation(Attachment attachment) {
    return attachment.contentType().toLowerCase(Locale.ROOT).startsWith("text/calendar");
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /// Keeps our message id; the library would make its own when saving.
  private static final class OwnId extends SMTPMessage {
    private final @Nullable String id;

    OwnId(Session session, @Nullable String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      if (id == null) {
        super.updateMessageID();
      } else {
        setHeader("Message-ID", id);
      }
    }
  }
}
