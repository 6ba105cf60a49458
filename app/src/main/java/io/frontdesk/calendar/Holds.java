package io.frontdesk.calendar;

import io.frontdesk.calendar.booking.Holding;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Times kept for people who are about to book: while a client fills in a form, during a call, for
/// an offer. Nobody else gets the time until the hold is released or expires; a
/// [BookingRequest#fromHold] turns it into the appointment. Every method joins an open transaction
/// of the tenant.
@Component
public class Holds {
  private final TenantTransactions transactions;
  private final Holding holding;

  Holds(TenantTransactions transactions, Holding holding) {
    this.transactions = transactions;
    this.holding = holding;
  }

  /// Keeps a time. What the key kept before, if another time, is given back first, so that nobody
  /// keeps a day by asking for each of its times.
  public HoldOutcome place(TenantId tenant, HoldRequest request) {
    return Bookings.patiently(
        () -> transactions.write(tenant, () -> holding.place(tenant, request)));
  }

  /// Keeps it until `until`, earlier or later than before.
  ///
  /// @return false when it is gone or has expired
  public boolean extend(TenantId tenant, HoldId hold, Instant until) {
    return transactions.write(tenant, () -> holding.extend(tenant, hold, until));
  }

  /// Gives it back; repeatable.
  public void release(TenantId tenant, HoldId hold) {
    transactions.write(tenant, () -> holding.release(tenant, hold));
  }

  /// One that has not expired.
  public Optional<Hold> find(TenantId tenant, HoldId hold) {
    return transactions.read(tenant, () -> holding.find(tenant, hold));
  }
}
