package io.frontdesk.calendar.booking;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentBooked;
import io.frontdesk.calendar.AppointmentChanged;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Tells the house what happened to an appointment: timeline, audit, screens, modules to the right.
/// All in the transaction of the change.
@Component
class Records {
  private final Timeline timeline;
  private final AuditLog audit;
  private final EventLog events;
  private final ApplicationEventPublisher publisher;
  private final Clock clock;

  Records(
      Timeline timeline,
      AuditLog audit,
      EventLog events,
      ApplicationEventPublisher publisher,
      Clock clock) {
    this.timeline = timeline;
    this.audit = audit;
    this.events = events;
    this.publisher = publisher;
    this.clock = clock;
  }

  void booked(TenantId tenant, Appointment appointment, Actor actor) {
    timeline(tenant, appointment, "appointment.booked", "Booked");
    audit(tenant, appointment, "calendar.appointment-booked", actor);
    live(tenant, appointment, "booked");
    publisher.publishEvent(new AppointmentBooked(tenant, appointment));
  }

  void changed(TenantId tenant, Appointment appointment, String what, Actor actor) {
    var title =
        switch (what) {
          case "moved" -> "Moved";
          case "resized" -> "New length";
          case "booked" -> "Set back to booked";
          default -> appointment.state().label();
        };
    // Each move is a line of its own.
    boolean often = what.equals("moved") || what.equals("resized");
    var kind = "appointment." + what + (often ? "." + appointment.revision() : "");
    timeline(tenant, appointment, kind, title);
    audit(tenant, appointment, "calendar.appointment-" + what.replace('_', '-'), actor);
    live(tenant, appointment, what);
    publisher.publishEvent(new AppointmentChanged(tenant, appointment, what));
  }

  void noted(TenantId tenant, Appointment appointment, Actor actor) {
    audit(tenant, appointment, "calendar.appointment-noted", actor);
    live(tenant, appointment, "noted");
  }

  private void timeline(TenantId tenant, Appointment appointment, String kind, String title) {
    timeline.add(
        tenant,
        appointment.contact(),
        new Entry(
            kind,
            title + ": " + appointment.serviceName() + " with " + appointment.staffName(),
            SpokenTimes.say(appointment.start()),
            clock.instant(),
            "appointment",
            appointment.id().toString()));
  }

  private void audit(TenantId tenant, Appointment appointment, String action, Actor actor) {
    audit.record(
        tenant,
        actor,
        action,
        "appointment",
        appointment.id().toString(),
        Map.of("revision", appointment.revision(), "state", appointment.state().code()));
  }

  private void live(TenantId tenant, Appointment appointment, String what) {
    events.append(
        tenant,
        "calendar.changed",
        appointment.id().toString(),
        Map.of(
            "what", what,
            "contact", appointment.contact().toString(),
            "startsAt", appointment.startsAt().toString()));
  }
}
