package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.booking.Intake.Resealed;
import io.frontdesk.calendar.due.DueTenants;
import io.frontdesk.platform.jobs.RecurringJob;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// After the vault's keys got a new version, seals clients' answers anew, some at a time, until no
/// older version is needed to read them. What is done stays done: a run that was cut off goes on
/// where it was.
@Component
class AnswerResealing implements RecurringJob {
  private static final int AT_ONCE = 200;

  private final DueTenants tenants;
  private final Intake intake;
  private final TenantTransactions transactions;
  private final Vault vault;

  AnswerResealing(DueTenants tenants, Intake intake, TenantTransactions transactions, Vault vault) {
    this.tenants = tenants;
    this.intake = intake;
    this.transactions = transactions;
    this.vault = vault;
  }

  @Override
  public String name() {
    return "calendar.reseal-answers";
  }

  @Override
  public String meaning() {
    return "Encrypts clients' answers with the newest key after the keys were rotated.";
  }

  @Override
  public Duration every() {
    return Duration.ofHours(1);
  }

  /// @throws IllegalStateException after all others are done, when some can't be opened
  @Override
  public void run() {
    int unreadable = 0;
    for (var tenant : tenants.withStaleAnswers(vault.newestVersion())) {
      unreadable += all(tenant).unreadable();
    }
    if (unreadable > 0) {
      throw new IllegalStateException(
          unreadable + " answers can't be opened with the keys there are; restore the older ones");
    }
  }

  /// Seals all of one tenant's anew that can be opened.
  Resealed all(TenantId tenant) {
    var done = Resealed.BEGIN;
    for (var next = Optional.of(done); next.isPresent(); next = some(tenant, done)) {
      done = next.get();
    }
    return done;
  }

  private Optional<Resealed> some(TenantId tenant, Resealed after) {
    return transactions.write(tenant, () -> intake.reseal(tenant, after, AT_ONCE));
  }
}
