package io.frontdesk.integrations.inbox;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.ReceivedEvents;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter.Parsed;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// What came in, kept before anything is done about it. Bodies are encrypted at rest.
@Service
class Inbox implements ReceivedEvents {
  static final String PURPOSE = "integrations.webhook";

  private final TenantTransactions transactions;
  private final InboxStore store;
  private final InboxWriter writer;
  private final Vault vault;
  private final AuditLog audit;
  private final EventLog events;
  private final Semaphore bell = new Semaphore(0);

  Inbox(
      TenantTransactions transactions,
      InboxStore store,
      InboxWriter writer,
      Vault vault,
      AuditLog audit,
      EventLog events) {
    this.transactions = transactions;
    this.store = store;
    this.writer = writer;
    this.vault = vault;
    this.audit = audit;
    this.events = events;
  }

  /// Stores the event; committed when this returns.
  ///
  /// @return false when it was stored before
  boolean keep(Connection connection, RawRequest request, Parsed.Event event) {
    var row =
        new InboxStore.NewRow(
            Uuid7.next(),
            connection.id(),
            connection.provider(),
            event.identity(),
            event.type(),
            event.orderingKey(),
            event.ignored(),
            request.body(),
            request.receivedAt());
    boolean stored = writer.write(connection.tenant(), row);
    if (stored && !event.ignored()) {
      ring();
    }
    return stored;
  }

  /// A page of the tenant's events, newest first.
  ///
  /// @param state one state, or empty for all
  /// @param before only those older than this number
  List<InboxStore.Row> page(
      TenantId tenant, String state, String provider, long before, int limit) {
    return transactions.read(tenant, () -> store.page(tenant, state, provider, before, limit));
  }

  long countDead(TenantId tenant) {
    return transactions.read(tenant, () -> store.countDead(tenant));
  }

  /// Gives dead letters a new life.
  ///
  /// @param id one of them, or null for all
  /// @return how many
  int replay(TenantId tenant, Actor actor, @Nullable UUID id) {
    int count =
        transactions.write(
            tenant,
            () -> {
              if (id != null && store.find(tenant, id).isEmpty()) {
                throw Refusal.notFound("The webhook");
              }
              int replayed = store.replay(tenant, id);
              audit.record(
                  tenant,
                  actor,
                  "webhooks.replayed",
                  "webhook",
                  id == null ? "all" : id.toString(),
                  Map.of("count", replayed));
              if (replayed > 0) {
                events.append(
                    tenant,
                    "operations.changed",
                    id == null ? "webhooks" : id.toString(),
                    Map.of("webhook", "again"));
              }
              return replayed;
            });
    ring();
    return count;
  }

  @Override
  public List<StoredEvent> latest(TenantId tenant, ConnectionId connection, int limit) {
    return transactions
        .read(tenant, () -> store.latest(tenant, connection, Math.clamp(limit, 1, 50)))
        .stream()
        .map(
            row ->
                new StoredEvent(
                    row.id(),
                    row.identity(),
                    row.type(),
                    row.orderingKey(),
                    open(tenant, row.body()),
                    row.receivedAt(),
                    row.attempts()))
        .toList();
  }

  byte[] open(TenantId tenant, byte[] sealed) {
    return vault.decrypt(tenant, PURPOSE, sealed);
  }

  /// Wakes the worker of this node.
  void ring() {
    if (bell.availablePermits() == 0) {
      bell.release();
    }
  }

  /// Waits until something comes in, or for `millis`.
  void await(long millis) throws InterruptedException {
    if (bell.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      bell.drainPermits();
    }
  }
}
