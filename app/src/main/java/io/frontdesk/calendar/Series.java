package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.series.SeriesDesk;
import io.frontdesk.calendar.series.SeriesStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Appointments that repeat: each occurrence is an appointment, booked, moved and cancelled all
/// together or not at all. Call what changes something outside a transaction: when one of many
/// can't be done, the whole is rolled back.
@Component
public class Series {
  private final TenantTransactions transactions;
  private final SeriesDesk desk;
  private final SeriesStore store;
  private final Workspaces workspaces;

  Series(
      TenantTransactions transactions, SeriesDesk desk, SeriesStore store, Workspaces workspaces) {
    this.transactions = transactions;
    this.desk = desk;
    this.store = store;
    this.workspaces = workspaces;
  }

  /// Which part of a series a change concerns.
  public enum Scope {
    ONE,
    FOLLOWING,
    ALL;

    /// As the API carries it.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// @throws Refusal naming `scope`
    public static Scope ofCode(String code) {
      return switch (code) {
        case "one" -> ONE;
        case "following" -> FOLLOWING;
        case "all" -> ALL;
        default -> throw Refusal.field("scope", "give one, following or all");
      };
    }
  }

  /// The times of a rule, by the clock of the place, each with whether it can be booked now.
  /// Nothing is kept.
  ///
  /// @throws Refusal naming the wrong field
  public List<Occurrence> preview(
      TenantId tenant,
      ServiceId service,
      LocalDateTime first,
      String rule,
      @Nullable StaffId staff,
      @Nullable LocationId location,
      Source source) {
    return transactions.read(
        tenant, () -> desk.preview(tenant, service, first, rule, staff, location, source));
  }

  /// Books all times that were wished for, or none, and tells the client once.
  ///
  /// @throws Refusal naming the wrong field
  public SeriesOutcome book(TenantId tenant, SeriesRequest request) {
    return desk.book(tenant, request);
  }

  /// Moves an appointment of a series, and with it those that follow or all that are ahead, by as
  /// many days and to the same time of the day.
  ///
  /// @param to local time for this appointment, by the clock of its place
  /// @param staff with this person from now on; null: as for a single appointment
  /// @throws Refusal when the appointment is not of a series
  public SeriesOutcome move(
      TenantId tenant,
      AppointmentId appointment,
      Scope scope,
      LocalDateTime to,
      @Nullable StaffId staff,
      Source source,
      Actor actor) {
    return desk.move(tenant, appointment, scope, to, staff, source, actor);
  }

  /// Cancels an appointment of a series, and with it those that follow or all that are ahead.
  ///
  /// @throws Refusal when the appointment is not of a series
  public SeriesOutcome cancel(
      TenantId tenant, AppointmentId appointment, Scope scope, String reason, Actor actor) {
    return desk.cancel(tenant, appointment, scope, reason, actor);
  }

  public Optional<SeriesView> find(TenantId tenant, SeriesId id) {
    return transactions.read(
        tenant, () -> store.view(tenant, id, workspaces.require(tenant).zone()));
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public SeriesView require(TenantId tenant, SeriesId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The series"));
  }

  /// The series an appointment belongs to.
  public Optional<SeriesView> of(TenantId tenant, AppointmentId appointment) {
    return transactions.read(
        tenant,
        () ->
            store
                .seriesOf(tenant, appointment)
                .flatMap(id -> store.view(tenant, id, workspaces.require(tenant).zone())));
  }
}
