package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.ics.IcsWriter;
import io.frontdesk.contacts.Contact;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.Senders;
import io.frontdesk.policy.Channel;
import io.frontdesk.tenancy.Workspace;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/// Writes invitations (RFC 5545, RFC 5546) that calendars follow: one UID for the life of an
/// appointment, SEQUENCE from its revision, and as ORGANIZER the mailbox that sends them.
@Component
public class Invitations {
  private final Senders senders;
  private final Clock clock;

  Invitations(Senders senders, Clock clock) {
    this.senders = senders;
    this.clock = clock;
  }

  /// What the receiving calendar shall do.
  enum Method {
    REQUEST,
    CANCEL
  }

  byte[] write(Workspace workspace, Contact contact, Appointment appointment, Method method) {
    var ics = IcsWriter.calendar().line("METHOD", method.name());
    open(ics, workspace, organizer(workspace), appointment, method == Method.CANCEL);
    var email = contact.email();
    if (email != null) {
      var name = contact.name();
      ics.line(
          "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
              + (name == null ? "" : ";CN=" + IcsWriter.quoted(name)),
          "mailto:" + email.value());
    }
    return ics.line("END", "VEVENT").end();
  }

  /// Several appointments in one file. An invitation holds one only, so this one is for reading;
  /// the UIDs are the same.
  public byte[] publish(Workspace workspace, List<Appointment> appointments) {
    var ics = IcsWriter.calendar().line("METHOD", "PUBLISH");
    var organizer = organizer(workspace);
    for (var one : appointments) {
      open(ics, workspace, organizer, one, one.state() == AppointmentState.CANCELLED);
      ics.line("END", "VEVENT");
    }
    return ics.end();
  }

  // An event up to its attendees.
  private void open(
      IcsWriter ics,
      Workspace workspace,
      String organizer,
      Appointment appointment,
      boolean cancelled) {
    ics.line("BEGIN", "VEVENT")
        .line("UID", appointment.id() + "@frontdesk")
        .line("SEQUENCE", Integer.toString(appointment.revision()))
        .utc("DTSTAMP", clock.instant())
        .utc("CREATED", appointment.createdAt())
        .utc("LAST-MODIFIED", appointment.updatedAt())
        .utc("DTSTART", appointment.startsAt())
        .utc("DTEND", appointment.endsAt())
        .text("SUMMARY", appointment.serviceName() + " – " + workspace.name())
        .text("DESCRIPTION", appointment.serviceName() + " with " + appointment.staffName())
        .line("STATUS", cancelled ? "CANCELLED" : "CONFIRMED")
        .line("TRANSP", cancelled ? "TRANSPARENT" : "OPAQUE")
        .line("ORGANIZER;CN=" + IcsWriter.quoted(workspace.name()), "mailto:" + organizer);
  }

  // A reply then reaches the inbox. Without a mailbox nothing of this is sent.
  private String organizer(Workspace workspace) {
    return senders
        .defaultFor(workspace.id(), Channel.EMAIL)
        .map(Sender::address)
        .orElse("noreply@" + workspace.slug() + ".invalid");
  }
}
