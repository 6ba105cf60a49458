package io.frontdesk.delivery;

import io.frontdesk.delivery.ledger.Ledger;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Where providers' later news about a message come in. News may be late, doubled or out of order:
/// a delivery only moves forward.
@Service
public class DeliveryReports {
  /// What a provider says about a message it took.
  ///
  /// @param providerId the provider's name for it
  /// @param attempt our name for the try, when the provider gave it back; finds a delivery whose
  ///     answer never came
  /// @param state SENT, DELIVERED, UNDELIVERED or FAILED
  /// @param code the provider's error code
  public record Report(
      String provider,
      String providerId,
      @Nullable UUID attempt,
      DeliveryState state,
      @Nullable String code) {
    public Report {
      switch (state) {
        case SENT, DELIVERED, UNDELIVERED, FAILED -> {}
        case WAITING, CLAIMED, SENDING, HELD, REFUSED, CANCELLED, UNKNOWN ->
            throw new IllegalArgumentException("a provider can't report " + state);
      }
    }
  }

  private final TenantTransactions transactions;
  private final Ledger ledger;

  DeliveryReports(TenantTransactions transactions, Ledger ledger) {
    this.transactions = transactions;
    this.ledger = ledger;
  }

  /// The person complained about a message (RFC 5965): their address is barred. Repeatable.
  ///
  /// @return false when no delivery of this tenant is meant
  public boolean complained(TenantId tenant, String provider, String providerId) {
    return transactions.write(tenant, () -> ledger.complained(tenant, provider, providerId));
  }

  /// Applies a report. Repeatable; an e-mail that can't be delivered bars its address.
  ///
  /// @return false when no delivery of this tenant is meant
  public boolean apply(TenantId tenant, Report report) {
    return transactions.write(tenant, () -> ledger.report(tenant, report));
  }
}
