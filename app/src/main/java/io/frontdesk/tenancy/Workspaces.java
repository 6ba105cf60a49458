package io.frontdesk.tenancy;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.workspace.Slugs;
import io.frontdesk.tenancy.workspace.WorkspaceStore;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// The workspaces of this installation.
@Service
public class Workspaces {
  private final WorkspaceStore store;
  private final TenantTransactions transactions;
  private final Clock clock;

  Workspaces(WorkspaceStore store, TenantTransactions transactions, Clock clock) {
    this.store = store;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// The workspace of a tenant that exists.
  ///
  /// @throws Refusal when there is none
  public Workspace require(TenantId tenant) {
    return transactions
        .read(tenant, () -> store.find(tenant))
        .orElseThrow(() -> Refusal.notFound("Workspace"));
  }

  /// The workspace that a path names. Call it outside a tenant's transaction.
  public Optional<Workspace> findBySlug(String slug) {
    return transactions.withoutTenant(() -> store.idOf(slug)).map(this::require);
  }

  /// The workspaces an agency owns, by name. Call it outside a transaction.
  public List<Workspace> children(TenantId agency) {
    return transactions.read(agency, () -> store.childIds(agency)).stream()
        .map(this::require)
        .toList();
  }

  /// Opens a workspace with ordinary hours (Monday to Friday, nine to five). The slug is made from
  /// its name and numbered when taken. Call it outside a tenant's transaction; it joins one that
  /// has no tenant.
  ///
  /// @throws Refusal when the agency is itself owned by one: agencies are not nested
  public Workspace open(NewWorkspace wanted) {
    var agency = wanted.agency();
    if (agency != null && require(agency).agency() != null) {
      throw Refusal.conflict("tenancy.nested-agency", "A workspace of an agency can't be one.");
    }
    var id = new TenantId(Uuid7.next());
    return transactions.withoutTenant(
        () -> {
          // Two of one name at the same moment take their turns.
          store.lockSlugs();
          var slug = Slugs.firstFree(wanted.name(), store::slugIsTaken);
          return transactions.write(
              id,
              () -> {
                store.insert(id, slug, wanted, clock.instant());
                store.replaceWeek(id, WeekHours.standard());
                return require(id);
              });
        });
  }

  /// Changes what the settings page shows.
  public void change(TenantId tenant, String name, ZoneId zone, String region, String currency) {
    transactions.write(
        tenant, () -> store.update(tenant, name, zone, region, currency, clock.instant()));
  }
}
