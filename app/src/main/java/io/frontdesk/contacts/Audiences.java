package io.frontdesk.contacts;

import io.frontdesk.contacts.book.AudienceStore;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Reads the client book by the page, however large it is.
///
/// Each method joins the tenant's open transaction or opens one.
@Service
public class Audiences {
  /// Somebody in an audience.
  ///
  /// @param address the one to use, see [Contact#phones]; null when they have none of the kind
  public record Someone(ContactId id, @Nullable String address) {}

  /// A tag to choose an audience by.
  public record Label(UUID id, String name) {}

  private final TenantTransactions transactions;
  private final AudienceStore store;

  Audiences(TenantTransactions transactions, AudienceStore store) {
    this.transactions = transactions;
    this.store = store;
  }

  /// The next people, by id.
  ///
  /// @param kind of address wanted: `phone` or `email`
  /// @param after the last one of the page before; null for the first page
  public List<Someone> page(
      TenantId tenant, Audience audience, String kind, @Nullable ContactId after, int limit) {
    return transactions.read(tenant, () -> store.page(tenant, audience, kind, after, limit));
  }

  /// How many people there are, counted up to `most`.
  public int count(TenantId tenant, Audience audience, int most) {
    return transactions.read(tenant, () -> store.count(tenant, audience, most));
  }

  /// The tags by name, at most 500.
  public List<Label> labels(TenantId tenant) {
    return transactions.read(tenant, () -> store.labels(tenant));
  }
}
