package io.frontdesk.calendar.waitlist;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentBooked;
import io.frontdesk.calendar.AppointmentChanged;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.HoldOutcome;
import io.frontdesk.calendar.HoldRequest;
import io.frontdesk.calendar.Holds;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.Waitlist.Answer;
import io.frontdesk.calendar.WaitlistEntry;
import io.frontdesk.calendar.WaitlistEntry.State;
import io.frontdesk.calendar.WaitlistId;
import io.frontdesk.calendar.WaitlistRequest;
import io.frontdesk.calendar.waitlist.WaitlistStore.OpenOffer;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveriesChanged;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// The waitlist at work, inside transactions of the tenant. An offer is a hold, a text and a
/// deadline; the row of the wish is locked by whoever answers or ends it, so it ends once.
@Component
public class WaitingRoom {
  /// What deliveries of offers refer to.
  public static final String REFERENCE = "waitlist";

  private static final int MOST_OPEN = 1_000;
  private static final Duration TO_ANSWER = Duration.ofMinutes(45);
  private static final Duration AT_LEAST = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
  // Nobody is offered a time in the night.
  private static final LocalTime FROM = LocalTime.of(8, 0);
  private static final LocalTime UNTIL = LocalTime.of(20, 0);

  private final WaitlistStore store;
  private final Catalogue catalogue;
  private final Availability availability;
  private final Holds holds;
  private final Bookings bookings;
  private final Contacts contacts;
  private final Deliveries deliveries;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final EventLog events;
  private final Clock clock;

