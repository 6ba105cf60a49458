package io.frontdesk.integrations.mail;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.mail.MailboxStore.Position;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

/// Reads what is new in a mailbox. A message and the position behind it are one transaction, held
/// by the mailbox's lease, so each message takes effect once whoever reads and whatever breaks off.
@Service
class MailboxReader {
  private static final Logger LOG = LoggerFactory.getLogger(MailboxReader.class);
  private static final int TRIES = 3;
  // The clocks of the server and of this machine differ a little.
  private static final Duration CLOCKS = Duration.ofMinutes(10);

  private final MailboxStore store;
  private final Mailroom mailroom;
  private final TenantTransactions transactions;
  private final MeterRegistry meters;
  private final Map<ConnectionId, Failed> failed = new ConcurrentHashMap<>();

  MailboxReader(
      MailboxStore store,
      Mailroom mailroom,
      TenantTransactions transactions,
      MeterRegistry meters) {
    this.store = store;
    this.mailroom = mailroom;
    this.transactions = transactions;
    this.meters = meters;
  }

  private record Failed(long uid, int times) {}

  /// The lease is somebody else's now, or the connection is gone.
  static final class Lost extends RuntimeException {
    Lost() {
      super("the lease is lost", null, false, false);
    }
  }

  /// Reads until nothing is new.
  ///
  /// @throws MessagingException when the server fails; what was read so far stays read
  /// @throws Lost when another node reads the mailbox
  void readNew(Connection connection, UUID owner, Imap box) throws MessagingException {
    var position = store.position(connection.tenant(), connection.id()).orElseThrow(Lost::new);
    long validity = box.validity();
    var known = position.validity();
    if (known != null && known == validity) {
      for (long uid : box.after(position.lastUid())) {
        take(connection, owner, box, validity, uid);
      }
    } else {
      begin(connection, owner, box, validity, position);
    }
  }

  // The numbers say nothing yet, or no more: those received lately are looked at, and those taken
  // before are known by their ids.
  private void begin(Connection connection, UUID owner, Imap box, long validity, Position position)
      throws MessagingException {
    long last = box.lastUid();
    for (long uid : box.since(position.since().minus(CLOCKS))) {
      take(connection, owner, box, validity, uid);
      last = Math.max(last, uid);
    }
    long end = last;
    var tenant = connection.tenant();
    transactions.write(
        tenant,
        () -> {
          var unused = store.advance(tenant, connection.id(), owner, validity, end, null);
        });
  }

  private void take(Connection connection, UUID owner, Imap box, long validity, long uid)
      throws MessagingException {
    var tenant = connection.tenant();
    var raw = box.read(uid);
    var mail = raw.map(found -> MimeReader.read(found.bytes()));
    var receivedAt = raw.map(Imap.Raw::receivedAt).orElse(null);
    try {
      transactions.write(
          tenant,
          () -> {
            if (!store.advance(tenant, connection.id(), owner, validity, uid, receivedAt)) {
              throw new Lost();
            }
            mail.ifPresent(found -> mailroom.accept(connection, found, receivedAt));
          });
      failed.remove(connection.id());
      mail.ifPresent(found -> count(found.kind().name().toLowerCase(Locale.ROOT)));
    } catch (Lost
        | TransactionException
        | TransientDataAccessException
        | RecoverableDataAccessException
        | DataAccessResourceFailureException away) {
      throw away;
    } catch (RuntimeException broken) {
      giveUpAfterSomeTries(connection, owner, validity, uid, broken);
    }
  }

  // One message must not keep those behind it out for ever. It stays in the mailbox.
  private void giveUpAfterSomeTries(
      Connection connection, UUID owner, long validity, long uid, RuntimeException broken) {
    var before = failed.get(connection.id());
    int times = before != null && before.uid() == uid ? before.times() + 1 : 1;
    if (times < TRIES) {
      failed.put(connection.id(), new Failed(uid, times));
      throw broken;
    }
    failed.remove(connection.id());
    LOG.error(
        "message {} of mailbox {} of tenant {} could not be taken in and is passed over",
        uid,
        connection.id(),
        connection.tenant(),
        broken);
    count("passed-over");
    var tenant = connection.tenant();
    transactions.write(
        tenant,
        () -> {
          var unused = store.advance(tenant, connection.id(), owner, validity, uid, null);
        });
  }

  private void count(String outcome) {
    meters.counter("frontdesk.integrations.mail", "outcome", outcome).increment();
  }
}
