package io.frontdesk.contacts.book;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.contacts.AddressTaken;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Stage;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/// What people and programs at the desk do with contacts: every change is audited and shown live.
@Service
class ContactBook {
  private final TenantTransactions transactions;
  private final ContactStore contacts;
  private final TagStore tags;
  private final TimelineStore timeline;
  private final AuditLog audit;
  private final EventLog events;
  private final ApplicationEventPublisher publisher;
  private final Clock clock;

  ContactBook(
      TenantTransactions transactions,
      ContactStore contacts,
      TagStore tags,
      TimelineStore timeline,
      AuditLog audit,
      EventLog events,
      ApplicationEventPublisher publisher,
      Clock clock) {
    this.transactions = transactions;
    this.contacts = contacts;
    this.tags = tags;
    this.timeline = timeline;
    this.audit = audit;
    this.events = events;
    this.publisher = publisher;
    this.clock = clock;
  }

  ListPage page(TenantId tenant, ListQuery query, @Nullable Cursor from, int size) {
    return transactions.read(
        tenant,
        () -> {
          var ids = contacts.ids(tenant, query, from, size + 1);
          boolean back = from != null && from.backwards();
          boolean more = ids.size() > size;
          var shown = !more ? ids : back ? ids.subList(1, ids.size()) : ids.subList(0, size);
          var people = contacts.inOrder(tenant, shown);
          boolean before = back ? more : from != null;
          boolean after = back || more;
          return new ListPage(
              people,
              people.isEmpty() || !before ? null : cursor(tenant, people.getFirst(), query, true),
              people.isEmpty() || !after ? null : cursor(tenant, people.getLast(), query, false));
        });
  }

  /// How many there are, counted up to `most`.
  int count(TenantId tenant, int most) {
    return transactions.read(tenant, () -> contacts.count(tenant, most));
  }

  List<Tag> tags(TenantId tenant) {
    return transactions.read(tenant, () -> tags.all(tenant));
  }

  /// @throws AddressTaken when somebody has one of the addresses
  Contact create(Caller caller, Draft draft, String source) {
    var tenant = caller.tenant();
    return transactions.write(
        tenant,
        () -> {
          var now = clock.instant();
          var id = contacts.insert(tenant, draft.name(), draft.stage(), source, now);
          addAddresses(tenant, id, draft);
          tags.set(tenant, id, draft.tags(), now);
          timeline.put(
              tenant,
              id,
              new Entry(
                  "contact.added",
                  "Added by " + caller.actor().name(),
                  null,
                  now,
                  "contact",
                  id.toString()));
          changed(caller, id, "contacts.created", Map.of("source", source));
          return contacts.require(tenant, id);
        });
  }

  /// Makes the contact what the draft says.
  ///
  /// @param version the one the editor saw; null to overwrite whatever there is
  /// @throws AddressTaken when somebody else has one of the addresses
  /// @throws Refusal `contacts.changed-meanwhile` when the version is another by now
  Contact edit(Caller caller, ContactId asked, @Nullable Long version, Draft draft) {
    var tenant = caller.tenant();
    return transactions.write(
        tenant,
        () -> {
          var now = clock.instant();
          var before = requireLocked(tenant, asked);
          var id = before.id();
          if (version != null && version != before.version()) {
            throw Refusal.conflict(
                "contacts.changed-meanwhile",
                "Someone changed this contact meanwhile. Look at it again and repeat your change.");
          }
          var fields = differences(before, draft);
          if (fields.isEmpty()) {
            return before;
          }
          var had = Draft.addresses(before);
          had.stream()
              .filter(address -> !draft.addresses().contains(address))
              .forEach(address -> contacts.removeAddress(tenant, id, address));
          addAddresses(tenant, id, draft);
          tags.set(tenant, id, draft.tags(), now);
          contacts.update(tenant, id, draft.name(), draft.stage(), now);
          if (fields.contains("stage")) {
            timeline.put(
                tenant,
                id,
                new Entry(
                    "contact.stage",
                    before.stageLabel() + " → " + draft.stage().label(),
                    "By " + caller.actor().name(),
                    now,
                    "stage",
                    Long.toString(before.version())));
          }
          changed(caller, id, "contacts.changed", Map.of("fields", fields));
          return contacts.require(tenant, id);
        });
  }

