package io.frontdesk.contacts.book;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;

/// Notes about people: added, changed, deleted and brought back by people at the desk.
@Service
class Notes {
  static final int LONGEST = 5_000;

  private final TenantTransactions transactions;
  private final ContactStore contacts;
  private final NoteStore store;
  private final AuditLog audit;
  private final EventLog events;
  private final Clock clock;

  Notes(
      TenantTransactions transactions,
      ContactStore contacts,
      NoteStore store,
      AuditLog audit,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.contacts = contacts;
    this.store = store;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  /// The newest first, at most 200.
  List<Note> of(TenantId tenant, ContactId contact) {
    return transactions.read(tenant, () -> store.newest(tenant, contact, 200));
  }

  Note require(TenantId tenant, ContactId contact, UUID id) {
    return transactions
        .read(tenant, () -> store.find(tenant, contact, id))
        .orElseThrow(() -> Refusal.notFound("The note"));
  }

  void add(Caller caller, ContactId contact, String body) {
    var text = checked(body);
    var tenant = caller.tenant();
    transactions.write(
        tenant,
        () -> {
          var current =
              contacts.current(tenant, contact).orElseThrow(() -> Refusal.notFound("The contact"));
          var now = clock.instant();
          var id = store.insert(tenant, current, text, caller.actor().name(), now);
          contacts.touch(tenant, current, now);
          changed(caller, current, id, "contacts.note-added");
        });
  }

  void edit(Caller caller, ContactId contact, UUID id, String body) {
    var text = checked(body);
    change(
        caller,
        contact,
        id,
        "contacts.note-changed",
        now -> store.edit(caller.tenant(), contact, id, text, now));
  }

  void delete(Caller caller, ContactId contact, UUID id) {
    change(
        caller,
        contact,
        id,
        "contacts.note-deleted",
        now -> store.setDeleted(caller.tenant(), contact, id, true, now));
  }

  /// Takes a deletion back.
  void restore(Caller caller, ContactId contact, UUID id) {
    change(
        caller,
        contact,
        id,
        "contacts.note-restored",
        now -> store.setDeleted(caller.tenant(), contact, id, false, now));
  }

  private void change(
      Caller caller, ContactId contact, UUID id, String action, Predicate<Instant> work) {
    transactions.write(
        caller.tenant(),
        () -> {
          if (!work.test(clock.instant())) {
            throw Refusal.notFound("The note");
          }
          changed(caller, contact, id, action);
        });
  }

  private void changed(Caller caller, ContactId contact, UUID note, String action) {
    audit.record(
        caller.tenant(),
        caller.actor(),
        action,
        "contact",
        contact.toString(),
        Map.of("note", note.toString()));
    events.append(caller.tenant(), "contacts.changed", contact.toString(), Map.of());
  }

  private static String checked(String body) {
    var text = body.strip().replace("\0", "");
    if (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST) {
      throw Refusal.field("body", "write 1 to 5,000 characters");
    }
    return text;
  }
}
