package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.ReceivedEvents;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter.Parsed;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// What came in, kept before anything is done about it. Bodies are encrypted at rest.
@Service
class Inbox implements ReceivedEvents {
  static final String PURPOSE = "integrations.webhook";
  private static final int COUNTED = 10_000;

  private final TenantTransactions transactions;
  private final InboxStore store;
  private final WebhookListStore lists;
  private final InboxLagStore lags;
  private final InboxWriter writer;
  private final Vault vault;
  private final Semaphore bell = new Semaphore(0);

  Inbox(
      TenantTransactions transactions,
      InboxStore store,
      WebhookListStore lists,
      InboxLagStore lags,
      InboxWriter writer,
      Vault vault) {
    this.transactions = transactions;
    this.store = store;
    this.lists = lists;
    this.lags = lags;
    this.writer = writer;
    this.vault = vault;
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

  /// Whether an event that was stored before has been worked on.
  boolean hasTakenEffect(Connection connection, Parsed.Event event) {
    return transactions.read(
        connection.tenant(),
        () -> store.hasTakenEffect(connection.tenant(), connection.id(), event.identity()));
  }

  /// Some of the tenant's events.
  ///
  /// @param next where the next page begins; null when there is none. There may be one behind
  ///     a page that is not full, or empty: a search looks at some thousands of events at a time
  record Page(List<WebhookListStore.Row> rows, @Nullable UUID next) {}

  /// A page of the tenant's events: what waits in the order of its turn, all else newest first.
  ///
  /// @param after only those behind this one
  Page page(TenantId tenant, WebhookQuery query, UUID after, int size) {
    return transactions.read(
        tenant,
        () -> {
          var rows = lists.page(tenant, query, after, size + 1);
          return rows.size() > size
              ? new Page(rows.subList(0, size), rows.get(size - 1).id())
              : new Page(rows, lists.lookedTo(tenant, query, after).orElse(null));
        });
  }

  /// How the tenant's connections fare, counted up to some thousands.
  List<InboxLagStore.Fare> fares(TenantId tenant) {
    return transactions.read(tenant, () -> lags.fares(tenant, COUNTED));
  }

  @Override
  public List<StoredEvent> latest(TenantId tenant, ConnectionId connection, int limit) {
    return transactions
        .read(tenant, () -> lists.latest(tenant, connection, Math.clamp(limit, 1, 50)))
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

  /// Whether hooks queue at the door of this node.
  boolean crowded() {
    return writer.crowded();
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