  Contact setStage(Caller caller, ContactId id, Stage stage) {
    return transactions.write(
        caller.tenant(),
        () -> {
          var now = Draft.of(require(caller.tenant(), id));
          return edit(caller, id, null, new Draft(now.name(), now.addresses(), stage, now.tags()));
        });
  }

  /// Two contacts are one person: everything of `gone` moves to `kept`, and its id leads there.
  Contact merge(Caller caller, ContactId kept, ContactId gone) {
    var tenant = caller.tenant();
    return transactions.write(
        tenant,
        () -> {
          // Locks are taken in one order, so that two merges cannot wait for each other.
          Stream.of(kept, gone)
              .sorted((a, b) -> a.value().compareTo(b.value()))
              .forEach(id -> contacts.lock(tenant, id));
          var into = require(tenant, kept);
          var from = require(tenant, gone);
          if (into.id().equals(from.id())) {
            throw Refusal.conflict("contacts.same", "These are one contact already");
          }
          var now = clock.instant();
          contacts.merge(tenant, into.id(), from.id(), now);
          timeline.put(
              tenant,
              into.id(),
              new Entry(
                  "contact.merged",
                  "Merged with " + from.displayName(),
                  "By " + caller.actor().name(),
                  now,
                  "contact",
                  from.id().toString()));
          publisher.publishEvent(new ContactsMerged(tenant, into.id(), from.id()));
          changed(caller, into.id(), "contacts.merged", Map.of("gone", from.id().toString()));
          return contacts.require(tenant, into.id());
        });
  }

  void delete(Caller caller, ContactId id) {
    var tenant = caller.tenant();
    transactions.write(
        tenant,
        () -> {
          var contact = requireLocked(tenant, id);
          contacts.delete(tenant, contact.id(), clock.instant());
          changed(caller, contact.id(), "contacts.deleted", Map.of());
        });
  }

  /// Takes a deletion back.
  void restore(Caller caller, ContactId id) {
    var tenant = caller.tenant();
    transactions.write(
        tenant,
        () -> {
          if (!contacts.restore(tenant, id, clock.instant())) {
            throw Refusal.notFound("The contact");
          }
          changed(caller, id, "contacts.restored", Map.of());
        });
  }

  /// Lines of the history before `before` (the newest when null), and one more than `limit` when
  /// there are more.
  List<TimelineStore.Line> history(
      TenantId tenant, ContactId id, java.util.@Nullable UUID before, int limit) {
    return transactions.read(
        tenant,
        () -> {
          var line =
              before == null
                  ? Optional.<TimelineStore.Line>empty()
                  : timeline.find(tenant, id, before);
          return timeline.newest(tenant, id, line.orElse(null), limit + 1);
        });
  }

  private Contact require(TenantId tenant, ContactId id) {
    return contacts
        .current(tenant, id)
        .flatMap(current -> contacts.find(tenant, current))
        .orElseThrow(() -> Refusal.notFound("The contact"));
  }

  private Contact requireLocked(TenantId tenant, ContactId id) {
    contacts.lock(tenant, require(tenant, id).id());
    return require(tenant, id);
  }

  private void addAddresses(TenantId tenant, ContactId id, Draft draft) {
    for (var address : draft.addresses()) {
      var owner = contacts.addAddress(tenant, id, address, clock.instant());
      if (!owner.equals(id)) {
        throw new AddressTaken(address, owner);
      }
    }
  }

  private void changed(Caller caller, ContactId id, String action, Map<String, ?> detail) {
    audit.record(caller.tenant(), caller.actor(), action, "contact", id.toString(), detail);
    events.append(caller.tenant(), "contacts.changed", id.toString(), Map.of());
  }

  private String cursor(TenantId tenant, Contact contact, ListQuery query, boolean backwards) {
    var key =
        query.sort() == Sort.NAME
            ? contacts.sortKey(tenant, contact.id())
            : contact.activeAt().toString();
    return new Cursor(key, contact.id(), backwards).text();
  }

  private static List<String> differences(Contact before, Draft draft) {
    var fields = new ArrayList<String>();
    if (!java.util.Objects.equals(before.name(), draft.name())) {
      fields.add("name");
    }
    if (!before.stage().equals(draft.stage().code())) {
      fields.add("stage");
    }
    if (!Draft.addresses(before).equals(draft.addresses())) {
      fields.add("addresses");
    }
    if (!new HashSet<>(before.tags()).equals(new HashSet<>(draft.tags()))) {
      fields.add("tags");
    }
    return fields;
  }
}
