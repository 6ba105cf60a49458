package io.frontdesk.access.account;

import io.frontdesk.access.port.AccountMail;
import io.frontdesk.platform.mail.EmailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Sends account mail when a mail server is set up, and says honestly when not.
@Component
public class Mailroom {
  private static final Logger log = LoggerFactory.getLogger(Mailroom.class);

  private final ObjectProvider<AccountMail> mail;

  Mailroom(ObjectProvider<AccountMail> mail) {
    this.mail = mail;
  }

  public boolean available() {
    var server = mail.getIfAvailable();
    return server != null && server.available();
  }

  /// Sends and tells whether the server took it. Call it outside a transaction.
  public boolean send(EmailAddress to, String subject, String text) {
    var server = mail.getIfAvailable();
    if (server == null || !server.available()) {
      return false;
    }
    try {
      server.send(to, subject, text);
      return true;
    } catch (AccountMail.AccountMailFailed failed) {
      log.warn("account mail was not taken", failed);
      return false;
    }
  }

  /// Sends in the background, so that the answer's timing tells nothing.
  void sendLater(EmailAddress to, String subject, String text) {
    later(() -> send(to, subject, text));
  }

  /// Finds out in the background whether there is something to send.
  void later(Runnable work) {
    Thread.ofVirtual().name("account-mail").start(work);
  }
}
