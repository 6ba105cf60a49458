package io.frontdesk.contacts;

import io.frontdesk.contacts.book.ContactStore;
import io.frontdesk.contacts.book.Names;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The client book. Every method may be called inside an open transaction of the tenant and then
/// joins it.
///
/// An id of a contact that was merged away leads to the one it was merged into; a deleted contact
/// is as good as unknown.
@Service
public class Contacts {
  private final TenantTransactions transactions;
  private final ContactStore store;
  private final EventLog events;
  private final Clock clock;

  Contacts(TenantTransactions transactions, ContactStore store, EventLog events, Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.events = events;
    this.clock = clock;
  }

  public Optional<Contact> findByPhone(TenantId tenant, PhoneNumber phone) {
    return findBy(tenant, Address.of(phone));
  }

  public Optional<Contact> findByEmail(TenantId tenant, EmailAddress email) {
    return findBy(tenant, Address.of(email));
  }

  public Optional<Contact> find(TenantId tenant, ContactId id) {
    return transactions.read(
        tenant, () -> store.current(tenant, id).flatMap(current -> store.find(tenant, current)));
  }

  /// @throws Refusal `not-found` when the tenant has no such contact
  public Contact require(TenantId tenant, ContactId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The contact"));
  }

  /// The contacts with these ids, by the id that was asked for; missing ones are left out.
  public Map<ContactId, Contact> all(TenantId tenant, Collection<ContactId> ids) {
    return ids.isEmpty() ? Map.of() : transactions.read(tenant, () -> store.all(tenant, ids));
  }

  /// Those of `ids` that were deleted before an instant and not brought back.
  public Set<ContactId> deletedBefore(TenantId tenant, Collection<ContactId> ids, Instant before) {
    return ids.isEmpty()
        ? Set.of()
        : transactions.read(tenant, () -> store.deletedBefore(tenant, ids, before));
  }

  /// The person with this number, made when there is none. Two callers at once get the same one.
  ///
  /// @param name used only when the contact is made, or has no name yet
  /// @param source what brings the person in, e.g. `phone`
  public Contact findOrCreate(
      TenantId tenant, PhoneNumber phone, @Nullable String name, String source) {
    return findOrCreate(tenant, Address.of(phone), name, source);
  }

  /// The same by e-mail address.
  public Contact findOrCreate(
      TenantId tenant, EmailAddress email, @Nullable String name, String source) {
    return findOrCreate(tenant, Address.of(email), name, source);
  }

  /// People whose name words, numbers or addresses begin with the words of `text`, by name.
  ///
  /// @param limit at most 100
  public List<Contact> search(TenantId tenant, String text, int limit) {
    return transactions.read(tenant, () -> store.search(tenant, text, Math.clamp(limit, 1, 100)));
  }

  /// Adds a number; nothing happens when the contact has it already.
  ///
  /// @throws AddressTaken when another contact has it
  public void addPhone(TenantId tenant, ContactId id, PhoneNumber phone) {
    addAddress(tenant, id, Address.of(phone));
  }

  /// Adds an e-mail address; nothing happens when the contact has it already.
  ///
  /// @throws AddressTaken when another contact has it
  public void addEmail(TenantId tenant, ContactId id, EmailAddress email) {
    addAddress(tenant, id, Address.of(email));
  }

  /// Gives the contact a name, 1 to 200 characters.
  public void rename(TenantId tenant, ContactId id, String name) {
    var cleaned = Names.clean(name);
    if (cleaned == null) {
      throw Refusal.field("name", "give a name of up to 200 characters");
    }
    transactions.write(
        tenant,
        () -> {
          var current = requireCurrent(tenant, id);
          store.rename(tenant, current, cleaned, clock.instant());
          changed(tenant, current);
        });
  }

  private Optional<Contact> findBy(TenantId tenant, Address address) {
    return transactions.read(
        tenant, () -> store.owner(tenant, address).flatMap(id -> store.find(tenant, id)));
  }

  private Contact findOrCreate(
      TenantId tenant, Address address, @Nullable String name, String source) {
    var cleaned = name == null ? null : Names.clean(name);
    return transactions.write(
        tenant,
        () -> {
          var owner = store.owner(tenant, address);
          if (owner.isEmpty()) {
            var made = store.create(tenant, address, cleaned, source, clock.instant());
            changed(tenant, made);
            return store.require(tenant, made);
          }
          var contact = store.require(tenant, owner.get());
          if (contact.name() != null || cleaned == null) {
            return contact;
          }
          store.rename(tenant, contact.id(), cleaned, clock.instant());
          changed(tenant, contact.id());
          return store.require(tenant, contact.id());
        });
  }

  private void addAddress(TenantId tenant, ContactId id, Address address) {
    transactions.write(
        tenant,
        () -> {
          var current = requireCurrent(tenant, id);
          var owner = store.addAddress(tenant, current, address, clock.instant());
          if (!owner.equals(current)) {
            throw new AddressTaken(address, owner);
          }
          changed(tenant, current);
        });
  }

  private ContactId requireCurrent(TenantId tenant, ContactId id) {
    return store.current(tenant, id).orElseThrow(() -> Refusal.notFound("The contact"));
  }

  private void changed(TenantId tenant, ContactId id) {
    events.append(tenant, "contacts.changed", id.toString(), Map.of());
  }
}
