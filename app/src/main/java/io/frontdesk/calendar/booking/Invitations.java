package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.contacts.Contact;
import io.frontdesk.tenancy.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.parameter.Cn;
import net.fortuna.ical4j.model.parameter.PartStat;
import net.fortuna.ical4j.model.parameter.Rsvp;
import net.fortuna.ical4j.model.property.Attendee;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.Organizer;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableMethod;
import net.fortuna.ical4j.model.property.immutable.ImmutableStatus;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;
import org.springframework.stereotype.Component;

/// Writes invitations (RFC 5545, RFC 5546) that calendars follow: one UID for the life of an
/// appointment, SEQUENCE from its revision. Times are in UTC, which every calendar reads right and
/// which needs no copy of the zone's rules.
@Component
public class Invitations {
  private final Clock clock;

  Invitations(Clock clock) {
    this.clock = clock;
  }

  /// What the receiving calendar shall do.
  public enum Method {
    REQUEST,
    CANCEL
  }

  byte[] write(Workspace workspace, Contact contact, Appointment appointment, Method method) {
    var cancel = method == Method.CANCEL;
    var event = event(workspace, appointment, cancel);
    var email = contact.email();
    if (email != null) {
      var attendee = new Attendee(URI.create("mailto:" + email.value()));
      var name = contact.name();
      if (name != null) {
        attendee.add(new Cn(name));
      }
      attendee.add(PartStat.ACCEPTED);
      attendee.add(Rsvp.FALSE);
      event.add(attendee);
    }
    return bytes(List.of(event), cancel ? ImmutableMethod.CANCEL : ImmutableMethod.REQUEST);
  }

  /// Several appointments in one file. An invitation holds one only, so this one is for reading;
  /// the UIDs are the same.
  public byte[] publish(Workspace workspace, List<Appointment> appointments) {
    return bytes(
        appointments.stream()
            .map(one -> event(workspace, one, one.state() == AppointmentState.CANCELLED))
            .toList(),
        ImmutableMethod.PUBLISH);
  }

  private VEvent event(Workspace workspace, Appointment appointment, boolean cancel) {
    var event =
        new VEvent(
            appointment.startsAt(),
            appointment.endsAt(),
            appointment.serviceName() + " – " + workspace.name());
    event.replace(new DtStamp(clock.instant()));
    event.add(new Uid(appointment.id() + "@frontdesk"));
    event.add(new Sequence(appointment.revision()));
    event.add(cancel ? ImmutableStatus.VEVENT_CANCELLED : ImmutableStatus.VEVENT_CONFIRMED);
    event.add(new Description(appointment.serviceName() + " with " + appointment.staffName()));
    var organizer = new Organizer(URI.create("mailto:noreply@" + workspace.slug() + ".invalid"));
    organizer.add(new Cn(workspace.name()));
    event.add(organizer);
    return event;
  }

  private static byte[] bytes(
      List<VEvent> events, net.fortuna.ical4j.model.property.Method method) {
    var calendar = new Calendar();
    calendar.add(new ProdId("-//Frontdesk//Calendar//EN"));
    calendar.add(ImmutableVersion.VERSION_2_0);
    calendar.add(ImmutableCalScale.GREGORIAN);
    calendar.add(method);
    events.forEach(calendar::add);
    try {
      var out = new ByteArrayOutputStream();
      new CalendarOutputter(true).output(calendar, out);
      return out.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
