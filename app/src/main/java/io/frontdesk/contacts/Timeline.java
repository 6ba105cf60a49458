package io.frontdesk.contacts;

import io.frontdesk.contacts.book.ContactStore;
import io.frontdesk.contacts.book.TimelineStore;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/// The histories of people. Modules to the right add what happened; the person's page shows it.
@Service
public class Timeline {
  private final TenantTransactions transactions;
  private final ContactStore contacts;
  private final TimelineStore timeline;
  private final EventLog events;

  Timeline(
      TenantTransactions transactions,
      ContactStore contacts,
      TimelineStore timeline,
      EventLog events) {
    this.transactions = transactions;
    this.contacts = contacts;
    this.timeline = timeline;
    this.events = events;
  }

  /// Adds one line, or replaces its words when there is one of the same kind about the same thing.
  /// Joins the open transaction of the tenant.
  public void add(TenantId tenant, ContactId contact, Entry entry) {
    transactions.write(
        tenant,
        () -> {
          var target = contacts.current(tenant, contact);
          if (target.isEmpty()) {
            return;
          }
          timeline.put(tenant, target.get(), entry);
          contacts.touch(tenant, target.get(), entry.at());
          events.append(tenant, "contacts.changed", target.get().toString(), Map.of());
        });
  }

  /// One line of one person.
  public record Line(ContactId contact, Entry entry) {}

  /// The same for many lines in few statements; at most one line about one thing.
  public void addAll(TenantId tenant, List<Line> lines) {
    transactions.write(
        tenant,
        () ->
            events.appendAll(
                tenant,
                "contacts.changed",
                timeline.putAll(tenant, lines).stream()
                    .map(contact -> new EventLog.Line(contact.toString(), Map.of()))
                    .toList()));
  }
}
