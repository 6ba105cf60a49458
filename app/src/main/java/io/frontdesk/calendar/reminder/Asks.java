package io.frontdesk.calendar.reminder;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/// What clients were asked to confirm.
@Component
public class Asks {
  private final ReminderStore store;
  private final Deliveries deliveries;

  Asks(ReminderStore store, Deliveries deliveries) {
    this.store = store;
    this.deliveries = deliveries;
  }

  /// @param state of the appointment: booked or confirmed
  public record Ask(AppointmentId appointment, AppointmentState state, Instant askedAt) {}

  /// Questions about a person's appointments that went to this very number, the latest first. Both
  /// must fit: a number that is another person's now answers nothing, and neither does another
  /// number of the same person.
  public List<Ask> open(TenantId tenant, ContactId contact, String number, Instant now) {
    return store.openAsks(tenant, contact, now).stream()
        .filter(
            ask ->
                deliveries
                    .find(tenant, ask.delivery())
                    .filter(one -> one.address().equals(number))
                    .isPresent())
        .map(ask -> new Ask(ask.appointment(), ask.state(), ask.askedAt()))
        .toList();
  }
}
