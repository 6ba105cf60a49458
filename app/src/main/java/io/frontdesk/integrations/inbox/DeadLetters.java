package io.frontdesk.integrations.inbox;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/// Events that failed for good: kept for a person, who takes them along or has them tried again.
@Service
class DeadLetters {
  private static final int EXPORTED_AT_ONCE = 100;
  private static final int LOOKED_AT = 10_000;
  // Screens of everybody wait for a transaction that takes long.
  private static final int REPLAYED_AT_ONCE = 1_000;
  private static final int FORGOTTEN_AT_ONCE = 5_000;
  private static final long BYTES_AT_ONCE = 4 << 20;
  private static final Actor RETENTION = new Actor.Program("retention");

  private final TenantTransactions transactions;
  private final DeadLetterStore store;
  private final WebhookListStore lists;
  private final Inbox inbox;
  private final AuditLog audit;
  private final EventLog events;

  DeadLetters(
      TenantTransactions transactions,
      DeadLetterStore store,
      WebhookListStore lists,
      Inbox inbox,
      AuditLog audit,
      EventLog events) {
    this.transactions = transactions;
    this.store = store;
    this.lists = lists;
    this.inbox = inbox;
    this.audit = audit;
    this.events = events;
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
    long end = transactions.read(tenant, () -> store.newest(tenant));
    for (var part = part(tenant, after, end, LOOKED_AT);
        part.isPresent();
        part = part(tenant, after, end, LOOKED_AT)) {
      long upTo = part.getAsLong();
      for (var some = some(tenant, query, after, upTo);
          !some.isEmpty();
          some = some(tenant, query, some.getLast().seq(), upTo)) {
        for (var row : some) {
          out.accept(form.line(row, inbox.open(tenant, row.body())));
        }
        count += some.size();
      }
      after = upTo;
    }
    return count;
  }

  // Few may match, so that a statement looks at some rows and not for some.
  private OptionalLong part(TenantId tenant, long after, long end, int many) {
    return transactions.read(tenant, () -> store.lookedTo(tenant, after, end, many));
  }

  private List<WebhookListStore.Kept> some(
      TenantId tenant, WebhookQuery query, long after, long upTo) {
    return transactions.read(
        tenant, () -> store.some(tenant, query, after, upTo, EXPORTED_AT_ONCE, BYTES_AT_ONCE));
  }

  /// Deletes dead letters nobody tried again for so long; the audit log keeps how many.
  void forget(Duration age) {
    for (int i = 0; i < 100; i++) {
      var gone = store.forget(age, FORGOTTEN_AT_ONCE);
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

  /// Gives a dead letter a new life.
  ///
  /// @return how many: none when it is no dead letter any more
  int replay(TenantId tenant, Actor actor, UUID id) {
    return again(
        tenant,
        actor,
        id.toString(),
        () -> {
          if (lists.find(tenant, id).isEmpty()) {
            throw Refusal.notFound("The webhook");
          }
          return store.replay(tenant, id);
        });
  }

  /// Gives all dead letters that match and are there now a new life, in their order; a
  /// thousand in each commit, so that those before are worked on meanwhile.
  int replay(TenantId tenant, Actor actor, WebhookQuery query) {
    var what = query.narrows() ? "some" : "all";
    int count = 0;
    long after = 0;
    long end = transactions.read(tenant, () -> store.newest(tenant));
    for (var part = part(tenant, after, end, REPLAYED_AT_ONCE);
        part.isPresent();
        part = part(tenant, after, end, REPLAYED_AT_ONCE)) {
      long from = after;
      long upTo = part.getAsLong();
      count += again(tenant, actor, what, () -> store.replay(tenant, query, from, upTo));
      after = upTo;
    }
    return count;
  }

  private int again(TenantId tenant, Actor actor, String what, Supplier<Integer> work) {
    int count =
        transactions.write(
            tenant,
            () -> {
              int replayed = work.get();
              if (replayed > 0) {
                audit.record(
                    tenant, actor, "webhooks.replayed", "webhook", what, Map.of("count", replayed));
                events.append(tenant, "operations.changed", what, Map.of("webhook", "again"));
              }
              return replayed;
            });
    inbox.ring();
    return count;
  }
}
