package io.frontdesk.calendar.reply;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Reminders;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.Waitlist.Answer;
import io.frontdesk.calendar.booking.AppointmentLinks;
import io.frontdesk.calendar.booking.Confirmations;
import io.frontdesk.calendar.reminder.Asks;
import io.frontdesk.calendar.waitlist.WaitingRoom;
import io.frontdesk.calendar.waitlist.WaitingRoom.OfferedWish;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.ReplyReader;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Does what clients answer to a question of the calendar: confirms the appointment that was asked
/// about, or says how to reschedule. What is not clear is left to people.
@Component
class ClientReplies implements ReplyReader {
  private static final String REFERENCE = "reply";
  private static final Set<String> OURS =
      Set.of(Confirmations.REFERENCE, WaitingRoom.REFERENCE, REFERENCE);
  static final Actor CLIENT = new Actor.Program("the client");

  // Two questions closer than this may have been read as one.
  private static final Duration APART = Duration.ofHours(1);

  private final Asks asks;
  private final WaitingRoom waitlist;
  private final Bookings bookings;
  private final Deliveries deliveries;
  private final AppointmentLinks links;
  private final Reminders reminders;
  private final Catalogue catalogue;
  private final Workspaces workspaces;
  private final Clock clock;

  ClientReplies(
      Asks asks,
      WaitingRoom waitlist,
      Bookings bookings,
      Deliveries deliveries,
      AppointmentLinks links,
      Reminders reminders,
      Catalogue catalogue,
      Workspaces workspaces,
      Clock clock) {
    this.asks = asks;
    this.waitlist = waitlist;
    this.bookings = bookings;
    this.deliveries = deliveries;
    this.links = links;
    this.reminders = reminders;
    this.catalogue = catalogue;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @Override
  public Reading read(TenantId tenant, Reply reply) {
    var said = ReplyWords.of(reply.text());
    return switch (said) {
      case CONFIRM, YES, NO, RESCHEDULE -> answered(tenant, reply, said);
      case OTHER -> new Reading.NotMine();
    };
  }

  private Reading answered(TenantId tenant, Reply reply, ReplyWords said) {
    if (!answersUs(tenant, reply)) {
      return new Reading.NotMine();
    }
    var open = asks.open(tenant, reply.contact(), reply.from(), clock.instant());
    var offers = waitlist.offeredTo(tenant, reply.contact(), reply.from());
    return switch (said) {
      case YES -> yes(tenant, reply, open, offers);
      case NO -> no(tenant, reply, open, offers);
      case CONFIRM -> confirm(tenant, reply, open);
      case RESCHEDULE -> open.isEmpty() ? new Reading.NotMine() : reschedule(tenant, reply, open);
      case OTHER -> new Reading.NotMine();
    };
  }

  // A bare word answers what was read last. When that was written by hand, or by a campaign, it is
  // for people.
  private boolean answersUs(TenantId tenant, Reply reply) {
    return deliveries
        .lastReference(tenant, reply.contact(), Channel.SMS, reply.from())
        .filter(last -> OURS.contains(last.type()))
        .isPresent();
  }

  private Reading yes(
      TenantId tenant, Reply reply, List<Asks.Ask> asked, List<OfferedWish> offers) {
    var open = offers.stream().filter(OfferedWish::open).toList();
    var waiting = asked.stream().filter(ClientReplies::waits).findFirst();
    if (open.size() > 1
        || open.size() == 1
            && waiting.filter(ask -> ask.askedAt().isAfter(open.getFirst().at())).isPresent()) {
      return new Reading.ForPeople("Said yes, but was asked more than one thing.");
    }
    if (open.size() == 1) {
      return answer(tenant, reply, open.getFirst(), true);
    }
    if (waiting.isPresent()) {
      return confirm(tenant, reply, asked);
    }
    // When nothing waits for an answer any more, a yes answers something else.
    return offers.isEmpty()
        ? new Reading.NotMine()
        : answer(tenant, reply, offers.getFirst(), true);
  }

  private Reading no(TenantId tenant, Reply reply, List<Asks.Ask> asked, List<OfferedWish> offers) {
    var open = offers.stream().filter(OfferedWish::open).toList();
    if (open.size() == 1) {
      return answer(tenant, reply, open.getFirst(), false);
    }
    return asked.isEmpty() && open.isEmpty()
        ? new Reading.NotMine()
        : new Reading.ForPeople("Answered “no” to a question about an appointment.");
  }

  private Reading answer(TenantId tenant, Reply reply, OfferedWish offer, boolean yes) {
    return switch (waitlist.answer(tenant, offer.entry(), yes, CLIENT)) {
      case Answer.Booked(var appointment) ->
          new Reading.Done("Took the time that was offered: " + when(appointment) + ".");
      case Answer.Passed _ -> {
        say(tenant, reply, "Thank you for telling us. You are still on the list.");
        yield new Reading.Done("Passed on the time that was offered.");
      }
      case Answer.TooLate(var why) -> {
        say(tenant, reply, why);
        yield new Reading.Done("Answered an offer that had ended.");
      }
    };
  }

  private Reading confirm(TenantId tenant, Reply reply, List<Asks.Ask> asked) {
    if (asked.isEmpty()) {
      return new Reading.NotMine();
    }
    return meant(asked)
        .map(ask -> confirm(tenant, reply, ask))
        .orElseGet(
            () ->
                new Reading.ForPeople("Said yes, but was asked about more than one appointment."));
  }

  // The latest question, unless another one that still waits for its answer came at about the same
  // time.
  private static Optional<Asks.Ask> meant(List<Asks.Ask> open) {
    var waiting = open.stream().filter(ClientReplies::waits).toList();
    if (waiting.isEmpty()) {
      return open.stream().findFirst();
    }
    if (waiting.size() > 1
        && Duration.between(waiting.get(1).askedAt(), waiting.getFirst().askedAt()).compareTo(APART)
            < 0) {
      return Optional.empty();
    }
    return Optional.of(waiting.getFirst());
  }

  private static boolean waits(Asks.Ask ask) {
    return ask.state() == AppointmentState.BOOKED;
  }

  private Reading confirm(TenantId tenant, Reply reply, Asks.Ask ask) {
    var appointment = bookings.require(tenant, ask.appointment());
    if (appointment.state() == AppointmentState.BOOKED) {
      appointment = bookings.mark(tenant, ask.appointment(), AppointmentState.CONFIRMED, CLIENT);
      say(tenant, reply, "Thank you, see you on " + when(appointment) + ".");
    }
    return new Reading.Done("Confirmed the appointment on " + when(appointment) + ".");
  }

  private Reading reschedule(TenantId tenant, Reply reply, List<Asks.Ask> open) {
    var appointment = bookings.require(tenant, open.getFirst().appointment());
    if (!reminders.terms(tenant, appointment).allowed()
        || !catalogue.require(tenant, appointment.service()).online()) {
      say(tenant, reply, "We will get back to you about " + when(appointment) + ".");
      return new Reading.ForPeople(
          "Would like to reschedule the appointment on " + when(appointment) + ".");
    }
    var to = reply.to();
    say(
        tenant,
        reply,
        "Choose another time here: "
            + links.link(tenant, appointment.id())
            + (to == null ? "" : " or call us on " + new PhoneNumber(to).display()));
    return new Reading.Done(
        "Asked to reschedule the appointment on "
            + when(appointment)
            + " and got the link for it.");
  }

  private void say(TenantId tenant, Reply reply, String text) {
    deliveries.request(
        tenant,
        new DeliveryRequest(
            reply.contact(),
            Channel.SMS,
            reply.from(),
            Purpose.CONVERSATION,
            new Content.Sms(workspaces.require(tenant).name() + ": " + text),
            clock.instant(),
            "reply:" + reply.key(),
            REFERENCE,
            reply.key()),
        null,
        reply.to());
  }

  private static String when(Appointment appointment) {
    return SpokenTimes.say(appointment.start());
  }
}
