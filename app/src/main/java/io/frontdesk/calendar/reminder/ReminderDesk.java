package io.frontdesk.calendar.reminder;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentBooked;
import io.frontdesk.calendar.AppointmentChanged;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.ReminderPlan.Kind;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.booking.Confirmations;
import io.frontdesk.calendar.booking.DepositStore;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Keeps the reminders of appointments: written and forgotten in the transaction that books, moves
/// or ends one, requested when due. All inside a transaction of the tenant.
@Component
class ReminderDesk {
  private final ReminderStore store;
  private final AppointmentStore appointments;
  private final DepositStore deposits;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Deliveries deliveries;
  private final Clock clock;

  ReminderDesk(
      ReminderStore store,
      AppointmentStore appointments,
      DepositStore deposits,
      Contacts contacts,
      Workspaces workspaces,
      Deliveries deliveries,
      Clock clock) {
    this.store = store;
    this.appointments = appointments;
    this.deposits = deposits;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @EventListener
  void on(AppointmentBooked booked) {
    plan(booked.tenant(), booked.appointment());
  }

  @EventListener
  void on(AppointmentChanged changed) {
    var appointment = changed.appointment();
    switch (changed.what()) {
      case "confirmed" -> {}
      case "moved", "resized", "booked" -> {
        drop(changed.tenant(), appointment, "changed");
        plan(changed.tenant(), appointment);
      }
      default -> drop(changed.tenant(), appointment, appointment.state().code());
    }
  }

  private void plan(TenantId tenant, Appointment appointment) {
    store.write(tenant, appointment.id(), clock.instant());
  }

  private void drop(TenantId tenant, Appointment appointment, String why) {
    withdraw(tenant, store.drop(tenant, appointment.id(), why), "the appointment was " + why);
  }

  /// Requests one reminder that is due, or settles it when there is no use in it any more.
  ///
  /// @return false when none was due that nobody else holds
  boolean requestOne(TenantId tenant) {
    var now = clock.instant();
    var claimed = store.claim(tenant, now);
    if (claimed.isEmpty()) {
      return false;
    }
    var due = claimed.get();
    var workspace = workspaces.require(tenant);
    // Its row is held, so it stays as it is read here until the request is committed.
    var appointment = appointments.find(tenant, due.appointment(), workspace.zone()).orElseThrow();
    var contact = contacts.find(tenant, appointment.contact()).orElse(null);
    var why = useless(tenant, due, appointment, contact);
    var address = contact == null ? null : address(contact, due.rule().channel());
    if (why == null && address == null) {
      why = "no address";
    }
    if (why != null || contact == null || address == null) {
      store.done(tenant, due, why == null ? "no address" : why, now);
      return true;
    }
    var delivery =
        deliveries.request(
            tenant,
            new DeliveryRequest(
                contact.id(),
                due.rule().channel(),
                address,
                Purpose.REMINDER,
                ReminderWords.content(
                    due.rule(), workspace, contact, appointment, paid(tenant, appointment)),
                now,
                due.key(),
                Confirmations.REFERENCE,
                due.appointment().toString()));
    store.requested(tenant, due, delivery, now);
    return true;
  }

  private boolean paid(TenantId tenant, Appointment appointment) {
    return appointment.depositMinor() != null
        && deposits.find(tenant, appointment.id()).isPresent();
  }

  /// Withdraws reminders that have not left although their appointments have begun.
  ///
  /// @return how many were looked at
  int withdrawBegun(TenantId tenant) {
    var begun = store.begun(tenant, clock.instant(), 50);
    withdraw(tenant, begun, "the appointment has begun");
    return begun.size();
  }

  private @Nullable String useless(
      TenantId tenant, ReminderStore.Due due, Appointment appointment, @Nullable Contact contact) {
    var now = clock.instant();
    if (!appointment.state().isOpen() || appointment.revision() != due.revision()) {
      return "the appointment has changed";
    }
    if (!appointment.startsAt().isAfter(now)) {
      return "the appointment has begun";
    }
    if (contact == null) {
      return "the client is not known any more";
    }
    if (due.rule().kind() == Kind.ASK && appointment.state() == AppointmentState.CONFIRMED) {
      return "confirmed already";
    }
    return store.hasLater(tenant, due, now) ? "a later one is due as well" : null;
  }

  private void withdraw(TenantId tenant, List<String> keys, String reason) {
    keys.forEach(key -> deliveries.cancelByKey(tenant, key, reason));
  }

  private static @Nullable String address(Contact contact, Channel channel) {
    var phone = contact.phone();
    var email = contact.email();
    return switch (channel) {
      case SMS, VOICE -> phone == null ? null : phone.e164();
      case EMAIL -> email == null ? null : email.value();
    };
  }
}
