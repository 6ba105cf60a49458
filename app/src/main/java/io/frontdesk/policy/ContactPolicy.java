package io.frontdesk.policy;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.DecisionEngine;
import io.frontdesk.policy.rules.Spending;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// The one place that answers "may we contact this address now, and why".
///
/// Each method joins the tenant's open transaction or opens one.
@Service
public class ContactPolicy {
  /// What is about to be sent when the policy allows it.
  ///
  /// @param delivery names it for [#releaseAll] and [#settle]
  /// @param segments of a text; of anything else 1
  public record Intent(UUID delivery, int segments) {}

  /// One of many to decide on.
  public record Ask(ContactQuestion question, Intent intent) {}

  private final TenantTransactions transactions;
  private final DecisionEngine engine;
  private final Spending spending;

  ContactPolicy(TenantTransactions transactions, DecisionEngine engine, Spending spending) {
    this.transactions = transactions;
    this.engine = engine;
    this.spending = spending;
  }

  /// Decides on what is committed now. Asking changes nothing, so two who ask may both be told
  /// that the last of a budget is theirs; who sends calls [#admit].
  public Decision decide(TenantId tenant, ContactQuestion question) {
    return transactions.read(tenant, () -> engine.decide(tenant, question));
  }

  /// Decides and, when it is allowed, counts the attempt and reserves its cost in the same
  /// transaction, so that a claim and its decision stand or fall together. Repeatable: what is
  /// counted for a delivery is not counted again.
  ///
  /// Waits for others who count on the same person or budget. A transaction that admits several
  /// gives them to [#admitAll], else two of them may wait for each other.
  public Decision admit(TenantId tenant, ContactQuestion question, Intent intent) {
    return admitAll(tenant, List.of(new Ask(question, intent))).getFirst();
  }

  /// As [#admit] for one after the other, in a handful of statements however many they are.
  ///
  /// @return one decision for each, in their order
  public List<Decision> admitAll(TenantId tenant, List<Ask> asks) {
    return transactions.write(tenant, () -> engine.admitAll(tenant, asks));
  }

  /// Whether each of these may never go as things stand: barred, or not wanted. Switches, counts
  /// and hours are left aside, nothing is counted and nobody is waited for.
  public List<Boolean> refusedAll(TenantId tenant, List<ContactQuestion> questions) {
    return transactions.read(tenant, () -> engine.refusedAll(tenant, questions));
  }

  /// Gives back what [#admit] took for deliveries that did not leave. Repeatable.
  public void releaseAll(TenantId tenant, List<UUID> deliveries) {
    transactions.write(tenant, () -> spending.releaseAll(tenant, deliveries));
  }

  /// What a delivery took stays taken for good, and a further try of it counts anew.
  public void spent(TenantId tenant, UUID delivery) {
    transactions.write(tenant, () -> spending.spent(tenant, delivery));
  }

  /// Replaces what was reserved for a delivery by what it really cost. Without it the reservation
  /// stays as the cost. What cost more than was reserved may carry the budget beyond its limit.
  ///
  /// @param micros millionths of the workspace's currency
  public void settle(TenantId tenant, UUID delivery, long segments, long micros) {
    transactions.write(tenant, () -> spending.settle(tenant, delivery, segments, micros));
  }

  /// The decision with what it rests on, for people who ask why. Changes nothing.
  public Explanation explain(TenantId tenant, ContactQuestion question) {
    return transactions.read(tenant, () -> engine.explain(tenant, question));
  }
}
