package io.frontdesk.sandbox.mail;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mail server with the business's mailboxes (kept for IMAP) and everybody else's (read, recorded
/// and emptied). SMTP passes a front that makes trouble on demand.
public final class MailWorld implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MailWorld.class);

  /// A letter that reached a person.
  public record Arrived(String from, String to, String subject, String messageId) {}

  private final GreenMail server;
  private final SmtpFront front;
  private final Recorder recorder;
  private final Consumer<Arrived> people;
  private final Set<String> ours = ConcurrentHashMap.newKeySet();
  private final Map<String, String> bouncing = new ConcurrentHashMap<>();
  private final Thread postman;

  public MailWorld(
      int smtpPort, int imapPort, Faults faults, Recorder recorder, Consumer<Arrived> people)
      throws IOException {
    this.recorder = recorder;
    this.people = people;
    this.server =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(imapPort, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
            });
    server.start();
    this.front = new SmtpFront(smtpPort, server.getSmtp().getPort(), faults);
    this.postman = Thread.ofVirtual().name("postman").start(this::collect);
  }

  public int smtpPort() {
    return front.port();
  }

  public int imapPort() {
    return server.getImap().getPort();
  }

  /// Opens a mailbox of the business: the program signs in with it to send and to read.
  public void open(String address, String login, String password) {
    ours.add(address);
    server.setUser(address, login, password);
  }

  /// A person writes to the business.
  ///
  /// @param inReplyTo message id of the letter answered, or empty
  public void write(String from, String to, String subject, String text, String inReplyTo) {
    var properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", Integer.toString(server.getSmtp().getPort()));
    try {
      var letter = new MimeMessage(Session.getInstance(properties));
      letter.setFrom(new InternetAddress(from));
      letter.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
      letter.setSubject(subject, "UTF-8");
      letter.setText(text, "UTF-8");
      letter.setSentDate(Date.from(Instant.now()));
      if (!inReplyTo.isEmpty()) {
        letter.setHeader("In-Reply-To", inReplyTo);
        letter.setHeader("References", inReplyTo);
      }
      letter.saveChanges();
      Transport.send(letter);
    } catch (MessagingException broken) {
      throw new IllegalArgumentException(
          "the letter cannot be sent: " + broken.getMessage(), broken);
    }
  }

  /// From now on letters to this address come back with a report.
  ///
  /// @param status e.g. `5.1.1`
  public void bounce(String address, String status) {
    bouncing.put(address, status);
  }

  @Override
  public void close() {
    postman.interrupt();
    front.close();
    server.stop();
  }

  // Looks into people's mailboxes a few times a second: what lies there has reached its reader.
  private void collect() {
    try {
      while (true) {
        for (var user : List.copyOf(server.getUserManager().listUser())) {
          if (!ours.contains(user.getEmail())) {
            empty(user);
          }
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void empty(GreenMailUser user) {
    try {
      MailFolder inbox = server.getManagers().getImapHostManager().getInbox(user);
      if (inbox.getMessageCount() == 0) {
        return;
      }
      for (var stored : List.copyOf(inbox.getMessages())) {
        if (!stored.isSet(Flags.Flag.DELETED)) {
          var letter = stored.getMimeMessage();
          stored.setFlag(Flags.Flag.DELETED, true);
          arrive(user.getEmail(), letter);
        }
      }
      inbox.expunge();
    } catch (FolderException | MessagingException | IOException broken) {
      LOG.warn("a mailbox cannot be read", broken);
    }
  }

  private void arrive(String to, MimeMessage letter) throws MessagingException, IOException {
    var texts = new ArrayList<String>();
    var attachments = new ArrayList<Map<String, @Nullable Object>>();
    read(letter, texts, attachments);
    var from = ((InternetAddress) letter.getFrom()[0]).getAddress();
    var status = bouncing.get(to);
    if (status != null) {
      report(from, to, String.valueOf(letter.getMessageID()), status);
      return;
    }
    recorder.add(
        "mail",
        Json.of(
            "from",
            from,
            "to",
            to,
            "subject",
            letter.getSubject(),
            "messageId",
            letter.getMessageID(),
            "text",
            String.join("\n", texts),
            "attachments",
            attachments,
            "unsubscribe",
            letter.getHeader("List-Unsubscribe", null),
            "unsubscribePost",
            letter.getHeader("List-Unsubscribe-Post", null)));
    people.accept(
        new Arrived(
            from, to, String.valueOf(letter.getSubject()), String.valueOf(letter.getMessageID())));
  }

  // RFC 3464
  private void report(String from, String to, String id, String status) throws MessagingException {
    var properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", Integer.toString(server.getSmtp().getPort()));
    var text =
        """
        From: Mail Delivery System <mailer-daemon@mx.sandbox.example>
        To: %s
        Subject: Undelivered
        Message-ID: <report-%d@mx.sandbox.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=r

        --r
        Content-Type: text/plain

        It was not delivered.
        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.sandbox.example

        Final-Recipient: rfc822; %s
        Action: failed
        Status: %s
        --r
        Content-Type: text/rfc822-headers

        Message-ID: %s
        --r--
        """
            .formatted(from, System.nanoTime(), to, status, id);
    var letter =
        new MimeMessage(
            Session.getInstance(properties),
            new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    Transport.send(letter);
  }

  private static void read(
      Part part, List<String> texts, List<Map<String, @Nullable Object>> attachments)
      throws MessagingException, IOException {
    var content = part.getContent();
    if (content instanceof Multipart several) {
      for (int i = 0; i < several.getCount(); i++) {
        read(several.getBodyPart(i), texts, attachments);
      }
    } else if (part.isMimeType("text/plain") && part.getFileName() == null) {
      texts.add(content.toString());
    } else if (!part.isMimeType("text/html") || part.getFileName() != null) {
      var bytes = part.getInputStream().readAllBytes();
      attachments.add(
          Json.of(
              "type", part.getContentType(),
              "name", part.getFileName(),
              "text", new String(bytes, StandardCharsets.UTF_8)));
    }
  }
}
