package io.frontdesk.calendar.series;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;

/// Runs many bookings as one: all of them stand, or none.
@Component
class Together {
  private static final int TRIES = 5;

  private final TenantTransactions transactions;

  Together(TenantTransactions transactions) {
    this.transactions = transactions;
  }

  /// What rolls everything back, with the answer for the caller.
  static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Object answer;

    Undone(Object answer) {
      super(null, null, false, false);
      this.answer = answer;
    }
  }

  /// Runs `work`; where it throws [Undone], nothing was done and that answer is given. Where two of
  /// these waited for each other, the one that was ended is tried again.
  <T> T all(TenantId tenant, Class<T> answers, Supplier<T> work) {
    TenantTransactions.requireNone("booking together");
    @Nullable ConcurrencyFailureException last = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      try {
        return transactions.write(tenant, work);
      } catch (Undone undone) {
        return answers.cast(undone.answer);
      } catch (ConcurrencyFailureException deadlock) {
        last = deadlock;
      }
    }
    throw Objects.requireNonNull(last);
  }
}
