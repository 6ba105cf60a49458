package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentBooked;
import io.frontdesk.calendar.AppointmentChanged;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Notes in the transaction of a change that it must be written elsewhere.
@Component
class Outbox {
  private final MirrorStore mirrors;
  private final Clock clock;

  Outbox(MirrorStore mirrors, Clock clock) {
    this.mirrors = mirrors;
    this.clock = clock;
  }

  @EventListener
  void hear(AppointmentBooked booked) {
    enqueue(booked.tenant(), booked.appointment());
  }

  @EventListener
  void hear(AppointmentChanged changed) {
    enqueue(changed.tenant(), changed.appointment());
  }

  private void enqueue(TenantId tenant, Appointment appointment) {
    mirrors.enqueue(tenant, appointment.id(), appointment.staff(), clock.instant());
  }
}
