package io.frontdesk.integrations.mail;

import io.frontdesk.platform.tenant.TenantTransactions;
import jakarta.mail.Folder;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.ReceivedDateTerm;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.jspecify.annotations.Nullable;

/// One open mailbox over IMAP, read only, with a limit on every wait. One thread uses it; [#wake]
/// and [#close] may come from another.
final class Imap implements AutoCloseable {
  /// The most that is fetched of one message. Its texts come first; what lies behind are files.
  static final int MOST_BYTES = 1 << 20;

  // A server answers a woken wait at once, so silence for longer than two waits is a dead line.
  private static final String SILENCE = "65000";
  private static final Duration DATE_SLACK = Duration.ofDays(1);

  private final Store store;
  private final IMAPFolder folder;
  private final boolean tells;
  private int looked;

  private Imap(Store store, IMAPFolder folder, boolean tells) {
    this.store = store;
    this.folder = folder;
    this.tells = tells;
  }

  /// @param receivedAt when the server took it, by its own clock; null when it does not say
  record Raw(byte[] bytes, @Nullable Instant receivedAt) {}

  static Imap open(ImapServer server, MailHosts hosts) throws MessagingException {
    TenantTransactions.requireNone("a mail server");
    var store = Session.getInstance(properties(server, hosts)).getStore("imap");
    try {
      store.connect(server.host(), server.port(), server.user(), server.password());
      var folder = store.getFolder(server.folder());
      if (!(folder instanceof IMAPFolder box)) {
        throw new FolderNotFoundException(folder, "no IMAP folder");
      }
      box.open(Folder.READ_ONLY);
      return new Imap(store, box, store instanceof IMAPStore imap && imap.hasCapability("IDLE"));
    } catch (MessagingException | RuntimeException failed) {
      close(store);
      throw failed;
    }
  }

  /// UIDs mean the same messages as long as this number stays.
  long validity() throws MessagingException {
    return folder.getUIDValidity();
  }

  /// The highest UID there is, 0 in an empty folder.
  long lastUid() throws MessagingException {
    int count = folder.getMessageCount();
    return count == 0 ? 0 : folder.getUID(folder.getMessage(count));
  }

  /// UIDs above `uid`, lowest first.
  List<Long> after(long uid) throws MessagingException {
    looked = folder.getMessageCount();
    // A server answers with its last message even when that lies below.
    return uids(folder.getMessagesByUID(uid + 1, UIDFolder.LASTUID)).stream()
        .filter(one -> one > uid)
        .toList();
  }

  /// UIDs of messages that the server took at `from` or later, lowest first.
  List<Long> since(Instant from) throws MessagingException {
    looked = folder.getMessageCount();
    // The server searches by days of its own zone.
    var found =
        folder.search(new ReceivedDateTerm(ComparisonTerm.GE, Date.from(from.minus(DATE_SLACK))));
    var late = new ArrayList<Message>();
    for (var message : found) {
      var received = message.getReceivedDate();
      if (received == null || !received.toInstant().isBefore(from)) {
        late.add(message);
      }
    }
    return uids(late.toArray(Message[]::new));
  }

  /// The beginning of a message; empty when it is gone. It stays unread for other programs.
  Optional<Raw> read(long uid) throws MessagingException {
    if (!(folder.getMessageByUID(uid) instanceof IMAPMessage message)) {
      return Optional.empty();
    }
    message.setPeek(true);
    var received = message.getReceivedDate();
    try (InputStream bytes = message.getMimeStream()) {
      return Optional.of(
          new Raw(bytes.readNBytes(MOST_BYTES), received == null ? null : received.toInstant()));
    } catch (IOException broken) {
      throw new MessagingException("the message broke off", broken);
    } finally {
      message.invalidateHeaders();
    }
  }

  /// Whether the server tells of new messages while [#await] waits.
  boolean tells() {
    return tells;
  }

  /// Waits until the server tells of something or [#wake] is called; not at all when it told
  /// of a message since the last look.
  void await() throws MessagingException {
    // What the server tells between two commands ends no wait, so it is asked once more.
    folder.doCommand(
        protocol -> {
          protocol.simpleCommand("NOOP", null);
          return null;
        });
    if (folder.getMessageCount() <= looked) {
      folder.idle(true);
    }
  }

  /// Ends [#await]; waits for the server's word, so call it on a thread that may wait.
  void wake() {
    // Asking anything of the folder ends its waiting; this asks the least.
    var unused = folder.isOpen();
  }

  @Override
  public void close() {
    close(store);
  }

  private List<Long> uids(Message[] messages) throws MessagingException {
    var uids = new long[messages.length];
    int known = 0;
    for (var message : messages) {
      if (message != null) {
        uids[known++] = folder.getUID(message);
      }
    }
    return Arrays.stream(uids, 0, known).filter(uid -> uid > 0).sorted().boxed().toList();
  }

  private static Properties properties(ImapServer server, MailHosts hosts) {
    var properties = new Properties();
    properties.put("mail.imap.socketFactory", hosts.sockets());
    properties.put("mail.imap.socketFactory.fallback", "false");
    properties.put("mail.imap.connectiontimeout", "5000");
    properties.put("mail.imap.timeout", SILENCE);
    properties.put("mail.imap.writetimeout", "15000");
    properties.put("mail.imap.connectionpooltimeout", "5000");
    properties.put("mail.imap.fetchsize", "262144");
    properties.put("mail.imap.peek", "true");
    switch (server.security()) {
      case "starttls" -> {
        properties.put("mail.imap.starttls.enable", "true");
        properties.put("mail.imap.starttls.required", "true");
        properties.put("mail.imap.ssl.checkserveridentity", "true");
      }
      case "none" -> {}
      default -> {
        properties.put("mail.imap.ssl.enable", "true");
        properties.put("mail.imap.ssl.checkserveridentity", "true");
      }
    }
    return properties;
  }

  private static void close(Store store) {
    try {
      store.close();
    } catch (MessagingException gone) {
      // The line is what was to be closed.
    }
  }
}