  WaitingRoom(
      WaitlistStore store,
      Catalogue catalogue,
      Availability availability,
      Holds holds,
      Bookings bookings,
      Contacts contacts,
      Deliveries deliveries,
      Workspaces workspaces,
      AuditLog audit,
      EventLog events,
      Clock clock) {
    this.store = store;
    this.catalogue = catalogue;
    this.availability = availability;
    this.holds = holds;
    this.bookings = bookings;
    this.contacts = contacts;
    this.deliveries = deliveries;
    this.workspaces = workspaces;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  /// See `Waitlist.join`.
  public WaitlistEntry join(TenantId tenant, WaitlistRequest wish, Actor actor) {
    check(tenant, wish);
    if (store.openCount(tenant) >= MOST_OPEN) {
      throw Refusal.conflict("calendar.waitlist-full", "The waitlist is full.");
    }
    var id = store.upsert(tenant, Uuid7.next(), wish, clock.instant());
    store.nudge(tenant, true, clock.instant());
    changed(tenant, id, "joined", actor);
    return require(tenant, id);
  }

  /// See `Waitlist.leave`.
  public WaitlistEntry leave(TenantId tenant, WaitlistId id, Actor actor) {
    var entry = lock(tenant, id);
    if (!entry.state().isOpen()) {
      return entry;
    }
    store.openOffer(tenant, id).ifPresent(offer -> end(tenant, offer, "declined"));
    store.become(tenant, id, State.LEFT, "", null, clock.instant());
    changed(tenant, id, "left", actor);
    return require(tenant, id);
  }

  /// See `Waitlist.answer`.
  public Answer answer(TenantId tenant, WaitlistId id, boolean yes, Actor actor) {
    var entry = lock(tenant, id);
    var offer = store.openOffer(tenant, id);
    if (offer.isEmpty()) {
      var appointment = entry.appointment();
      return yes && entry.state() == State.BOOKED && appointment != null
          ? new Answer.Booked(bookings.require(tenant, appointment))
          : new Answer.TooLate(
              "That time is not on offer any more."
                  + (entry.state().isOpen() ? " You are still on the list." : ""));
    }
    if (!clock.instant().isBefore(offer.get().deadline())) {
      return new Answer.TooLate(
          "The time to answer is over, so that appointment goes to the next person. You are still"
              + " on the list.");
    }
    if (!yes) {
      pass(tenant, offer.get(), "declined", State.WAITING, "");
      changed(tenant, id, "declined", actor);
      return new Answer.Passed();
    }
    return take(tenant, entry, offer.get(), actor);
  }

  private Answer take(TenantId tenant, WaitlistEntry entry, OpenOffer offer, Actor actor) {
    // Ended first: the booking closes the person's open wishes, and this one is closed here.
    store.endOffer(tenant, offer.id(), "taken");
    var outcome =
        bookings.book(
            tenant,
            new BookingRequest(
                    entry.service(),
                    offer.startsAt(),
                    offer.staff(),
                    entry.contact(),
                    source(tenant, entry.service()),
                    "waitlist:" + offer.id(),
                    actor,
                    null,
                    entry.note())
                .fromHold(offer.hold()));
    return switch (outcome) {
      case BookingOutcome.Booked(Appointment booked) -> {
        store.become(tenant, entry.id(), State.BOOKED, "", booked.id(), clock.instant());
        changed(tenant, entry.id(), "booked", actor);
        yield new Answer.Booked(booked);
      }
      case BookingOutcome.Taken _, BookingOutcome.Refused _ -> {
        holds.release(tenant, offer.hold());
        store.become(tenant, entry.id(), State.WAITING, "", null, clock.instant());
        store.nudge(tenant, false, clock.instant());
        yield new Answer.TooLate("That time has just gone. You are still on the list.");
      }
    };
  }

  /// Does one thing for the list: ends one offer nobody answered, or makes one offer.
  ///
  /// @return false when there is nothing to do now, or someone else is at it
  public boolean step(TenantId tenant) {
    var now = clock.instant();
    var begun = store.begin(tenant, now);
    if (begun.isEmpty()) {
      return false;
    }
    var lapsed = store.lapsed(tenant, now);
    if (lapsed.isPresent()) {
      lapse(tenant, lapsed.get().entry());
      return true;
    }
    var zone = workspaces.require(tenant).zone();
    var local = now.atZone(zone);
    store.expire(tenant, local.toLocalDate(), now);
    boolean day = !local.toLocalTime().isBefore(FROM) && local.toLocalTime().isBefore(UNTIL);
    if (day && offerOne(tenant, zone, now)) {
      return true;
    }
    var open = store.open(tenant, zone);
    var later =
        open.isEmpty()
            ? now.plus(Duration.ofDays(3650))
            : day
                ? now.plus(LOOK_AGAIN)
                : (local.toLocalTime().isBefore(FROM)
                        ? local.with(FROM)
                        : local.plusDays(1).with(FROM))
                    .toInstant();
    var deadline = store.nextDeadline(tenant);
    store.end(tenant, begun.get(), deadline.filter(at -> at.isBefore(later)).orElse(later));
    return false;
  }

  private void lapse(TenantId tenant, WaitlistId id) {
    lock(tenant, id);
    // Answered while we waited for its row, perhaps.
    var offer = store.openOffer(tenant, id).filter(one -> !one.deadline().isAfter(clock.instant()));
    if (offer.isPresent()) {
      deliveries.cancelByKey(tenant, key(offer.get()), "nobody answered in time");
      pass(
          tenant,
          offer.get(),
          "lapsed",
          offer.get().unreached() ? State.LEFT : State.WAITING,
          offer.get().unreached() ? "texts don't reach this person" : "");
      changed(tenant, id, "lapsed", new Actor.Program("waitlist"));
    }
  }

  private boolean offerOne(TenantId tenant, ZoneId zone, Instant now) {
    var free = new HashMap<Asked, List<Slot>>();
    for (var entry : store.open(tenant, zone)) {
      if (entry.state() != State.WAITING) {
        continue;
      }
      var slots =
          free.computeIfAbsent(
              new Asked(entry.service(), entry.staff(), entry.firstDay()),
              asked -> free(tenant, asked, zone, now));
      var before = slots.isEmpty() ? null : store.offered(tenant, entry.id());
      var fitting =
          slots.stream()
              .filter(entry::fits)
              .filter(slot -> before != null && !before.contains(slot.start().toInstant()))
              .findFirst();
      if (fitting.isPresent() && offer(tenant, entry, fitting.get(), now)) {
        return true;
      }
    }
    return false;
  }

  // What several may be waiting for.
  private record Asked(ServiceId service, @Nullable StaffId staff, LocalDate first) {}

  private List<Slot> free(TenantId tenant, Asked asked, ZoneId zone, Instant now) {
    var found = catalogue.find(tenant, asked.service());
    if (found.isEmpty() || found.get().archived()) {
      return List.of();
    }
    var soonest = now.plus(AT_LEAST);
    var wished = asked.first().atStartOfDay(zone).toInstant();
    var from = wished.isAfter(soonest) ? wished : soonest;
    var request =
        SlotRequest.between(asked.service(), from, from.plus(Duration.ofDays(62)))
            .with(asked.staff())
            .perPerson();
    return availability.slots(tenant, found.get().online() ? request : request.byDesk());
  }

  private boolean offer(TenantId tenant, WaitlistEntry entry, Slot slot, Instant now) {
    var contact = contacts.find(tenant, entry.contact());
    var phone = contact.map(one -> one.phone()).orElse(null);
    if (phone == null) {
      store.become(tenant, entry.id(), State.LEFT, "there is no phone number any more", null, now);
      return true;
    }
    var start = slot.start().toInstant();
    var toAnswer = toAnswer(Duration.between(now, start));
    var id = Uuid7.next();
    var held =
        holds.place(
            tenant,
            new HoldRequest(
                entry.service(),
                start,
                slot.staff(),
                slot.location(),
                source(tenant, entry.service()),
                "waitlist:" + id,
                // A yes of the last second still finds it.
                toAnswer.plusMinutes(1)));
    if (!(held instanceof HoldOutcome.Held(var hold))) {
      return false;
    }
    var workspace = workspaces.require(tenant);
    var deadline = now.plus(toAnswer);
    var text =
        "%s: a time is free for %s with %s: %s. Reply YES by %s to take it, or NO to pass."
            .formatted(
                workspace.name(),
                entry.serviceName(),
                slot.staffName() + place(tenant, slot),
                SpokenTimes.say(slot.start()),
                SpokenTimes.sayShort(
                    deadline.atZone(workspace.zone()), now.atZone(workspace.zone())));
    var delivery =
        deliveries.request(
            tenant,
            new DeliveryRequest(
                entry.contact(),
                Channel.SMS,
                phone.e164(),
                Purpose.TRANSACTIONAL,
                new Content.Sms(text),
                now,
                key(id),
                REFERENCE,
                entry.id().toString()));
    store.addOffer(
        tenant,
        new OpenOffer(id, entry.id(), slot.staff(), start, hold.id(), deadline, delivery, false),
        slot.end().toInstant(),
        now);
    store.become(tenant, entry.id(), State.OFFERED, "", null, now);
    changed(tenant, entry.id(), "offered", new Actor.Program("waitlist"));
    return true;
  }

  private String place(TenantId tenant, Slot slot) {
    var location = slot.location();
    return location == null ? "" : " at " + catalogue.require(tenant, location).name();
  }

  /// Follows texts that could not be sent or did not arrive: the time goes to the next.
  @EventListener
  void on(DeliveriesChanged changed) {
    for (var delivery : changed.deliveries()) {
      if (delivery.refType().equals(REFERENCE)) {
        switch (delivery.state()) {
          case REFUSED, FAILED, UNDELIVERED -> {
            if (store.unreached(changed.tenant(), delivery.id(), clock.instant())) {
              store.nudge(changed.tenant(), false, clock.instant());
            }
          }
          default -> {}
        }
      }
    }
  }

  @EventListener
  void on(AppointmentChanged changed) {
    switch (changed.what()) {
      case "cancelled", "moved", "resized" -> store.nudge(changed.tenant(), false, clock.instant());
      default -> {}
    }
  }

  /// Who has booked what they waited for waits no longer.
  @EventListener
  void on(AppointmentBooked booked) {
    var one = booked.appointment();
    var met = store.met(booked.tenant(), one.contact(), one.service(), one.start().toLocalDate());
    for (var id : met) {
      var entry = lock(booked.tenant(), id);
      if (entry.state().isOpen()) {
        store.openOffer(booked.tenant(), id).ifPresent(o -> end(booked.tenant(), o, "declined"));
        store.become(booked.tenant(), id, State.BOOKED, "", one.id(), clock.instant());
      }
    }
  }

  @EventListener
  void follow(ContactsMerged merged) {
    store.moveContact(merged.tenant(), merged.gone(), merged.kept());
  }

  private void pass(TenantId tenant, OpenOffer offer, String how, State next, String reason) {
    end(tenant, offer, how);
    store.become(tenant, offer.entry(), next, reason, null, clock.instant());
  }

  private void end(TenantId tenant, OpenOffer offer, String how) {
    store.endOffer(tenant, offer.id(), how);
    holds.release(tenant, offer.hold());
    store.nudge(tenant, false, clock.instant());
  }

  private void check(TenantId tenant, WaitlistRequest wish) {
    var today = clock.instant().atZone(workspaces.require(tenant).zone()).toLocalDate();
    var service =
        catalogue
            .find(tenant, wish.service())
            .filter(one -> !one.archived())
            .orElseThrow(() -> Refusal.field("service", "Choose a service that can be booked."));
    var staff = wish.staff();
    if (staff != null && !service.staff().contains(staff)) {
      throw Refusal.field("staff", "This person doesn't do " + service.name() + ".");
    }
    if (wish.lastDay().isBefore(wish.firstDay()) || wish.lastDay().isBefore(today)) {
      throw Refusal.field("lastDay", "Give a day that is ahead and not before the first one.");
    }
    if (wish.lastDay().isAfter(today.plusDays(365))) {
      throw Refusal.field("lastDay", "Give a day within a year.");
    }
    if (wish.days().isEmpty()) {
      throw Refusal.field("days", "Choose at least one weekday.");
    }
    if (wish.note().length() > 500) {
      throw Refusal.field("note", "At most 500 characters.");
    }
    if (contacts.require(tenant, wish.contact()).phone() == null) {
      throw Refusal.field("contact", "A phone number is needed, for the text with the offer.");
    }
  }

  private Source source(TenantId tenant, ServiceId service) {
    return catalogue.require(tenant, service).online() ? Source.PHONE : Source.DESK;
  }

  private static Duration toAnswer(Duration ahead) {
    var quarter = ahead.dividedBy(4);
    var wanted = quarter.compareTo(TO_ANSWER) < 0 ? quarter : TO_ANSWER;
    return Duration.ofMinutes(Math.max(wanted.toMinutes(), AT_LEAST.toMinutes()));
  }

  private WaitlistEntry lock(TenantId tenant, WaitlistId id) {
    return store
        .lock(tenant, id, workspaces.require(tenant).zone())
        .orElseThrow(() -> Refusal.notFound("The waitlist entry"));
  }

  private WaitlistEntry require(TenantId tenant, WaitlistId id) {
    return store.find(tenant, id, workspaces.require(tenant).zone()).orElseThrow();
  }

  private void changed(TenantId tenant, WaitlistId id, String what, Actor actor) {
    audit.record(tenant, actor, "calendar.waitlist-" + what, "waitlist", id.toString(), Map.of());
    events.append(tenant, "calendar.changed", id.toString(), Map.of("what", "waitlist-" + what));
  }

  private static String key(OpenOffer offer) {
    return key(offer.id());
  }

  private static String key(UUID offer) {
    return "waitlist:offer:" + offer;
  }

  /// The wishes of a person for which a time was offered to exactly this number: those that wait
  /// for an answer first, then those of the last hours.
  public List<OfferedWish> offeredTo(TenantId tenant, ContactId contact, String number) {
    return store.offeredTo(tenant, contact, clock.instant().minus(Duration.ofHours(12))).stream()
        .filter(
            one ->
                deliveries
                    .find(tenant, one.delivery())
                    .filter(delivery -> delivery.address().equals(number))
                    .isPresent())
        .map(one -> new OfferedWish(one.entry(), one.at(), one.open()))
        .toList();
  }

  /// @param at when the time was offered
  /// @param open whether it waits for an answer
  public record OfferedWish(WaitlistId entry, Instant at, boolean open) {}
}
