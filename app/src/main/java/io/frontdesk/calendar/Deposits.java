package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.booking.DepositStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.page.Money;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Deposits as the desk is paid them; no money moves here. Joins an open transaction of the tenant.
@Component
public class Deposits {
  private static final long MOST = 100_000_000;

  private final TenantTransactions transactions;
  private final DepositStore store;
  private final AppointmentStore appointments;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final EventLog events;
  private final Clock clock;

  Deposits(
      TenantTransactions transactions,
      DepositStore store,
      AppointmentStore appointments,
      Workspaces workspaces,
      AuditLog audit,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.appointments = appointments;
    this.workspaces = workspaces;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  public Optional<DepositPayment> find(TenantId tenant, AppointmentId appointment) {
    return transactions.read(tenant, () -> store.find(tenant, appointment));
  }

  /// Marks a deposit paid. The same amount again changes nothing.
  ///
  /// @param amountMinor in the appointment's currency; part of the deposit or more than it is fine
  /// @throws Refusal `calendar.no-deposit` when the appointment asks for none,
  ///     `calendar.deposit-paid` when another amount is marked already, or naming `amount`
  public DepositPayment markPaid(
      TenantId tenant, AppointmentId appointment, long amountMinor, Actor actor) {
    if (amountMinor < 1 || amountMinor > MOST) {
      throw Refusal.field("amount", "Give the amount that was paid.");
    }
    return transactions.write(
        tenant,
        () -> {
          var one = lock(tenant, appointment);
          if (one.depositMinor() == null) {
            throw Refusal.conflict(
                "calendar.no-deposit", "No deposit was asked for this appointment.");
          }
          var before = store.find(tenant, appointment);
          if (before.isPresent()) {
            if (before.get().amountMinor() == amountMinor) {
              return before.get();
            }
            throw Refusal.conflict(
                "calendar.deposit-paid",
                "Marked already: "
                    + Money.label(before.get().amountMinor(), one.currency())
                    + ". Take that back first.");
          }
          var payment = new DepositPayment(amountMinor, clock.instant(), name(actor));
          store.insert(tenant, appointment, payment);
          changed(tenant, one, "deposit_paid", amountMinor, actor);
          return payment;
        });
  }

  /// Takes a mark back; repeatable.
  public void takeBack(TenantId tenant, AppointmentId appointment, Actor actor) {
    transactions.write(
        tenant,
        () -> {
          var one = lock(tenant, appointment);
          store
              .delete(tenant, appointment)
              .ifPresent(amount -> changed(tenant, one, "deposit_unpaid", amount, actor));
        });
  }

  private Appointment lock(TenantId tenant, AppointmentId appointment) {
    return appointments
        .lock(tenant, appointment, workspaces.require(tenant).zone())
        .orElseThrow(() -> Refusal.notFound("The appointment"));
  }

  private void changed(TenantId tenant, Appointment one, String what, long amount, Actor actor) {
    var id = one.id().toString();
    appointments.remember(
        tenant, one.id(), what, actor.name(), Money.label(amount, one.currency()), clock.instant());
    audit.record(
        tenant,
        actor,
        "calendar." + what.replace('_', '-'),
        "appointment",
        id,
        Map.of("amountMinor", amount, "currency", one.currency()));
    events.append(
        tenant, "calendar.changed", id, Map.of("what", what, "contact", one.contact().toString()));
  }

  private static String name(Actor actor) {
    var name = actor.name();
    return name.length() > 200 ? name.substring(0, 200) : name;
  }
}
