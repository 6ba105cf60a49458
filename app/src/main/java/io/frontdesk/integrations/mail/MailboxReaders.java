package io.frontdesk.integrations.mail;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.id.Uuid7;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Keeps one reader going per active mailbox that no other node reads. Looks every few seconds for
/// connections that were made, changed or switched off, and renews its leases; a lease that is not
/// renewed passes to another node.
@Component
class MailboxReaders implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(MailboxReaders.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Duration STOPPING = Duration.ofSeconds(3);

  private final UUID node = Uuid7.next();
  private final MailboxStore store;
  private final MailboxReader reader;
  private final Connections connections;
  private final MailHosts hosts;
  private final boolean enabled;
  private final Map<ConnectionId, Running> running = new HashMap<>();
  private volatile @Nullable Thread thread;

  private record Running(int version, MailboxWatch watch) {}

  MailboxReaders(
      MailboxStore store,
      MailboxReader reader,
      Connections connections,
      MailHosts hosts,
      Settings settings) {
    this.store = store;
    this.reader = reader;
    this.connections = connections;
    this.hosts = hosts;
    this.enabled = settings.get(IntegrationsSettings.READ_MAIL);
  }

  @Override
  public void start() {
    if (enabled && thread == null) {
      var looking = Thread.ofVirtual().name("mailboxes").unstarted(this::run);
      // Before it runs: it looks whether it is still the one.
      thread = looking;
      looking.start();
    }
  }

  @Override
  public void stop() {
    var looking = thread;
    thread = null;
    if (looking != null) {
      looking.interrupt();
      try {
        looking.join(STOPPING);
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    while (thread == Thread.currentThread()) {
      try {
        look();
      } catch (RuntimeException away) {
        LOG.warn("mailboxes could not be looked after: {}", away.getClass().getSimpleName());
      }
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException stopping) {
        break;
      }
    }
    endAll();
  }

  /// Starts and stops readers as connections and leases say.
  void look() {
    var wanted =
        store.wanted().stream()
            .collect(Collectors.toMap(MailboxStore.Wanted::connection, one -> one));
    var held = running.isEmpty() ? java.util.Set.of() : store.renew(running.keySet(), node, LEASE);
    for (var entry : Map.copyOf(running).entrySet()) {
      var now = wanted.get(entry.getKey());
      var watch = entry.getValue().watch();
      if (now == null
          || now.version() != entry.getValue().version()
          || !held.contains(entry.getKey())
          || watch.ended()) {
        running.remove(entry.getKey());
        end(entry.getKey(), watch);
      } else {
        watch.wakeWhenDue();
      }
    }
    for (var mailbox : wanted.values()) {
      if (!running.containsKey(mailbox.connection()) && store.lease(mailbox, node, LEASE)) {
        connections
            .find(mailbox.tenant(), mailbox.connection())
            .ifPresent(
                connection ->
                    running.put(
                        mailbox.connection(),
                        new Running(
                            mailbox.version(),
                            new MailboxWatch(connection, node, reader, connections, hosts))));
      }
    }
  }

  private void endAll() {
    for (var entry : running.entrySet()) {
      end(entry.getKey(), entry.getValue().watch());
    }
    running.clear();
  }

  // Once it has surely stopped, another reader need not wait for the lease to run out.
  private void end(ConnectionId mailbox, MailboxWatch watch) {
    if (watch.end(STOPPING)) {
      try {
        store.release(mailbox, node);
      } catch (RuntimeException away) {
        LOG.debug("the lease ends by itself", away);
      }
    }
  }
}
