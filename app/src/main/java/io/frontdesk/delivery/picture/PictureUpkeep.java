package io.frontdesk.delivery.picture;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.platform.jobs.RecurringJob;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Lets go of pictures that nobody should keep: uploaded and never sent, or of a person who was
/// deleted and not brought back.
@Component
public class PictureUpkeep implements RecurringJob {
  /// How long an upload waits to be sent.
  static final Duration UNSENT = Duration.ofDays(1);

  /// How long a person's deletion can be taken back with their pictures.
  static final Duration REGRET = Duration.ofDays(30);

  private static final int AT_ONCE = 500;
  private static final UUID FIRST = new UUID(0, 0);
  private static final Actor RETENTION = new Actor.Program("retention");

  private final WorkerTransactions worker;
  private final TenantTransactions transactions;
  private final PictureStore store;
  private final Contacts contacts;
  private final Pictures pictures;
  private final Clock clock;

  PictureUpkeep(
      WorkerTransactions worker,
      TenantTransactions transactions,
      PictureStore store,
      Contacts contacts,
      Pictures pictures,
      Clock clock) {
    this.worker = worker;
    this.transactions = transactions;
    this.store = store;
    this.contacts = contacts;
    this.pictures = pictures;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "delivery.forget-pictures";
  }

  @Override
  public String meaning() {
    return "Deletes pictures that were uploaded and never sent, and those of deleted people.";
  }

  @Override
  public Duration every() {
    return Duration.ofHours(1);
  }

  @Override
  public void run() {
    while (deleteUnsent() == AT_ONCE) {
      // some at a time, so that no transaction grows long
    }
    for (var tenant : tenants()) {
      var people = people(tenant, FIRST);
      while (!people.isEmpty()) {
        forgetDeleted(tenant, people);
        people = people(tenant, people.getLast().value());
      }
    }
  }

  private int deleteUnsent() {
    return worker
        .db()
        .sql(
            """
            DELETE FROM delivery.picture p
             USING (SELECT tenant_id, id FROM delivery.picture
                     WHERE delivery_id IS NULL AND created_at < :before
                     LIMIT :limit) old
             WHERE p.tenant_id = old.tenant_id AND p.id = old.id AND p.delivery_id IS NULL
            """)
        .param("before", atUtc(clock.instant().minus(UNSENT)))
        .param("limit", AT_ONCE)
        .update();
  }

  private List<TenantId> tenants() {
    return worker
        .db()
        .sql("SELECT DISTINCT tenant_id FROM delivery.picture WHERE contact_id IS NOT NULL")
        .query((row, _) -> new TenantId(uuid(row, "tenant_id")))
        .list();
  }

  private List<ContactId> people(TenantId tenant, UUID after) {
    return transactions.read(tenant, () -> store.people(tenant, after, AT_ONCE));
  }

  private void forgetDeleted(TenantId tenant, List<ContactId> people) {
    transactions.write(
        tenant,
        () -> {
          for (var person : contacts.deletedBefore(tenant, people, clock.instant().minus(REGRET))) {
            var unused = pictures.forget(tenant, person, RETENTION);
          }
        });
  }

  @EventListener
  void on(ContactsMerged merged) {
    store.move(merged.tenant(), merged.gone(), merged.kept());
  }
}
