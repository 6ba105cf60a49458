package io.frontdesk.integrations.mail;

import io.frontdesk.delivery.Attachment;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.tenant.TenantTransactions;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/// Speaks SMTP: builds one message and hands it over, with a limit on every wait.
final class Smtp {
  private static final String LIMIT = "15000";

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

  /// Where in the conversation with the server we were: before the message itself was sent, a
  /// failure means it surely did not arrive.
  private enum Step {
    CONNECTING,
    SENDING
  }

  private Smtp() {}

  static GatewayOutcome send(SmtpServer server, Letter letter) {
    TenantTransactions.requireNone("a mail server");
    var step = Step.CONNECTING;
    var session = Session.getInstance(properties(server));
    try {
      var message = message(session, letter);
      var transport = session.getTransport("smtp");
      try {
        transport.connect(
            server.host(),
            server.port(),
            server.user().isEmpty() ? null : server.user(),
            server.user().isEmpty() ? null : server.password());
        step = Step.SENDING;
        transport.sendMessage(message, message.getAllRecipients());
      } finally {
        close(transport);
      }
      return new GatewayOutcome.Accepted(String.valueOf(message.getMessageID()));
    } catch (MessagingException failed) {
      return outcome(step, failed);
    } catch (UnsupportedEncodingException impossible) {
      throw new IllegalStateException("every Java has UTF-8", impossible);
    }
  }

  /// Whether the server can be reached and takes the credentials; empty when it does, else why not.
  static @Nullable String check(SmtpServer server) {
    TenantTransactions.requireNone("a mail server");
    try {
      var transport = Session.getInstance(properties(server)).getTransport("smtp");
      try {
        transport.connect(
            server.host(),
            server.port(),
            server.user().isEmpty() ? null : server.user(),
            server.user().isEmpty() ? null : server.password());
        return null;
      } finally {
        close(transport);
      }
    } catch (AuthenticationFailedException refused) {
      return "The mail server refuses the user or password.";
    } catch (MessagingException failed) {
      return "The mail server was not reached, or not securely.";
    }
  }

  private static Properties properties(SmtpServer server) {
    var properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", "5000");
    properties.put("mail.smtp.timeout", LIMIT);
    properties.put("mail.smtp.writetimeout", LIMIT);
    properties.put("mail.smtp.auth", Boolean.toString(!server.user().isEmpty()));
    properties.put("mail.smtp.quitwait", "false");
    properties.put("mail.mime.address.strict", "true");
    switch (server.security()) {
      case "tls" -> {
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
      }
      case "none" -> {}
      default -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
      }
    }
    return properties;
  }

  private static MimeMessage message(Session session, Letter letter)
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

  private static GatewayOutcome outcome(Step step, MessagingException failed) {
    if (failed instanceof AuthenticationFailedException) {
      return new GatewayOutcome.Rejected("smtp-auth", "The mail server refuses our sign-in.");
    }
    if (step == Step.CONNECTING || failed instanceof MailConnectException) {
      return new GatewayOutcome.NotReached("smtp-connect", null);
    }
    int code = code(failed);
    if (code >= 500) {
      return new GatewayOutcome.Rejected(
          "smtp-" + code, "The mail server refused it (" + code + ").");
    }
    if (code >= 400) {
      return new GatewayOutcome.NotReached("smtp-" + code, null);
    }
    return new GatewayOutcome.Unclear("smtp-no-answer");
  }

  private static int code(MessagingException failed) {
    for (@Nullable Exception one = failed; one != null; ) {
      if (one instanceof SMTPAddressFailedException address) {
        return address.getReturnCode();
      }
      if (one instanceof SMTPSendFailedException refused && refused.getReturnCode() >= 400) {
        return refused.getReturnCode();
      }
      one = one instanceof MessagingException next ? next.getNextException() : null;
    }
    return 0;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException alreadyClosed) {
      // What was sent was answered for before.
    }
  }

  /// Keeps our message id; the library would make its own when saving.
  private static final class OwnId extends MimeMessage {
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
