package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.series.Chains;
import io.frontdesk.calendar.series.GroupDesk;
import io.frontdesk.calendar.series.SeriesStore;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Appointments booked together: several services in a row, several people at once; all of them or
/// none. Call what changes something outside a transaction.
@Component
public class Groups {
  private final TenantTransactions transactions;
  private final GroupDesk desk;
  private final Chains chains;
  private final SeriesStore store;
  private final Workspaces workspaces;

  Groups(
      TenantTransactions transactions,
      GroupDesk desk,
      Chains chains,
      SeriesStore store,
      Workspaces workspaces) {
    this.transactions = transactions;
    this.desk = desk;
    this.chains = chains;
    this.store = store;
    this.workspaces = workspaces;
  }

  /// Appointments that were booked together, in the order of the parts, cancelled ones too.
  public record Group(GroupId id, ContactId contact, List<Appointment> appointments) {
    public Group {
      appointments = List.copyOf(appointments);
    }
  }

  /// A step of a chain to be.
  ///
  /// @param staff null: anyone
  public record Step(ServiceId service, @Nullable StaffId staff) {}

  /// How the steps lie in time.
  public enum Order {
    /// One after another, each at most half an hour after the one before.
    IN_A_ROW,
    /// All at the same start, each with another person.
    AT_ONCE
  }

  /// Times of one local day at which all steps are free, one slot per step; at most `limit`. What
  /// is offered can be gone, or want the same room, by the time it is booked.
  ///
  /// @throws Refusal naming the wrong field
  public List<List<Slot>> search(
      TenantId tenant, List<Step> steps, Order order, LocalDate day, boolean desk, int limit) {
    return transactions.read(tenant, () -> chains.search(tenant, steps, order, day, desk, limit));
  }

  /// Books all parts, or none, and tells the client once.
  ///
  /// @throws Refusal naming the wrong field
  public GroupOutcome book(TenantId tenant, GroupRequest request) {
    return desk.book(tenant, request);
  }

  /// Cancels what is still open of a group and tells the client once.
  ///
  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Group cancel(TenantId tenant, GroupId group, String reason, Actor actor) {
    desk.cancel(tenant, group, reason, actor);
    return require(tenant, group);
  }

  public Optional<Group> find(TenantId tenant, GroupId id) {
    return transactions.read(
        tenant, () -> desk.find(tenant, id, workspaces.require(tenant).zone()));
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Group require(TenantId tenant, GroupId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The group"));
  }

  /// The group an appointment belongs to.
  public Optional<Group> of(TenantId tenant, AppointmentId appointment) {
    return transactions.read(
        tenant,
        () ->
            store
                .groupOf(tenant, appointment)
                .flatMap(id -> desk.find(tenant, id, workspaces.require(tenant).zone())));
  }
}
