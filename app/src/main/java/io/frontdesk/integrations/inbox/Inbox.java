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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/// What came in, kept before anything is done about it. Bodies are encrypted at rest.
@Service
class Inbox implements ReceivedEvents {
  static final String PURPOSE = "integrations.webhook";
  private static final int COUNTED = 10_000;
  private static final int EXPORTED_AT_ONCE = 100;
  private static final int FORGOTTEN_AT_ONCE = 5_000;
  private static final int REPLAYED_AT_ONCE = 1_000;
  private static final Actor RETENTION = new Actor.Program("retention");
  private static final long BYTES_AT_ONCE = 4 << 20;

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

  /// Whether an event that was stored before has been worked on.
  boolean hasTakenEffect(Connection connection, Parsed.Event event) {
    return transactions.read(
        connection.tenant(),
        () -> store.hasTakenEffect(connection.tenant(), connection.id(), event.identity()));
  }

  /// A page of the tenant's events, newest first.
  ///
  /// @param before only those older than this one
  List<InboxStore.Row> page(TenantId tenant, WebhookQuery query, UUID before, int limit) {
    return transactions.read(tenant, () -> store.page(tenant, query, before, limit));
  }

  /// How the tenant's connections fare, counted up to some thousands.
  List<InboxStore.Fare> fares(TenantId tenant) {
    return transactions.read(tenant, () -> store.fares(tenant, COUNTED));
  }

  /// Writes the dead letters that match and are there now, oldest first, and that somebody took
  /// them. However many there are, a few megabytes of them are in memory at a time, and no
  /// transaction is open while `out` waits for who reads.
  ///
  /// @return how many
  int export(
      TenantId tenant, Actor actor, WebhookQuery query, WebhookExport form, Consumer<String> out) {
    audit.record(
        tenant, actor, "webhooks.exported", "webhook", "dead", Map.of("form", form.ending()));
    out.accept(form.head());
    int count = 0;
    long after = 0;
    // What dies meanwhile is left for the next time, so that there is an end.
    long upTo = transactions.read(tenant, () -> store.newestDead(tenant));
    while (true) {
      long from = after;
      var some =
          transactions.read(
              tenant, () -> store.dead(tenant, query, from, upTo, EXPORTED_AT_ONCE, BYTES_AT_ONCE));
      if (some.isEmpty()) {
        break;
      }
      for (var row : some) {
        out.accept(form.line(row, open(tenant, row.body())));
      }
      count += some.size();
      after = some.getLast().seq();
    }
    return count;
  }

  /// Deletes dead letters nobody tried again for so long; the audit log keeps how many.
  void forgetDead(Duration age) {
    for (int i = 0; i < 100; i++) {
      var gone = store.forgetDead(age, FORGOTTEN_AT_ONCE);
      gone.forEach(
          (tenant, count) ->
              transactions.write(
                  tenant,
                  () ->
                      audit.record(
                          tenant,
                          RETENTION,
                          "webhooks.expired",
                          "webhook",
                          "dead",
                          Map.of("count", count, "days", age.toDays()))));
      if (gone.values().stream().mapToLong(Long::longValue).sum() < FORGOTTEN_AT_ONCE) {
        return;
      }
    }
  }

  long countDead(TenantId tenant) {
    return transactions.read(tenant, () -> store.countDead(tenant));
  }

  /// Gives a dead letter a new life.
  ///
  /// @return how many: none when it is no dead letter any more
  int replay(TenantId tenant, Actor actor, UUID id) {
    return again(
        tenant,
        actor,
        id.toString(),
        () -> {
          if (store.find(tenant, id).isEmpty()) {
            throw Refusal.notFound("The webhook");
          }
          return store.replay(tenant, id);
        });
  }

  /// Gives all dead letters that match and are there now a new life, in their order. Some at a
  /// time: screens of everybody wait for a transaction that takes long.
  int replay(TenantId tenant, Actor actor, WebhookQuery query) {
    // What dies again meanwhile is left for the next time, so that there is an end.
    long upTo = transactions.read(tenant, () -> store.newestDead(tenant));
    var after = new AtomicLong();
    int all = 0;
    int some;
    do {
      some =
          again(
              tenant,
              actor,
              query.narrows() ? "some" : "all",
              () -> {
                var seqs = store.replay(tenant, query, after.get(), upTo, REPLAYED_AT_ONCE);
                seqs.stream().max(Long::compare).ifPresent(after::set);
                return seqs.size();
              });
      all += some;
    } while (some == REPLAYED_AT_ONCE);
    return all;
  }

  private int again(TenantId tenant, Actor actor, String what, Supplier<Integer> work) {
    int count =
        transactions.write(
            tenant,
            () -> {
              int replayed = work.get();
              audit.record(
                  tenant, actor, "webhooks.replayed", "webhook", what, Map.of("count", replayed));
              if (replayed > 0) {
                events.append(tenant, "operations.changed", what, Map.of("webhook", "again"));
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
