package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Attachment;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.platform.page.Money;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Tells a client of several appointments at once: one text and one e-mail, with a calendar file
/// that holds them all.
@Component
public class Itineraries {
  private static final int LISTED = 4;

  private final Deliveries deliveries;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Invitations invitations;
  private final Clock clock;

  Itineraries(
      Deliveries deliveries,
      Contacts contacts,
      Workspaces workspaces,
      Invitations invitations,
      Clock clock) {
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.invitations = invitations;
    this.clock = clock;
  }

  /// @param key names the intent: the same again tells nobody twice
  public void booked(TenantId tenant, ContactId to, List<Appointment> all, String key) {
    tell(tenant, to, all, key, "Your appointments are booked", "you're booked for ");
  }

  public void moved(TenantId tenant, ContactId to, List<Appointment> all, String key) {
    tell(tenant, to, all, key, "Your appointments have moved", "your appointments have moved to ");
  }

  public void cancelled(TenantId tenant, ContactId to, List<Appointment> all, String key) {
    tell(tenant, to, all, key, "Your appointments are cancelled", "these are cancelled: ");
  }

  private void tell(
      TenantId tenant,
      ContactId to,
      List<Appointment> all,
      String key,
      String subject,
      String words) {
    if (all.isEmpty()) {
      return;
    }
    var contact = contacts.require(tenant, to);
    var workspace = workspaces.require(tenant);
    var phone = contact.phone();
    if (phone != null) {
      var text = workspace.name() + ": " + words + brief(all) + ".";
      request(tenant, to, Channel.SMS, phone.e164(), new Content.Sms(cut(text, 1_000)), key, all);
    }
    var email = contact.email();
    if (email != null) {
      var name = contact.name();
      var letter =
          """
          Hello%s,

          %s:

          %s

          All times are %s.

          %s
          """
              .formatted(
                  name == null ? "" : " " + name,
                  subject,
                  all.stream().map(Itineraries::line).collect(Collectors.joining("\n")),
                  clocks(all),
                  workspace.name());
      request(
          tenant,
          to,
          Channel.EMAIL,
          email.value(),
          new Content.Email(
              cut((subject + " – " + workspace.name()).replaceAll("\\p{Cntrl}+", " "), 255),
              letter,
              null,
              List.of(
                  new Attachment(
                      "appointments.ics",
                      "text/calendar; method=PUBLISH; charset=UTF-8",
                      invitations.publish(workspace, all)))),
          key,
          all);
    }
  }

  // They belong to the first of them, so that a change of that one withdraws what has not left.
  private void request(
      TenantId tenant,
      ContactId to,
      Channel channel,
      String address,
      Content content,
      String key,
      List<Appointment> all) {
    deliveries.request(
        tenant,
        new DeliveryRequest(
            to,
            channel,
            address,
            Purpose.TRANSACTIONAL,
            content,
            clock.instant(),
            key + ":" + channel,
            Confirmations.REFERENCE,
            all.getFirst().id().toString()));
  }

  // Each time is said by the clock of its place.
  private static String clocks(List<Appointment> all) {
    return all.stream()
            .map(one -> SpokenTimes.sayZone(one.zone()))
            .distinct()
            .collect(Collectors.joining(" or "))
        + (all.stream().map(Appointment::zone).distinct().count() > 1
            ? ", as the place has it"
            : "");
  }

  private static String brief(List<Appointment> all) {
    var some = all.stream().limit(LISTED).map(Itineraries::line).collect(Collectors.joining("; "));
    return all.size() > LISTED ? some + "; and " + (all.size() - LISTED) + " more" : some;
  }

  private static String line(Appointment one) {
    var deposit = one.depositMinor();
    return one.serviceName()
        + " with "
        + one.staffName()
        + " on "
        + SpokenTimes.say(one.start())
        + (deposit == null || deposit == 0
            ? ""
            : " (deposit " + Money.label(deposit, one.currency()) + ")");
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
