package io.frontdesk.policy;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.DecisionEngine;
import org.springframework.stereotype.Service;

/// The one place that answers "may we contact this address now, and why".
@Service
public class ContactPolicy {
  private final TenantTransactions transactions;
  private final DecisionEngine engine;

  ContactPolicy(TenantTransactions transactions, DecisionEngine engine) {
    this.transactions = transactions;
    this.engine = engine;
  }

  /// Decides on what is committed now. Joins the tenant's open transaction, so that a claim and its
  /// decision stand or fall together. Asking changes nothing.
  public Decision decide(TenantId tenant, ContactQuestion question) {
    return transactions.read(tenant, () -> engine.decide(tenant, question));
  }
}
