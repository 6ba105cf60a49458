package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Attachment;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.platform.page.Money;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Tells the client what was booked, moved or cancelled, by the one way out: a text message, and an
/// e-mail with an invitation that calendars follow. Requested in the transaction of the change and
/// keyed by appointment and revision, so that a repeat tells nobody twice.
@Component
public class Confirmations {
  /// What deliveries of an appointment refer to.
  public static final String REFERENCE = "appointment";

  private static final ScopedValue<Boolean> QUIET = ScopedValue.newInstance();

  private final Deliveries deliveries;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Invitations invitations;
  private final AppointmentLinks links;
  private final Clock clock;

  Confirmations(
      Deliveries deliveries,
      Contacts contacts,
      Workspaces workspaces,
      Invitations invitations,
      AppointmentLinks links,
      Clock clock) {
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.invitations = invitations;
    this.links = links;
    this.clock = clock;
  }

  /// Runs `work`, which books, moves or cancels several appointments of which the client is told
  /// together: none of them is told by itself. What has not left is withdrawn all the same.
  public static <T> T quietly(Supplier<T> work) {
    return ScopedValue.where(QUIET, true).call(work::get);
  }

  void booked(TenantId tenant, Appointment appointment) {
    tell(
        tenant,
        appointment,
        "Your appointment is booked",
        "you're booked for "
            + what(appointment)
            + " on "
            + SpokenTimes.say(appointment.start())
            + "."
            + owed(appointment),
        Invitations.Method.REQUEST);
  }

  /// What is still to be paid of an appointment nobody has paid for, as a sentence after another;
  /// empty when nothing is.
  public static String owed(Appointment appointment) {
    var deposit = appointment.depositMinor();
    return deposit == null || deposit == 0
        ? ""
        : " A deposit of " + Money.label(deposit, appointment.currency()) + " is to be paid.";
  }

  void moved(TenantId tenant, Appointment appointment, ZonedDateTime before) {
    withdraw(tenant, appointment, "moved");
    tell(
        tenant,
        appointment,
        "Your appointment has moved",
        "your appointment of "
            + SpokenTimes.say(before)
            + " has moved: "
            + what(appointment)
            + " is now on "
            + SpokenTimes.say(appointment.start())
            + ".",
        Invitations.Method.REQUEST);
  }

  void resized(TenantId tenant, Appointment appointment) {
    // Who is there already sees for themselves.
    if (!appointment.startsAt().isAfter(clock.instant())) {
      return;
    }
    withdraw(tenant, appointment, "changed");
    tell(
        tenant,
        appointment,
        "Your appointment ends at another time",
        "your appointment for "
            + what(appointment)
            + " on "
            + SpokenTimes.say(appointment.start())
            + " now ends at "
            + SpokenTimes.sayTime(appointment.end())
            + ".",
        Invitations.Method.REQUEST);
  }

  void cancelled(TenantId tenant, Appointment appointment) {
    withdraw(tenant, appointment, "cancelled");
    tell(
        tenant,
        appointment,
        "Your appointment is cancelled",
        "your appointment for "
            + what(appointment)
            + " on "
            + SpokenTimes.say(appointment.start())
            + " is cancelled.",
        Invitations.Method.CANCEL);
  }

  // What has not left yet would tell an old story.
  private void withdraw(TenantId tenant, Appointment appointment, String reason) {
    deliveries.cancelForReference(
        tenant, REFERENCE, appointment.id().toString(), "the appointment was " + reason);
  }

  private void tell(
      TenantId tenant,
      Appointment appointment,
      String subject,
      String sentence,
      Invitations.Method method) {
    if (QUIET.isBound()) {
      return;
    }
    var contact = contacts.require(tenant, appointment.contact());
    var workspace = workspaces.require(tenant);
    var phone = contact.phone();
    if (phone != null) {
      request(
          tenant,
          appointment,
          contact,
          Channel.SMS,
          phone.e164(),
          new Content.Sms(cut(workspace.name() + ": " + capital(sentence), 600)));
    }
    var email = contact.email();
    if (email != null) {
      request(
          tenant,
          appointment,
          contact,
          Channel.EMAIL,
          email.value(),
          letter(tenant, workspace, contact, appointment, subject, sentence, method));
    }
  }

  private Content letter(
      TenantId tenant,
      Workspace workspace,
      Contact contact,
      Appointment appointment,
      String subject,
      String sentence,
      Invitations.Method method) {
    var name = contact.name();
    var text =
        """
        Hello%s,

        %s

        %s
        %s
        With %s
        %s
        %s
        """
            .formatted(
                name == null ? "" : " " + name,
                capital(sentence),
                appointment.serviceName(),
                SpokenTimes.say(appointment.start())
                    + " ("
                    + SpokenTimes.sayZone(appointment.zone())
                    + ")",
                appointment.staffName(),
                method == Invitations.Method.CANCEL
                    ? ""
                    : "\nMove or cancel it here:\n" + links.link(tenant, appointment.id()) + "\n",
                workspace.name());
    var file = invitations.write(workspace, contact, appointment, method);
    return new Content.Email(
        cut(oneLine(subject + " – " + workspace.name()), 255),
        text,
        null,
        List.of(
            new Attachment(
                "appointment.ics", "text/calendar; method=" + method + "; charset=UTF-8", file)));
  }

  private void request(
      TenantId tenant,
      Appointment appointment,
      Contact contact,
      Channel channel,
      String address,
      Content content) {
    deliveries.request(
        tenant,
        new DeliveryRequest(
            contact.id(),
            channel,
            address,
            Purpose.TRANSACTIONAL,
            content,
            clock.instant(),
            "appointment:" + appointment.id() + ":" + appointment.revision() + ":" + channel,
            REFERENCE,
            appointment.id().toString()));
  }

  private static String what(Appointment appointment) {
    return appointment.serviceName()
        + " with "
        + appointment.staffName()
        + (appointment.locationName().isEmpty() ? "" : " at " + appointment.locationName());
  }

  private static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
