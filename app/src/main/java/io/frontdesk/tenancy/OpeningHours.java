package io.frontdesk.tenancy;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.workspace.WorkspaceStore;
import java.time.LocalDate;
import java.util.List;
import org.springframework.stereotype.Service;

/// When a business is open, in its own zone.
@Service
public class OpeningHours {
  private final WorkspaceStore store;
  private final TenantTransactions transactions;

  OpeningHours(WorkspaceStore store, TenantTransactions transactions) {
    this.store = store;
    this.transactions = transactions;
  }

  /// The ordinary week.
  public WeekHours of(TenantId tenant) {
    return transactions.read(tenant, () -> store.week(tenant));
  }

  /// The days from `first` to `last`, both included, in one query.
  ///
  /// @throws io.frontdesk.platform.error.Refusal `not-found` when there is no such workspace
  public OpenDays between(TenantId tenant, LocalDate first, LocalDate last) {
    return transactions.read(
        tenant,
        () ->
            store
                .openDays(tenant, first, last)
                .orElseThrow(() -> Refusal.notFound("The workspace")));
  }

  /// When it is open on one day, local time, ordered and disjoint; holidays and exceptions applied.
  public List<TimeRange> on(TenantId tenant, LocalDate day) {
    return between(tenant, day, day).on(day);
  }

  /// The days that differ, from `from` (included) to `until` (not), in order.
  public List<SpecialDay> specialDays(TenantId tenant, LocalDate from, LocalDate until) {
    return transactions.read(tenant, () -> store.specialDays(tenant, from, until));
  }

  /// Replaces the ordinary week.
  public void set(TenantId tenant, WeekHours week) {
    transactions.write(tenant, () -> store.replaceWeek(tenant, week));
  }

  /// Adds or replaces one day that differs.
  public void set(TenantId tenant, SpecialDay day) {
    transactions.write(tenant, () -> store.replaceSpecialDay(tenant, day));
  }

  /// Forgets that a day differs; repeatable.
  public void clear(TenantId tenant, LocalDate day) {
    transactions.write(tenant, () -> store.deleteSpecialDay(tenant, day));
  }
}
