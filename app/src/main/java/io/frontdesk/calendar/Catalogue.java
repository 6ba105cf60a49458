package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.catalogue.CatalogueStore;
import io.frontdesk.calendar.catalogue.SpokenNames;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/// What can be booked, by whom, and with which rooms and devices. Reading joins an open transaction
/// of the tenant.
@Component
public class Catalogue {
  private final TenantTransactions transactions;
  private final CatalogueStore store;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final EventLog events;
  private final Clock clock;

  Catalogue(
      TenantTransactions transactions,
      CatalogueStore store,
      Workspaces workspaces,
      AuditLog audit,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.workspaces = workspaces;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  /// The services that can be booked, by name.
  public List<Service> services(TenantId tenant) {
    return allServices(tenant).stream().filter(service -> !service.archived()).toList();
  }

  /// Archived ones too.
  public List<Service> allServices(TenantId tenant) {
    return transactions.read(tenant, () -> store.services(tenant, null));
  }

  public Optional<Service> find(TenantId tenant, ServiceId id) {
    return transactions.read(tenant, () -> store.services(tenant, id)).stream().findFirst();
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Service require(TenantId tenant, ServiceId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The service"));
  }

  /// The service a caller means: by id, by name however written, by the words of it, or by a name
  /// that sounds nearly so. Empty when none or several fit.
  public Optional<Service> findService(TenantId tenant, String spokenNameOrId) {
    var services = services(tenant);
    return SpokenNames.best(
        spokenNameOrId, services, service -> service.id().toString(), Service::name);
  }

  /// The people who can be booked, by name.
  public List<Staff> staff(TenantId tenant) {
    return allStaff(tenant).stream().filter(person -> !person.archived()).toList();
  }

  /// Archived ones too.
  public List<Staff> allStaff(TenantId tenant) {
    return transactions.read(tenant, () -> store.staff(tenant, null));
  }

  public Optional<Staff> find(TenantId tenant, StaffId id) {
    return transactions.read(tenant, () -> store.staff(tenant, id)).stream().findFirst();
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Staff require(TenantId tenant, StaffId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The person"));
  }

  /// The person a caller means, as [#findService].
  public Optional<Staff> findStaff(TenantId tenant, String spokenNameOrId) {
    return SpokenNames.best(
        spokenNameOrId, staff(tenant), person -> person.id().toString(), Staff::name);
  }

  public List<Resource> resources(TenantId tenant) {
    return transactions.read(tenant, () -> store.resources(tenant));
  }

  /// @throws Refusal naming every wrong field
  public Service add(TenantId tenant, Actor actor, ServiceDraft draft) {
    draft.check();
    requireKnown(tenant, draft);
    var id = new ServiceId(Uuid7.next());
    var currency = workspaces.require(tenant).currency();
    uniqueName(
        tenant,
        () -> {
          store.insertService(tenant, id, draft, currency, clock.instant());
          changed(tenant, actor, "calendar.service-added", "service", id.toString());
        });
    return require(tenant, id);
  }

  /// @throws Refusal naming every wrong field, or `calendar.changed-meanwhile`
  public Service change(
      TenantId tenant, Actor actor, ServiceId id, ServiceDraft draft, long version) {
    draft.check();
    require(tenant, id);
    requireKnown(tenant, draft);
    var currency = workspaces.require(tenant).currency();
    uniqueName(
        tenant,
        () -> {
          if (!store.updateService(tenant, id, draft, currency, version, clock.instant())) {
            throw changedMeanwhile();
          }
          changed(tenant, actor, "calendar.service-changed", "service", id.toString());
        });
    return require(tenant, id);
  }

  /// Takes a service off the list, or puts it back. Its appointments stay.
  public void archive(TenantId tenant, Actor actor, ServiceId id, boolean archived) {
    uniqueName(
        tenant,
        () -> {
          if (!store.archiveService(tenant, id, archived, clock.instant())) {
            throw Refusal.notFound("The service");
          }
          var action = archived ? "calendar.service-archived" : "calendar.service-restored";
          changed(tenant, actor, action, "service", id.toString());
        });
  }

  /// @throws Refusal naming the wrong field
  public Staff add(TenantId tenant, Actor actor, StaffDraft draft) {
    draft.check();
    requireKnown(tenant, draft);
    var id = new StaffId(Uuid7.next());
    uniqueMember(
        tenant,
        () -> {
          store.insertStaff(tenant, id, draft, clock.instant());
          changed(tenant, actor, "calendar.staff-added", "staff", id.toString());
        });
    return require(tenant, id);
  }

  /// @throws Refusal naming the wrong field, or `calendar.changed-meanwhile`
  public Staff change(TenantId tenant, Actor actor, StaffId id, StaffDraft draft, long version) {
    draft.check();
    require(tenant, id);
    requireKnown(tenant, draft);
    uniqueMember(
        tenant,
        () -> {
          if (!store.updateStaff(tenant, id, draft, version, clock.instant())) {
            throw changedMeanwhile();
          }
          changed(tenant, actor, "calendar.staff-changed", "staff", id.toString());
        });
    return require(tenant, id);
  }

  public void archive(TenantId tenant, Actor actor, StaffId id, boolean archived) {
    uniqueMember(
        tenant,
        () -> {
          if (!store.archiveStaff(tenant, id, archived, clock.instant())) {
            throw Refusal.notFound("The person");
          }
          var action = archived ? "calendar.staff-archived" : "calendar.staff-restored";
          changed(tenant, actor, action, "staff", id.toString());
        });
  }

  /// A person's days that differ, from `first` on.
  public List<StaffException> exceptions(TenantId tenant, StaffId staff, LocalDate first) {
    return transactions.read(tenant, () -> store.exceptions(tenant, staff, first));
  }

  /// Adds days on which a person's hours differ. Appointments inside stay; the calendar shows them.
  public void add(TenantId tenant, Actor actor, StaffId staff, StaffException exception) {
    if (exception.note().length() > 200) {
      throw Refusal.field("note", "At most 200 characters.");
    }
    require(tenant, staff);
    transactions.write(
        tenant,
        () -> {
          store.insertException(tenant, staff, exception);
          changed(tenant, actor, "calendar.staff-exception-added", "staff", staff.toString());
        });
  }

  /// @throws Refusal `not-found` when the person has no such entry
  public void removeException(TenantId tenant, Actor actor, StaffId staff, UUID exception) {
    transactions.write(
        tenant,
        () -> {
          if (!store.deleteException(tenant, staff, exception)) {
            throw Refusal.notFound("This entry");
          }
          changed(tenant, actor, "calendar.staff-exception-removed", "staff", staff.toString());
        });
  }

  /// @throws Refusal naming the wrong field
  public ResourceId add(
      TenantId tenant, Actor actor, Resource.Kind kind, String name, int capacity) {
    var cleaned = name.strip();
    if (cleaned.isEmpty() || cleaned.length() > 120) {
      throw Refusal.field("name", "Give a name of up to 120 characters.");
    }
    if (capacity < 1 || capacity > 50) {
      throw Refusal.field("capacity", "Give 1 to 50.");
    }
    var id = new ResourceId(Uuid7.next());
    transactions.write(
        tenant,
        () -> {
          store.insertResource(tenant, id, kind, cleaned, capacity, clock.instant());
          changed(tenant, actor, "calendar.resource-added", "resource", id.toString());
        });
    return id;
  }

  public void archive(TenantId tenant, Actor actor, ResourceId id, boolean archived) {
    transactions.write(
        tenant,
        () -> {
          if (!store.archiveResource(tenant, id, archived, clock.instant())) {
            throw Refusal.notFound("The room or device");
          }
          var action = archived ? "calendar.resource-archived" : "calendar.resource-restored";
          changed(tenant, actor, action, "resource", id.toString());
        });
  }

  // The foreign keys hold this too, but as a failure of ours.
  private void requireKnown(TenantId tenant, ServiceDraft draft) {
    var people = allStaff(tenant).stream().map(Staff::id).toList();
    if (!people.containsAll(draft.staff())) {
      throw Refusal.field("staff", "Choose from the list.");
    }
    var things = resources(tenant).stream().map(Resource::id).toList();
    if (!draft.needs().stream().allMatch(need -> things.containsAll(need.resources()))) {
      throw Refusal.field("resource", "Choose from the list.");
    }
  }

  private void requireKnown(TenantId tenant, StaffDraft draft) {
    var services = allServices(tenant).stream().map(Service::id).toList();
    if (!services.containsAll(draft.services())) {
      throw Refusal.field("service", "Choose from the list.");
    }
  }

  private void changed(TenantId tenant, Actor actor, String action, String type, String id) {
    audit.record(tenant, actor, action, type, id, Map.of());
    events.append(tenant, "calendar.changed", id, Map.of("what", action));
  }

  private void uniqueName(TenantId tenant, Runnable work) {
    try {
      transactions.write(tenant, work);
    } catch (DuplicateKeyException sameName) {
      throw Refusal.field("name", "Another service has this name.");
    }
  }

  private void uniqueMember(TenantId tenant, Runnable work) {
    try {
      transactions.write(tenant, work);
    } catch (DuplicateKeyException sameMember) {
      throw Refusal.field("member", "This member is on the list already.");
    }
  }

  private static Refusal changedMeanwhile() {
    return Refusal.conflict(
        "calendar.changed-meanwhile", "Someone changed this meanwhile. Look again, then save.");
  }
}
