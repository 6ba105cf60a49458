package io.frontdesk.integrations.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/// One line to a mail server, for many letters one after the other. It knows whether the end of the
/// letter in hand was sent: before that the server has surely not taken it, after it nobody knows
/// without an answer.
final class SmtpLine extends SMTPTransport {
  private static final int LONGEST_ENVELOPE_ID = 100;

  private boolean ended;
  private int letters;

  SmtpLine(Session session) {
    super(session, new URLName("smtp", null, -1, null, null, null));
  }

  /// Whether the end of the letter begun last was sent.
  boolean ended() {
    return ended;
  }

  /// How many letters were begun on it.
  int letters() {
    return letters;
  }

  @Override
  public synchronized void sendMessage(Message message, Address[] addresses)
      throws MessagingException {
    ended = false;
    letters++;
    if (message instanceof SMTPMessage letter) {
      letter.setMailExtension(null);
    }
    if (message instanceof SMTPMessage letter && supportsExtension("DSN")) {
      var id = letter.getMessageID();
      if (id != null) {
        var envelope = escaped(id.replaceAll("[<>]", ""));
        if (envelope.length() <= LONGEST_ENVELOPE_ID) {
          letter.setMailExtension("ENVID=" + envelope);
        }
      }
    }
    super.sendMessage(message, addresses);
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    ended = true;
    super.finishData();
  }

  // xtext of RFC 3461.
  private static String escaped(String text) {
    var escaped = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      if (one > ' ' && one < 127 && one != '+' && one != '=') {
        escaped.append((char) one);
      } else {
        escaped.append('+').append(String.format(Locale.ROOT, "%02X", one));
      }
    }
    return escaped.toString();
  }
}
