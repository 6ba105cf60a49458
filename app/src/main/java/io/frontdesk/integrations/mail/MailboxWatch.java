package io.frontdesk.integrations.mail;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.Connections;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches one mailbox on a thread of its own from its making until [#end]: reads what is new,
/// waits to be told of more, and looks by itself every 30 s. When the line breaks it comes back
/// after pauses that grow to five minutes.
final class MailboxWatch {
  private static final Logger LOG = LoggerFactory.getLogger(MailboxWatch.class);
  private static final Duration LOOK_ANYWAY = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Connection connection;
  private final UUID owner;
  private final MailboxReader reader;
  private final Connections connections;
  private final MailHosts hosts;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Imap open;
  private volatile long waitingSince;
  private @Nullable Boolean wasWell;

  MailboxWatch(
      Connection connection,
      UUID owner,
      MailboxReader reader,
      Connections connections,
      MailHosts hosts) {
    this.connection = connection;
    this.owner = owner;
    this.reader = reader;
    this.connections = connections;
    this.hosts = hosts;
    this.thread = Thread.ofVirtual().name("mailbox-" + connection.id()).start(this::run);
  }

  /// Whether it stopped by itself: the lease is lost.
  boolean ended() {
    return !thread.isAlive();
  }

  /// Ends a wait that has lasted long enough.
  void wakeWhenDue() {
    var box = open;
    if (box != null
        && waitingSince != 0
        && System.nanoTime() - waitingSince > LOOK_ANYWAY.toNanos()) {
      waitingSince = 0;
      Thread.startVirtualThread(box::wake);
    }
  }

  /// Stops it; a message in work is finished or rolled back.
  ///
  /// @return whether it has stopped within `patience`
  boolean end(Duration patience) {
    ending.countDown();
    var box = open;
    if (box != null) {
      Thread.startVirtualThread(box::wake);
    }
    try {
      return thread.join(patience);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    var pause = FIRST_PAUSE;
    while (!isEnding()) {
      try (var box = Imap.open(ImapConnection.server(connection), hosts)) {
        open = box;
        while (!isEnding()) {
          reader.readNew(connection, owner, box);
          told(true, "The mailbox is read.");
          pause = FIRST_PAUSE;
          await(box);
        }
      } catch (MailboxReader.Lost lost) {
        LOG.info("mailbox {} is read by another node", connection.id());
        return;
      } catch (MessagingException broken) {
        if (!isEnding()) {
          LOG.info("mailbox {}: {}", connection.id(), broken.getClass().getSimpleName());
          told(false, ImapConnection.objection(broken));
        }
      } catch (RuntimeException ours) {
        LOG.warn("mailbox {} stumbled; it goes on", connection.id(), ours);
      } finally {
        open = null;
        waitingSince = 0;
      }
      rest(pause);
      pause = longer(pause);
    }
  }

  private void await(Imap box) throws MessagingException {
    if (!box.tells()) {
      rest(LOOK_ANYWAY);
      return;
    }
    waitingSince = System.nanoTime();
    if (!isEnding()) {
      box.await();
    }
    waitingSince = 0;
  }

  private void rest(Duration time) {
    try {
      var unused = ending.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      ending.countDown();
    }
  }

  private boolean isEnding() {
    return ending.getCount() == 0;
  }

  // Shown beside the connection; written only when it changes.
  private void told(boolean well, String note) {
    if (wasWell == null || wasWell != well) {
      try {
        connections.seen(connection.tenant(), connection.id(), well, note);
        wasWell = well;
      } catch (RuntimeException away) {
        LOG.debug("it is told another time", away);
      }
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
