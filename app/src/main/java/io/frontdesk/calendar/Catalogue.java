package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.catalogue.PlaceStore;
import io.frontdesk.calendar.catalogue.ServiceStore;
import io.frontdesk.calendar.catalogue.SpokenNames;
import io.frontdesk.calendar.catalogue.StaffStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/// What can be booked, by whom, and with which rooms and devices. Reading joins an open transaction
/// of the tenant.
@Component
public class Catalogue {
  private final TenantTransactions transactions;
  private final ServiceStore services;
  private final StaffStore people;
  private final PlaceStore places;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final EventLog events;
  private final Clock clock;

  Catalogue(
      TenantTransactions transactions,
      ServiceStore services,
      StaffStore people,
      PlaceStore places,
      Workspaces workspaces,
      AuditLog audit,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.services = services;
    this.people = people;
    this.places = places;
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
    return transactions.read(tenant, () -> services.services(tenant, null));
  }

  public Optional<Service> find(TenantId tenant, ServiceId id) {
    return transactions.read(tenant, () -> services.services(tenant, id)).stream().findFirst();
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Service require(TenantId tenant, ServiceId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The service"));
  }

  /// The service a caller means: by id, by name however written, by the words of it, or by a name
  /// that sounds nearly so. Empty when none or several fit.
  public Optional<Service> findService(TenantId tenant, String spokenNameOrId) {
    return SpokenNames.best(
        spokenNameOrId, services(tenant), service -> service.id().toString(), Service::name);
  }

  /// The clock by which a service's times are said: that of the place, or of all its places when
  /// they have the same; else the workspace's.
  ///
  /// @param location where it is wished, null: wherever it is done
  public ZoneId zone(TenantId tenant, Service service, @Nullable LocationId location) {
    if (location != null) {
      return require(tenant, location).zone();
    }
    var zones =
        service.locations().isEmpty()
            ? List.<ZoneId>of()
            : locations(tenant).stream()
                .filter(place -> service.locations().contains(place.id()))
                .map(Location::zone)
                .distinct()
                .toList();
    return zones.size() == 1 ? zones.getFirst() : workspaces.require(tenant).zone();
  }

  /// The people who can be booked, by name.
  public List<Staff> staff(TenantId tenant) {
    return allStaff(tenant).stream().filter(person -> !person.archived()).toList();
  }

  /// Archived ones too.
  public List<Staff> allStaff(TenantId tenant) {
    return transactions.read(tenant, () -> people.staff(tenant, null));
  }

  public Optional<Staff> find(TenantId tenant, StaffId id) {
    return transactions.read(tenant, () -> people.staff(tenant, id)).stream().findFirst();
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
    return transactions.read(tenant, () -> places.resources(tenant));
  }

  /// @throws Refusal naming every wrong field
  public Service add(TenantId tenant, Actor actor, ServiceDraft draft) {
    draft.check();
    requireKnown(tenant, draft);
    var id = new ServiceId(Uuid7.next());
    var currency = workspaces.require(tenant).currency();
    uniqueName(
        tenant,
        "service",
        () -> {
          services.insert(tenant, id, draft, currency, clock.instant());
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
        "service",
        () -> {
          if (!services.update(tenant, id, draft, currency, version, clock.instant())) {
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
        "service",
        () -> {
          if (!services.archive(tenant, id, archived, clock.instant())) {
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
          people.insertStaff(tenant, id, draft, clock.instant());
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
          if (!people.updateStaff(tenant, id, draft, version, clock.instant())) {
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
          if (!people.archiveStaff(tenant, id, archived, clock.instant())) {
            throw Refusal.notFound("The person");
          }
          var action = archived ? "calendar.staff-archived" : "calendar.staff-restored";
          changed(tenant, actor, action, "staff", id.toString());
        });
  }

  /// A person's days that differ, from `first` on.
  public List<StaffException> exceptions(TenantId tenant, StaffId staff, LocalDate first) {
    return transactions.read(tenant, () -> people.exceptions(tenant, staff, first));
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
          people.insertException(tenant, staff, exception);
          changed(tenant, actor, "calendar.staff-exception-added", "staff", staff.toString());
        });
  }

  /// @throws Refusal `not-found` when the person has no such entry
  public void removeException(TenantId tenant, Actor actor, StaffId staff, UUID exception) {
    transactions.write(
        tenant,
        () -> {
          if (!people.deleteException(tenant, staff, exception)) {
            throw Refusal.notFound("This entry");
          }
          changed(tenant, actor, "calendar.staff-exception-removed", "staff", staff.toString());
        });
  }

  /// The places where services are done, by name.
  public List<Location> locations(TenantId tenant) {
    return allLocations(tenant).stream().filter(place -> !place.archived()).toList();
  }

  /// Archived ones too.
  public List<Location> allLocations(TenantId tenant) {
    return transactions.read(tenant, () -> places.locations(tenant, null));
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Location require(TenantId tenant, LocationId id) {
    return transactions.read(tenant, () -> places.locations(tenant, id)).stream()
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("The location"));
  }

  /// @throws Refusal naming every wrong field
  public Location add(TenantId tenant, Actor actor, LocationDraft draft) {
    draft.check();
    var id = new LocationId(Uuid7.next());
    uniqueName(
        tenant,
        "location",
        () -> {
          places.insertLocation(tenant, id, draft, clock.instant());
          changed(tenant, actor, "calendar.location-added", "location", id.toString());
        });
    return require(tenant, id);
  }

  /// @throws Refusal naming every wrong field, or `calendar.changed-meanwhile`
  public Location change(
      TenantId tenant, Actor actor, LocationId id, LocationDraft draft, long version) {
    draft.check();
    require(tenant, id);
    uniqueName(
        tenant,
        "location",
        () -> {
          if (!places.updateLocation(tenant, id, draft, version, clock.instant())) {
            throw changedMeanwhile();
          }
          changed(tenant, actor, "calendar.location-changed", "location", id.toString());
        });
    return require(tenant, id);
  }

  /// Takes a location off the list, or puts it back. Its appointments stay.
  public void archive(TenantId tenant, Actor actor, LocationId id, boolean archived) {
    uniqueName(
        tenant,
        "location",
        () -> {
          if (!places.archiveLocation(tenant, id, archived, clock.instant())) {
            throw Refusal.notFound("The location");
          }
          var action = archived ? "calendar.location-archived" : "calendar.location-restored";
          changed(tenant, actor, action, "location", id.toString());
        });
  }

  /// A room or device that is wherever it is needed.
  ///
  /// @throws Refusal naming the wrong field
  public ResourceId add(
      TenantId tenant, Actor actor, Resource.Kind kind, String name, int capacity) {
    return add(tenant, actor, kind, name, capacity, null);
  }

  /// @param location where it stands; null: wherever it is needed
  /// @throws Refusal naming the wrong field
  public ResourceId add(
      TenantId tenant,
      Actor actor,
      Resource.Kind kind,
      String name,
      int capacity,
      @Nullable LocationId location) {
    var cleaned = name.strip();
    if (cleaned.isEmpty() || cleaned.length() > 120) {
      throw Refusal.field("name", "Give a name of up to 120 characters.");
    }
    if (capacity < 1 || capacity > 50) {
      throw Refusal.field("capacity", "Give 1 to 50.");
    }
    if (location != null) {
      requireLocations(tenant, "location", List.of(location));
    }
    var id = new ResourceId(Uuid7.next());
    transactions.write(
        tenant,
        () -> {
          places.insertResource(tenant, id, kind, cleaned, capacity, location, clock.instant());
          changed(tenant, actor, "calendar.resource-added", "resource", id.toString());
        });
    return id;
  }

  public void archive(TenantId tenant, Actor actor, ResourceId id, boolean archived) {
    transactions.write(
        tenant,
        () -> {
          if (!places.archiveResource(tenant, id, archived, clock.instant())) {
            throw Refusal.notFound("The room or device");
          }
          var action = archived ? "calendar.resource-archived" : "calendar.resource-restored";
          changed(tenant, actor, action, "resource", id.toString());
        });
  }

  // The foreign keys hold this too, but as a failure of ours.
  private void requireKnown(TenantId tenant, ServiceDraft draft) {
    if (!allStaff(tenant).stream().map(Staff::id).toList().containsAll(draft.staff())) {
      throw Refusal.field("staff", "Choose from the list.");
    }
    var things = resources(tenant).stream().map(Resource::id).toList();
    if (!draft.needs().stream().allMatch(need -> things.containsAll(need.resources()))) {
      throw Refusal.field("needs", "Choose from the list.");
    }
    requireLocations(tenant, "locations", draft.locations());
  }

  private void requireKnown(TenantId tenant, StaffDraft draft) {
    if (!allServices(tenant).stream().map(Service::id).toList().containsAll(draft.services())) {
      throw Refusal.field("service", "Choose from the list.");
    }
    var week = draft.week();
    if (week != null) {
      requireLocations(
          tenant,
          "hours",
          week.hours().stream().map(StaffWeek.Hours::location).filter(Objects::nonNull).toList());
    }
  }

  private void requireLocations(TenantId tenant, String field, List<LocationId> wanted) {
    if (!wanted.isEmpty()
        && !allLocations(tenant).stream().map(Location::id).toList().containsAll(wanted)) {
      throw Refusal.field(field, "Choose from the list.");
    }
  }

  private void changed(TenantId tenant, Actor actor, String action, String type, String id) {
    audit.record(tenant, actor, action, type, id, Map.of());
    events.append(tenant, "calendar.changed", id, Map.of("what", action));
  }

  private void uniqueName(TenantId tenant, String what, Runnable work) {
    try {
      transactions.write(tenant, work);
    } catch (DuplicateKeyException sameName) {
      throw Refusal.field("name", "Another " + what + " has this name.");
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
