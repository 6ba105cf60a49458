package io.frontdesk.policy;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.AgencyStore;
import io.frontdesk.policy.rules.BackgroundStore;
import io.frontdesk.policy.rules.Spending;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// A workspace's own rules on contacting people, beside those of the law.
@Service
public class WorkspaceRules {
  /// What a workspace chose. Null means no such limit.
  ///
  /// Budgets count what is allowed to go, in segments of text messages and in their price; days and
  /// months are those of the workspace's zone. They hold for every purpose but compliance.
  ///
  /// @param numberAgeMonths promotion to a phone number needs a consent, a message or a call from
  ///     it that is no older, 1 to 120
  /// @param marketingPerDay promotions one person gets in 24 hours at most, 1 to 50
  /// @param microsPerDay millionths of the workspace's currency
  /// @param microsPerMonth millionths of the workspace's currency
  /// @param segmentMicros price of one segment, in millionths of the workspace's currency
  public record Choice(
      @Nullable Integer numberAgeMonths,
      @Nullable Integer marketingPerDay,
      @Nullable Long segmentsPerDay,
      @Nullable Long segmentsPerMonth,
      @Nullable Long microsPerDay,
      @Nullable Long microsPerMonth,
      long segmentMicros) {
    /// What holds until a workspace chooses.
    public static final Choice DEFAULT = new Choice(18, 3, null, null, null, null, 0);

    public Choice {
      requireWithin("numberAgeMonths", numberAgeMonths, 1, 120);
      requireWithin("marketingPerDay", marketingPerDay, 1, 50);
      for (var limit :
          new Long[] {segmentsPerDay, segmentsPerMonth, microsPerDay, microsPerMonth}) {
        if (limit != null && limit < 0) {
          throw new IllegalArgumentException("a budget is not negative");
        }
      }
      if (segmentMicros < 0) {
        throw new IllegalArgumentException("a price is not negative");
      }
    }

    /// Whether any budget is set.
    public boolean hasBudget() {
      return segmentsPerDay != null
          || segmentsPerMonth != null
          || microsPerDay != null
          || microsPerMonth != null;
    }

    private static void requireWithin(String name, @Nullable Integer value, int least, int most) {
      if (value != null && (value < least || value > most)) {
        throw new IllegalArgumentException(name + " is from " + least + " to " + most);
      }
    }
  }

  /// What is reserved or spent.
  public record Used(long segments, long micros) {}

  private final TenantTransactions transactions;
  private final BackgroundStore store;
  private final AgencyStore agency;
  private final Spending spending;
  private final Clock clock;

  WorkspaceRules(
      TenantTransactions transactions,
      BackgroundStore store,
      AgencyStore agency,
      Spending spending,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.agency = agency;
    this.spending = spending;
    this.clock = clock;
  }

  public Choice choice(TenantId tenant) {
    return transactions.read(tenant, () -> store.choice(tenant).orElse(Choice.DEFAULT));
  }

  /// Changes them for every decision from the commit on. A budget that is lowered below what is
  /// spent lets nothing more go in its day or month.
  public void choose(TenantId tenant, Choice choice, Actor actor) {
    transactions.write(tenant, () -> store.choose(tenant, choice, actor.name(), clock.instant()));
  }

  /// Whether opt-outs, complaints and legal entries are shared with the other workspaces of the
  /// agency that share theirs. Without an agency it has no effect.
  public boolean sharesWithAgency(TenantId tenant) {
    return transactions.read(tenant, () -> agency.shares(tenant));
  }

  /// From the commit on, for entries made before it too.
  public void shareWithAgency(TenantId tenant, boolean wanted) {
    transactions.write(tenant, () -> agency.share(tenant, wanted));
  }

  /// Of today's budget.
  public Used usedToday(TenantId tenant) {
    return transactions.read(tenant, () -> spending.usedToday(tenant, clock.instant()));
  }

  /// Of this month's budget.
  public Used usedThisMonth(TenantId tenant) {
    return transactions.read(tenant, () -> spending.usedThisMonth(tenant, clock.instant()));
  }
}
