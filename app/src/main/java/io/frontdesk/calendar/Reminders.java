package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.reminder.ReminderStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How clients of a service are reminded, and what they may change late. Every method joins an open
/// transaction of the tenant.
@Component
public class Reminders {
  private final TenantTransactions transactions;
  private final ReminderStore store;
  private final Catalogue catalogue;
  private final AuditLog audit;
  private final Clock clock;

  Reminders(
      TenantTransactions transactions,
      ReminderStore store,
      Catalogue catalogue,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.catalogue = catalogue;
    this.audit = audit;
    this.clock = clock;
  }

  /// The plan in force; the standard one when the service has none of its own.
  public ReminderPlan plan(TenantId tenant, ServiceId service) {
    return ownPlan(tenant, service).orElse(ReminderPlan.STANDARD);
  }

  /// The plan somebody made for this service.
  public Optional<ReminderPlan> ownPlan(TenantId tenant, ServiceId service) {
    return transactions.read(tenant, () -> store.plan(tenant, service));
  }

  /// Gives a service a plan, for the appointments it has ahead too: what is not requested yet
  /// follows the new one, what was requested already is not repeated.
  ///
  /// @param plan checked by [ReminderPlan#checked]; null: the standard one again
  /// @throws Refusal `not-found` when the service is not the tenant's
  public void change(TenantId tenant, Actor actor, ServiceId service, @Nullable ReminderPlan plan) {
    transactions.write(
        tenant,
        () -> {
          catalogue.require(tenant, service);
          store.replacePlan(tenant, service, plan, clock.instant());
          store.planAgain(tenant, service, clock.instant());
          audited(tenant, actor, "calendar.reminders-changed", service);
        });
  }

  /// The reminders of an appointment, of all its revisions, by when they are due.
  public List<Reminder> of(TenantId tenant, AppointmentId appointment) {
    return transactions.read(tenant, () -> store.of(tenant, appointment));
  }

  public Optional<CancelRule> cancelRule(TenantId tenant, ServiceId service) {
    return transactions.read(tenant, () -> store.cancelRule(tenant, service));
  }

  /// @param rule null: clients may change until the start
  /// @throws Refusal naming the wrong field
  public void change(TenantId tenant, Actor actor, ServiceId service, @Nullable CancelRule rule) {
    if (rule != null && (rule.hours() < 1 || rule.hours() > 720)) {
      throw Refusal.field("hours", "give 1 to 720");
    }
    if (rule != null && rule.fee().length() > 200) {
      throw Refusal.field("fee", "write at most 200 characters");
    }
    transactions.write(
        tenant,
        () -> {
          catalogue.require(tenant, service);
          store.replaceCancelRule(tenant, service, rule);
          audited(tenant, actor, "calendar.cancel-rule-changed", service);
        });
  }

  /// What holds when the client of an appointment wants to cancel or move it now.
  public CancelRule.Terms terms(TenantId tenant, Appointment appointment) {
    var rule = cancelRule(tenant, appointment.service());
    if (rule.isEmpty()
        || clock
            .instant()
            .isBefore(appointment.startsAt().minus(Duration.ofHours(rule.get().hours())))) {
      return CancelRule.Terms.FREE;
    }
    var hours = rule.get().hours() == 1 ? "1 hour" : rule.get().hours() + " hours";
    var fee = rule.get().fee();
    if (!rule.get().allowed()) {
      return new CancelRule.Terms(
          true,
          false,
          "It begins in less than "
              + hours
              + ", so only our team can change it"
              + (fee.isEmpty() ? "." : "; a late change costs " + fee + "."));
    }
    return new CancelRule.Terms(
        true,
        true,
        fee.isEmpty()
            ? "It begins in less than " + hours + "."
            : "It begins in less than " + hours + ", so a late change costs " + fee + ".");
  }

  private void audited(TenantId tenant, Actor actor, String action, ServiceId service) {
    audit.record(tenant, actor, action, "service", service.toString(), Map.of());
  }
}
